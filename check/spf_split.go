package check

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Of a flattened set, sets of addresses that take more room than spfInline go
// into records of their own; and it is compared with the original at no more
// than spfMaxProbes addresses. More than spfMaxNetworks are not worked on: what
// is published there is a stranger's, and sets take time by their square.
const (
	spfInline      = 60
	spfMaxProbes   = 4000
	spfMaxNetworks = 2000
)

// flattenSPF makes of the record of root one without lookups, but for what
// depends on the message, and splits it into several where it is too long. It
// has been evaluated beside the original, at the edges of all networks. The
// text says why there is none.
func flattenSPF(ctx context.Context, ask *asker, root *spfBranch) (records []SPFFlat, problem string) {
	if text := root.trouble(); text != "" {
		return nil, text
	}
	if n := root.networks(); n > spfMaxNetworks {
		return nil, fmt.Sprintf("it names %d networks and addresses, more than the %d that are worked on", n, spfMaxNetworks)
	}
	pieces, problem := root.flatten()
	if problem != "" {
		return nil, problem
	}
	pieces = mergePieces(pieces)
	records = splitSPF(root, pieces)
	lookups := costOf(records[0].Value)
	switch {
	case len(records[0].Value)+len(root.domain) > spfMaxSize:
		return nil, "what depends on the message takes too much room in one record"
	case lookups > spfMaxLookups:
		return nil, fmt.Sprintf("the addresses need so many records that there would still be %d lookups, and %d are allowed", lookups, spfMaxLookups)
	}
	switch ip, ok := sameVerdicts(ctx, ask, root, pieces, records); {
	case ctx.Err() != nil:
		return nil, "the time was up before the flattened record was compared with it"
	case !ok:
		return nil, fmt.Sprintf("the flattened record does not say the same of %s", ip)
	}
	return records, ""
}

// networks counts the terms at and below b, and the addresses that they name.
func (b *spfBranch) networks() int {
	n := 0
	b.each(func(b *spfBranch) {
		for _, u := range b.uses {
			n++
			for _, answers := range [][]Answer{u.answers, u.hostAnswers} {
				for _, a := range answers {
					n += len(a.Records)
				}
			}
		}
	})
	return n
}

// splitSPF writes pieces as one record, or where that is too long, as one that
// includes others.
func splitSPF(root *spfBranch, pieces []spfPiece) []SPFFlat {
	for _, inline := range []int{1 << 20, spfInline} {
		records := []SPFFlat{{Name: root.domain}}
		words := []string{"v=spf1"}
		for _, p := range pieces {
			switch q := strings.TrimPrefix(string(p.qualifier), "+"); {
			case p.term != "":
				words = append(words, p.term)
			case len(strings.Join(p.terms(q), " ")) <= inline:
				words = append(words, p.terms(q)...)
			default:
				for _, record := range childRecords(root.domain, len(records), p.terms("")) {
					words = append(words, q+"include:"+record.Name)
					records = append(records, record)
				}
			}
		}
		records[0].Value = strings.Join(append(words, root.modifiers()...), " ")
		if len(records[0].Value)+len(root.domain) <= spfMaxSize || inline == spfInline {
			return records
		}
	}
	return nil // not reached: the last round returns
}

// childRecords puts terms into records that are short enough, numbered from n.
func childRecords(domain string, n int, terms []string) []SPFFlat {
	var records []SPFFlat
	value, name := "", ""
	for _, term := range terms {
		if value == "" || len(value)+len(term)+len(" -all")+1+len(name) > spfMaxSize {
			if value != "" {
				records = append(records, SPFFlat{name, value + " -all"})
			}
			name, value = fmt.Sprintf("_spf%d.%s", n+len(records), domain), "v=spf1"
		}
		value += " " + term
	}
	return append(records, SPFFlat{name, value + " -all"})
}

