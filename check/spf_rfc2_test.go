package check_test

import (
	"fmt"
	"strings"
	"testing"
)

// lines gives n lines, made of a format that takes the number from 1.
func lines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i+1)
	}
	return b.String()
}

// words is lines with a space after each.
func words(n int, format string) string { return strings.ReplaceAll(lines(n, format), "\n", " ") }

// TestSPFLimits goes through RFC 7208 section 4.6.4.
func TestSPFLimits(t *testing.T) {
	hosts := lines(20, "h%d.example.com. A 192.0.2.99")
	mx := func(n int, last string) string {
		z := lines(n, "m.example.com. MX 10 m%d.example.com.") + lines(n-1, "m%d.example.com. A 192.0.2.99")
		return z + fmt.Sprintf("m%d.example.com. A %s\n", n, last)
	}
	ptr := func(n int) string {
		z := lines(n, "1.2.0.192.in-addr.arpa. PTR p%d.example.com.") + lines(n-1, "p%d.example.com. A 192.0.2.99")
		return z + fmt.Sprintf("p%d.example.com. A 192.0.2.1\n", n)
	}
	chain := func(n int) string { // n includes one in the other
		z := lines(n-1, "i%d.example.com. TXT \"v=spf1 include:NEXT%[1]d -all\"")
		for i := range n - 1 {
			z = strings.Replace(z, fmt.Sprintf("NEXT%d ", i+1), fmt.Sprintf("i%d.example.com ", i+2), 1)
		}
		return z + fmt.Sprintf("i%d.example.com. TXT \"v=spf1 ip4:192.0.2.1\"\n", n)
	}
	runSPF(t, []spfCase{
		{name: "10 lookups", record: "v=spf1 " + words(10, "a:h%d.example.com") + "ip4:192.0.2.1", zone: hosts, want: "pass"},
		{name: "11 lookups", record: "v=spf1 " + words(11, "a:h%d.example.com") + "ip4:192.0.2.1", zone: hosts, want: "permerror"},
		{name: "a match before the limit", record: "v=spf1 ip4:192.0.2.1 " + words(11, "a:h%d.example.com"), zone: hosts, want: "pass"},
		{name: "ip4, ip6, all, exp and unknown modifiers are free", record: "v=spf1 " + words(9, "a:h%d.example.com") +
			"ip4:192.0.2.77 ip6:2001:db8::1 foo=%{d} a:h10.example.com -all exp=e.example.com", zone: hosts + `e.example.com. TXT "no"`, want: "fail", explanation: "no"},
		{name: "each kind counts", record: "v=spf1 a:h1.example.com mx:m.example.com ptr:example.org exists:no.example.com include:i.example.com " +
			words(6, "a:h%d.example.com") + "ip4:192.0.2.1", zone: hosts + `i.example.com. TXT "v=spf1 -all"` + "\n" + mx(2, "192.0.2.98"), want: "permerror"},
		{name: "redirect counts", record: "v=spf1 " + words(10, "a:h%d.example.com") + "redirect=r.example.com",
			zone: hosts + `r.example.com. TXT "v=spf1 ip4:192.0.2.1"`, want: "permerror"},
		{name: "redirect within the limit", record: "v=spf1 " + words(9, "a:h%d.example.com") + "redirect=r.example.com",
			zone: hosts + `r.example.com. TXT "v=spf1 ip4:192.0.2.1"`, want: "pass"},
		{name: "chain of 10 includes", record: "v=spf1 include:i1.example.com -all", zone: chain(10), want: "pass"},
		{name: "chain of 11 includes", record: "v=spf1 include:i1.example.com -all", zone: chain(11), want: "permerror"},
		{name: "the count goes on after an include", record: "v=spf1 include:i.example.com " + words(6, "a:h%d.example.com") + "ip4:192.0.2.1",
			zone: hosts + `i.example.com. TXT "v=spf1 ` + words(4, "a:h%d.example.com") + `-all"`, want: "permerror"},
		{name: "the same term twice counts twice", record: "v=spf1 " + strings.Repeat("a:h1.example.com ", 11) + "ip4:192.0.2.1", zone: hosts, want: "permerror"},
		{name: "terms after all do not count", record: "v=spf1 -all " + words(11, "a:h%d.example.com"), zone: hosts, want: "fail"},
		{name: "include loop", record: "v=spf1 include:example.com -all", want: "permerror"},
		{name: "include loop of two", record: "v=spf1 include:b.example.com -all", zone: `b.example.com. TXT "v=spf1 include:example.com -all"`, want: "permerror"},
		{name: "redirect loop", record: "v=spf1 redirect=example.com", want: "permerror"},
		{name: "redirect loop of two", record: "v=spf1 redirect=b.example.com", zone: `b.example.com. TXT "v=spf1 redirect=example.com"`, want: "permerror"},
		{name: "a loop that is not reached", record: "v=spf1 ip4:192.0.2.1 include:example.com", want: "pass"},
		{name: "10 MX records", record: "v=spf1 mx:m.example.com -all", zone: mx(10, "192.0.2.1"), want: "pass"},
		{name: "11 MX records", record: "v=spf1 mx:m.example.com -all", zone: mx(11, "192.0.2.1"), want: "permerror"},
		{name: "11 MX records, none matching", record: "v=spf1 mx:m.example.com -all", zone: mx(11, "192.0.2.99"), want: "permerror"},
		{name: "MX hosts are no terms", record: "v=spf1 " + strings.Repeat("mx:m.example.com ", 10) + "ip4:192.0.2.1", zone: mx(10, "192.0.2.99"), want: "pass"},
		{name: "an a record with many addresses", record: "v=spf1 a:many.example.com -all",
			zone: lines(30, "many.example.com. A 198.51.100.%d") + "many.example.com. A 192.0.2.1", want: "pass"},
		{name: "10 PTR records", record: "v=spf1 ptr -all", zone: ptr(10), want: "pass"},
		{name: "the 11th PTR record is ignored", record: "v=spf1 ptr -all", zone: ptr(11), want: "fail"},
		{name: "2 void lookups", record: "v=spf1 a:v1.example.com a:v2.example.com ip4:192.0.2.1", want: "pass"},
		{name: "3 void lookups", record: "v=spf1 a:v1.example.com a:v2.example.com a:v3.example.com ip4:192.0.2.1", want: "permerror"},
		{name: "NODATA is void", record: "v=spf1 a:v1.example.com a:v2.example.com a:v3.example.com ip4:192.0.2.1",
			zone: lines(3, `v%d.example.com. TXT "x"`), want: "permerror"},
		{name: "void MX lookups", record: "v=spf1 mx:v1.example.com mx:v2.example.com mx:v3.example.com ip4:192.0.2.1", want: "permerror"},
		{name: "void exists", record: "v=spf1 exists:v1.example.com exists:v2.example.com exists:v3.example.com ip4:192.0.2.1", want: "permerror"},
		{name: "void lookups in includes add up", record: "v=spf1 a:v1.example.com a:v2.example.com include:i.example.com ip4:192.0.2.1",
			zone: `i.example.com. TXT "v=spf1 a:v3.example.com -all"`, want: "permerror"},
		{name: "MX hosts without an address are not void", record: "v=spf1 mx:m.example.com ip4:192.0.2.1",
			zone: lines(5, "m.example.com. MX 10 gone%d.example.com."), want: "pass"},
		{name: "an explanation that is not there is not void", record: "v=spf1 a:v1.example.com a:v2.example.com -all exp=v3.example.com", want: "fail"},
		{name: "a match before the third void lookup", record: "v=spf1 a:v1.example.com a:v2.example.com ip4:192.0.2.1 a:v3.example.com", want: "pass"},
	})
}

