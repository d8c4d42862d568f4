package check_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestMX(t *testing.T) {
	many := "example.com. A 192.0.2.9\n"
	for i := range 30 {
		many += fmt.Sprintf("example.com. MX %d mx%d.example.com.\nmx%d.example.com. A 192.0.2.%d\n", i, i, i, i+1)
	}
	for _, tt := range []struct {
		name     string
		zone     string
		query    check.MXQuery
		status   check.Status
		findings string // "severity id, ..."
		text     string // part of a text
	}{
		{"well", `
			example.com. MX 20 b.example.com.
			example.com. MX 10 a.example.com.
			a.example.com. A 192.0.2.1
			a.example.com. AAAA 2001:db8::1
			b.example.com. A 192.0.2.2`, check.MXQuery{Domain: "Example.COM."}, check.Pass, "", ""},
		{"U-labels", `
			xn--bcher-kva.example. MX 10 a.example.com.
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "bücher.example"}, check.Pass, "", ""},
		{"no domain name", "", check.MXQuery{Domain: "exa mple.com"}, check.Fail, "fail mx-domain-invalid", "the character ' '"},
		{"empty label", "", check.MXQuery{Domain: "example..com"}, check.Fail, "fail mx-domain-invalid", "empty label"},
		{"empty", "", check.MXQuery{}, check.Fail, "fail mx-domain-invalid", "it is empty"},
		{"literal", "", check.MXQuery{Domain: "[192.0.2.1]"}, check.Info, "info mx-domain-literal", ""},
		{"missing", "example.com. TXT x", check.MXQuery{Domain: "a.b.example.com"}, check.Fail, "fail mx-domain-missing", "the nearest name that does is example.com"},
		{"missing below one with mail", "example.com. MX 10 a.example.com.", check.MXQuery{Domain: "b.example.com"}, check.Fail, "fail mx-domain-missing", "example.com, which has MX records"},
		{"missing altogether", "example.com. TXT x", check.MXQuery{Domain: "example.org"}, check.Fail, "fail mx-domain-missing", "example.org does not exist"},
		{"misspelt", "example.com. TXT x", check.MXQuery{Domain: "gmial.com"}, check.Fail, "fail mx-domain-missing, info mx-suggestion", "did you mean gmail.com?"},
		{"misspelt top-level domain", `
			shop-example.com. MX 10 a.shop-example.com.
			a.shop-example.com. A 192.0.2.1`, check.MXQuery{Domain: "shop-example.con"}, check.Fail, "fail mx-domain-missing, info mx-suggestion", "did you mean shop-example.com?"},
		{"alias of nothing", "example.com. CNAME example.net.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-domain-missing", "an alias of example.net, which does not exist"},
		{"alias", `
			example.com. CNAME example.net.
			example.net. MX 10 a.example.net.
			a.example.net. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Pass, "", ""},
		{"neither MX nor address", "example.com. TXT x", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-none", ""},
		{"empty non-terminal", "a.example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-none", ""},
		{"implicit", "example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-implicit", "its own address 192.0.2.1"},
		{"implicit, IPv6 only", "example.com. AAAA 2001:db8::1", check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-implicit, warn mx-ipv6-only", ""},
		{"implicit, private", "example.com. A 127.0.0.1", check.MXQuery{Domain: "example.com"}, check.Fail, "warn mx-implicit, fail mx-host-private, fail mx-no-usable-host", "a loopback address"},
		{"implicit, no answer", "example.com. TXT x\n;ndr fail example.com A timeout", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", ""},
		{"null", "example.com. MX 0 .", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-null", "null MX"},
		{"null with another preference", "example.com. MX 10 .", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-null, info mx-null-malformed", ""},
		{"null twice", "example.com. MX 0 .\nexample.com. MX 10 .", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-null, info mx-null-malformed", ""},
		{"null and others", `
			example.com. MX 0 .
			example.com. MX 10 a.example.com.
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-null-malformed", "beside others"},
		{"meant as null", "example.com. MX 0 0.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-null-malformed, fail mx-no-usable-host", "looks meant as a null MX"},
		{"host missing", "example.com. MX 10 a.example.net.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-missing, fail mx-no-usable-host", "a.example.net does not exist"},
		{"one host of two missing", `
			example.com. MX 10 a.example.com.
			example.com. MX 20 b.example.com.
			b.example.com. A 192.0.2.2`, check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-host-missing", ""},
		{"host without address", "example.com. MX 10 a.example.com.\na.example.com. TXT x", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-no-address, fail mx-no-usable-host", ""},
		{"host is an alias", `
			example.com. MX 10 a.example.com.
			a.example.com. CNAME b.example.com.
			b.example.com. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-host-cname", "an alias (CNAME) of b.example.com"},
		{"host is an alias of nothing", `
			example.com. MX 10 a.example.com.
			a.example.com. CNAME b.example.net.`, check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-missing, warn mx-host-cname, fail mx-no-usable-host", "(an alias of b.example.net) does not exist"},
		{"host in a CNAME loop", `
			example.com. MX 10 a.example.com.
			a.example.com. CNAME a.example.com.`, check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "CNAME chain"},
		{"host is an address", "example.com. MX 10 192.0.2.1.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-ip-literal, fail mx-no-usable-host", "must have a host name"},
		{"host is an address with the domain added", "example.com. MX 10 192.0.2.1.example.com.\nx.example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-ip-literal, fail mx-no-usable-host", "the final dot is missing"},
		{"host private", `
			example.com. MX 10 a.example.com.
			a.example.com. A 10.0.0.1
			a.example.com. AAAA fe80::1`, check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-private, fail mx-no-usable-host", "10.0.0.1 is a private address"},
		{"host partly private", `
			example.com. MX 10 a.example.com.
			a.example.com. A 10.0.0.1
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Pass, "", ""},
		{"host loopback beside a good one", `
			example.com. MX 10 a.example.com.
			example.com. MX 20 b.example.com.
			a.example.com. A 127.0.0.1
			b.example.com. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-host-private", ""},
		{"localhost", "example.com. MX 10 localhost.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-local, fail mx-no-usable-host", ""},
		{"invalid", "example.com. MX 10 msv1.invalid.", check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-local, fail mx-no-usable-host", ""},
		{"no host name", `example.com. MX 10 http://mail.example.com.`, check.MXQuery{Domain: "example.com"}, check.Fail, "fail mx-host-invalid, fail mx-no-usable-host", ""},
		{"IPv6 only", "example.com. MX 10 a.example.com.\na.example.com. AAAA 2001:db8::1", check.MXQuery{Domain: "example.com"}, check.Warn, "warn mx-ipv6-only", ""},
		{"twice", `
			example.com. MX 10 a.example.com.
			example.com. MX 20 A.example.com.
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "example.com"}, check.Info, "info mx-duplicate", ""},
		{"too many", many, check.MXQuery{Domain: "example.com"}, check.Info, "info mx-too-many", "30 MX records"},
		{"parked", `
			gmai.com. MX 10 mx1.h-email.net.
			mx1.h-email.net. A 192.0.2.1`, check.MXQuery{Domain: "gmai.com"}, check.Warn, "warn mx-parked, info mx-suggestion", "gmail.com"},
		{"wildcard", `
			*.example.com. MX 10 a.example.com.
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "b.example.com"}, check.Info, "info mx-wildcard", ""},
		{"subdomain with records of its own", `
			*.example.com. MX 10 a.example.com.
			b.example.com. MX 10 b.example.com.
			b.example.com. A 192.0.2.2
			a.example.com. A 192.0.2.1`, check.MXQuery{Domain: "b.example.com"}, check.Pass, "", ""},
		{"remote among them", "example.com. MX 10 a.example.com.\na.example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com", Remote: "A.example.com"}, check.Pass, "", ""},
		{"remote by address", "example.com. MX 10 a.example.com.\na.example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com", Remote: "[192.0.2.1]"}, check.Pass, "", ""},
		{"remote of the same owner", "example.com. MX 10 a.example.net.\na.example.net. A 192.0.2.1", check.MXQuery{Domain: "example.com", Remote: "b.c.example.net"}, check.Pass, "", ""},
		{"remote elsewhere", "example.com. MX 10 a.example.com.\na.example.com. A 192.0.2.1", check.MXQuery{Domain: "example.com", Remote: "mx.example.net"}, check.Info, "info mx-remote-not-listed", "mx.example.net"},
		{"SERVFAIL", ";ndr fail example.com MX servfail", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "SERVFAIL"},
		{"timeout", ";ndr fail example.com timeout", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "time-out"},
		{"refused", ";ndr fail example.com refused", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "REFUSED"},
		{"bogus", ";ndr fail example.com bogus", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "bogus"},
		{"unreachable", ";ndr fail example.com unreachable", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "unreachable"},
		{"host SERVFAIL", "example.com. MX 10 a.example.com.\n;ndr fail a.example.com servfail", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure", "addresses of a.example.com"},
		{"one host SERVFAIL, the other missing", "example.com. MX 10 a.example.com.\nexample.com. MX 20 b.example.com.\n;ndr fail a.example.com servfail", check.MXQuery{Domain: "example.com"}, check.Unknown, "unknown mx-dns-failure, warn mx-host-missing", ""},
		{"one host SERVFAIL, the other good", "example.com. MX 10 a.example.com.\nexample.com. MX 20 b.example.com.\nb.example.com. A 192.0.2.1\n;ndr fail a.example.com servfail", check.MXQuery{Domain: "example.com"}, check.Pass, "unknown mx-dns-failure", ""},
		{"host AAAA SERVFAIL", "example.com. MX 10 a.example.com.\na.example.com. A 192.0.2.1\n;ndr fail a.example.com AAAA servfail", check.MXQuery{Domain: "example.com"}, check.Pass, "unknown mx-dns-failure", "the AAAA addresses"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z := world(t, strings.ReplaceAll(tt.zone, "\t", ""))
			r := check.MX(t.Context(), z, tt.query)
			if r.Status != tt.status || ids(r) != tt.findings || !strings.Contains(texts(r), tt.text) {
				t.Errorf("MX(%+v) = %s, %q\n%s\nwant %s, %q, %q", tt.query, r.Status, ids(r), texts(r), tt.status, tt.findings, tt.text)
			}
			wellFormed(t, r, z)
		})
	}
}

func TestMXData(t *testing.T) {
	z := world(t, `
example.com. MX 20 b.example.com.
example.com. MX 10 a.example.com.
a.example.com. A 192.0.2.1
a.example.com. AAAA 2001:db8::1
b.example.com. CNAME c.example.com.
c.example.com. A 10.0.0.1
`)
	d := check.MX(t.Context(), z, check.MXQuery{Domain: "example.com"}).Data.(*check.MXData)
	want := []check.MXHost{
		{Name: "a.example.com", Preference: 10, Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, Usable: true},
		{Name: "b.example.com", Preference: 20, Addresses: []netip.Addr{netip.MustParseAddr("10.0.0.1")}, CNAME: "c.example.com"},
	}
	if got, want := fmt.Sprint(d.Hosts), fmt.Sprint(want); got != want {
		t.Errorf("Hosts = %s, want %s", got, want)
	}
	if d.NullMX || d.Implicit || !d.Exists || d.TTL != 300 {
		t.Errorf("data = %+v", d)
	}
	d = check.MX(t.Context(), z, check.MXQuery{Domain: "x.y.example.com"}).Data.(*check.MXData)
	if d.Exists || d.Ancestor != "example.com" || d.Hosts == nil {
		t.Errorf("data of a missing domain = %+v, want the ancestor example.com and a list of hosts", d)
	}
	d = check.MX(t.Context(), world(t, "example.com. MX 0 ."), check.MXQuery{Domain: "example.com"}).Data.(*check.MXData)
	if !d.NullMX || len(d.Hosts) != 0 {
		t.Errorf("data of a null MX = %+v", d)
	}
}

func TestSuggestDomain(t *testing.T) {
	for _, tt := range []struct{ domain, want string }{
		{"gmial.com", "gmail.com"}, {"gmal.com", "gmail.com"}, {"gmail.con", "gmail.com"}, {"GMAIL.COMM.", "gmail.com"},
		{"gmailcom", "gmail.com"}, {"hotmial.con", "hotmail.com"}, {"hotnail.com", "hotmail.com"}, {"yaho.com", "yahoo.com"},
		{"outlok.com", "outlook.com"}, {"yahoo.cm", "yahoo.com"},
		{"gmail.com", ""}, {"mail.com", ""}, {"gmx.at", ""}, {"example.com", ""}, {"", ""}, {"a", ""},
		{"some-long-company-name.com", ""}, {strings.Repeat("gmail.com", 1000), ""},
	} {
		if got := check.SuggestDomain(tt.domain); got != tt.want {
			t.Errorf("SuggestDomain(%q) = %q, want %q", tt.domain, got, tt.want)
		}
	}
}
