package check_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// TestSPFAudit looks at records without a host.
func TestSPFAudit(t *testing.T) {
	hosts := lines(20, "h%d.example.com. A 198.51.100.1")
	tests := []struct {
		name, record, zone string
		status             check.Status
		ids                string
		// result is what every host gets, empty for an orderly result.
		result         check.SPFResult
		lookups, voids int
		// mark is the text that the position of the first finding is at.
		mark string
	}{
		{name: "good", record: "v=spf1 ip4:192.0.2.0/24 -all", status: check.Pass},
		{name: "softfail is fine", record: "v=spf1 ip4:192.0.2.0/24 ~all", status: check.Pass},
		{name: "nothing is allowed", record: "v=spf1 -all", status: check.Pass},
		{name: "missing", zone: "example.com. A 192.0.2.1", status: check.Fail, ids: "fail spf-missing", result: "none"},
		{name: "domain missing", zone: "example.net. A 192.0.2.1", status: check.Fail, ids: "fail spf-domain-missing", result: "none"},
		{name: "leading space", record: " v=spf1 -all", status: check.Fail, ids: "fail spf-missing, warn spf-not-recognised", result: "none"},
		{name: "quotes published", record: `\"v=spf1 -all\"`, status: check.Fail, ids: "fail spf-missing, warn spf-not-recognised", result: "none"},
		{name: "other version", record: "v=spf2 -all", status: check.Fail, ids: "fail spf-missing, warn spf-not-recognised", result: "none"},
		{name: "Sender ID only", record: "spf2.0/pra -all", status: check.Fail, ids: "fail spf-missing, warn spf-not-recognised", result: "none"},
		{name: "two records", record: "v=spf1 -all", zone: `example.com. TXT "v=spf1 mx -all"`, status: check.Fail, ids: "fail spf-multiple-records", result: "permerror"},
		{name: "SERVFAIL", zone: ";ndr fail example.com servfail", status: check.Unknown, ids: "unknown spf-dns-failure", result: "temperror"},
		{name: "two syntax errors", record: "v=spf1 foo -all ip4:192.0.2", status: check.Fail, ids: "fail spf-syntax, fail spf-syntax", result: "permerror", mark: "foo"},
		{name: "+all", record: "v=spf1 mx +all", zone: "example.com. MX 1 h1.example.com.", status: check.Warn, ids: "warn spf-plus-all", lookups: 1, mark: "+all"},
		{name: "all without qualifier", record: "v=spf1 all", status: check.Warn, ids: "warn spf-plus-all", mark: "all"},
		{name: "?all", record: "v=spf1 ?all", status: check.Warn, ids: "warn spf-neutral-all", mark: "?all"},
		{name: "no all", record: "v=spf1 ip4:192.0.2.1", status: check.Warn, ids: "warn spf-no-all"},
		{name: "redirect instead of all", record: "v=spf1 redirect=r.example.com", zone: `r.example.com. TXT "v=spf1 -all"`, status: check.Pass, lookups: 1},
		{name: "terms after all", record: "v=spf1 -all ip4:192.0.2.1 mx", status: check.Warn, ids: "warn spf-after-all, warn spf-after-all", mark: "ip4"},
		{name: "redirect beside all", record: "v=spf1 redirect=r.example.com -all", status: check.Warn, ids: "warn spf-after-all", mark: "redirect"},
		{name: "ptr", record: "v=spf1 ptr -all", status: check.Warn, ids: "warn spf-ptr", lookups: 1, mark: "ptr"},
		{name: "include written as a modifier", record: "v=spf1 include=r.example.com -all", status: check.Warn, ids: "warn spf-unknown-modifier", mark: "include="},
		{name: "two records in one", record: "v=spf1 ip4:192.0.2.1 -all v=spf1 ip4:192.0.2.2 -all", status: check.Warn, ids: "warn spf-joined-records, warn spf-after-all, warn spf-after-all", mark: "v=spf1 ip4:192.0.2.2"},
		{name: "a network twice", record: "v=spf1 ip4:192.0.2.1 +ip4:192.0.2.1 -all", status: check.Info, ids: "info spf-duplicate-term", mark: "+ip4"},
		{name: "a network in another", record: "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.1 -all", status: check.Info, ids: "info spf-duplicate-term", mark: "ip4:192.0.2.1"},
		{name: "a network in another with another qualifier", record: "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 -all", status: check.Pass},
		{name: "host bits", record: "v=spf1 ip4:192.0.2.1/24 -all", status: check.Info, ids: "info spf-host-bits"},
		{name: "private address", record: "v=spf1 ip4:10.0.0.1 ip4:100.64.0.1 ip6:fd00::1 -all", status: check.Info, ids: "info spf-private-network, info spf-private-network, info spf-private-network"},
		{name: "wide network", record: "v=spf1 ip4:198.0.0.0/8 -all", status: check.Warn, ids: "warn spf-wide-network"},
		{name: "everything", record: "v=spf1 a/0 -all", zone: "example.com. A 192.0.2.1", status: check.Warn, ids: "warn spf-wide-network", lookups: 1},
		{name: "wide network refused", record: "v=spf1 -ip4:198.0.0.0/8 +all", status: check.Warn, ids: "warn spf-plus-all"},
		{name: "macro", record: "v=spf1 exists:%{i}.ok.example.com -all", status: check.Info, ids: "info spf-macro", lookups: 1},
		{name: "long record", record: "v=spf1 " + words(25, "ip4:198.51.100.%d") + "\" \"" + words(10, "ip4:203.0.113.%d") + "-all", status: check.Warn, ids: "warn spf-record-long"},
		{name: "many TXT records", record: "v=spf1 -all", zone: lines(10, `example.com. TXT "other record number %d, which is rather long indeed"`), status: check.Info, ids: "info spf-record-long"},
		{name: "void lookup", record: "v=spf1 a:gone.example.com -all", status: check.Warn, ids: "warn spf-void-lookups", lookups: 1, voids: 1, mark: "a:gone"},
		{name: "A alone is not void", record: "v=spf1 a:h1.example.com -all", zone: hosts, status: check.Pass, lookups: 1},
		{name: "AAAA alone is not void", record: "v=spf1 a:h6.example.com -all", zone: "h6.example.com. AAAA 2001:db8::1", status: check.Pass, lookups: 1},
		{name: "three void lookups", record: "v=spf1 a:x.example.com mx:y.example.com exists:z.example.com -all", status: check.Fail,
			ids: "fail spf-void-lookups, fail spf-void-lookups, fail spf-void-lookups", result: "permerror", lookups: 3, voids: 3, mark: "a:x"},
		{name: "10 lookups", record: "v=spf1 " + words(10, "a:h%d.example.com") + "-all", zone: hosts, status: check.Pass, lookups: 10},
		{name: "13 lookups", record: "v=spf1 " + words(13, "a:h%d.example.com") + "-all", zone: hosts, status: check.Fail, ids: "fail spf-too-many-lookups", result: "permerror", lookups: 13, mark: "a:h11"},
		{name: "13 lookups in includes", record: "v=spf1 include:i.example.com include:j.example.com -all", status: check.Fail, ids: "fail spf-too-many-lookups", result: "permerror", lookups: 13, mark: "include:j",
			zone: hosts + `i.example.com. TXT "v=spf1 ` + words(6, "a:h%d.example.com") + "\"\n" + `j.example.com. TXT "v=spf1 ` + words(5, "a:h%d.example.com") + `"`},
		{name: "include of nothing", record: "v=spf1 include:i.example.com -all", status: check.Fail, ids: "fail spf-include-broken", result: "permerror", lookups: 1, mark: "include:i"},
		{name: "include of a syntax error", record: "v=spf1 include:i.example.com -all", zone: `i.example.com. TXT "v=spf1 foo"`, status: check.Fail, ids: "fail spf-include-broken", result: "permerror", lookups: 1},
		{name: "include of two records", record: "v=spf1 include:i.example.com -all", zone: "i.example.com. TXT \"v=spf1\"\ni.example.com. TXT \"v=spf1 -all\"", status: check.Fail, ids: "fail spf-include-broken", result: "permerror", lookups: 1},
		{name: "redirect to nothing", record: "v=spf1 redirect=i.example.com", status: check.Fail, ids: "fail spf-include-broken", result: "permerror", lookups: 1},
		{name: "include that can't be looked up", record: "v=spf1 include:i.example.com -all", zone: ";ndr fail i.example.com timeout", status: check.Unknown, ids: "unknown spf-dns-failure", result: "temperror", lookups: 1},
		{name: "a that can't be looked up", record: "v=spf1 a:h1.example.com -all", zone: ";ndr fail h1.example.com timeout", status: check.Unknown, ids: "unknown spf-dns-failure", result: "temperror", lookups: 1},
		{name: "a failure beside a syntax error", record: "v=spf1 foo include:i.example.com -all", zone: ";ndr fail i.example.com timeout", status: check.Fail, ids: "fail spf-syntax, unknown spf-dns-failure", result: "permerror", lookups: 1},
		{name: "include of itself", record: "v=spf1 include:example.com -all", status: check.Fail, ids: "fail spf-include-broken", result: "permerror", lookups: 1},
		{name: "include that ends in +all", record: "v=spf1 include:i.example.com -all", zone: `i.example.com. TXT "v=spf1 +all"`, status: check.Warn, ids: "warn spf-plus-all", lookups: 1, mark: "+all"},
		{name: "11 MX records", record: "v=spf1 mx:m.example.com -all", zone: lines(11, "m.example.com. MX 1 h%d.example.com.") + hosts, status: check.Fail, ids: "fail spf-too-many-lookups", result: "permerror", lookups: 1},
		{name: "one label", zone: "", status: check.Fail, ids: "fail spf-domain-invalid", result: "none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := spfCase{record: tt.record, zone: tt.zone}.world(t)
			q := check.SPFQuery{Domain: "example.com"}
			if tt.name == "one label" {
				q.Domain = "localhost"
			}
			res := check.SPF(context.Background(), zone, q)
			data := res.Data.(*check.SPFData)
			if res.Status != tt.status || ids(res) != tt.ids {
				t.Errorf("SPF of %q = %s, %q, want %s, %q\n%s", tt.record, res.Status, ids(res), tt.status, tt.ids, texts(res))
			}
			if data.Result != tt.result {
				t.Errorf("result = %q, want %q", data.Result, tt.result)
			}
			if data.Lookups != tt.lookups || data.VoidLookups != tt.voids {
				t.Errorf("lookups = %d, void %d, want %d, %d", data.Lookups, data.VoidLookups, tt.lookups, tt.voids)
			}
			if len(res.Findings) > 0 && tt.mark != "" {
				f := res.Findings[0]
				if f.Position < 0 || !strings.HasPrefix(f.Record[f.Position:], tt.mark) {
					t.Errorf("position %d of %q, want that of %q", f.Position, f.Record, tt.mark)
				}
			}
			wellFormed(t, res, zone)
		})
	}
}

