package render

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

func (p *page) dkimData(d *check.DKIMData) {
	p.blank()
	if d.KeyType != "" {
		key := d.KeyType
		if d.Bits > 0 {
			key += fmt.Sprintf(", %d bits", d.Bits)
		}
		p.field("Key", term.Plain, span{text: key})
	}
	if len(d.CNAMEs) > 0 {
		p.field("Alias", term.Plain, span{text: "of " + strings.Join(d.CNAMEs, ", of ")})
	}
	if d.Notes != "" {
		p.field("Notes", term.Plain, span{text: d.Notes})
	}
	if d.Record != "" {
		p.record("Record", d.Record)
	}
	if d.Repaired != "" {
		p.field("Repaired", term.Plain, span{text: "the same key, to be published instead:"})
		p.blank()
		p.verbatim(2, RecordLine("", "TXT", d.Repaired))
	}
	for i := range d.Signatures {
		p.dkimSignature(&d.Signatures[i])
	}
	p.arc(d.ARC)
	p.dkimSelectors(d)
}

// arc shows who says that they handed the message on, and whether that holds.
func (p *page) arc(c *check.ARCResult) {
	if c == nil || c.Sets == 0 {
		return
	}
	p.field("ARC", term.Plain, span{c.Result, resultMark(c.Result)}, span{text: c.Reason})
	p.field("", term.Plain, span{text: "sealed by " + strings.Join(c.Sealers, ", ")})
}

func (p *page) dkimSignature(s *check.DKIMSignature) {
	p.field("Signature", term.Plain, span{text: s.Domain + " (" + s.Selector + "):"},
		span{s.Result, resultMark(s.Result)}) // its reason is a finding
	var parts []string
	for _, part := range []struct {
		name  string
		match check.DKIMMatch
	}{{"header", s.Header}, {"body", s.Body}} {
		switch part.match {
		case check.DKIMMatches:
			parts = append(parts, "the "+part.name+" is as it was signed")
		case check.DKIMDiffers:
			parts = append(parts, "the "+part.name+" is not as it was signed")
		case check.DKIMMissing:
			parts = append(parts, "the "+part.name+" did not come back")
		case check.DKIMCut:
			parts = append(parts, "the "+part.name+" is cut off")
		}
	}
	if len(parts) > 0 && s.Result != check.DKIMPass {
		p.field("", term.Plain, span{text: strings.Join(parts, ", ")})
	}
}

// dkimSelectors lists the keys that were found without their selectors known.
func (p *page) dkimSelectors(d *check.DKIMData) {
	if len(d.Selectors) > 0 {
		p.heading("Selectors")
	}
	for _, s := range d.Selectors {
		key := s.KeyType
		if s.Bits > 0 {
			key += fmt.Sprintf(", %d bits", s.Bits)
		}
		p.raw("  " + p.style.Mark(statusMark(s.Status), fmt.Sprintf("%-8s", s.Status)))
		p.flow(10, 0, span{s.Selector, term.Bold}, span{text: key}, span{s.System, term.Dim})
	}
	if len(d.Tried) > 0 {
		p.blank()
		p.field("Tried", term.Plain, span{text: fmt.Sprintf("%d selectors that mail systems are known to use", len(d.Tried))})
	}
}

func resultMark(s string) term.Mark {
	switch s {
	case "pass", "valid":
		return term.Good
	case "fail", "invalid", "permerror":
		return term.Bad
	}
	return term.Doubt
}

func (p *page) dmarcData(d *check.DMARCData) {
	p.blank()
	if d.Record != "" {
		p.field("Record", term.Plain, span{text: "of " + d.FoundAt})
		p.record("", d.Record)
	}
	if d.Policy != "" {
		policy := string(d.Policy)
		if d.Test {
			policy += ", in test mode"
		}
		p.field("Policy", term.Plain, span{policy, term.Bold})
	}
	if d.RFC7489 != nil && d.Policy != "" && (d.RFC7489.Policy != d.Policy || d.RFC7489.Percent < 100) {
		p.field("By RFC 7489", term.Plain, span{text: d.RFC7489.String()})
	}
	if d.OrganizationalDomain != "" {
		p.field("Domain", term.Plain, span{text: d.OrganizationalDomain + " is the organizational domain"})
	}
	for _, r := range d.Reports {
		p.dmarcReport(r)
	}
	p.dmarcMessage(d)
}

