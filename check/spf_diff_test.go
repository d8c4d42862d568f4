package check_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"blitiri.com.ar/go/spf"
	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

var (
	diffCases = flag.Int("spf.cases", 2000, "random worlds in which TestSPFDifferential compares with another evaluator")
	diffSeed  = flag.Uint64("spf.seed", 1, "seed of the random worlds of TestSPFDifferential")
)

// TestSPFDifferential compares with blitiri.com.ar/go/spf in random worlds.
// Every difference must belong to a class that is named here. Most classes are
// counterfactual: they change in the world what they blame, and then both must
// agree.
func TestSPFDifferential(t *testing.T) {
	classes := map[string]int{}
	results := map[check.SPFResult]int{}
	for i := range *diffCases {
		w := randomWorld(rand.New(rand.NewPCG(*diffSeed, uint64(i))))
		ours, theirs := w.judge(t)
		results[ours]++
		if ours == theirs {
			continue
		}
		class := w.explain(t, ours, theirs)
		if class == "" {
			t.Errorf("case %d of seed %d: result %s, the other evaluator says %s\n%+v\n%s", i, *diffSeed, ours, theirs, w.query, w.text())
		}
		classes[class]++
	}
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		t.Logf("%6d differ by: %s", classes[class], class)
	}
	for _, r := range []check.SPFResult{"neutral", "pass", "fail", "softfail", "temperror", "permerror"} {
		t.Logf("%6d results: %s", results[r], r)
		if *diffCases >= 1000 && results[r] < *diffCases/100 {
			t.Errorf("only %d of %d random worlds give %s: the comparison says little of it", results[r], *diffCases, r)
		}
	}
}

// A diffWorld is a random world: records by name, and which names fail.
type diffWorld struct {
	records map[string][]string // "A 192.0.2.1" and the like
	failing []string
	query   check.SPFQuery
}

func (w *diffWorld) text() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(w.records)) {
		for _, r := range w.records[name] {
			fmt.Fprintf(&b, "%s. %s\n", name, r)
		}
	}
	for _, name := range w.failing {
		fmt.Fprintf(&b, ";ndr fail %s servfail\n", name)
	}
	return b.String()
}

// change gives a copy that can be changed.
func (w *diffWorld) change() *diffWorld {
	c := &diffWorld{records: map[string][]string{}, failing: slices.Clone(w.failing), query: w.query}
	for name, records := range w.records {
		c.records[name] = slices.Clone(records)
	}
	return c
}

// judge gives the results of both evaluators.
func (w *diffWorld) judge(t *testing.T) (ours, theirs check.SPFResult) {
	zone := world(t, w.text())
	res := check.SPF(context.Background(), zone, w.query)
	other, _ := spf.CheckHostWithSender(net.IP(w.query.IP.AsSlice()), w.query.HELO, w.query.Sender, spf.WithResolver(netResolver{zone}))
	return res.Data.(*check.SPFData).Result, check.SPFResult(other)
}

// agrees reports whether both evaluators agree in w.
func (w *diffWorld) agrees(t *testing.T) bool {
	ours, theirs := w.judge(t)
	return ours == theirs
}

// explain gives the class of a difference, or "".
func (w *diffWorld) explain(t *testing.T, ours, theirs check.SPFResult) string {
	repaired := w.change()
	broken := false
	for name, records := range repaired.records {
		for i, r := range records {
			if text, ok := strings.CutPrefix(r, "TXT "); ok {
				text = strings.Trim(text, `"`)
				if _, errs := check.ParseSPF(text); len(errs) > 0 {
					broken = true
					repaired.records[name][i] = `TXT "v=spf1 nonsense"`
				}
			}
		}
	}
	if broken && ours == check.SPFPermerror && repaired.agrees(t) {
		// RFC 7208 section 4.6: a syntax error anywhere makes a permerror. The
		// other evaluator sees those only that it comes to, and not all.
		return "a syntax error that the other does not come to, or does not see"
	}
	changes := []struct {
		name   string
		change func(*diffWorld)
	}{
		{"a name that has addresses of the other kind only: its lookup is void (RFC 7208 section 4.6.4), but the other asks for both kinds at once", (*diffWorld).bothKinds},
		{"a mail host that fails beside one that matches: the other looks at all hosts first", func(w *diffWorld) { w.failing = nil }},
		{"the macro p, which the other always expands to unknown", (*diffWorld).withoutPTR},
		{"empty parts in a macro's value (RFC 7208 section 7.3), which the other drops", (*diffWorld).plainSender},
		{"a second ptr whose lookup is void: the other counts it once, however many terms there are", (*diffWorld).otherPTR},
		{"both of the first two", func(w *diffWorld) { w.bothKinds(); w.failing = nil }},
		{"both kinds of address, and p", func(w *diffWorld) { w.bothKinds(); w.withoutPTR() }},
		{"both kinds of address, and empty parts", func(w *diffWorld) { w.bothKinds(); w.plainSender() }},
		{"both kinds of address, and a second ptr", func(w *diffWorld) { w.bothKinds(); w.otherPTR() }},
		{"all of these", func(w *diffWorld) { w.bothKinds(); w.withoutPTR(); w.otherPTR(); w.plainSender(); w.failing = nil }},
	}
	for _, base := range []*diffWorld{w, repaired} {
		for _, c := range changes {
			changed := base.change()
			if c.change(changed); changed.agrees(t) {
				if base == repaired && broken {
					return c.name + ", and a syntax error"
				}
				return c.name
			}
		}
	}
	return ""
}