// TestSPFTree has the own and the inherited counts of a tree.
func TestSPFTree(t *testing.T) {
	zone := world(t, `example.com. TXT "v=spf1 a:h.example.com include:a.example.net redirect=b.example.net"
h.example.com. A 192.0.2.1
a.example.net. TXT "v=spf1 include:c.example.net mx:gone.example.net ?all"
b.example.net. TXT "v=spf1 include:missing.example.net -all"
c.example.net. TXT "v=spf1 ip4:192.0.2.0/24 -all"`)
	res := check.SPF(context.Background(), zone, check.SPFQuery{Domain: "example.com"})
	var rows []string
	var walk func(n *check.SPFNode, depth int)
	walk = func(n *check.SPFNode, depth int) {
		rows = append(rows, fmt.Sprintf("%s%s via %q own %d all %d so far %d void %d error %q", strings.Repeat(" ", depth), n.Domain, n.Via, n.Own, n.Lookups, n.Running, n.VoidLookups, n.Error))
		for _, c := range n.Children {
			walk(c, depth+1)
		}
	}
	walk(res.Data.(*check.SPFData).Tree, 0)
	want := []string{
		`example.com via "" own 3 all 6 so far 6 void 1 error ""`,
		` a.example.net via "include:a.example.net" own 2 all 2 so far 4 void 1 error ""`,
		`  c.example.net via "include:c.example.net" own 0 all 0 so far 3 void 0 error ""`,
		` b.example.net via "redirect=b.example.net" own 1 all 1 so far 6 void 0 error ""`,
		`  missing.example.net via "include:missing.example.net" own 0 all 0 so far 6 void 0 error "the domain missing.example.net does not exist"`,
	}
	if !slices.Equal(rows, want) {
		t.Errorf("tree =\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
}

// TestSPFPath has the term that decided, and the way to its record.
func TestSPFPath(t *testing.T) {
	const text = `example.com. TXT "v=spf1 ip4:192.0.2.1 include:a.example.net -include:c.example.net redirect=r.example.net"
a.example.net. TXT "v=spf1 include:b.example.net ?all"
b.example.net. TXT "v=spf1 ~ip4:192.0.2.3 a:h.example.net"
c.example.net. TXT "v=spf1 ip4:192.0.2.4 a:broken.example.net -all"
r.example.net. TXT "v=spf1 ~all"
h.example.net. A 192.0.2.2
broken.example.net. A 192.0.2.5
;ndr fail broken.example.net servfail
`
	tests := []struct {
		ip, result, term, path string
	}{
		{"192.0.2.1", "pass", "ip4:192.0.2.1", "example.com"},
		{"192.0.2.2", "pass", "a:h.example.net", "example.com a.example.net b.example.net"},
		{"192.0.2.4", "fail", "ip4:192.0.2.4", "example.com c.example.net"},
		{"192.0.2.5", "temperror", "a:broken.example.net", "example.com c.example.net"},
	}
	for _, tt := range tests {
		res := check.SPF(context.Background(), world(t, text), check.SPFQuery{Domain: "example.com", IP: netip.MustParseAddr(tt.ip)})
		data := res.Data.(*check.SPFData)
		if string(data.Result) != tt.result || data.Term != tt.term || strings.Join(data.Path, " ") != tt.path {
			t.Errorf("%s: %s by %q at %q, want %s by %q at %q", tt.ip, data.Result, data.Term, data.Path, tt.result, tt.term, tt.path)
		}
		if f := res.Findings[0]; !strings.HasPrefix(f.Record[max(f.Position, 0):], tt.term) {
			t.Errorf("%s: finding at %d of %q, want that of %q", tt.ip, f.Position, f.Record, tt.term)
		}
	}
}

// TestSPFAsksNobody holds the check to not asking for what can't be a domain.
func TestSPFAsksNobody(t *testing.T) {
	for _, sender := range []string{"u@[192.0.2.1]", "u@localhost", "u@192.0.2.1", "u@a..example.com", "u@" + strings.Repeat("x", 64) + ".example.com", "u@caf\xe9.example.com"} {
		zone := world(t, "example.com. A 192.0.2.1")
		res := check.SPF(context.Background(), zone, check.SPFQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: sender})
		if got := res.Data.(*check.SPFData).Result; got != check.SPFNone || zone.Asked() > 0 {
			t.Errorf("%q: %s after asking %v, want none without asking", sender, got, zone.Queries())
		}
	}
}

// TestLevels holds the checks to asking level by level: at 30 ms a question, in
// a time that does not pass by itself, they take what their depth costs.
func TestLevels(t *testing.T) {
	const text = `;ndr latency 30ms
example.com. TXT "v=spf1 include:a.example.net include:b.example.net mx a:h1.example.com -all"
example.com. MX 1 h1.example.com.
example.com. MX 2 h2.example.com.
a.example.net. TXT "v=spf1 include:c.example.net a:h2.example.com -all"
b.example.net. TXT "v=spf1 mx:example.com -all"
c.example.net. TXT "v=spf1 a:h1.example.com a:h2.example.com -all"
h1.example.com. A 198.51.100.1
h2.example.com. A 198.51.100.2
_dmarc.example.com. TXT "v=DMARC1; p=reject; np=reject; sp=none"
`
	ip := netip.MustParseAddr("198.51.100.2")
	tests := []struct {
		name   string
		run    func(context.Context, check.Resolver) check.Result
		levels int
	}{
		// The record, its includes and names, and what these have.
		{"spf of a host", func(ctx context.Context, r check.Resolver) check.Result {
			return check.SPF(ctx, r, check.SPFQuery{Domain: "example.com", IP: ip})
		}, 3},
		{"spf", func(ctx context.Context, r check.Resolver) check.Result {
			return check.SPF(ctx, r, check.SPFQuery{Domain: "example.com"})
		}, 3},
		// The key, then what is around it.
		{"dkim", func(ctx context.Context, r check.Resolver) check.Result {
			return check.DKIM(ctx, r, check.DKIMQuery{Domain: "example.com", Selector: "s1"})
		}, 2},
		// The walk, then whether the domain exists.
		{"dmarc of a deep domain", func(ctx context.Context, r check.Resolver) check.Result {
			return check.DMARC(ctx, r, check.DMARCQuery{Domain: "a.b.c.d.e.f.g.h.example.com", DKIMDomains: []string{"x.y.z.example.net"}})
		}, 2},
		{"dmarc missing", func(ctx context.Context, r check.Resolver) check.Result {
			return check.DMARC(ctx, r, check.DMARCQuery{Domain: "a.b.c.example.net"})
		}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				zone := world(t, text)
				res := tt.run(t.Context(), zone)
				if want := time.Duration(tt.levels) * 30 * time.Millisecond; res.Duration != want {
					t.Errorf("took %v, want %v; asked %v", res.Duration, want, zone.Queries())
				}
			})
		})
	}
}

