package check_test

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// exampleWorld is the DNS of the examples.
const exampleWorld = `
example.com.                 3600 IN MX  10 mail.example.com.
example.com.                 3600 IN MX  20 old.example.com.
mail.example.com.            3600 IN A   192.0.2.10
10.2.0.192.in-addr.arpa.     3600 IN PTR mail.example.com.
10.2.0.192.bl.spamcop.net.   3600 IN A   127.0.0.2
10.2.0.192.bl.spamcop.net.   3600 IN TXT "Blocked - see https://www.spamcop.net/bl.shtml?192.0.2.10"
*.zen.spamhaus.org.          3600 IN A   127.255.255.254
`

// The check alone, in another program. A zone file stands for the network here;
// there the resolver is check.NewCache(&check.Client{}).
func Example() {
	resolver, err := checktest.ParseString(exampleWorld)
	if err != nil {
		fmt.Println(err)
		return
	}
	result := check.MX(context.Background(), resolver, check.MXQuery{Domain: "example.com"})
	fmt.Println(result.Status)
	for _, f := range result.Findings {
		fmt.Println(f.Severity, f.ID, f.Text)
	}
	// Output:
	// warn
	// warn mx-host-missing the mail host old.example.com does not exist
}

func ExampleDNSBL() {
	resolver, err := checktest.ParseString(exampleWorld)
	if err != nil {
		fmt.Println(err)
		return
	}
	result := check.DNSBL(context.Background(), resolver, check.DNSBLQuery{
		IP:    netip.MustParseAddr("192.0.2.10"),
		Zones: []string{"zen.spamhaus.org", "bl.spamcop.net", "psbl.surriel.com"},
	})
	for _, list := range result.Data.(*check.DNSBLData).Lists {
		fmt.Println(list.Name, list.Result, list.Codes)
	}
	// Output:
	// Spamhaus ZEN refused [127.255.255.254]
	// SpamCop listed [127.0.0.2]
	// PSBL not-listed []
}

func ExamplePTR() {
	resolver, err := checktest.ParseString(exampleWorld)
	if err != nil {
		fmt.Println(err)
		return
	}
	result := check.PTR(context.Background(), resolver, check.PTRQuery{
		IP:   netip.MustParseAddr("192.0.2.10"),
		HELO: "localhost",
	})
	fmt.Println(result.Data.(*check.PTRData).Names, result.Status)
	for _, f := range result.Findings {
		fmt.Println(f.ID)
	}
	// Output:
	// [mail.example.com] fail
	// helo-local
}

// hosts is a resolver of our own: it knows addresses only.
type hosts map[string]string

func (h hosts) Lookup(_ context.Context, name string, qtype uint16) check.Answer {
	a := check.Answer{Name: name, Type: qtype, Outcome: check.NXDomain}
	ip, ok := h[name]
	if !ok {
		return a
	}
	a.Outcome = check.NoData
	if qtype == dns.TypeA {
		a.Outcome = check.Answered
		hdr := dns.RR_Header{Name: dns.Fqdn(name), Rrtype: qtype, Class: dns.ClassINET}
		a.Records = []dns.RR{&dns.A{Hdr: hdr, A: netip.MustParseAddr(ip).AsSlice()}}
	}
	return a
}

// A resolver of one's own is one method.
func ExampleResolver() {
	resolver := hosts{"example.com": "192.0.2.1"}
	result := check.MX(context.Background(), resolver, check.MXQuery{Domain: "example.com"})
	fmt.Println(result.Status, result.Findings[0].ID)
	// Output: warn mx-implicit
}

// A budget for one message, and a log of what was asked.
func ExampleLimit() {
	zone, err := checktest.ParseString(exampleWorld)
	if err != nil {
		fmt.Println(err)
		return
	}
	shared := check.NewCache(zone)
	resolver := check.Observe(check.Limit(shared, 1), func(a check.Answer) {
		fmt.Println(a.Name, dns.TypeToString[a.Type], a.Outcome)
		if a.Reason != "" {
			fmt.Println(a.Reason)
		}
	})
	resolver.Lookup(context.Background(), "example.com", dns.TypeMX)
	resolver.Lookup(context.Background(), "mail.example.com", dns.TypeA)
	// Output:
	// example.com MX answer
	// mail.example.com A REFUSED
	// the budget of 1 lookups was used up before mail.example.com A was asked
}

func ExampleZonesIn() {
	fmt.Println(check.ZonesIn("554 5.7.1 Client host [192.0.2.10] blocked using zen.spamhaus.org; see https://www.spamhaus.org/query/ip/192.0.2.10"))
	// Output: [zen.spamhaus.org]
}