// modifiers gives the modifiers that stay: those of the record, but the "exp"
// of the one that it redirects to in the end (RFC 7208 section 6.2).
func (b *spfBranch) modifiers() []string {
	var words []string
	for _, t := range b.rec.Terms {
		if t.Kind == SPFOther {
			words = append(words, t.Text)
		}
	}
	last := b
	for n := len(last.uses); n > 0 && last.uses[n-1].term.Kind == SPFRedirect && last.uses[n-1].child != nil; n = len(last.uses) {
		last = last.uses[n-1].child
	}
	if t, ok := last.rec.modifier(SPFExp); ok {
		text := t.Target.Text
		if last != b {
			text = t.Target.at(last.domain)
		}
		words = append(words, "exp="+text)
	}
	return words
}

// costOf counts the terms of a record that cost a lookup.
func costOf(record string) int {
	n := 0
	rec, _ := ParseSPF(record)
	for _, t := range rec.effective() {
		if t.CostsLookup() {
			n++
		}
	}
	return n
}

// A frozenDNS knows the records of a flattened set and what was answered
// before. Nothing else exists in it, so that what depends on the message is the
// same on both sides of a comparison.
type frozenDNS struct {
	ask     *asker
	records []SPFFlat
}

// Lookup implements Resolver.
func (f frozenDNS) Lookup(_ context.Context, name string, qtype uint16) Answer {
	a := Answer{Name: canonical(name), Type: qtype, Outcome: NXDomain}
	for _, r := range f.records {
		if canonical(r.Name) == a.Name && qtype == dns.TypeTXT {
			a.Outcome = Answered
			a.Records = []dns.RR{&dns.TXT{Txt: []string{strings.ReplaceAll(r.Value, `\`, `\\`)}}}
			return a
		}
	}
	f.ask.mu.Lock()
	defer f.ask.mu.Unlock()
	if p, ok := f.ask.asked[askFor{a.Name, qtype}]; ok {
		return p.answer
	}
	return a
}

// sameVerdicts evaluates the original without limits and the flattened records
// with the limit on lookups, at the edges of all their networks, and gives the
// first address at which they differ. It ends when ctx does.
func sameVerdicts(ctx context.Context, ask *asker, root *spfBranch, pieces []spfPiece, records []SPFFlat) (netip.Addr, bool) {
	old := newAsker(frozenDNS{ask, nil}, 1<<20)
	flat := newAsker(frozenDNS{ask, records}, 1<<20)
	for _, ip := range probesOf(root, pieces) {
		if ctx.Err() != nil {
			break
		}
		host, _ := newSPFHost(SPFQuery{IP: ip, Domain: root.domain})
		before := (&spfEval{ask: old, host: host, lenient: true}).checkHost(ctx, root.domain, nil)
		after := (&spfEval{ask: flat, host: host, lenient: true}).checkHost(ctx, root.domain, nil)
		if before.result != after.result {
			return ip, false
		}
	}
	return netip.Addr{}, true
}

// probesOf gives the addresses at and around the edges of all networks of the
// original and of the flattened record.
func probesOf(root *spfBranch, pieces []spfPiece) []netip.Addr {
	var set spfSet
	probes := []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}
	edges := func(s spfSet) {
		for _, r := range s {
			probes = append(probes, r.lo, r.hi, r.lo.Prev(), r.hi.Next())
		}
	}
	root.each(func(b *spfBranch) {
		for _, u := range b.uses {
			if s := u.set(); len(set) < spfMaxProbes {
				set = append(set, s...)
			}
		}
	})
	edges(set)
	for _, p := range pieces {
		edges(p.set)
	}
	probes = slices.DeleteFunc(probes, func(ip netip.Addr) bool { return !ip.IsValid() || ip.Is4In6() })
	slices.SortFunc(probes, netip.Addr.Compare)
	probes = slices.Compact(probes)
	if step := (len(probes) + spfMaxProbes - 1) / spfMaxProbes; step > 1 {
		few := probes[:0]
		for i := 0; i < len(probes); i += step {
			few = append(few, probes[i])
		}
		probes = few
	}
	return probes
}
