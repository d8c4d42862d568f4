package check_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// An spfCase is one evaluation of check_host in a world of its own.
type spfCase struct {
	name string
	// record is published at example.com, where it is not empty; zone is the
	// rest of the world.
	record string
	zone   string
	// ip is 192.0.2.1, helo mail.example.net and sender user@example.com where
	// they are empty; "<>" is the null sender.
	ip, helo, sender string

	want        check.SPFResult
	explanation string
}

func (c spfCase) query() check.SPFQuery {
	q := check.SPFQuery{IP: netip.MustParseAddr("192.0.2.1"), HELO: "mail.example.net", Sender: "user@example.com",
		Now: time.Unix(1790000000, 0)}
	if c.ip != "" {
		q.IP = netip.MustParseAddr(c.ip)
	}
	if c.helo != "" {
		q.HELO = c.helo
	}
	if c.sender != "" {
		q.Sender = c.sender
	}
	if q.Sender == "<>" {
		q.Sender = ""
	}
	return q
}

func (c spfCase) world(t *testing.T) *checktest.Zone {
	t.Helper()
	var text string
	for line := range strings.Lines(c.zone) {
		text += strings.TrimLeft(line, "\t")
	}
	if c.record != "" {
		text += "\nexample.com. TXT \"" + c.record + "\"\n"
	}
	return world(t, text)
}

// runSPF runs the cases, and checks beside the result what holds for all of
// them.
func runSPF(t *testing.T, cases []spfCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			zone := c.world(t)
			res := check.SPF(context.Background(), zone, c.query())
			data := res.Data.(*check.SPFData)
			if data.Result != c.want {
				t.Errorf("SPF(%+v) in\n%s\n%s\n= %s (%s), want %s", c.query(), c.record, c.zone, data.Result, firstText(res), c.want)
			}
			if data.Explanation != c.explanation {
				t.Errorf("explanation = %q, want %q", data.Explanation, c.explanation)
			}
			if want := spfStatus(c.want); want != "" && res.Status != want {
				t.Errorf("status = %s, want %s with result %s; findings: %+v", res.Status, want, c.want, res.Findings)
			}
			wellFormed(t, res, zone)
			if len(res.Findings) == 0 {
				t.Error("no finding tells the result")
			}
		})
	}
}

// spfStatus gives the status that goes with a result, "" where it depends on
// the other findings.
func spfStatus(r check.SPFResult) check.Status {
	switch r {
	case check.SPFFail, check.SPFPermerror, check.SPFNone:
		return check.Fail
	case check.SPFTemperror:
		return check.Unknown
	case check.SPFSoftfail, check.SPFNeutral:
		return check.Warn
	}
	return ""
}

func firstText(res check.Result) string {
	if len(res.Findings) == 0 {
		return "no finding"
	}
	return res.Findings[0].ID + ": " + res.Findings[0].Text
}

