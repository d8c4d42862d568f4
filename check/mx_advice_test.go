package check_test

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func TestMXAdvice(t *testing.T) {
	for _, tt := range []struct {
		name, zone string
		status     check.Status
		findings   string
		text       string
	}{
		{"two networks", "example.com. MX 1 a.example.net.\nexample.com. MX 2 b.example.net.\na.example.net. A 192.0.2.1\nb.example.net. A 198.51.100.1", check.Pass, "", ""},
		{"one host, one address", "example.com. MX 1 a.example.net.\na.example.net. A 192.0.2.1", check.Info, "info mx-single", "a.example.net is the only mail host"},
		{"one host, one address of each kind", "example.com. MX 1 a.example.net.\na.example.net. A 192.0.2.1\na.example.net. AAAA 2001:db8::1", check.Info, "info mx-single", ""},
		{"one host, two addresses", "example.com. MX 1 a.example.net.\na.example.net. A 192.0.2.1\na.example.net. A 198.51.100.1", check.Pass, "", ""},
		{"one network", "example.com. MX 1 a.example.net.\nexample.com. MX 2 b.example.net.\na.example.net. A 192.0.2.1\nb.example.net. A 192.0.2.2", check.Info, "info mx-one-network", "all 2 mail hosts"},
		{"one network of each kind", "example.com. MX 1 a.example.net.\nexample.com. MX 2 b.example.net.\na.example.net. A 192.0.2.1\nb.example.net. A 192.0.2.2\na.example.net. AAAA 2001:db8::1\nb.example.net. AAAA 2001:db8::2", check.Info, "info mx-one-network", ""},
		{"a failure is enough", "example.com. MX 1 a.example.net.", check.Fail, "fail mx-host-missing, fail mx-no-usable-host", ""},
		{"name servers", "example.com. NS ns1.example.net.\nexample.com. NS ns2.example.net.\nns1.example.net. A 192.0.2.53\n;ndr fail example.com MX servfail", check.Unknown, "unknown mx-dns-failure, info mx-name-servers", "ns1.example.net, ns2.example.net; ns2.example.net has no address"},
		{"name servers that are gone", "example.com. NS ns1.example.net.\n;ndr fail mail.example.com MX timeout", check.Unknown, "unknown mx-dns-failure, info mx-name-servers", "none of them has an address"},
		{"no name servers", ";ndr fail example.com servfail", check.Unknown, "unknown mx-dns-failure", ""},
		{"a resolver that refuses", "example.com. NS ns1.example.net.\n;ndr fail example.com MX refused", check.Unknown, "unknown mx-dns-failure", ""},
	} {
		domain := "example.com"
		if strings.Contains(tt.zone, "fail mail.") {
			domain = "mail.example.com"
		}
		z := world(t, tt.zone)
		res := check.MX(t.Context(), z, check.MXQuery{Domain: domain, Advice: true})
		if res.Status != tt.status || ids(res) != tt.findings || !strings.Contains(texts(res), tt.text) {
			t.Errorf("%s: %s, %q\n%s\nwant %s, %q, %q", tt.name, res.Status, ids(res), texts(res), tt.status, tt.findings, tt.text)
		}
		wellFormed(t, res, z)
	}
}
