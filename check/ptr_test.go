package check_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

const ptrWorld = `
10.2.0.192.in-addr.arpa. PTR mail.example.com.
mail.example.com. A 192.0.2.10
mail.example.com. AAAA 2001:db8::10
0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR mail.example.com.
11.2.0.192.in-addr.arpa. PTR mail.example.com.
12.2.0.192.in-addr.arpa. PTR gone.example.com.
13.2.0.192.in-addr.arpa. PTR b.example.com.
13.2.0.192.in-addr.arpa. PTR mail.example.com.
b.example.com. A 192.0.2.13
14.2.0.192.in-addr.arpa. CNAME 14.0-15.2.0.192.in-addr.arpa.
14.0-15.2.0.192.in-addr.arpa. PTR c.example.com.
c.example.com. A 192.0.2.14
15.2.0.192.in-addr.arpa. CNAME 15.0-15.2.0.192.in-addr.arpa.
16.2.0.192.in-addr.arpa. PTR sick.example.com.
16.2.0.192.in-addr.arpa. PTR gone.example.com.
;ndr fail sick.example.com servfail
;ndr fail 17.2.0.192.in-addr.arpa timeout
18.2.0.192.in-addr.arpa. PTR mailhost.
19.2.0.192.in-addr.arpa. PTR six.example.com.
six.example.com. AAAA 2001:db8::19
20.2.0.192.in-addr.arpa. PTR 192-0-2-20.dynamic.example.com.
192-0-2-20.dynamic.example.com. A 192.0.2.20
21.2.0.192.in-addr.arpa. PTR my_host.example.com.
22.2.0.192.in-addr.arpa. TXT "no PTR"
23.2.0.192.in-addr.arpa. PTR two.example.com.
two.example.com. A 192.0.2.1
two.example.com. A 192.0.2.2
half.example.com. A 192.0.2.99
;ndr fail half.example.com AAAA servfail
`

