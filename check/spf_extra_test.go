package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

// What is around a record, in an audit without a host.
func TestSPFExtras(t *testing.T) {
	for _, tt := range []struct {
		name, zone string
		findings   string
		text       string
	}{
		{"plain", `example.com. TXT "v=spf1 -all"`, "", ""},
		{"Sender ID beside it", "example.com. TXT \"v=spf1 -all\"\nexample.com. TXT \"spf2.0/pra -all\"", "info spf-sender-id", "RFC 6686"},
		{"type 99", "example.com. TXT \"v=spf1 -all\"\nexample.com. SPF \"v=spf1 mx -all\"", "info spf-type-99", "nobody looks at"},
		{"type 99 fails", "example.com. TXT \"v=spf1 -all\"\n;ndr fail example.com SPF servfail", "", ""},
		{"wildcard", "example.com. TXT \"v=spf1 -all\"\n*.example.com. TXT \"v=spf1 -all\"", "info spf-wildcard", ""},
		{"another wildcard", "example.com. TXT \"v=spf1 -all\"\n*.example.com. TXT \"v=spf1 ~all\"", "", ""},
		{"alias", "example.com. CNAME spf.example.net.\nspf.example.net. TXT \"v=spf1 -all\"", "info spf-cname", "alias (CNAME) of spf.example.net"},
		{"short TTL", `example.com. 5 TXT "v=spf1 -all"`, "", ""},
		{"long TTL", `example.com. 604800 TXT "v=spf1 -all"`, "info spf-ttl", "168 hours"},
		{"exp", "example.com. TXT \"v=spf1 -all exp=why.example.com\"\nwhy.example.com. TXT \"%{i} is none of ours\"", "", ""},
		{"exp that does not exist", `example.com. TXT "v=spf1 -all exp=why.example.com"`, "info spf-exp-broken", "why.example.com has no TXT record (NXDOMAIN)"},
		{"exp of two records", "example.com. TXT \"v=spf1 -all exp=why.example.com\"\nwhy.example.com. TXT \"a\"\nwhy.example.com. TXT \"b\"", "info spf-exp-broken", "2 TXT records"},
		{"exp that is not ASCII", "example.com. TXT \"v=spf1 -all exp=why.example.com\"\nwhy.example.com. TXT \"sch\\246n\"", "info spf-exp-broken", "not ASCII"},
		{"exp with a bad macro", "example.com. TXT \"v=spf1 -all exp=why.example.com\"\nwhy.example.com. TXT \"%{x}\"", "info spf-exp-broken", "macro"},
		{"exp that fails", "example.com. TXT \"v=spf1 -all exp=why.example.com\"\n;ndr fail why.example.com timeout", "info spf-exp-broken", "could not be looked up"},
		{"exp by the sender", `example.com. TXT "v=spf1 -all exp=%{l}.example.com"`, "", ""},
		{"parked by a null MX", "example.com. MX 0 .", "fail spf-missing, info spf-parked", "v=spf1 -all"},
		{"parked without MX and address", "example.com. TXT \"other\"", "fail spf-missing, info spf-parked", ""},
		{"no record, but mail", "example.com. MX 5 mx.example.com.", "fail spf-missing", ""},
		{"no record, MX fails", "example.com. TXT \"other\"\n;ndr fail example.com MX servfail", "fail spf-missing", ""},
	} {
		z := world(t, tt.zone)
		res := check.SPF(t.Context(), z, check.SPFQuery{Domain: "example.com"})
		if ids(res) != tt.findings || !strings.Contains(texts(res), tt.text) {
			t.Errorf("%s: %q\n%s\nwant %q, %q", tt.name, ids(res), texts(res), tt.findings, tt.text)
		}
		wellFormed(t, res, z)
	}
}

func TestSPFAddresses(t *testing.T) {
	for record, want := range map[string]uint64{
		"v=spf1 -all": 0,
		"v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.128/25 ip4:198.51.100.7 ip6:2001:db8::/32 -all": 257,
		"v=spf1 -ip4:192.0.2.0/24 ?ip4:198.51.100.0/24 a:h.example.net -all":                 2,
		"v=spf1 a:h.example.net/24 -all":                                                     512,
		"v=spf1 include:a.example.net -include:b.example.net redirect=c.example.net":         3,
		"v=spf1 +all":                    1 << 32,
		"v=spf1 include:all.example.net": 1 << 32,
	} {
		z := world(t, `example.com. TXT "`+record+`"
h.example.net. A 192.0.2.1
h.example.net. A 198.51.100.1
h.example.net. AAAA 2001:db8::1
a.example.net. TXT "v=spf1 ip4:203.0.113.1 -all"
b.example.net. TXT "v=spf1 ip4:203.0.113.0/24 -all"
c.example.net. TXT "v=spf1 ip4:203.0.113.2/31 ip4:203.0.113.3 -all"
all.example.net. TXT "v=spf1 all"
`)
		if got := check.SPF(t.Context(), z, check.SPFQuery{Domain: "example.com"}).Data.(*check.SPFData).Addresses; got != want {
			t.Errorf("Addresses of %q = %d, want %d", record, got, want)
		}
	}
}

// With a host, why there is no explanation is told where one was due.
func TestSPFNoExplanation(t *testing.T) {
	for record, want := range map[string]string{
		"v=spf1 -all exp=why.example.com":          "why.example.com has no TXT record",
		"v=spf1 -all exp=%{l}..example.com":        "can't be a domain",
		"v=spf1 ip4:192.0.2.1 exp=why.example.com": "",
		"v=spf1 -all": "",
		"v=spf1 -all exp=%{l1r-}.texts.example.com": "characters that are not to be shown",
	} {
		z := world(t, "example.com. TXT \""+record+"\"\n*.texts.example.com. TXT \"%{s}\"")
		res := check.SPF(t.Context(), z, check.SPFQuery{IP: netip.MustParseAddr("192.0.2.1"), Sender: "j\x01o@example.com"})
		got := ""
		for _, f := range res.Findings {
			if f.ID == check.SPFExpBroken {
				got = f.Text
			}
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", record, got, want)
		}
	}
}