// TestSPFSection5 goes through RFC 7208 section 5.
func TestSPFSection5(t *testing.T) {
	inc := func(result string) string { return `i.example.net. TXT "v=spf1 ` + result + `"` }
	const a = "h.example.com. A 192.0.2.1\nh.example.com. AAAA 2001:db8::1\n"
	const mx = "m.example.com. MX 10 h.example.com.\n" + a
	const v6 = "2001:db8::1"
	runSPF(t, []spfCase{
		// 5 conventions
		{name: "IPv4-mapped client counts as IPv4", record: "v=spf1 ip4:192.0.2.1 -all", ip: "::ffff:192.0.2.1", want: "pass"},
		{name: "IPv4-mapped client and an A record", record: "v=spf1 a:h.example.com -all", zone: "h.example.com. A 192.0.2.1", ip: "::ffff:192.0.2.1", want: "pass"},
		{name: "NXDOMAIN in a mechanism is no match", record: "v=spf1 a:gone.example.com ~all", want: "softfail"},
		{name: "SERVFAIL in a mechanism", record: "v=spf1 a:h.example.com -all", zone: a + ";ndr fail h.example.com servfail", want: "temperror"},
		{name: "time-out in a mechanism", record: "v=spf1 a:h.example.com -all", zone: ";ndr fail h.example.com timeout", want: "temperror"},
		{name: "a failing lookup after the match does not matter", record: "v=spf1 ip4:192.0.2.1 a:h.example.com", zone: ";ndr fail h.example.com timeout", want: "pass"},
		// 5.1 all
		{name: "all with an argument", record: "v=spf1 -all:example.com", want: "permerror"},
		{name: "all with a prefix length", record: "v=spf1 -all/8", want: "permerror"},
		{name: "all with a dot", record: "v=spf1 -all.", want: "permerror"},
		{name: "all as a modifier is an unknown one", record: "v=spf1 ~all=none", want: "permerror"},
		{name: "all=... without qualifier is an unknown modifier", record: "v=spf1 all=none", want: "neutral"},
		{name: "terms after all are ignored", record: "v=spf1 -all ip4:192.0.2.1", want: "fail"},
		{name: "redirect is ignored beside all", record: "v=spf1 redirect=r.example.com ?all", zone: `r.example.com. TXT "v=spf1 -all"`, want: "neutral"},
		// 5.2 include
		{name: "include pass", record: "v=spf1 include:i.example.net -all", zone: inc("+all"), want: "pass"},
		{name: "include pass with a qualifier", record: "v=spf1 ~include:i.example.net -all", zone: inc("+all"), want: "softfail"},
		{name: "minus include", record: "v=spf1 -include:i.example.net +all", zone: inc("+all"), want: "fail"},
		{name: "include fail", record: "v=spf1 include:i.example.net ~all", zone: inc("-all"), want: "softfail"},
		{name: "include softfail", record: "v=spf1 include:i.example.net ?all", zone: inc("~all"), want: "neutral"},
		{name: "include neutral", record: "v=spf1 include:i.example.net -all", zone: inc("?all"), want: "fail"},
		{name: "include of a record that ends", record: "v=spf1 include:i.example.net -all", zone: inc("a"), want: "fail"},
		{name: "include temperror", record: "v=spf1 include:i.example.net -all", zone: ";ndr fail i.example.net servfail", want: "temperror"},
		{name: "include temperror inside", record: "v=spf1 include:i.example.net -all", zone: inc("a:x.example.net") + "\n;ndr fail x.example.net timeout", want: "temperror"},
		{name: "include permerror", record: "v=spf1 include:i.example.net -all", zone: inc("nonsense"), want: "permerror"},
		{name: "include of two records", record: "v=spf1 include:i.example.net -all", zone: inc("-all") + "\n" + inc("+all"), want: "permerror"},
		{name: "include of a name without record", record: "v=spf1 include:i.example.net -all", zone: "i.example.net. A 192.0.2.1", want: "permerror"},
		{name: "include of a name that does not exist", record: "v=spf1 include:i.example.net +all", want: "permerror"},
		{name: "include of a malformed name", record: "v=spf1 include:%{l}..example.net +all", want: "permerror"},
		{name: "include without a domain", record: "v=spf1 include -all", want: "permerror"},
		{name: "include with an empty domain", record: "v=spf1 include: -all", want: "permerror"},
		{name: "include with a prefix length", record: "v=spf1 include:i.example.net/24 -all", zone: inc("+all"), want: "permerror"},
		{name: "include in an include", record: "v=spf1 include:i.example.net -all", zone: inc("include:j.example.net ?all") + "\nj.example.net. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"", want: "pass"},
		{name: "redirect in an include", record: "v=spf1 include:i.example.net -all", zone: inc("redirect=j.example.net") + "\nj.example.net. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"", want: "pass"},
		{name: "redirect in an include to nothing", record: "v=spf1 include:i.example.net -all", zone: inc("redirect=j.example.net"), want: "permerror"},
		// 5.3 a
		{name: "a", record: "v=spf1 a -all", zone: "example.com. A 192.0.2.1", want: "pass"},
		{name: "a of another name", record: "v=spf1 a:h.example.com -all", zone: a, want: "pass"},
		{name: "a, other address", record: "v=spf1 a:h.example.com -all", zone: a, ip: "192.0.2.2", want: "fail"},
		{name: "a, IPv6", record: "v=spf1 a:h.example.com -all", zone: a, ip: v6, want: "pass"},
		{name: "a, IPv6 client and IPv4 name", record: "v=spf1 a:h.example.com -all", zone: "h.example.com. A 192.0.2.1", ip: v6, want: "fail"},
		{name: "a with a prefix length", record: "v=spf1 a:h.example.com/24 -all", zone: a, ip: "192.0.2.200", want: "pass"},
		{name: "a with a prefix length, outside", record: "v=spf1 a:h.example.com/25 -all", zone: a, ip: "192.0.2.200", want: "fail"},
		{name: "a/0", record: "v=spf1 a:h.example.com/0 -all", zone: a, ip: "203.0.113.1", want: "pass"},
		{name: "a/0 without an address", record: "v=spf1 a:h.example.com/0 -all", ip: "203.0.113.1", want: "fail"},
		{name: "a//64", record: "v=spf1 a:h.example.com//64 -all", zone: a, ip: "2001:db8::99", want: "pass"},
		{name: "a//64 leaves IPv4 at 32", record: "v=spf1 a:h.example.com//64 -all", zone: a, ip: "192.0.2.2", want: "fail"},
		{name: "a/24//64", record: "v=spf1 a:h.example.com/24//64 -all", zone: a, ip: "192.0.2.2", want: "pass"},
		{name: "a//0", record: "v=spf1 a:h.example.com//0 -all", zone: a, ip: "2001:db9::", want: "pass"},
		{name: "a/24 without a domain", record: "v=spf1 a/24 -all", zone: "example.com. A 192.0.2.99", want: "pass"},
		{name: "a/33", record: "v=spf1 a/33 -all", want: "permerror"},
		{name: "a//129", record: "v=spf1 a//129 -all", want: "permerror"},
		{name: "a/024", record: "v=spf1 a/024 -all", want: "permerror"},
		{name: "a/", record: "v=spf1 a/ -all", want: "permerror"},
		{name: "a//", record: "v=spf1 a// -all", want: "permerror"},
		{name: "a/24/64", record: "v=spf1 a/24/64 -all", want: "permerror"},
		{name: "a//64/24", record: "v=spf1 a//64/24 -all", want: "permerror"},
		{name: "a: alone", record: "v=spf1 a: -all", want: "permerror"},
		{name: "a:/24", record: "v=spf1 a:/24 -all", want: "permerror"},
		{name: "a with an address", record: "v=spf1 a:192.0.2.1 -all", want: "permerror"},
		{name: "a with a numeric top label", record: "v=spf1 a:example.123 -all", want: "permerror"},
		{name: "a with digits and a hyphen as top label", record: "v=spf1 a:h.4-5 ~all", want: "softfail"},
		{name: "a with a single label", record: "v=spf1 a:museum -all", want: "permerror"},
		{name: "a with a single label and a dot", record: "v=spf1 a:museum. -all", want: "permerror"},
		{name: "a with a top label that ends in a hyphen", record: "v=spf1 a:h.com- -all", want: "permerror"},
		{name: "a with a top label that begins with a hyphen", record: "v=spf1 a:h.-com -all", want: "permerror"},
		{name: "a with an underscore in a label", record: "v=spf1 a:_h.example.com -all", zone: "_h.example.com. A 192.0.2.1", want: "pass"},
		{name: "a with an underscore in the top label", record: "v=spf1 a:h.ex_ample -all", want: "permerror"},
		{name: "a with colons and slashes in the name", record: "v=spf1 a:foo:bar/baz.example.com -all", zone: "foo:bar/baz.example.com. A 192.0.2.1", want: "pass"},
		{name: "a with a NUL", record: `v=spf1 a:h.example.com\000x -all`, want: "permerror"},
		{name: "a through a CNAME", record: "v=spf1 a:www.example.com -all", zone: a + "www.example.com. CNAME h.example.com.", want: "pass"},
		{name: "a with a domain that follows no colon", record: "v=spf1 ah.example.com -all", want: "permerror"},
		// 5.4 mx
		{name: "mx", record: "v=spf1 mx -all", zone: a + "example.com. MX 10 h.example.com.", want: "pass"},
		{name: "mx of another name", record: "v=spf1 mx:m.example.com -all", zone: mx, want: "pass"},
		{name: "mx, second host", record: "v=spf1 mx:m.example.com -all", zone: mx + "m.example.com. MX 5 n.example.com.\nn.example.com. A 192.0.2.77", want: "pass"},
		{name: "mx, IPv6", record: "v=spf1 mx:m.example.com -all", zone: mx, ip: v6, want: "pass"},
		{name: "mx, IPv6 client and hosts without", record: "v=spf1 mx:m.example.com -all", zone: "m.example.com. MX 1 h.example.com.\nh.example.com. A 192.0.2.1", ip: v6, want: "fail"},
		{name: "mx with a prefix length", record: "v=spf1 mx:m.example.com/24//32 -all", zone: mx, ip: "192.0.2.200", want: "pass"},
		{name: "mx with an IPv6 prefix length", record: "v=spf1 mx:m.example.com/24//32 -all", zone: mx, ip: "2001:db8:ffff::", want: "pass"},
		{name: "mx has no implicit MX", record: "v=spf1 mx:h.example.com -all", zone: a, want: "fail"},
		{name: "null MX", record: "v=spf1 mx:m.example.com -all", zone: "m.example.com. MX 0 .", want: "fail"},
		{name: "mx host that does not exist", record: "v=spf1 mx:m.example.com -all", zone: "m.example.com. MX 10 gone.example.com.", want: "fail"},
		{name: "mx host that fails", record: "v=spf1 mx:m.example.com -all", zone: mx + ";ndr fail h.example.com servfail", want: "temperror"},
		{name: "mx host that fails after the match", record: "v=spf1 mx:m.example.com -all", zone: mx + "m.example.com. MX 20 n.example.com.\n;ndr fail n.example.com servfail", want: "pass"},
		{name: "mx lookup that fails", record: "v=spf1 mx:m.example.com -all", zone: ";ndr fail m.example.com MX servfail", want: "temperror"},
		{name: "mx/33", record: "v=spf1 mx/33 -all", want: "permerror"},
		{name: "mx: alone", record: "v=spf1 mx: -all", want: "permerror"},
		{name: "mx with a numeric top label", record: "v=spf1 mx:example.1 -all", want: "permerror"},
		// 5.5 ptr
		{name: "ptr", record: "v=spf1 ptr -all", zone: "1.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "pass"},
		{name: "ptr of the very name", record: "v=spf1 ptr:h.example.com -all", zone: "1.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "pass"},
		{name: "ptr in another case", record: "v=spf1 ptr:EXAMPLE.com -all", zone: "1.2.0.192.in-addr.arpa. PTR H.Example.COM.\n" + a, want: "pass"},
		{name: "ptr of another domain", record: "v=spf1 ptr:example.org -all", zone: "1.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "fail"},
		{name: "ptr that only ends alike", record: "v=spf1 ptr:ample.com -all", zone: "1.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "fail"},
		{name: "ptr that is not validated", record: "v=spf1 ptr -all", zone: "1.2.0.192.in-addr.arpa. PTR h.example.com.\nh.example.com. A 192.0.2.99", want: "fail"},
		{name: "ptr, second name", record: "v=spf1 ptr -all", zone: "1.2.0.192.in-addr.arpa. PTR x.example.org.\n1.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "pass"},
		{name: "ptr, IPv6", record: "v=spf1 ptr -all", ip: v6, zone: "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR h.example.com.\n" + a, want: "pass"},
		{name: "ptr whose lookup fails", record: "v=spf1 ptr ~all", zone: ";ndr fail 1.2.0.192.in-addr.arpa servfail", want: "softfail"},
		{name: "ptr with a name whose lookup fails", record: "v=spf1 ptr -all", zone: "1.2.0.192.in-addr.arpa. PTR x.example.com.\n1.2.0.192.in-addr.arpa. PTR h.example.com.\n;ndr fail x.example.com timeout\n" + a, want: "pass"},
		{name: "ptr with a CNAME loop", record: "v=spf1 ptr ~all", zone: "1.2.0.192.in-addr.arpa. PTR l.example.com.\nl.example.com. CNAME l.example.com.", want: "softfail"},
		{name: "ptr through a CNAME (RFC 2317)", record: "v=spf1 ptr -all", zone: "1.2.0.192.in-addr.arpa. CNAME 1.sub.2.0.192.in-addr.arpa.\n1.sub.2.0.192.in-addr.arpa. PTR h.example.com.\n" + a, want: "pass"},
		{name: "ptr with a prefix length", record: "v=spf1 ptr/0 -all", want: "permerror"},
		{name: "ptr: alone", record: "v=spf1 ptr: -all", want: "permerror"},
		// 5.6 ip4 and ip6
		{name: "ip4", record: "v=spf1 ip4:192.0.2.1 -all", want: "pass"},
		{name: "ip4 with a prefix length", record: "v=spf1 ip4:192.0.2.128/24 -all", want: "pass"},
		{name: "ip4/0", record: "v=spf1 ip4:0.0.0.0/0 -all", want: "pass"},
		{name: "ip4/32", record: "v=spf1 ip4:192.0.2.1/32 -all", want: "pass"},
		{name: "ip4/33", record: "v=spf1 ip4:192.0.2.1/33 -all", want: "permerror"},
		{name: "ip4/032", record: "v=spf1 ip4:192.0.2.1/032 -all", want: "permerror"},
		{name: "ip4//32", record: "v=spf1 ip4:192.0.2.1//32 -all", want: "permerror"},
		{name: "ip4/", record: "v=spf1 ip4:192.0.2.1/ -all", want: "permerror"},
		{name: "ip4 alone", record: "v=spf1 ip4 -all", want: "permerror"},
		{name: "ip4: alone", record: "v=spf1 ip4: -all", want: "permerror"},
		{name: "ip4 of three numbers", record: "v=spf1 ip4:192.0.2 -all", want: "permerror"},
		{name: "ip4 with a leading zero", record: "v=spf1 ip4:192.0.2.01 -all", want: "permerror"},
		{name: "ip4 beyond 255", record: "v=spf1 ip4:192.0.2.256 -all", want: "permerror"},
		{name: "ip4 with a port", record: "v=spf1 ip4:192.0.2.1:25 -all", want: "permerror"},
		{name: "ip4 with a name", record: "v=spf1 ip4:example.com -all", want: "permerror"},
		{name: "ip4 with an IPv6 address", record: "v=spf1 ip4:2001:db8::1 -all", want: "permerror"},
		{name: "ip4 does not match IPv6", record: "v=spf1 ip4:0.0.0.0/0 -all", ip: v6, want: "fail"},
		{name: "ip6", record: "v=spf1 ip6:2001:db8::1 -all", ip: v6, want: "pass"},
		{name: "ip6 written out", record: "v=spf1 ip6:2001:0DB8:0:0:0:0:0:1 -all", ip: v6, want: "pass"},
		{name: "ip6 with a prefix length", record: "v=spf1 ip6:2001:db8::/32 -all", ip: "2001:db8:ffff::1", want: "pass"},
		{name: "ip6/0", record: "v=spf1 ip6:::/0 -all", ip: v6, want: "pass"},
		{name: "ip6/0 does not match IPv4", record: "v=spf1 ip6:::/0 -all", want: "fail"},
		{name: "ip6/129", record: "v=spf1 ip6:::1/129 -all", want: "permerror"},
		{name: "ip6//64", record: "v=spf1 ip6:2001:db8::1//64 -all", want: "permerror"},
		{name: "ip6 with a zone", record: "v=spf1 ip6:fe80::1%%eth0 -all", want: "permerror"},
		{name: "ip6 with an IPv4 address", record: "v=spf1 ip6:192.0.2.1 -all", want: "permerror"},
		{name: "ip6 with an embedded IPv4 address", record: "v=spf1 ip6:2001:db8::192.0.2.1 -all", ip: "2001:db8::c000:201", want: "pass"},
		{name: "ip6 of an IPv4-mapped address does not match IPv4", record: "v=spf1 ip6:::ffff:192.0.2.1 -all", want: "fail"},
		{name: "ip6 with two double colons", record: "v=spf1 ip6:2001::db8::1 -all", want: "permerror"},
		{name: "ip6 with five digits", record: "v=spf1 ip6:2001:db8::12345 -all", want: "permerror"},
		{name: "ip6 alone", record: "v=spf1 ip6 -all", want: "permerror"},
		// 5.7 exists
		{name: "exists", record: "v=spf1 exists:h.example.com -all", zone: a, ip: "203.0.113.1", want: "pass"},
		{name: "exists not", record: "v=spf1 exists:gone.example.com -all", want: "fail"},
		{name: "exists asks for A, also with IPv6", record: "v=spf1 exists:h.example.com -all", zone: "h.example.com. A 127.0.0.2", ip: v6, want: "pass"},
		{name: "exists does not ask for AAAA", record: "v=spf1 exists:h.example.com -all", zone: "h.example.com. AAAA ::1", ip: v6, want: "fail"},
		{name: "exists by the sender", record: "v=spf1 exists:%{l}.users.%{d} -all", zone: "user.users.example.com. A 127.0.0.2", want: "pass"},
		{name: "exists that fails", record: "v=spf1 exists:h.example.com -all", zone: ";ndr fail h.example.com timeout", want: "temperror"},
		{name: "exists alone", record: "v=spf1 exists -all", want: "permerror"},
		{name: "exists: alone", record: "v=spf1 exists: -all", want: "permerror"},
		{name: "exists with a prefix length", record: "v=spf1 exists:h.example.com/24 -all", want: "permerror"},
	})
}