// TestSPFIsBounded holds the check to a bounded number of questions in worlds
// that are made to cost many.
func TestSPFIsBounded(t *testing.T) {
	wide := func(n int, format string) string {
		return txt("example.com.", "v=spf1 "+words(n, format)+"-all")
	}
	tests := map[string]string{
		"many includes": wide(3000, "include:i%d.example.com"),
		"many names":    wide(3000, "a:h%d.example.com"),
		"many MX":       wide(3000, "mx:m%d.example.com") + lines(500, "*.example.com. MX 1 m%d.example.com."),
		"a bush": `*.example.com. TXT "v=spf1 include:a.%{d} include:b.%{d} include:c.%{d} -all"` + "\n" +
			`example.com. TXT "v=spf1 include:a.%{d} include:b.%{d} include:c.%{d} -all"`,
		"ten MX of ten hosts": wide(10, "mx:m%d.example.com") + lines(10, "*.example.com. MX 1 h%d.example.com."),
		"a long record":       wide(6000, "ip4:192.0.2.1"),
		"macros of p":         wide(10, "exists:%%{p}.x%d.example.com") + lines(50, "1.2.0.192.in-addr.arpa. PTR p%d.example.com."),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			zone, err := checktest.ParseString(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range []check.SPFQuery{{Domain: "example.com"}, {Domain: "example.com", IP: netip.MustParseAddr("192.0.2.1")}} {
				zone.Forget()
				res := check.SPF(context.Background(), zone, q)
				if n := zone.Asked(); n > 250 {
					t.Errorf("%d questions asked, want 250 at most", n)
				}
				if b, err := json.Marshal(res.Data); err != nil || len(b) > 1<<20 {
					t.Errorf("data of %d bytes, error %v", len(b), err)
				}
				if len(res.Findings) > 100 {
					t.Errorf("%d findings", len(res.Findings))
				}
			}
		})
	}
}

