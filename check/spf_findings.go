package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// spfFindings tells what an audit noticed, what matters most first.
func spfFindings(a *spfAudit, root *spfBranch) []Finding {
	findings := root.published()
	findings = append(findings, root.syntax()...)
	findings = append(findings, root.tooMany()...)
	findings = append(findings, root.voidLookups()...)
	root.each(func(b *spfBranch) { findings = append(findings, b.broken()...) })
	root.each(func(b *spfBranch) { findings = append(findings, b.habits()...) })
	if a.around {
		findings = append(findings, a.extra.findings(root)...)
	}
	if a.cut {
		findings = append(findings, finding(Warn, SPFTreeCut,
			fmt.Sprintf("the record includes so much that only the first %d questions of it were looked at", spfAuditAsked)))
	}
	order := func(f Finding) int { return slices.Index([]Status{Fail, Unknown, Warn, Info, Pass}, f.Severity) }
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(order(a), order(b)) })
	return spfFew(once(findings))
}

// once leaves out findings that are there already: a record may be included by
// several ways.
func once(findings []Finding) []Finding {
	seen := map[Finding]bool{}
	return slices.DeleteFunc(findings, func(f Finding) bool {
		again := seen[f]
		seen[f] = true
		return again
	})
}

// spfMaxAlike bounds the findings of one sort.
const spfMaxAlike = 20

// spfFew leaves out what is told too often, and says so.
func spfFew(findings []Finding) []Finding {
	count, last := map[string]int{}, map[string]int{}
	few := findings[:0]
	for _, f := range findings {
		if count[f.ID]++; count[f.ID] > spfMaxAlike {
			continue
		}
		last[f.ID] = len(few)
		few = append(few, f)
	}
	for i, f := range few {
		if n := count[f.ID] - spfMaxAlike; n > 0 && last[f.ID] == i {
			few[i].Text += fmt.Sprintf("; and so on, %d more", n)
		}
	}
	return few
}

// each calls f for b and all that is below it, in the order of evaluation.
func (b *spfBranch) each(f func(*spfBranch)) {
	f(b)
	for _, u := range b.uses {
		if u.child != nil {
			u.child.each(f)
		}
	}
}

// published tells what the root's domain has instead of one SPF record.
func (b *spfBranch) published() []Finding {
	if b.bad {
		return []Finding{finding(Fail, SPFDomainInvalid, fmt.Sprintf("%q is not a domain name of two labels or more", b.domain))}
	}
	v, none := b.pub.verdict(nil)
	if !none {
		return nil
	}
	all := []Finding{{Severity: spfSeverity(v.result), ID: v.id, Text: v.text, Record: v.record, Position: -1, Outcome: v.failure()}}
	if v.id != SPFMissing {
		return all
	}
	for _, text := range b.pub.texts {
		if hint := spfNearMiss(text); hint != "" {
			all = append(all, Finding{Severity: Warn, ID: SPFNotRecognised, Record: text, Position: 0,
				Text: "a TXT record looks like SPF but is not taken for it: " + hint})
		}
	}
	return all
}

// spfNearMiss says why a text that looks like an SPF record is none, "" where
// it does not look like one.
func spfNearMiss(text string) string {
	lower := strings.ToLower(strings.TrimLeft(text, " \t\"'"))
	switch {
	case strings.HasPrefix(lower, "spf2.0/"):
		return `"spf2.0" is Sender ID, which no one evaluates any more`
	case len(lower) < len(text) && strings.HasPrefix(lower, "v=spf1"):
		return "it must begin with \"v=spf1\", without a space or a quote before it"
	case strings.HasPrefix(lower, "v=spf1"):
		return `"v=spf1" must be followed by a space`
	case strings.HasPrefix(lower, "v=spf"), strings.HasPrefix(lower, "v = spf"), strings.HasPrefix(lower, "v=spf "),
		strings.HasPrefix(lower, "spf1 "), strings.HasPrefix(lower, "v:spf1"), strings.HasPrefix(lower, "spf=v1"):
		return `the version must be written "v=spf1"`
	}
	return ""
}