// bothKinds gives every name that has an address one of each kind, where those
// that are new match nobody.
func (w *diffWorld) bothKinds() {
	for name, records := range w.records {
		has := func(kind string) bool {
			return slices.ContainsFunc(records, func(r string) bool { return strings.HasPrefix(r, kind+" ") })
		}
		switch {
		case has("A") && !has("AAAA"):
			w.records[name] = append(records, "AAAA 2001:db8:ffff::1")
		case has("AAAA") && !has("A"):
			w.records[name] = append(records, "A 203.0.113.250")
		}
	}
}

func (w *diffWorld) withoutPTR() {
	for name := range w.records {
		if strings.HasSuffix(name, ".arpa") {
			delete(w.records, name)
		}
	}
}

// otherPTR gives every client without a name one that is not validated.
func (w *diffWorld) otherPTR() {
	for ip := range strings.FieldsSeq(diffIPs) {
		name, _ := dns.ReverseAddr(ip)
		if name = strings.TrimSuffix(name, "."); len(w.records[name]) == 0 {
			w.records[name] = []string{"PTR nowhere.example.org."}
		}
	}
}

func (w *diffWorld) plainSender() { w.query.Sender = "user@example.com" }

// pick gives one of the words of a list.
func pick(r *rand.Rand, list string) string {
	words := strings.Fields(list)
	return words[r.IntN(len(words))]
}

const (
	diffHosts   = "h1.example.com h2.example.com h3.example.com h4.example.com h5.example.com h6.example.com gone.example.com"
	diffRecords = "i1.example.net i2.example.net i3.example.net i4.example.net"
	diffIPs     = "192.0.2.1 192.0.2.2 192.0.2.130 198.51.100.1 2001:db8::1 2001:db8::2 2001:db8:1::1"
)

// randomWorld makes a world around example.com.
func randomWorld(r *rand.Rand) *diffWorld {
	w := &diffWorld{records: map[string][]string{}}
	add := func(name, format string, args ...any) {
		w.records[name] = append(w.records[name], fmt.Sprintf(format, args...))
	}
	for i := range 6 {
		name := fmt.Sprintf("h%d.example.com", i+1)
		for range r.IntN(3) {
			add(name, "A %s", pick(r, "192.0.2.1 192.0.2.2 192.0.2.200 203.0.113.1"))
		}
		for range r.IntN(3) {
			add(name, "AAAA %s", pick(r, "2001:db8::1 2001:db8::2 2001:db8:1::5"))
		}
		for range r.IntN(3) {
			add(name, "MX %d %s.", r.IntN(3), pick(r, diffHosts))
		}
		if r.IntN(20) == 0 {
			w.failing = append(w.failing, name)
		}
	}
	if r.IntN(4) == 0 {
		add("example.com", "A %s", pick(r, "192.0.2.1 192.0.2.2"))
		add("example.com", "MX 5 %s.", pick(r, diffHosts))
	}
	add("*.users.example.com", "A 127.0.0.2")
	add("1.2.0.192.in-addr.arpa", "PTR %s.", pick(r, diffHosts))
	add("2.2.0.192.in-addr.arpa", "PTR h2.example.com.")
	for _, name := range append(strings.Fields(diffRecords), "example.com") {
		for range max(1, r.IntN(30)-27) {
			if name == "example.com" || r.IntN(10) > 0 {
				add(name, "TXT %q", randomRecord(r))
			}
		}
	}
	if r.IntN(30) == 0 {
		w.failing = append(w.failing, pick(r, diffRecords))
	}
	w.query = check.SPFQuery{IP: netip.MustParseAddr(pick(r, diffIPs)), HELO: pick(r, "h1.example.com mail.example.org"),
		Sender: pick(r, "user user a-b a--b -x x+y A.B") + "@example.com"}
	return w
}

