package checktest_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

func parse(t *testing.T, text string) *checktest.Zone {
	t.Helper()
	z, err := checktest.ParseString(text)
	if err != nil {
		t.Fatalf("ParseString = %v", err)
	}
	return z
}

// rdata gives the data of the records, without their headers.
func rdata(rrs []dns.RR) string {
	var all []string
	for _, rr := range rrs {
		all = append(all, strings.TrimPrefix(rr.String(), rr.Header().String()))
	}
	return strings.Join(all, " | ")
}

const world = `
$TTL 600
example.com.            SOA   ns.example.com. root.example.com. 1 7200 900 1209600 300
example.com.            MX    10 mail.example.com.
Mail.Example.COM.       A     192.0.2.1
                        A     192.0.2.2
a.b.c.example.com. 60   TXT   "one" "two"
www.example.com.        CNAME web.example.com.
web.example.com. 30     CNAME host.example.net.
host.example.net.       A     192.0.2.3
gone.example.com.       CNAME nowhere.example.com.
empty.example.com.      CNAME mail.example.com.
loop1.example.com.      CNAME loop2.example.com.
loop2.example.com.      CNAME loop1.example.com.
self.example.com.       CNAME self.example.com.
both.example.com.       CNAME mail.example.com.
both.example.com.       TXT   "beside"
*.wild.example.com.     TXT   "any"
*.wild.example.com.     MX    10 mail.example.com.
real.wild.example.com.  A     192.0.2.4
x.deep.wild.example.com. A    192.0.2.5
*.alias.example.com.    CNAME mail.example.com.
old.example.com.        DNAME example.net.
10.2.0.192.in-addr.arpa. PTR  mail.example.com.
semi.example.com.       TXT   "a;ndr latency 1h" ; "ndr latency 1h
quoted\;ndr.example.com. TXT  \;ndr
;ndr fail sick.example.com servfail
;ndr fail mail.example.com AAAA timeout ; a comment within
;ndr fail *.dark.example.com refused
`

func TestLookup(t *testing.T) {
	z := parse(t, world)
	for _, tt := range []struct {
		name    string
		qtype   uint16
		outcome check.Outcome
		records string
		cnames  string
		ttl     time.Duration
	}{
		{"example.com", dns.TypeMX, check.Answered, "10 mail.example.com.", "", 600 * time.Second},
		{"EXAMPLE.com.", dns.TypeMX, check.Answered, "10 mail.example.com.", "", 600 * time.Second},
		{"mail.example.com", dns.TypeA, check.Answered, "192.0.2.1 | 192.0.2.2", "", 600 * time.Second},
		{"mail.example.com", dns.TypeTXT, check.NoData, "", "", 300 * time.Second},
		{"mail.example.com", dns.TypeAAAA, check.Timeout, "", "", 0},
		{"nowhere.example.com", dns.TypeA, check.NXDomain, "", "", 300 * time.Second},
		{"example.org", dns.TypeA, check.NXDomain, "", "", 5 * time.Minute},
		{"a.b.c.example.com", dns.TypeTXT, check.Answered, `"one" "two"`, "", time.Minute},
		{"b.c.example.com", dns.TypeTXT, check.NoData, "", "", 300 * time.Second},
		{"com", dns.TypeTXT, check.NoData, "", "", 5 * time.Minute},
		{"", dns.TypeNS, check.NoData, "", "", 5 * time.Minute},
		{"www.example.com", dns.TypeA, check.Answered, "192.0.2.3", "web.example.com host.example.net", 30 * time.Second},
		{"www.example.com", dns.TypeCNAME, check.Answered, "web.example.com.", "", 600 * time.Second},
		{"www.example.com", dns.TypeTXT, check.NoData, "", "web.example.com host.example.net", 30 * time.Second},
		{"gone.example.com", dns.TypeA, check.NXDomain, "", "nowhere.example.com", 300 * time.Second},
		{"empty.example.com", dns.TypeTXT, check.NoData, "", "mail.example.com", 300 * time.Second},
		{"both.example.com", dns.TypeTXT, check.Answered, `"beside"`, "", 600 * time.Second},
		{"both.example.com", dns.TypeA, check.Answered, "192.0.2.1 | 192.0.2.2", "mail.example.com", 600 * time.Second},
		{"a.wild.example.com", dns.TypeTXT, check.Answered, `"any"`, "", 600 * time.Second},
		{"a.b.wild.example.com", dns.TypeTXT, check.Answered, `"any"`, "", 600 * time.Second},
		{"a.wild.example.com", dns.TypeA, check.NoData, "", "", 300 * time.Second},
		{"wild.example.com", dns.TypeTXT, check.NoData, "", "", 300 * time.Second},
		{"real.wild.example.com", dns.TypeTXT, check.NoData, "", "", 300 * time.Second},
		{"below.real.wild.example.com", dns.TypeTXT, check.NXDomain, "", "", 300 * time.Second},
		{"deep.wild.example.com", dns.TypeTXT, check.NoData, "", "", 300 * time.Second},
		{"y.deep.wild.example.com", dns.TypeTXT, check.NXDomain, "", "", 300 * time.Second},
		{"*.wild.example.com", dns.TypeTXT, check.Answered, `"any"`, "", 600 * time.Second},
		{"b.*.wild.example.com", dns.TypeTXT, check.NXDomain, "", "", 300 * time.Second},
		{"q.alias.example.com", dns.TypeA, check.Answered, "192.0.2.1 | 192.0.2.2", "mail.example.com", 600 * time.Second},
		{"host.old.example.com", dns.TypeA, check.Answered, "192.0.2.3", "host.example.net", 600 * time.Second},
		{"10.2.0.192.in-addr.arpa", dns.TypePTR, check.Answered, "mail.example.com.", "", 600 * time.Second},
		{"sick.example.com", dns.TypeA, check.ServFail, "", "", 0},
		{"below.sick.example.com", dns.TypeA, check.NXDomain, "", "", 300 * time.Second},
		{"a.b.dark.example.com", dns.TypeA, check.Refused, "", "", 0},
		{"dark.example.com", dns.TypeA, check.NXDomain, "", "", 300 * time.Second},
		{"semi.example.com", dns.TypeTXT, check.Answered, `"a;ndr latency 1h"`, "", 600 * time.Second},
	} {
		a := z.Lookup(t.Context(), tt.name, tt.qtype)
		if a.Outcome != tt.outcome || rdata(a.Records) != tt.records || strings.Join(a.CNAMEs, " ") != tt.cnames || a.TTL != tt.ttl {
			t.Errorf("Lookup(%q, %s) = %v, %q by way of %q for %v, want %v, %q by way of %q for %v",
				tt.name, dns.TypeToString[tt.qtype], a.Outcome, rdata(a.Records), strings.Join(a.CNAMEs, " "), a.TTL,
				tt.outcome, tt.records, tt.cnames, tt.ttl)
		}
		if got := a.Reason != ""; got == a.Outcome.Known() {
			t.Errorf("Lookup(%q, %s) is %v with the reason %q", tt.name, dns.TypeToString[tt.qtype], a.Outcome, a.Reason)
		}
		for _, rr := range a.Records {
			if want := dns.CanonicalName(tt.name); len(a.CNAMEs) == 0 && dns.CanonicalName(rr.Header().Name) != want {
				t.Errorf("Lookup(%q) gives a record of %q", tt.name, rr.Header().Name)
			}
		}
	}
}