// syntax tells every syntax error of the root's record.
func (b *spfBranch) syntax() []Finding {
	var all []Finding
	for _, err := range b.errs {
		all = append(all, Finding{Severity: Fail, ID: SPFSyntax, Text: err.Text, Record: b.rec.text, Position: err.Pos})
	}
	return all
}

// tooMany tells of more lookups than RFC 7208 section 4.6.4 allows, and which
// terms of the root cost them.
func (b *spfBranch) tooMany() []Finding {
	_, total := b.lookups()
	if total <= spfMaxLookups {
		return nil
	}
	var costs []string
	sum, at := 0, -1
	for _, u := range b.uses {
		if !u.term.CostsLookup() {
			continue
		}
		n := 1
		if u.child != nil {
			_, below := u.child.lookups()
			n += below
		}
		if sum += n; sum > spfMaxLookups && at < 0 {
			at = u.term.Pos
		}
		costs = append(costs, fmt.Sprintf("%s %d", u.term.Text, n))
	}
	return []Finding{{Severity: Fail, ID: SPFTooManyLookups, Record: b.rec.text, Position: at,
		Text: fmt.Sprintf("the record needs %d DNS lookups, and %d are allowed: %s", total, spfMaxLookups, strings.Join(costs, ", "))}}
}

// voidLookups tells of terms whose lookups find nothing.
func (b *spfBranch) voidLookups() []Finding {
	var all []Finding
	b.each(func(b *spfBranch) {
		for _, u := range b.uses {
			if u.void() {
				all = append(all, Finding{Severity: u.voidSeverity(), ID: SPFVoidLookups, Record: b.rec.text, Position: u.term.Pos,
					Text: fmt.Sprintf("%q in the record of %s finds nothing: %s (%s)", u.term.Text, b.domain, u.target, u.answers[0].Outcome)})
			}
		}
	})
	if len(all) > spfMaxVoid {
		for i := range all {
			all[i].Severity = Fail
		}
		all[spfMaxVoid].Text += fmt.Sprintf("; it is one of %d void lookups, and %d are allowed", len(all), spfMaxVoid)
	}
	return all
}

// voidSeverity tells a lookup that never finds anything from one that finds
// nothing for this sender or this kind of address.
func (u *spfUse) voidSeverity() Status {
	if !u.term.Target.Static() || len(u.answers) == 1 && u.answers[0].Outcome == NoData && u.term.Kind == SPFA {
		return Info
	}
	return Warn
}

// broken tells of a record below the root that can't be used, and of lookups
// that failed.
func (b *spfBranch) broken() []Finding {
	var all []Finding
	if id, text := b.problem(); id != "" && b.parent != nil {
		f := Finding{Severity: Fail, ID: SPFIncludeBroken, Record: b.parent.rec.text, Position: b.via.Pos,
			Text: fmt.Sprintf("%q in the record of %s: %s", b.via.Text, b.parent.domain, text)}
		if id == SPFDNSFailure {
			f.Severity, f.ID, f.Outcome = Unknown, id, b.pub.answer.Outcome
		}
		all = append(all, f)
	}
	for _, u := range b.uses {
		if len(u.hosts) > spfMaxNames && u.term.Kind == SPFMX {
			all = append(all, Finding{Severity: Fail, ID: SPFTooManyLookups, Record: b.rec.text, Position: u.term.Pos,
				Text: fmt.Sprintf("%q in the record of %s: %s has %d MX records, and %d are allowed", u.term.Text, b.domain, u.target, len(u.hosts), spfMaxNames)})
		}
		for _, a := range append(u.answers[:len(u.answers):len(u.answers)], u.hostAnswers...) {
			if !a.Outcome.Known() && u.term.Kind != SPFPTR {
				all = append(all, Finding{Severity: Unknown, ID: SPFDNSFailure, Outcome: a.Outcome, Record: b.rec.text, Position: u.term.Pos,
					Text: fmt.Sprintf("%q in the record of %s: %s could not be looked up: %s", u.term.Text, b.domain, a.Name, why(a))})
				break
			}
		}
	}
	return all
}
