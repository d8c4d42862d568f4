package check

import (
	"fmt"
	"slices"
	"strconv"
)

// A DMARCOlder is what receivers make of a domain that go by RFC 7489, which RFC
// 9989 replaced: they ask at the domain and at its Organizational Domain by the
// public suffix list, and know pct, but not np, psd and t.
type DMARCOlder struct {
	OrganizationalDomain string `json:"organizational_domain"`
	// FoundAt is the domain whose record applies, Policy what it asks for; both
	// are empty without a record. Percent is pct: the share of the failing
	// messages that the policy is for.
	FoundAt string      `json:"found_at"`
	Policy  DMARCPolicy `json:"policy"`
	Percent int         `json:"percent"`
	// Aligned is null where there is no message to look at.
	Aligned *bool `json:"aligned"`
}

// older gives the view of RFC 7489 section 6.6.3, nil where a lookup failed that
// it hangs on. org is the Organizational Domain by the public suffix list.
func (w dmarcWalk) older(org string) *DMARCOlder {
	view := &DMARCOlder{OrganizationalDomain: org, Percent: 100}
	for _, domain := range []string{w.names[0], org} {
		i := slices.Index(w.names, domain)
		if i < 0 {
			continue
		}
		if !w.answers[i].Outcome.Known() {
			return nil
		}
		step := newDMARCStep(domain, w.answers[i])
		if step.rec == nil {
			continue
		}
		below := domain != w.names[0]
		policy, ok := step.rec.appliesOlder(below)
		if !ok {
			return view
		}
		view.FoundAt, view.Policy = domain, policy
		if n, ok := step.rec.percent(); ok {
			view.Percent = n
		}
		return view
	}
	return view
}

// appliesOlder gives the policy of a record by RFC 7489 section 6.6.3, steps 4
// and 6: "np" is unknown, and without a valid "p" the record counts only where
// it asks for reports.
func (r *DMARCRecord) appliesOlder(below bool) (DMARCPolicy, bool) {
	sp, _ := findTag(r.tags, "sp")
	if r.P == "" || sp.Value != "" && r.SP == "" {
		return DMARCNone, len(r.RUA) > 0
	}
	if below && r.SP != "" {
		return r.SP, true
	}
	return r.P, true
}

// percent reads the tag pct, RFC 7489 section 6.3.
func (r *DMARCRecord) percent() (int, bool) {
	t, ok := findTag(r.tags, "pct")
	n, err := strconv.Atoi(t.Value)
	return n, ok && err == nil && n >= 0 && n <= 100
}

// olderReaders tells where receivers that go by RFC 7489 do something else.
func (c *dmarcCheck) olderReaders(missing bool) {
	old, rec := c.data.RFC7489, c.step.rec
	if old == nil || c.data.Policy == "" || old.Policy == c.data.Policy {
		return
	}
	switch org := c.data.OrganizationalDomain; {
	case rec.P == "" && !rec.bad, org != "" && org != c.data.SuffixDomain:
		// That is told already.
	case old.FoundAt == "":
		c.record(Warn, "dmarc-old-readers", "receivers that go by RFC 7489 do not apply this record to %s", c.domain)
	case missing && rec.NP != "" && old.FoundAt == c.data.FoundAt:
		c.record(Info, "dmarc-old-readers", `receivers that go by RFC 7489 do not know "np", and apply %q to subdomains that do not exist`, old.Policy)
	default:
		c.record(Warn, "dmarc-old-readers", "receivers that go by RFC 7489 apply the policy %q, of the record of %s", old.Policy, old.FoundAt)
	}
}

// olderAlignment judges alignment by the public suffix list (RFC 7489 section
// 3.2), and tells where that comes to something else.
func (c *dmarcCheck) olderAlignment(ids []DMARCIdentifier) {
	old := c.data.RFC7489
	if old == nil || old.FoundAt == "" || c.data.Aligned == nil {
		return
	}
	aligned := false
	for _, id := range ids {
		aligned = aligned || !id.unknown && id.authenticated() && Aligned(c.domain, id.Domain, id.Strict, registrable)
	}
	old.Aligned = &aligned
	if aligned != *c.data.Aligned {
		word := map[bool]string{true: "aligned", false: "not aligned"}[aligned]
		c.note(Warn, "dmarc-old-readers", "for receivers that go by RFC 7489 and the public suffix list, the message is %s with %s", word, c.domain)
	}
}

// String gives the policy in words.
func (o *DMARCOlder) String() string {
	if o.FoundAt == "" {
		return "no record applies"
	}
	text := fmt.Sprintf("%s, by the record of %s", o.Policy, o.FoundAt)
	if o.Percent < 100 {
		text += fmt.Sprintf(", for %d %% of what fails", o.Percent)
	}
	return text
}

// RegistrableDomain gives the public suffix of a domain and one label, by the
// public suffix list that is compiled in: the Organizational Domain of RFC 7489
// section 3.2, found without a lookup. It is "" for what is no domain name, and
// the domain itself where that is a public suffix.
func RegistrableDomain(domain string) string {
	ascii, err := asciiName(domain)
	if err != nil {
		return ""
	}
	return registrable(ascii)
}