// TestSPFContextEnds has the time run out, which is no verdict on anybody.
func TestSPFContextEnds(t *testing.T) {
	zone := world(t, `example.com. TXT "v=spf1 include:a.example.net -all"`+"\n"+`a.example.net. TXT "v=spf1 -all"`)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res := check.SPF(ctx, zone, check.SPFQuery{Domain: "example.com", IP: netip.MustParseAddr("192.0.2.1")})
	if got := res.Data.(*check.SPFData).Result; got != check.SPFTemperror || res.Status != check.Unknown {
		t.Errorf("SPF when time is up = %s, %s, want temperror, unknown", got, res.Status)
	}
}

// TestSPFNeverGuesses lets each lookup of a world fail in turn: the result is
// then the same as before, or temperror.
func TestSPFNeverGuesses(t *testing.T) {
	const text = `example.com. TXT "v=spf1 a:h.example.com include:a.example.net mx exists:%{l}.ok.example.com ptr -all exp=e.example.com"
example.com. MX 1 m.example.com.
m.example.com. A 198.51.100.7
h.example.com. A 198.51.100.1
a.example.net. TXT "v=spf1 include:b.example.net -all"
b.example.net. TXT "v=spf1 a:h2.example.com -all"
h2.example.com. A 198.51.100.2
1.2.0.192.in-addr.arpa. PTR p.example.org.
p.example.org. A 192.0.2.1
e.example.com. TXT "no"
`
	for _, ip := range []string{"192.0.2.1", "198.51.100.1", "198.51.100.2", "198.51.100.7"} {
		q := check.SPFQuery{IP: netip.MustParseAddr(ip), Sender: "u@example.com"}
		zone := world(t, text)
		before := check.SPF(context.Background(), zone, q).Data.(*check.SPFData).Result
		for _, asked := range zone.Queries() {
			for _, how := range []string{"servfail", "timeout", "refused"} {
				zone := world(t, text+fmt.Sprintf(";ndr fail %s %s\n", asked, how))
				res := check.SPF(context.Background(), zone, q)
				got := res.Data.(*check.SPFData).Result
				if got != before && got != check.SPFTemperror {
					t.Errorf("%s: result %s, and %s when %s fails (%s)", ip, before, got, asked, how)
				}
				if got == check.SPFTemperror && res.Status != check.Unknown {
					t.Errorf("%s: status %s with temperror when %s fails", ip, res.Status, asked)
				}
			}
		}
	}
}
