package check_test

import (
	"strings"
	"testing"
)

// TestSPFSection6 goes through RFC 7208 section 6.
func TestSPFSection6(t *testing.T) {
	const e = `e.example.com. TXT "the explanation"`
	const r = "r.example.net. TXT \"v=spf1 -all exp=re.example.net\"\nre.example.net. TXT \"of %{d}\"\n"
	runSPF(t, []spfCase{
		{name: "redirect twice", record: "v=spf1 redirect=r.example.net redirect=r.example.net", zone: r, want: "permerror"},
		{name: "redirect twice beside all", record: "v=spf1 -all redirect=r.example.net redirect=r.example.net", zone: r, want: "permerror"},
		{name: "exp twice", record: "v=spf1 exp=e.example.com exp=e.example.com -all", zone: e, want: "permerror"},
		{name: "modifiers in front", record: "v=spf1 exp=e.example.com foo=bar -all", zone: e, want: "fail", explanation: "the explanation"},
		// 6.1 redirect
		{name: "redirect", record: "v=spf1 redirect=r.example.net", zone: `r.example.net. TXT "v=spf1 ip4:192.0.2.1 -all"`, want: "pass"},
		{name: "redirect after mechanisms", record: "v=spf1 redirect=r.example.net ip4:192.0.2.1", zone: r, want: "pass"},
		{name: "redirect where no mechanism matches", record: "v=spf1 ip4:192.0.2.99 redirect=r.example.net", zone: `r.example.net. TXT "v=spf1 ~all"`, want: "softfail"},
		{name: "redirect to a neutral record", record: "v=spf1 redirect=r.example.net", zone: `r.example.net. TXT "v=spf1"`, want: "neutral"},
		{name: "redirect to nothing", record: "v=spf1 redirect=gone.example.net", want: "permerror"},
		{name: "redirect to a name without record", record: "v=spf1 redirect=r.example.net", zone: "r.example.net. A 192.0.2.1", want: "permerror"},
		{name: "redirect to two records", record: "v=spf1 redirect=r.example.net", zone: "r.example.net. TXT \"v=spf1 -all\"\nr.example.net. TXT \"v=spf1 ?all\"", want: "permerror"},
		{name: "redirect to a syntax error", record: "v=spf1 redirect=r.example.net", zone: `r.example.net. TXT "v=spf1 -al"`, want: "permerror"},
		{name: "redirect to a malformed name", record: "v=spf1 redirect=%{l}..example.net", zone: r, want: "permerror"},
		{name: "redirect whose lookup fails", record: "v=spf1 redirect=r.example.net", zone: ";ndr fail r.example.net servfail", want: "temperror"},
		{name: "redirect chain", record: "v=spf1 redirect=r.example.net", zone: "r.example.net. TXT \"v=spf1 redirect=s.example.net\"\ns.example.net. TXT \"v=spf1 +all\"", want: "pass"},
		{name: "redirect is a modifier", record: "v=spf1 redirect:r.example.net", zone: r, want: "permerror"},
		{name: "redirect without a domain", record: "v=spf1 redirect=", zone: r, want: "permerror"},
		{name: "redirect with a prefix length", record: "v=spf1 redirect=r.example.net/24", zone: r, want: "permerror"},
		{name: "redirect by a macro", record: "v=spf1 redirect=%{d2r}", zone: `com.example. TXT "v=spf1 +all"`, want: "pass"},
		{name: "the sender stays, the domain changes", record: "v=spf1 redirect=r.example.net", zone: "r.example.net. TXT \"v=spf1 -all exp=re.example.net\"\nre.example.net. TXT \"%{o} %{d}\"",
			want: "fail", explanation: "example.com r.example.net"},
		// 6.2 exp
		{name: "exp", record: "v=spf1 -all exp=e.example.com", zone: e, want: "fail", explanation: "the explanation"},
		{name: "exp by a macro", record: "v=spf1 -all exp=e.%{d}", zone: e, want: "fail", explanation: "the explanation"},
		{name: "exp of strings", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "one" "two"`, want: "fail", explanation: "onetwo"},
		{name: "exp only on a fail", record: "v=spf1 ~all exp=e.example.com", zone: e, want: "softfail"},
		{name: "exp on a mechanism other than all", record: "v=spf1 -ip4:192.0.2.1 exp=e.example.com", zone: e, want: "fail", explanation: "the explanation"},
		{name: "no exp", record: "v=spf1 -all", zone: e, want: "fail"},
		{name: "exp that does not exist", record: "v=spf1 -all exp=gone.example.com", want: "fail"},
		{name: "exp without TXT", record: "v=spf1 -all exp=e.example.com", zone: "e.example.com. A 192.0.2.1", want: "fail"},
		{name: "exp of two records", record: "v=spf1 -all exp=e.example.com", zone: e + "\ne.example.com. TXT \"another\"", want: "fail"},
		{name: "exp whose lookup fails", record: "v=spf1 -all exp=e.example.com", zone: e + "\n;ndr fail e.example.com servfail", want: "fail"},
		{name: "exp with a syntax error", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "%{x}"`, want: "fail"},
		{name: "exp with a lone percent sign", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "100 % true"`, want: "fail"},
		{name: "exp beyond ASCII", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "caf\195\169"`, want: "fail"},
		{name: "exp with a control character", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "a\010b"`, want: "fail"},
		{name: "exp that a macro takes beyond ASCII", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "%{l}"`, sender: "jürgen@example.com", want: "fail"},
		{name: "exp that is empty", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT ""`, want: "fail"},
		{name: "exp with spaces", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT " two  spaces "`, want: "fail", explanation: " two  spaces "},
		{name: "exp to a malformed name", record: "v=spf1 -all exp=%{l}..example.com", want: "fail"},
		{name: "exp with an empty domain", record: "v=spf1 -all exp=", want: "permerror"},
		{name: "exp with a bad domain", record: "v=spf1 -all exp=example", want: "permerror"},
		{name: "exp as a mechanism", record: "v=spf1 -all exp:e.example.com", want: "permerror"},
		{name: "exp with a bad domain, not on a fail", record: "v=spf1 +all exp=-", want: "permerror"},
		{name: "exp through a CNAME", record: "v=spf1 -all exp=c.example.com", zone: e + "\nc.example.com. CNAME e.example.com.", want: "fail", explanation: "the explanation"},
		{name: "exp of the included record is not used", record: "v=spf1 include:r.example.net -all", zone: r, want: "fail"},
		{name: "exp of the including record is used", record: "v=spf1 include:r.example.net -all exp=e.example.com", zone: r + e, want: "fail", explanation: "the explanation"},
		{name: "exp of the including record on minus include", record: "v=spf1 -include:i.example.net exp=e.example.com",
			zone: e + "\ni.example.net. TXT \"v=spf1 +all exp=re.example.net\"", want: "fail", explanation: "the explanation"},
		{name: "exp of the record redirected to", record: "v=spf1 redirect=r.example.net", zone: r, want: "fail", explanation: "of r.example.net"},
		{name: "exp of the record redirected to is the only one", record: "v=spf1 redirect=r.example.net exp=e.example.com",
			zone: "r.example.net. TXT \"v=spf1 -all\"\n" + e, want: "fail"},
		{name: "exp does not count as a lookup", record: "v=spf1 " + words(10, "a:h%d.example.com") + "-all exp=e.example.com",
			zone: lines(10, "h%d.example.com. A 192.0.2.99") + e, want: "fail", explanation: "the explanation"},
	})
}