func TestLookupLoop(t *testing.T) {
	z := parse(t, `
loop1.example.com.      CNAME loop2.example.com.
loop2.example.com.      CNAME loop1.example.com.
self.example.com.       CNAME self.example.com.
`)
	for _, name := range []string{"loop1.example.com", "self.example.com"} {
		a := z.Lookup(t.Context(), name, dns.TypeA)
		if a.Outcome != check.ServFail || !strings.Contains(a.Reason, "CNAME") {
			t.Errorf("Lookup(%q) = %v, %q, want SERVFAIL that tells of the CNAME chain", name, a.Outcome, a.Reason)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"example.com. A 192.0.2.1\nexample.com. A 192.0.2.300\n", "line: 2"},
		{"\n\nexample.com. MX mail.example.com.\n", "line: 3"},
		{"\n;ndr latency soon\n", `line 2: "soon" is no duration`},
		{";ndr latency -5ms\n", "no duration"},
		{"a. A 192.0.2.1 ;ndr fail\n", "line 1"},
		{";ndr fail a.example NOTYPE servfail\n", `"NOTYPE" is no record type`},
		{";ndr fail a.example MX broken\n", `"broken" is none of servfail`},
		{";ndr hurry up\n", `"`},
		{"$INCLUDE /etc/passwd\n", "line: 1"},
	} {
		z, err := checktest.ParseString(tt.text)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "checktest: ") {
			t.Errorf("ParseString(%q) = %v, %v, want an error with %q", tt.text, z, err, tt.want)
		}
	}
	if _, err := checktest.ParseFile("testdata/no-such.zone"); err == nil || !strings.Contains(err.Error(), "no-such.zone") {
		t.Errorf("ParseFile = %v, want an error with the file's name", err)
	}
}

func TestSteerIgnoresOtherComments(t *testing.T) {
	for _, text := range []string{"; ndr is steered by comments", ";ndrx", ";", "; note"} {
		if _, err := checktest.ParseString(text + "\n"); err != nil {
			t.Errorf("ParseString(%q) = %v, want no error", text, err)
		}
	}
}

func TestLatency(t *testing.T) {
	z := parse(t, ";ndr latency 1h\nexample.com. A 192.0.2.1\n")
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if a := z.Lookup(ctx, "example.com", dns.TypeA); a.Outcome != check.Timeout {
		t.Errorf("Lookup = %v, want a time-out when the time is up", a.Outcome)
	}
	z = parse(t, ";ndr latency 1ms\nexample.com. A 192.0.2.1\n")
	if a := z.Lookup(t.Context(), "example.com", dns.TypeA); a.Outcome != check.Answered || a.RTT != time.Millisecond {
		t.Errorf("Lookup = %v after %v, want an answer after 1ms", a.Outcome, a.RTT)
	}
}

func TestQueries(t *testing.T) {
	z := parse(t, "example.com. A 192.0.2.1\n")
	z.Lookup(t.Context(), "example.com", dns.TypeA)
	z.Lookup(t.Context(), "b.example", dns.TypeMX)
	z.Lookup(t.Context(), "Example.com.", dns.TypeA)
	z.Lookup(t.Context(), "b.example", dns.TypeMX)
	z.Lookup(t.Context(), "b.example", dns.TypeMX)
	if got := z.Asked(); got != 5 {
		t.Errorf("Asked = %d, want 5", got)
	}
	if got, want := z.Queries()[2].String(), "example.com A"; got != want {
		t.Errorf("Queries()[2] = %q, want %q", got, want)
	}
	want := []checktest.Query{{Name: "b.example", Type: dns.TypeMX}, {Name: "example.com", Type: dns.TypeA}}
	if got := z.Duplicates(); !slices.Equal(got, want) {
		t.Errorf("Duplicates = %v, want %v", got, want)
	}
	z.Forget()
	if got := len(z.Queries()) + z.Asked(); got != 0 {
		t.Errorf("after Forget there are %d queries, want 0", got)
	}
}