// randomRecord makes a record of some terms.
func randomRecord(r *rand.Rand) string {
	words := []string{"v=spf1"}
	for range r.IntN(6) {
		words = append(words, randomTerm(r))
	}
	switch r.IntN(8) {
	case 0:
		words = append(words, "redirect="+pick(r, diffRecords))
	case 1:
	default:
		words = append(words, pick(r, "-all ~all ?all +all -ALL"))
	}
	if r.IntN(10) == 0 {
		words = append(words, randomTerm(r))
	}
	return strings.Join(words, strings.Repeat(" ", 1+r.IntN(10)/9))
}

// randomTerm makes a term, a bad one now and then.
func randomTerm(r *rand.Rand) string {
	qualifier := []string{"", "", "", "+", "-", "~", "?"}[r.IntN(7)]
	host := pick(r, diffHosts+" "+diffHosts+" %{d} %{o} %{h} %{l}.users.example.com %{l1r-}.users.example.com %{lr-}.users.example.com %{d2}.example.com %{p} %{L}.users.example.com")
	cidr := []string{"", "", "", "/24", "//32", "/24//48", "/0", "/32//128"}[r.IntN(8)]
	switch r.IntN(20) {
	case 0, 1, 2:
		return qualifier + "ip4:" + pick(r, "192.0.2.1 192.0.2.128/25 198.51.100.0/24 203.0.113.0/24 192.0.2.2/32")
	case 3, 4:
		return qualifier + "ip6:" + pick(r, "2001:db8::1 2001:db8:1::/48 2001:db8::/127 2001:DB8:0::2")
	case 5, 6, 7:
		return qualifier + pick(r, "a a A") + ":" + host + cidr
	case 8:
		return qualifier + pick(r, "a mx MX") + cidr
	case 9, 10, 11:
		return qualifier + "mx:" + host + cidr
	case 12:
		return qualifier + pick(r, "ptr ptr:example.com ptr:h2.example.com ptr:example.org")
	case 13, 14:
		return qualifier + "exists:" + host
	case 15, 16, 17:
		return qualifier + "include:" + pick(r, diffRecords+" "+diffRecords+" gone.example.net %{d}")
	case 18:
		return pick(r, "foo=bar exp=e.example.com x=%{d}")
	}
	if r.IntN(3) > 0 {
		return qualifier + "ip4:203.0.113.7"
	}
	return pick(r, "foo a: a/33 ip4:1.2.3 ip4:192.0.2.1/33 include: all:x mx/ %{d} exists:%{x} exists:%(d) a:single ptr/24 ip6:192.0.2.1 ip4:192.0.2.01 a:h1.example.com/024 redirect: ip4 -")
}

// netResolver is a zone as the other evaluator wants one.
type netResolver struct{ zone *checktest.Zone }

func (n netResolver) lookup(ctx context.Context, name string, qtype uint16) ([]dns.RR, error) {
	a := n.zone.Lookup(ctx, name, qtype)
	switch {
	case a.Outcome == check.NXDomain:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case !a.Outcome.Known():
		return nil, &net.DNSError{Err: a.Outcome.String(), Name: name, IsTemporary: true}
	}
	return a.Records, nil
}

func (n netResolver) LookupTXT(ctx context.Context, name string) ([]string, error) {
	var all []string
	rrs, err := n.lookup(ctx, name, dns.TypeTXT)
	for _, rr := range rrs {
		all = append(all, strings.Join(rr.(*dns.TXT).Txt, ""))
	}
	return all, err
}

func (n netResolver) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	var all []*net.MX
	rrs, err := n.lookup(ctx, name, dns.TypeMX)
	for _, rr := range rrs {
		all = append(all, &net.MX{Host: rr.(*dns.MX).Mx, Pref: rr.(*dns.MX).Preference})
	}
	return all, err
}

func (n netResolver) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	var all []net.IPAddr
	rrs, err := n.lookup(ctx, host, dns.TypeA)
	for _, rr := range rrs {
		all = append(all, net.IPAddr{IP: rr.(*dns.A).A})
	}
	if err != nil {
		return nil, err
	}
	rrs, err = n.lookup(ctx, host, dns.TypeAAAA)
	for _, rr := range rrs {
		all = append(all, net.IPAddr{IP: rr.(*dns.AAAA).AAAA})
	}
	return all, err
}

func (n netResolver) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	name, err := dns.ReverseAddr(addr)
	if err != nil {
		return nil, err
	}
	var all []string
	rrs, err := n.lookup(ctx, name, dns.TypePTR)
	for _, rr := range rrs {
		all = append(all, rr.(*dns.PTR).Ptr)
	}
	return all, err
}