func (p *page) dmarcReport(r check.DMARCReport) {
	state := span{}
	switch {
	case r.Authorised != nil && *r.Authorised:
		state = span{"agrees", term.Good}
	case r.Authorised != nil:
		state = span{"does not agree", term.Bad}
	case r.External:
		state = span{"not known whether it agrees", term.Doubt}
	}
	p.field("Reports", term.Plain, span{text: r.Tag + " " + r.URI}, state)
}

// dmarcMessage shows how a message stands to the policy.
func (p *page) dmarcMessage(d *check.DMARCData) {
	if d.Aligned != nil {
		word := span{"not aligned", term.Bad}
		if *d.Aligned {
			word = span{"aligned", term.Good}
		}
		p.field("Message", term.Plain, word)
	}
	for _, id := range d.Identifiers {
		word := span{"not aligned:", term.Bad}
		if id.Aligned {
			word = span{"aligned:", term.Good}
		}
		p.field("", term.Plain, span{text: strings.ToUpper(id.Method) + " " + id.Domain}, word, span{text: id.Reason})
	}
	if d.Disposition != "" {
		what := "what a receiver does with a message that fails"
		if d.Aligned != nil {
			what = "what a receiver does with this message"
		}
		p.field("Outcome", term.Plain, span{string(d.Disposition), term.Bold}, span{text: "- " + what})
	}
	if d.Change != "" {
		p.field("To align it", term.Plain, span{text: d.Change})
	}
}

func (p *page) dnsblData(d *check.DNSBLData) {
	if len(d.Lists) == 0 {
		return
	}
	p.heading("Lists")
	for _, l := range d.Lists {
		codes := strings.Join(l.Codes, " ")
		if codes != "" && strings.Contains(l.Detail, codes) {
			codes = ""
		}
		text := join(join(codes, ": ", strings.Join(l.Reasons, "; ")), "; ", l.Detail)
		if l.Result == check.Listed && l.Class != check.ClassAbuse {
			text = join(text, " ", "["+string(l.Class)+"]")
		}
		p.raw("  " + p.style.Mark(listingMark(l), fmt.Sprintf("%-12s", l.Result)) + term.Escape(l.Zone) + "\n")
		if text != "" {
			p.item(14, "", span{text: text})
		}
		if l.Result == check.Listed && l.Link != "" {
			p.item(14, "", span{l.Link, term.Dim})
		}
	}
}

func listingMark(l check.DNSBLResult) term.Mark {
	switch {
	case l.Result == check.NotListed:
		return term.Good
	case l.Result == check.Listed && l.Class == check.ClassWhite:
		return term.Good
	case l.Result == check.Listed && l.Class == check.ClassAbuse:
		return term.Bad
	case l.Result == check.NotQueried:
		return term.Plain
	}
	return term.Doubt
}

// AppendBlocklists appends the registry of blocklists, a line each.
func (t Text) AppendBlocklists(b []byte, lists []check.Blocklist) []byte {
	p := t.page(nil)
	width := 0
	for i := range lists {
		width = max(width, len(lists[i].Zone))
	}
	for i := range lists {
		l := &lists[i]
		mark, state := term.Plain, "on request"
		switch {
		case l.Dead != "":
			mark, state = term.Dim, "shut down"
		case l.KeyOnly:
			state = "needs a key"
		case l.Default:
			mark, state = term.Good, "asked"
		}
		kinds := make([]string, 0, len(l.Kinds))
		for _, k := range l.Kinds {
			kinds = append(kinds, string(k))
		}
		p.short(0, fmt.Sprintf("%-13s", state), mark,
			fmt.Sprintf("%-*s  %s (%s, %s)", width, l.Zone, l.Name, strings.Join(kinds, ", "), l.Class))
	}
	return append(b, p.b...)
}

func (p *page) ptrData(d *check.PTRData) {
	p.blank()
	if len(d.Names) > 0 {
		p.field("Names", term.Plain, span{text: strings.Join(d.Names, ", ")})
		word := span{"no", term.Bad}
		if d.ForwardConfirmed {
			word = span{"yes", term.Good}
		}
		p.field("Confirmed", term.Plain, word, span{text: strings.Join(d.Confirmed, ", ")})
	}
	if d.Delegation != "" {
		p.field("Delegated", term.Plain, span{text: "to " + d.Delegation + " (RFC 2317)"})
	}
	if d.HELO != "" {
		text := d.HELO
		if len(d.HELOAddresses) > 0 {
			text += ": " + addrs(d.HELOAddresses)
		}
		p.field("HELO", term.Plain, span{text: text})
	}
}