// expand is a case whose explanation is the expansion of a macro-string.
func expand(name, text, want string) spfCase {
	return spfCase{name: name, sender: "strong-bad@email.example.com", ip: "192.0.2.3", want: "fail", explanation: want,
		zone: "email.example.com. TXT \"v=spf1 -all exp=e.example.org\"\n" +
			"e.example.org. TXT \"" + text + "\"\n" +
			"3.2.0.192.in-addr.arpa. PTR mx.example.org.\nmx.example.org. A 192.0.2.3\n"}
}

// TestSPFSection7 goes through RFC 7208 section 7.
func TestSPFSection7(t *testing.T) {
	const hidden = "jürgen@example.com"
	v6 := func(c spfCase) spfCase { c.ip = "2001:db8::cb01"; return c }
	from := func(c spfCase, sender string) spfCase {
		c.sender = sender
		c.zone = strings.ReplaceAll(c.zone, "email.example.com.", sender[strings.LastIndex(sender, "@")+1:]+".")
		return c
	}
	reverse := func(names string) string {
		z := "e.example.com. TXT \"%{p}\"\n"
		for name := range strings.FieldsSeq(names) {
			z += "1.2.0.192.in-addr.arpa. PTR " + name + ".\n"
			if !strings.HasPrefix(name, "lie.") {
				z += name + ". A 192.0.2.1\n"
			}
		}
		return z
	}
	const p = "v=spf1 -all exp=e.example.com"
	runSPF(t, []spfCase{
		// 7.4, the examples of the RFC
		expand("s", "%{s}", "strong-bad@email.example.com"),
		expand("o", "%{o}", "email.example.com"),
		expand("d", "%{d}", "email.example.com"),
		expand("d4", "%{d4}", "email.example.com"),
		expand("d3", "%{d3}", "email.example.com"),
		expand("d2", "%{d2}", "example.com"),
		expand("d1", "%{d1}", "com"),
		expand("dr", "%{dr}", "com.example.email"),
		expand("d2r", "%{d2r}", "example.email"),
		expand("l", "%{l}", "strong-bad"),
		expand("l-", "%{l-}", "strong.bad"),
		expand("lr", "%{lr}", "strong-bad"),
		expand("lr-", "%{lr-}", "bad.strong"),
		expand("l1r-", "%{l1r-}", "strong"),
		expand("ir v d2", "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
		expand("lr- d2", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
		expand("lr- ir v d2", "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
		expand("ir v l1r- d2", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
		expand("d2 elsewhere", "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
		v6(expand("IPv6 ir v d2", "%{ir}.%{v}._spf.%{d2}", "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com")),
		// 7.2 and 7.3
		expand("c", "%{c}", "192.0.2.3"),
		v6(expand("c, IPv6", "%{c}", "2001:db8::cb01")),
		expand("i", "%{i}", "192.0.2.3"),
		expand("h", "%{h}", "mail.example.net"),
		expand("r without a receiver", "%{r}", "unknown"),
		expand("t", "%{t}", "1790000000"),
		expand("p", "%{p}", "mx.example.org"),
		expand("escapes", "100%% of%_it%-", "100% of it%20"),
		expand("capitals escape as in a URL", "%{S} %{L} %{I}", "strong-bad%40email.example.com strong-bad 192.0.2.3"),
		from(expand("unreserved characters are not escaped", "%{L}", "~jack%26jill%3Dup-a_b3.c"), "~jack&jill=up-a_b3.c@email.example.com"),
		expand("capital R reverses too", "%{dR}", "com.example.email"),
		expand("more parts than there are", "%{d127}", "email.example.com"),
		expand("very many parts", "%{d99999999999999999999}", "email.example.com"),
		expand("leading zeros", "%{d02}", "example.com"),
		expand("delimiter that does not occur", "%{d+}", "email.example.com"),
		expand("several delimiters", "%{l-_+}", "strong.bad"),
		from(expand("delimiters in a row make empty parts", "%{l1r-}", "philip"), "philip-gladstone-test@email.example.com"),
		from(expand("leading and trailing delimiters", "%{l-}x", ".a..b.x"), "-a--b-@email.example.com"),
		from(expand("all delimiters", "%{lr+-_,/=}", "f.e.d.c.b.a"), "a+b-c_d,e/f@email.example.com"),
		from(expand("a delimiter instead of the dot", "%{l2+}", "b.c.d"), "a+b.c+d@email.example.com"),
		{name: "h of a HELO as it was given", record: p, zone: `e.example.com. TXT "%{h}"`, helo: "JUMPIN' JUPITER", want: "fail", explanation: "JUMPIN' JUPITER"},
		{name: "d of the record and o of the sender in an include", record: "v=spf1 include:i.example.net -all",
			zone: "i.example.net. TXT \"v=spf1 exists:%{d}.%{o}.example.org -all\"\ni.example.net.example.com.example.org. A 127.0.0.2", want: "pass"},
		// syntax
		{name: "macro letter c in a term", record: "v=spf1 exists:%{c}.example.com -all", want: "permerror"},
		{name: "macro letter r in a term", record: "v=spf1 exists:%{r}.example.com -all", want: "permerror"},
		{name: "macro letter t in a term", record: "v=spf1 exists:%{t}.example.com -all", want: "permerror"},
		{name: "macro letter c in exp", record: "v=spf1 -all exp=%{c}.example.com", want: "permerror"},
		{name: "unknown macro letter", record: "v=spf1 exists:%{x}.example.com -all", want: "permerror"},
		{name: "parentheses", record: "v=spf1 -exists:%(ir).sbl.example.org", want: "permerror"},
		{name: "percent sign at the end", record: "v=spf1 exists:example.com% -all", want: "permerror"},
		{name: "percent sign before a letter", record: "v=spf1 exists:foo%ir.example.com -all", want: "permerror"},
		{name: "no closing brace", record: "v=spf1 exists:%{ir -all", want: "permerror"},
		{name: "empty braces", record: "v=spf1 exists:%{}.example.com -all", want: "permerror"},
		{name: "0 parts", record: "v=spf1 exists:%{d0}.example.com -all", want: "permerror"},
		{name: "r before the number", record: "v=spf1 exists:%{dr2}.example.com -all", want: "permerror"},
		{name: "bad delimiter", record: "v=spf1 exists:%{d;}.example.com -all", want: "permerror"},
		{name: "two letters", record: "v=spf1 exists:%{dd}.example.com -all", want: "permerror"},
		{name: "a name after a macro needs a dot", record: "v=spf1 exists:%{d}com -all", want: "permerror"},
		{name: "a macro alone is a domain-spec", record: "v=spf1 exists:%{d} -all", zone: "example.com. A 127.0.0.2", want: "pass"},
		{name: "a macro and a trailing dot", record: "v=spf1 exists:%{d}. -all", want: "permerror"},
		// values in names
		{name: "reverse address of a blocklist", record: "v=spf1 -exists:%{ir}.bl.example.org +all", zone: "1.2.0.192.bl.example.org. A 127.0.0.2", want: "fail"},
		{name: "capital letter in a name", record: "v=spf1 exists:%{L}.example.com -all", zone: "a%2Bb.example.com. A 127.0.0.2", sender: "a+b@example.com", want: "pass"},
		{name: "percent sign in a name", record: "v=spf1 exists:a%%b%-.example.com -all", zone: "a%b%20.example.com. A 127.0.0.2", want: "pass"},
		{name: "include by a macro", record: "v=spf1 include:%{l}._spf.%{d} -all", zone: `user._spf.example.com. TXT "v=spf1 +all"`, want: "pass"},
		{name: "a name that is too long loses labels on the left", record: "v=spf1 exists:%{l}.%{l}.%{l}.%{l}.%{d} -all",
			sender: strings.Repeat("x", 63) + "@example.com", zone: strings.Repeat(strings.Repeat("x", 63)+".", 3) + "example.com. A 127.0.0.2", want: "pass"},
		// 8616 section 4
		{name: "local-part beyond ASCII matches nothing", record: "v=spf1 exists:%{l}.example.com a:%{s}.example.com ip4:192.0.2.1 -all", sender: hidden, want: "pass"},
		{name: "local-part beyond ASCII in an include", record: "v=spf1 include:%{l}.example.com ip4:192.0.2.1 -all", sender: hidden, want: "pass"},
		// p
		{name: "p without a PTR record", record: p, zone: reverse(""), want: "fail", explanation: "unknown"},
		{name: "p that is not validated", record: p, zone: reverse("lie.example.com"), want: "fail", explanation: "unknown"},
		{name: "p prefers the domain", record: p, zone: reverse("a.example.com example.com b.example.com"), want: "fail", explanation: "example.com"},
		{name: "p prefers a subdomain", record: p, zone: reverse("x.example.org a.example.com"), want: "fail", explanation: "a.example.com"},
		{name: "p of another domain", record: p, zone: reverse("x.example.org"), want: "fail", explanation: "x.example.org"},
		{name: "p whose lookup fails", record: p, zone: reverse("a.example.com") + ";ndr fail 1.2.0.192.in-addr.arpa timeout", want: "fail", explanation: "unknown"},
		{name: "p in a name", record: "v=spf1 exists:%{p}.ok.example.com -all", zone: reverse("x.example.org") + "x.example.org.ok.example.com. A 127.0.0.2", want: "pass"},
	})
}

// TestSPFAppendixA goes through the worlds of RFC 7208 appendix A.
func TestSPFAppendixA(t *testing.T) {
	const world = `example.com. MX 10 mail-a.example.com.
		example.com. MX 20 mail-b.example.com.
		example.com. A 192.0.2.10
		example.com. A 192.0.2.11
		amy.example.com. A 192.0.2.65
		bob.example.com. A 192.0.2.66
		mail-a.example.com. A 192.0.2.129
		mail-b.example.com. A 192.0.2.130
		www.example.com. CNAME example.com.
		example.org. MX 10 mail-c.example.org.
		mail-c.example.org. A 192.0.2.140
		10.2.0.192.in-addr.arpa. PTR example.com.
		65.2.0.192.in-addr.arpa. PTR amy.example.com.
		140.2.0.192.in-addr.arpa. PTR mail-c.example.org.
		4.0.0.10.in-addr.arpa. PTR bob.example.com.
		mobile-users._spf.example.com. TXT "v=spf1 exists:%{l1r+}.%{d}"
		remote-users._spf.example.com. TXT "v=spf1 exists:%{ir}.%{l1r+}.%{d}"
		mary.mobile-users._spf.example.com. A 127.0.0.2
		15.15.168.192.joel.remote-users._spf.example.com. A 127.0.0.2
		ip4._spf.example.com. TXT "v=spf1 -ip4:192.0.2.0/24 +all"
		ptr._spf.example.com. TXT "v=spf1 -ptr:example.com +all"
`
	const users = "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all"
	const both = "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all"
	runSPF(t, []spfCase{
		{name: "+all", record: "v=spf1 +all", zone: world, want: "pass"},
		{name: "a", record: "v=spf1 a -all", zone: world, ip: "192.0.2.11", want: "pass"},
		{name: "a:example.org", record: "v=spf1 a:example.org -all", zone: world, ip: "192.0.2.140", want: "fail"},
		{name: "mx", record: "v=spf1 mx -all", zone: world, ip: "192.0.2.130", want: "pass"},
		{name: "mx, other host", record: "v=spf1 mx -all", zone: world, ip: "192.0.2.10", want: "fail"},
		{name: "mx:example.org", record: "v=spf1 mx:example.org -all", zone: world, ip: "192.0.2.140", want: "pass"},
		{name: "mx mx:example.org", record: "v=spf1 mx mx:example.org -all", zone: world, ip: "192.0.2.140", want: "pass"},
		{name: "mx/30", record: "v=spf1 mx/30 mx:example.org/30 -all", zone: world, ip: "192.0.2.131", want: "pass"},
		{name: "mx/30, outside", record: "v=spf1 mx/30 mx:example.org/30 -all", zone: world, ip: "192.0.2.132", want: "fail"},
		{name: "ptr", record: "v=spf1 ptr -all", zone: world, ip: "192.0.2.65", want: "pass"},
		{name: "ptr of another domain", record: "v=spf1 ptr -all", zone: world, ip: "192.0.2.140", want: "fail"},
		{name: "ptr that lies", record: "v=spf1 ptr -all", zone: world, ip: "10.0.0.4", want: "fail"},
		{name: "ip4", record: "v=spf1 ip4:192.0.2.128/28 -all", zone: world, ip: "192.0.2.129", want: "pass"},
		{name: "ip4, outside", record: "v=spf1 ip4:192.0.2.128/28 -all", zone: world, ip: "192.0.2.65", want: "fail"},
		{name: "mobile user", record: users, zone: world, ip: "203.0.113.5", sender: "mary+tag@example.com", want: "pass"},
		{name: "remote user", record: users, zone: world, ip: "192.168.15.15", sender: "joel@example.com", want: "pass"},
		{name: "remote user elsewhere", record: users, zone: world, ip: "203.0.113.5", sender: "joel@example.com", want: "fail"},
		{name: "two requirements met", record: both, zone: world, ip: "192.0.2.65", want: "pass"},
		{name: "two requirements, address elsewhere", record: both, zone: world, ip: "10.0.0.4", want: "fail"},
		{name: "two requirements, name elsewhere", record: both, zone: world, ip: "192.0.2.140", want: "fail"},
	})
}