// TestSPFSection4 goes through RFC 7208 sections 2.3 to 4.8.
func TestSPFSection4(t *testing.T) {
	long := strings.Repeat("x", 63)
	runSPF(t, []spfCase{
		// 2.4 The MAIL FROM identity
		{name: "null sender is postmaster at HELO", zone: `mail.example.net. TXT "v=spf1 -all exp=e.example.net"
			e.example.net. TXT "%{s} %{l} %{o} %{d}"`, sender: "<>", want: "fail",
			explanation: "postmaster@mail.example.net postmaster mail.example.net mail.example.net"},
		{name: "null sender does not look at the sender's domain", record: "v=spf1 -all",
			zone: `mail.example.net. TXT "v=spf1 +all"`, sender: "<>", want: "pass"},
		{name: "null sender with HELO of one label", sender: "<>", helo: "mailhost", want: "none"},
		{name: "null sender with an address literal as HELO", sender: "<>", helo: "[192.0.2.1]", want: "none"},
		{name: "null sender with an IPv6 literal as HELO", sender: "<>", helo: "[IPv6:2001:db8::1]", want: "none"},
		{name: "null sender with an address as HELO", sender: "<>", helo: "192.0.2.1", want: "none"},
		{name: "null sender with nonsense as HELO", sender: "<>", helo: "JUMPIN' JUPITER", want: "none"},
		// 3.3 several strings in one record
		{name: "strings are joined without a space", zone: `example.com. TXT "v=spf1 ip4:192.0." "2.1 -all"`, want: "pass"},
		{name: "the version may be split", zone: `example.com. TXT "v=sp" "f1 " "-all"`, want: "fail"},
		{name: "no space is made where strings meet", zone: `example.com. TXT "v=spf1" "-all"`, want: "none"},
		{name: "a term split without a space is one term", zone: `example.com. TXT "v=spf1 a" "mx -all"`, want: "permerror"},
		{name: "bytes written as numbers", zone: `example.com. TXT "v=spf1 ip4:192.0.2.\0490\032-all"`, ip: "192.0.2.10", want: "pass"},
		// 3.5 wildcards are ordinary records
		{name: "wildcard record", zone: `*.example.com. TXT "v=spf1 -all"`, sender: "u@sub.example.com", want: "fail"},
		// 4.3 initial processing
		{name: "empty label", sender: "u@example..com", want: "none"},
		{name: "empty label at the start", sender: "u@.example.com", want: "none"},
		{name: "label of 63 octets", zone: long + `.example.com. TXT "v=spf1 -all"`, sender: "u@" + long + ".example.com", want: "fail"},
		{name: "label of 64 octets", sender: "u@x" + long + ".example.com", want: "none"},
		{name: "one label", zone: `example. TXT "v=spf1 -all"`, sender: "u@example", want: "none"},
		{name: "trailing dot", record: "v=spf1 -all", sender: "u@example.com.", want: "fail"},
		{name: "domain literal", sender: "u@[192.0.2.1]", want: "none"},
		{name: "NXDOMAIN", zone: `example.net. A 192.0.2.1`, want: "none"},
		{name: "NODATA", zone: `example.com. A 192.0.2.1`, want: "none"},
		{name: "no local-part", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "%{l} of %{s}"`,
			sender: "@example.com", want: "fail", explanation: "postmaster of postmaster@example.com"},
		{name: "a domain alone as the sender", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "%{s}"`,
			sender: "example.com", want: "fail", explanation: "postmaster@example.com"},
		{name: "U-labels are looked up as A-labels", zone: `xn--bcher-kva.example. TXT "v=spf1 -all exp=e.%{d}"
			e.xn--bcher-kva.example. TXT "%{o}"`, sender: "u@bücher.example", want: "fail", explanation: "xn--bcher-kva.example"},
		{name: "quoted local-part with an at sign", record: "v=spf1 -all exp=e.example.com", zone: `e.example.com. TXT "%{o}"`,
			sender: `"a@b"@example.com`, want: "fail", explanation: "example.com"},
		{name: "name of more than 253 octets", sender: "u@" + long + "." + long + "." + long + "." + long + ".example.com", want: "none"},
		{name: "upper case domain", record: "v=spf1 -all", sender: "u@EXAMPLE.COM", want: "fail"},
		// 4.4 record lookup
		{name: "SERVFAIL", record: "v=spf1 -all", zone: ";ndr fail example.com servfail", want: "temperror"},
		{name: "REFUSED", record: "v=spf1 -all", zone: ";ndr fail example.com TXT refused", want: "temperror"},
		{name: "time-out", record: "v=spf1 -all", zone: ";ndr fail example.com TXT timeout", want: "temperror"},
		{name: "forged answer", record: "v=spf1 -all", zone: ";ndr fail example.com TXT bogus", want: "temperror"},
		{name: "no server", record: "v=spf1 -all", zone: ";ndr fail example.com TXT unreachable", want: "temperror"},
		{name: "CNAME is followed", zone: "example.com. CNAME other.example.net.\nother.example.net. TXT \"v=spf1 -all\"", want: "fail"},
		{name: "CNAME to nothing", zone: "example.com. CNAME other.example.net.", want: "none"},
		{name: "CNAME loop", zone: "example.com. CNAME www.example.com.\nwww.example.com. CNAME example.com.", want: "temperror"},
		{name: "the SPF RR type is not looked at", zone: `example.com. SPF "v=spf1 -all"`, want: "none"},
		{name: "the SPF RR type does not count beside TXT", record: "v=spf1 -all", zone: `example.com. SPF "v=spf1 +all"`, want: "fail"},
		{name: "a failing SPF RR type does not matter", record: "v=spf1 -all", zone: ";ndr fail example.com SPF timeout", want: "fail"},
		// 4.5 selecting records
		{name: "other TXT records are passed over", record: "v=spf1 -all", zone: `example.com. TXT "site-verification=abc"`, want: "fail"},
		{name: "no TXT record is SPF", record: "site-verification=abc", want: "none"},
		{name: "two records", record: "v=spf1 -all", zone: `example.com. TXT "v=spf1 +all"`, want: "permerror"},
		{name: "the same record twice", record: "v=spf1 -all", zone: `example.com. TXT "v=spf1  -all"`, want: "permerror"},
		{name: "two records, one with a syntax error", record: "v=spf1 -all", zone: `example.com. TXT "v=spf1 nonsense"`, want: "permerror"},
		{name: "v=spf10 is another version", record: "v=spf10 -all", want: "none"},
		{name: "v=spf10 beside v=spf1", record: "v=spf10 +all", zone: `example.com. TXT "v=spf1 -all"`, want: "fail"},
		{name: "v=spf1 and a tab", record: `v=spf1\009-all`, want: "none"},
		{name: "v=spf1 and a line end", record: `v=spf1\010-all`, want: "none"},
		{name: "leading space", record: " v=spf1 -all", want: "none"},
		{name: "leading quote", record: `\"v=spf1 -all`, want: "none"},
		{name: "version in capitals", record: "V=SPF1 -all", want: "fail"},
		{name: "version alone", record: "v=spf1", want: "neutral"},
		{name: "version and a space", record: "v=spf1 ", want: "neutral"},
		{name: "Sender ID record", record: "spf2.0/mfrom -all", want: "none"},
		{name: "other record with bytes beyond ASCII", record: "v=spf1 -all", zone: `example.com. TXT "v=spf1\150 +all"`, want: "fail"},
		{name: "empty TXT record", record: "v=spf1 -all", zone: `example.com. TXT ""`, want: "fail"},
		// 4.6 record evaluation
		{name: "a syntax error after a match", record: "v=spf1 ip4:192.0.2.1 nonsense", want: "permerror"},
		{name: "a syntax error after all", record: "v=spf1 -all nonsense", want: "permerror"},
		{name: "a syntax error before a match", record: "v=spf1 nonsense ip4:192.0.2.1", want: "permerror"},
		{name: "byte beyond ASCII in a term", record: `v=spf1 a:ex\228mple.com -all`, want: "permerror"},
		{name: "byte beyond ASCII in a mechanism name", record: `v=spf1 \228 -all`, want: "permerror"},
		{name: "control character", record: `v=spf1 a:ctrl.example.com\013ptr -all`, want: "permerror"},
		{name: "tab between terms", record: `v=spf1 ip4:192.0.2.1\009-all`, want: "permerror"},
		{name: "several spaces", record: "v=spf1   -all  ", want: "fail"},
		// 4.6.1 terms
		{name: "names are case-insensitive", record: "v=spf1 IP4:192.0.2.1 -ALL", want: "pass"},
		{name: "modifier names are case-insensitive", record: "v=spf1 REDIRECT=r.example.com", zone: `r.example.com. TXT "v=spf1 -all"`, want: "fail"},
		{name: "unknown mechanism", record: "v=spf1 ipv4:192.0.2.1 -all", want: "permerror"},
		{name: "unknown mechanism without argument", record: "v=spf1 foo -all", want: "permerror"},
		{name: "qualifier alone", record: "v=spf1 - all", want: "permerror"},
		{name: "two qualifiers", record: "v=spf1 +-all", want: "permerror"},
		{name: "qualifier before a modifier", record: "v=spf1 -foo=bar -all", want: "permerror"},
		{name: "unknown modifier is accepted", record: "v=spf1 foo=bar -all", want: "fail"},
		{name: "unknown modifier twice", record: "v=spf1 foo=bar foo=bar -all", want: "fail"},
		{name: "unknown modifier without a value", record: "v=spf1 foo= -all", want: "fail"},
		{name: "unknown modifier named like a mechanism", record: "v=spf1 a=b -all", want: "fail"},
		{name: "unknown modifier with all kinds of characters", record: "v=spf1 moo.cow-far_out=man:dog/cat ip4:192.0.2.1", want: "pass"},
		{name: "colon before the equals sign", record: "v=spf1 moo.cow:far_out=man:dog/cat ip4:192.0.2.1", want: "permerror"},
		{name: "slash before the equals sign", record: "v=spf1 moo.cow/far_out=man:dog/cat ip4:192.0.2.1", want: "permerror"},
		{name: "modifier without a name", record: "v=spf1 -all =x", want: "permerror"},
		{name: "modifier name that begins with a digit", record: "v=spf1 -all 1a=x", want: "permerror"},
		{name: "unknown modifier with a macro", record: "v=spf1 foo=%{d} -all", want: "fail"},
		{name: "unknown modifier with a bad macro", record: "v=spf1 foo=%abc -all", want: "permerror"},
		// 4.6.2 qualifiers
		{name: "plus", record: "v=spf1 +all", want: "pass"},
		{name: "none is plus", record: "v=spf1 all", want: "pass"},
		{name: "minus", record: "v=spf1 -all", want: "fail"},
		{name: "tilde", record: "v=spf1 ~all", want: "softfail"},
		{name: "question mark", record: "v=spf1 ?all", want: "neutral"},
		{name: "the first match wins", record: "v=spf1 -ip4:192.0.2.1 +ip4:192.0.2.1", want: "fail"},
		// 4.7 default result
		{name: "no term matches", record: "v=spf1 ip4:192.0.2.99", want: "neutral"},
		{name: "only modifiers", record: "v=spf1 foo=bar", want: "neutral"},
		// 4.8 domain-spec
		{name: "the domain of the record by default", record: "v=spf1 include:i.example.net -all",
			zone: "i.example.net. TXT \"v=spf1 a\"\ni.example.net. A 192.0.2.1", want: "pass"},
		{name: "trailing dot in a domain-spec", record: "v=spf1 a:a.example.com. -all", zone: "a.example.com. A 192.0.2.1", want: "pass"},
		{name: "empty label from a macro does not match", record: "v=spf1 a:%{l}..example.com ip4:192.0.2.1 -all", want: "pass"},
		{name: "label too long from a macro does not match", record: "v=spf1 exists:%{l}.example.com ip4:192.0.2.1 -all", sender: "x" + long + "@example.com", want: "pass"},
	})
}
