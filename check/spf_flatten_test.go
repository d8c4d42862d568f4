package check_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestSPFFlatten(t *testing.T) {
	const names = `h.example.com. A 192.0.2.1
h.example.com. AAAA 2001:db8::1
example.com. MX 1 h.example.com.
example.com. MX 2 m.example.com.
m.example.com. A 192.0.2.2
i.example.net. TXT "v=spf1 ip4:198.51.100.0/24 a:h.example.com -all"
`
	tests := []struct {
		name, record, zone string
		want               []string
	}{
		{"nothing to do", "v=spf1 ip4:192.0.2.1 -all", "", []string{"v=spf1 ip4:192.0.2.1 -all"}},
		{"a", "v=spf1 a:h.example.com ~all", names, []string{"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ~all"}},
		{"a with prefix lengths", "v=spf1 a:h.example.com/24//64 ~all", names, []string{"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/64 ~all"}},
		{"mx", "v=spf1 mx -all", names, []string{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip6:2001:db8::1 -all"}},
		{"networks that touch become one", "v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.2.7 -all", "", []string{"v=spf1 ip4:192.0.2.0/24 -all"}},
		{"include", "v=spf1 include:i.example.net mx -all", names, []string{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:198.51.100.0/24 ip6:2001:db8::1 -all"}},
		{"include of an include", "v=spf1 include:j.example.net ?all", names + `j.example.net. TXT "v=spf1 include:i.example.net -all"`, []string{"v=spf1 ip4:192.0.2.1 ip4:198.51.100.0/24 ip6:2001:db8::1 ?all"}},
		{"qualifiers keep their order", "v=spf1 -ip4:192.0.2.1 a:h.example.com/24 ~mx -all", names, []string{"v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 ip6:2001:db8::1 ~ip4:192.0.2.1 ~ip4:192.0.2.2 ~ip6:2001:db8::1 -all"}},
		{"include with a hole", "v=spf1 include:k.example.net -all", `k.example.net. TXT "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/30 -all"`, []string{"v=spf1 ip4:192.0.2.0 ip4:192.0.2.2/31 -all"}},
		{"minus include", "v=spf1 -include:i.example.net +all", names, []string{"v=spf1 -ip4:192.0.2.1 -ip4:198.51.100.0/24 -ip6:2001:db8::1 +all"}},
		{"include of +all", "v=spf1 include:k.example.net -all", `k.example.net. TXT "v=spf1 +all"`, []string{"v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all"}},
		{"redirect", "v=spf1 a:h.example.com redirect=r.example.net", names + `r.example.net. TXT "v=spf1 ~ip4:203.0.113.0/24 -all"`, []string{"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ~ip4:203.0.113.0/24 -all"}},
		{"redirect in an include", "v=spf1 include:r.example.net -all", `r.example.net. TXT "v=spf1 redirect=s.example.net"` + "\n" + `s.example.net. TXT "v=spf1 ip4:203.0.113.1 -all"`, []string{"v=spf1 ip4:203.0.113.1 -all"}},
		{"exp of the last record", "v=spf1 foo=bar exp=e.%{d} redirect=r.example.net", `r.example.net. TXT "v=spf1 -all exp=why.%{d}"`, []string{"v=spf1 -all foo=bar exp=why.r.example.net"}},
		{"macros stay", "v=spf1 mx exists:%{i}.ok.%{d} -all", names, []string{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip6:2001:db8::1 exists:%{i}.ok.%{d} -all"}},
		{"macros of an include are lifted", "v=spf1 ?include:k.example.net -all", `k.example.net. TXT "v=spf1 ip4:192.0.2.1 exists:%{i}.%{d2}.%{dr}%%.example.org ptr a:%{o} -all"`,
			[]string{"v=spf1 ?ip4:192.0.2.1 ?exists:%{i}.example.net.net.example.k%%.example.org ?ptr:k.example.net ?a:%{o} -all"}},
		{"an include that can't be lifted stays", "v=spf1 mx include:k.example.net -all", names + `k.example.net. TXT "v=spf1 -exists:%{i}.bl.example.org ip4:192.0.2.0/24 -all"`,
			[]string{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip6:2001:db8::1 include:k.example.net -all"}},
		{"include by a macro stays", "v=spf1 mx include:%{l}._spf.%{d} -all", names, []string{"v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip6:2001:db8::1 include:%{l}._spf.%{d} -all"}},
		{"ptr stays", "v=spf1 ptr -all", names, []string{"v=spf1 ptr -all"}},
		{"void terms go", "v=spf1 a:gone.example.com mx:gone.example.com a:gone2.example.com ip4:192.0.2.1 -all", "", []string{"v=spf1 ip4:192.0.2.1 -all"}},
		{"terms after all go", "v=spf1 ip4:192.0.2.1 -all mx", "", []string{"v=spf1 ip4:192.0.2.1 -all"}},
		{"past the limit", "v=spf1 " + strings.Repeat("a:h.example.com ", 12) + "-all", names, []string{"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"}},
		{"no end", "v=spf1 a:h.example.com", names, []string{"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1"}},
		// what can't be
		{"syntax error", "v=spf1 foo -all", "", nil},
		{"syntax error in an include", "v=spf1 include:k.example.net -all", `k.example.net. TXT "v=spf1 foo"`, nil},
		{"no record", "", "example.com. A 192.0.2.1", nil},
		{"failing lookup", "v=spf1 a:h.example.com -all", ";ndr fail h.example.com timeout", nil},
		{"failing lookup in an include", "v=spf1 include:i.example.net -all", names + ";ndr fail h.example.com AAAA timeout", nil},
		{"loop", "v=spf1 include:example.com -all", "", nil},
		{"loop by a macro", "v=spf1 include:%{o} include:%{o} -all", "", []string{"v=spf1 include:%{o} include:%{o} -all"}},
		{"too many macros", "v=spf1 " + words(11, "exists:%%{i}.x%d.example.com") + "-all", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone := spfCase{record: tt.record, zone: tt.zone}.world(t)
			res := check.SPF(context.Background(), zone, check.SPFQuery{Domain: "example.com", Flatten: true})
			var got []string
			for _, r := range res.Data.(*check.SPFData).Flattened {
				got = append(got, r.Value)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("flattened to %q, want %q\n%s", got, tt.want, texts(res))
			}
			if has := strings.Contains(ids(res), "spf-not-flattened"); has != (tt.want == nil) {
				t.Errorf("findings %q, want spf-not-flattened: %v", ids(res), tt.want == nil)
			}
			wellFormed(t, res, zone)
		})
	}
}

// TestSPFFlattenSplits flattens more than one record has room for.
func TestSPFFlattenSplits(t *testing.T) {
	zone := spfCase{record: "v=spf1 include:a.example.net ip4:203.0.113.1 ~include:b.example.net -all", zone: "" +
		txt("a.example.net.", "v=spf1 "+words(60, "ip4:198.%d.100.0/24")+"-all") +
		txt("b.example.net.", "v=spf1 "+words(30, "ip6:2001:db8:%d:1::/64")+"-all")}.world(t)
	res := check.SPF(context.Background(), zone, check.SPFQuery{Domain: "example.com", Flatten: true})
	records := res.Data.(*check.SPFData).Flattened
	if len(records) < 3 {
		t.Fatalf("%d records, want several: %s", len(records), texts(res))
	}
	text := ""
	for _, r := range records {
		if n := len(r.Value) + len(r.Name); n > 450 {
			t.Errorf("record at %s has %d characters with its name", r.Name, n)
		}
		text += txt(r.Name+".", r.Value)
	}
	for _, ip := range []string{"198.1.100.0", "198.60.100.255", "198.60.101.0", "203.0.113.1", "2001:db8:1:1::", "2001:db8:30:1:ffff::", "2001:db8:31::"} {
		q := check.SPFQuery{Domain: "example.com", IP: netip.MustParseAddr(ip)}
		before := check.SPF(context.Background(), zone, q).Data.(*check.SPFData)
		after := check.SPF(context.Background(), world(t, text), q).Data.(*check.SPFData)
		if before.Result != after.Result || after.Lookups > 10 {
			t.Errorf("%s: %s before, %s after with %d lookups", ip, before.Result, after.Result, after.Lookups)
		}
	}
}

// TestSPFFlattenRandom flattens random worlds and compares in the world itself,
// with all limits on, so that only what exceeded them may differ.
// TestSPFFlattenBound: what a stranger publishes is not worked on without end.
func TestSPFFlattenBound(t *testing.T) {
	for _, test := range []struct {
		terms int
		want  string
	}{
		{1000, ""},
		{3000, "it names 3003 networks"},
	} {
		var record strings.Builder
		for i := range test.terms {
			if i%10 == 0 {
				record.WriteString(`" "`)
			}
			fmt.Fprintf(&record, "ip4:198.18.%d.%d ", i>>8, i&255)
		}
		zone := world(t, `example.com. TXT "v=spf1 include:i.example.net -all"`+"\n"+`i.example.net. TXT "v=spf1 `+record.String()+`-all"`+"\n")
		r := check.SPF(context.Background(), zone, check.SPFQuery{Domain: "example.com", Flatten: true})
		got := ""
		for _, f := range r.Findings {
			if f.ID == "spf-not-flattened" {
				got = f.Text
			}
		}
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%d terms: %q, want %q", test.terms, got, test.want)
		}
	}
}

func TestSPFFlattenRandom(t *testing.T) {
	flattened := 0
	for seed := range uint64(400) {
		w := randomWorld(rand.New(rand.NewPCG(99, seed)))
		w.query.Domain, w.query.Flatten = "example.com", true
		zone := world(t, w.text())
		q := w.query
		q.IP = netip.Addr{}
		res := check.SPF(context.Background(), zone, q)
		records := res.Data.(*check.SPFData).Flattened
		if len(records) == 0 {
			if !strings.Contains(texts(res), "can't be flattened") {
				t.Errorf("seed %d: not flattened, and no word of it", seed)
			}
			if strings.Contains(texts(res), "does not say the same") {
				t.Errorf("seed %d: %s\n%s", seed, texts(res), w.text())
			}
			continue
		}
		flattened++
		after := w.change()
		for _, r := range records {
			others := slices.DeleteFunc(after.records[r.Name], func(s string) bool { return strings.HasPrefix(s, "TXT ") })
			after.records[r.Name] = append(others, fmt.Sprintf("TXT %q", r.Value))
		}
		for ip := range strings.FieldsSeq(diffIPs) {
			w.query.IP = netip.MustParseAddr(ip)
			w.query.Flatten, after.query = false, w.query
			a := check.SPF(context.Background(), zone, w.query).Data.(*check.SPFData)
			b := check.SPF(context.Background(), world(t, after.text()), w.query).Data.(*check.SPFData)
			if a.Result != b.Result && a.Result != check.SPFPermerror {
				t.Errorf("seed %d, %s: %s before, %s after\n%v\n%s", seed, ip, a.Result, b.Result, records, w.text())
			}
		}
	}
	if flattened < 100 {
		t.Errorf("only %d of 400 worlds were flattened", flattened)
	}
}
