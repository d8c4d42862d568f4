package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// describe tells what the record that applies says, and what is not good in it.
func (c *dmarcCheck) describe(below, missing, ok bool) {
	rec := c.step.rec
	c.discarded(Warn)
	for _, f := range rec.Problems {
		if f.ID == "dmarc-invalid" && ok {
			f.Severity = Warn
			f.Text += `; because of that the whole record counts as "p=none"`
		}
		c.findings = append(c.findings, f)
	}
	if !ok {
		c.record(Fail, "dmarc-invalid", "the record is so broken, and without an address for reports, that no DMARC is applied (RFC 9989 section 4.10.1)")
		return
	}
	if below {
		how := "its subdomains"
		switch {
		case missing && rec.NP != "":
			how = `subdomains that do not exist ("np")`
		case rec.SP != "":
			how = `its subdomains ("sp")`
		}
		c.record(Info, "dmarc-inherited", "%s has no record of its own: that of %s applies, with the policy %q for %s", c.domain, c.step.domain, c.data.Policy, how)
	}
	if c.data.Policy == DMARCNone {
		c.record(Warn, "dmarc-policy-none", `the policy is "none": mail that fails is delivered as if there were no DMARC`)
	} else if rec.Test {
		c.record(Warn, "dmarc-testing", `"t=y" says that the domain is only testing: %q is applied instead of %q, but receivers that go by RFC 7489 do not know "t" and apply %q`, c.data.Disposition, c.data.Policy, c.data.Policy)
	}
	if !below {
		c.weaker(rec)
	}
	if t, ok := findTag(rec.tags, "sp"); ok && !below && c.data.OrganizationalDomain != "" && c.data.OrganizationalDomain != c.domain {
		c.findings = append(c.findings, Finding{Severity: Info, ID: "dmarc-tag-unused", Record: rec.Text, Position: t.Pos,
			Text: fmt.Sprintf(`"sp" is ignored in the record of %s, because that is no Organizational Domain: subdomains without a record go by that of %s`, c.domain, c.data.OrganizationalDomain)})
	}
	c.suffix()
	c.olderReaders(missing)
}

// record adds a finding about the record that applies.
func (c *dmarcCheck) record(severity Status, id, format string, args ...any) {
	c.findings = append(c.findings, Finding{Severity: severity, ID: id, Text: fmt.Sprintf(format, args...), Record: c.step.rec.Text, Position: -1})
}

// weaker tells of subdomains that are less protected than the domain.
func (c *dmarcCheck) weaker(rec *DMARCRecord) {
	if rec.broken {
		return
	}
	if rec.SP != "" && rec.SP.strength() < rec.P.strength() {
		c.record(Warn, "dmarc-sp-weaker", `subdomains are less protected than the domain: "sp" is %q and "p" is %q`, rec.SP, rec.P)
	}
	if np := orPolicy(rec.NP, orPolicy(rec.SP, rec.P)); rec.NP != "" && np.strength() < orPolicy(rec.SP, rec.P).strength() {
		c.record(Warn, "dmarc-np-weaker", `subdomains that do not exist are less protected than those that do: "np" is %q`, rec.NP)
	}
}

// suffix tells where receivers that go by the public suffix list (RFC 7489)
// come to another Organizational Domain.
func (c *dmarcCheck) suffix() {
	org, old := c.data.OrganizationalDomain, c.data.SuffixDomain
	if org == "" || org == old {
		return
	}
	more := ""
	if v := c.data.RFC7489; v != nil && c.data.Policy != "" && v.Policy != c.data.Policy {
		more = "; the policy is then " + v.String()
	}
	c.note(Warn, "dmarc-organizational-domain", "the Organizational Domain of %s is %s by RFC 9989, and %s for receivers that go by the public suffix list (RFC 7489): they judge alignment and inheritance otherwise%s",
		c.domain, org, old, more)
}

// discarded tells of records on the way that do not count: a failure where no
// other one applies.
func (c *dmarcCheck) discarded(severity Status) {
	for _, step := range c.walk.steps {
		if len(step.records) > 1 {
			c.findings = append(c.findings, Finding{Severity: severity, ID: "dmarc-multiple-records", Record: step.records[1], Position: -1,
				Text: fmt.Sprintf("%s has %d DMARC records: because it may have one only, all of them are ignored", "_dmarc."+step.domain, len(step.records))})
		}
		if step.rec != nil || step.domain != c.domain && step.domain != c.data.SuffixDomain {
			continue
		}
		for _, text := range step.texts {
			if hint := dmarcNearMiss(text); hint != "" {
				c.findings = append(c.findings, Finding{Severity: severity, ID: "dmarc-invalid", Record: text, Position: 0,
					Text: fmt.Sprintf("the record at %s is not taken for a DMARC record: %s", "_dmarc."+step.domain, hint)})
			}
		}
	}
}

// dmarcNearMiss says why a text that looks like a DMARC record is none, "" where
// it does not look like one.
func dmarcNearMiss(text string) string {
	if IsDMARC(text) {
		return ""
	}
	lower := strings.ToLower(strings.TrimLeft(text, " \t\"'"))
	switch {
	case strings.HasPrefix(lower, "v=dmarc1") && len(lower) < len(text):
		return `it must begin with "v=DMARC1", without a space or a quote before it`
	case strings.HasPrefix(lower, "v=dmarc1") && !strings.HasPrefix(strings.TrimLeft(text, " \t\"'")[2:], "DMARC1"):
		return `"DMARC1" must be in capitals`
	case strings.HasPrefix(lower, "v=dmarc1"):
		return `"v=DMARC1" must be followed by ";"`
	case strings.HasPrefix(lower, "v=dmarc"), strings.HasPrefix(lower, "dmarc1"), strings.HasPrefix(lower, "v:dmarc1"):
		return `the version must be written "v=DMARC1"`
	case strings.HasPrefix(lower, "p="), strings.Contains(lower, "v=dmarc1"):
		return `"v=DMARC1" must come first`
	}
	return ""
}

// missing tells that no record applies, and what may have been meant as one.
func (c *dmarcCheck) missing(ctx context.Context) {
	c.discarded(Fail)
	if len(c.findings) > 0 {
		return
	}
	where := "_dmarc." + c.domain
	if n := len(c.walk.steps); n > 1 {
		where += ", nor at the domains above it"
	}
	text := "there is no DMARC record at " + where
	if slices.ContainsFunc(c.walk.steps[0].texts, IsSPF) {
		text += "; the TXT record there is an SPF record"
	}
	around := c.ask.all(ctx, []askFor{
		{escapeName(c.domain), dns.TypeTXT},
		{escapeName("_dmarc." + c.domain + "." + c.domain), dns.TypeTXT},
	})
	for i, name := range []string{c.domain, "_dmarc." + c.domain + "." + c.domain} {
		for _, record := range txtTexts(around[i]) {
			if IsDMARC(record) {
				c.findings = append(c.findings, Finding{Severity: Fail, ID: "dmarc-missing", Record: record, Position: -1,
					Text: fmt.Sprintf("%s; there is one at %s, which is the wrong place", text, name)})
				return
			}
		}
	}
	if around[0].Outcome == NXDomain {
		text += fmt.Sprintf("; the domain %s does not exist", c.domain)
	}
	c.note(Fail, "dmarc-missing", "%s", text)
}