func TestPTR(t *testing.T) {
	many := ""
	for i := range 15 {
		many += fmt.Sprintf("30.2.0.192.in-addr.arpa. PTR m%02d.example.com.\nm%02d.example.com. A 192.0.2.30\n", i, i)
	}
	z := ptrWorld + many
	for _, tt := range []struct {
		ip, helo string
		status   check.Status
		findings string
		text     string
	}{
		{"192.0.2.10", "", check.Pass, "", ""},
		{"192.0.2.10", "mail.example.com", check.Pass, "", ""},
		{"::ffff:192.0.2.10", "MAIL.example.com.", check.Pass, "", ""},
		{"2001:db8::10", "mail.example.com", check.Pass, "", ""},
		{"192.0.2.1", "", check.Fail, "fail ptr-missing", "no PTR record at 1.2.0.192.in-addr.arpa"},
		{"192.0.2.22", "", check.Fail, "fail ptr-missing", ""},
		{"2001:db8::1", "", check.Fail, "fail ptr-missing", "over IPv6"},
		{"192.0.2.11", "", check.Fail, "fail ptr-not-confirmed", "that name has the address 192.0.2.10"},
		{"192.0.2.11", "mail.example.com", check.Fail, "fail ptr-not-confirmed, warn helo-mismatch", ""},
		{"192.0.2.12", "", check.Fail, "fail ptr-not-confirmed", "that name does not exist"},
		{"192.0.2.13", "", check.Info, "info ptr-partly-confirmed", "1 of the 2 names"},
		{"192.0.2.14", "", check.Pass, "", ""},
		{"192.0.2.15", "", check.Fail, "fail ptr-missing", "nor at 15.0-15.2.0.192.in-addr.arpa, to which it is delegated"},
		{"192.0.2.16", "", check.Unknown, "unknown ptr-dns-failure", "SERVFAIL"},
		{"192.0.2.17", "", check.Unknown, "unknown ptr-dns-failure", "time-out"},
		{"192.0.2.18", "", check.Fail, "warn ptr-name-invalid, fail ptr-not-confirmed", ""},
		{"192.0.2.19", "", check.Fail, "fail ptr-not-confirmed", "no IPv4 address"},
		{"192.0.2.20", "", check.Warn, "warn ptr-generic", `"dynamic"`},
		{"192.0.2.21", "", check.Fail, "warn ptr-name-invalid, fail ptr-not-confirmed", "that is no host name"},
		{"192.0.2.23", "", check.Fail, "fail ptr-not-confirmed", "other addresses, such as 192.0.2.1"},
		{"192.0.2.30", "", check.Info, "info ptr-too-many", "15 PTR records"},
		{"10.0.0.1", "", check.Info, "info ptr-address-private", "a private address"},
		{"", "", check.Unknown, "unknown ptr-address-invalid", ""},
		{"", "mail.example.com", check.Pass, "", ""},
		{"", "gone.example.com", check.Fail, "fail helo-no-address", "does not exist"},
		{"192.0.2.10", "localhost", check.Fail, "fail helo-local", ""},
		{"192.0.2.10", "server.localdomain", check.Fail, "fail helo-local", ""},
		{"192.0.2.10", "server", check.Fail, "fail helo-not-fqdn", "not fully qualified"},
		{"192.0.2.10", "192.0.2.10", check.Fail, "fail helo-not-fqdn", "without brackets"},
		{"192.0.2.10", "[192.0.2.10]", check.Warn, "warn helo-literal", ""},
		{"2001:db8::10", "[IPv6:2001:db8::10]", check.Warn, "warn helo-literal", ""},
		{"192.0.2.10", "[192.0.2.1]", check.Warn, "warn helo-mismatch", "its address is 192.0.2.10"},
		{"192.0.2.10", "my_host.example.com", check.Fail, "fail helo-invalid", ""},
		{"192.0.2.10", "a..example.com", check.Fail, "fail helo-invalid", "empty label"},
		{"192.0.2.10", "evil\x1b[31m.example.com", check.Fail, "fail helo-invalid", ""},
		{"192.0.2.10", "gone.example.com", check.Fail, "fail helo-no-address", "gone.example.com does not exist"},
		{"192.0.2.10", "0-15.2.0.192.in-addr.arpa", check.Fail, "fail helo-no-address", "has no address"},
		{"192.0.2.10", "c.example.com", check.Warn, "warn helo-mismatch", "has the address 192.0.2.14, not the client's 192.0.2.10"},
		{"192.0.2.13", "b.example.com", check.Info, "info ptr-partly-confirmed", ""},
		{"192.0.2.1", "two.example.com", check.Fail, "fail ptr-missing", ""},
		{"192.0.2.11", "half.example.com", check.Fail, "fail ptr-not-confirmed, warn helo-mismatch", ""},
		{"192.0.2.10", "sick.example.com", check.Unknown, "unknown ptr-dns-failure", "HELO name sick.example.com"},
		{"192.0.2.10", "half.example.com", check.Warn, "warn helo-mismatch", ""},
		{"2001:db8::10", "half.example.com", check.Unknown, "unknown ptr-dns-failure", "HELO name half.example.com"},
	} {
		t.Run(tt.ip+" "+tt.helo, func(t *testing.T) {
			z := world(t, z)
			q := check.PTRQuery{HELO: tt.helo}
			if tt.ip != "" {
				q.IP = netip.MustParseAddr(tt.ip)
			}
			r := check.PTR(t.Context(), z, q)
			if r.Status != tt.status || ids(r) != tt.findings || !strings.Contains(texts(r), tt.text) {
				t.Errorf("PTR(%v, %q) = %s, %q\n%s\nwant %s, %q, %q", tt.ip, tt.helo, r.Status, ids(r), texts(r), tt.status, tt.findings, tt.text)
			}
			wellFormed(t, r, z)
		})
	}
}

func TestPTRHELONotPTR(t *testing.T) {
	z := world(t, ptrWorld+"other.example.com. A 192.0.2.10\n")
	r := check.PTR(t.Context(), z, check.PTRQuery{IP: netip.MustParseAddr("192.0.2.10"), HELO: "other.example.com"})
	if got, want := ids(r), "info helo-not-ptr"; got != want || r.Status != check.Info {
		t.Errorf("PTR = %s, %q, want %q", r.Status, got, want)
	}
}

func TestPTRData(t *testing.T) {
	z := world(t, ptrWorld)
	d := check.PTR(t.Context(), z, check.PTRQuery{IP: netip.MustParseAddr("192.0.2.14"), HELO: "two.example.com"}).Data.(*check.PTRData)
	got := fmt.Sprintf("%q %v %q %s %v %s %s", d.Names, d.ForwardConfirmed, d.Confirmed, d.HELO, d.HELOAddresses, d.ReverseName, d.Delegation)
	want := `["c.example.com"] true ["c.example.com"] two.example.com [192.0.2.1 192.0.2.2] 14.2.0.192.in-addr.arpa 14.0-15.2.0.192.in-addr.arpa`
	if got != want {
		t.Errorf("data = %s, want %s", got, want)
	}
	d = check.PTR(t.Context(), z, check.PTRQuery{IP: netip.MustParseAddr("192.0.2.1")}).Data.(*check.PTRData)
	if d.Names == nil || d.Confirmed == nil || d.HELOAddresses == nil {
		t.Errorf("data of an address without a name = %+v, want empty lists", d)
	}
}
