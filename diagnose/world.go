package diagnose

import (
	"context"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// A world is where a computed record is tried before it is shown as a fix. Its
// Resolver is nil offline.
type world struct {
	ctx context.Context
	r   check.Resolver
}

// with is the world after a TXT record of a domain was changed: those that
// replaced holds for are gone, and value is there.
func (w world) with(name, value string, replaced func(string) bool) world {
	w.r = changed{w.r, name, value, replaced}
	return w
}

// changed answers as r does, but for the TXT records of one name.
type changed struct {
	check.Resolver
	name     string
	value    string
	replaced func(string) bool
}

func (c changed) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	a := c.Resolver.Lookup(ctx, name, qtype)
	if qtype != dns.TypeTXT || !strings.EqualFold(strings.TrimSuffix(name, "."), c.name) && !strings.EqualFold(aliasEnd(a), c.name) {
		return a
	}
	records := []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: dns.Fqdn(name), Rrtype: dns.TypeTXT, Class: dns.ClassINET}, Txt: []string{txtEscape.Replace(c.value)}}}
	for _, rr := range a.Records {
		if txt, ok := rr.(*dns.TXT); ok && !c.replaced(strings.Join(txt.Txt, "")) {
			records = append(records, rr)
		}
	}
	a.Outcome, a.Records = check.Answered, records
	return a
}

// miekg/dns keeps the quotes and backslashes of a TXT record escaped.
var txtEscape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// aliasEnd gives the name that the aliases of an answer lead to in the end, "" where
// there are none.
func aliasEnd(a check.Answer) string {
	if len(a.CNAMEs) == 0 {
		return ""
	}
	return strings.TrimSuffix(a.CNAMEs[len(a.CNAMEs)-1], ".")
}

// recordName gives the name that a TXT record of name has to be published at: no
// other record may stand beside a CNAME record (RFC 1034 section 3.6.2).
func (w world) recordName(name string) string {
	if w.r != nil {
		if end := aliasEnd(w.r.Lookup(w.ctx, name, dns.TypeTXT)); end != "" {
			return end
		}
	}
	return name
}

// missing reports whether it is known that there is no such name.
func (w world) missing(name string) bool {
	return w.r != nil && w.r.Lookup(w.ctx, name, dns.TypeTXT).Outcome == check.NXDomain
}

// txt gives the TXT records of a name for which keep holds.
func (w world) txt(name string, keep func(string) bool) []string {
	if w.r == nil {
		return nil
	}
	var records []string
	for _, text := range w.r.Lookup(w.ctx, name, dns.TypeTXT).Texts() {
		if keep(text) {
			records = append(records, text)
		}
	}
	return records
}
