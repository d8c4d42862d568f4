package check_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

const testPoints = `
2.0.0.127.zen.spamhaus.org. A 127.0.0.2
`

func TestDNSBL(t *testing.T) {
	zen := []string{"zen.spamhaus.org"}
	for _, tt := range []struct {
		name     string
		zone     string
		query    check.DNSBLQuery // the IP is 192.0.2.10 where it has neither IP nor domain
		status   check.Status
		findings string
		results  string // "zone result", of those that are not "not-listed"
		text     string
	}{
		{"clean", "", check.DNSBLQuery{}, check.Pass, "", "", ""},
		{"listed", testPoints + `
			10.2.0.192.zen.spamhaus.org. A 127.0.0.4
			10.2.0.192.zen.spamhaus.org. TXT "https://www.spamhaus.org/query/ip/192.0.2.10"`,
			check.DNSBLQuery{}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", "XBL: an infected or hijacked machine, or an open proxy; https://www.spamhaus.org/query/ip/192.0.2.10; see https://check.spamhaus.org"},
		{"listed without test entries", "10.2.0.192.bl.spamcop.net. A 127.0.0.2", check.DNSBLQuery{}, check.Fail, "fail dnsbl-listed", "bl.spamcop.net listed", "192.0.2.10 is listed in SpamCop (bl.spamcop.net)"},
		{"policy", "10.2.0.192.zen.spamhaus.org. A 127.0.0.10", check.DNSBLQuery{}, check.Warn, "warn dnsbl-policy", "zen.spamhaus.org listed", "should not send mail directly"},
		{"informational", "10.2.0.192.dnsbl-3.uceprotect.net. A 127.0.0.2", check.DNSBLQuery{}, check.Info, "info dnsbl-informational", "dnsbl-3.uceprotect.net listed", ""},
		{"white", "10.2.0.192.hostkarma.junkemailfilter.com. A 127.0.0.1", check.DNSBLQuery{}, check.Pass, "", "", ""},
		{"refused by code", "*.zen.spamhaus.org. A 127.255.255.254\n*.zen.spamhaus.org. TXT \"Error: open resolver\"", check.DNSBLQuery{}, check.Unknown, "unknown dnsbl-refused", "zen.spamhaus.org refused", "does not answer public or unidentified resolvers; its terms"},
		{"refused by code beside a listing elsewhere", "*.zen.spamhaus.org. A 127.255.255.254\n10.2.0.192.bl.spamcop.net. A 127.0.0.2", check.DNSBLQuery{}, check.Fail, "unknown dnsbl-refused, fail dnsbl-listed", "zen.spamhaus.org refused, bl.spamcop.net listed", ""},
		{"refused by server", ";ndr fail *.zen.spamhaus.org refused", check.DNSBLQuery{}, check.Unknown, "unknown dnsbl-refused", "zen.spamhaus.org refused", "REFUSED"},
		{"a small list refuses", ";ndr fail *.all.s5h.net refused", check.DNSBLQuery{}, check.Pass, "unknown dnsbl-refused", "all.s5h.net refused", ""},
		{"a small list refuses that was named", ";ndr fail *.all.s5h.net refused", check.DNSBLQuery{Zones: []string{"all.s5h.net"}}, check.Unknown, "unknown dnsbl-refused", "all.s5h.net refused", ""},
		{"time-out", ";ndr fail *.zen.spamhaus.org timeout", check.DNSBLQuery{}, check.Unknown, "unknown dnsbl-no-answer", "zen.spamhaus.org temperror", "time-out"},
		{"SERVFAIL", ";ndr fail *.zen.spamhaus.org servfail", check.DNSBLQuery{Zones: zen}, check.Unknown, "unknown dnsbl-no-answer", "zen.spamhaus.org temperror", ""},
		{"rewriting resolver", "*.org. A 198.51.100.1", check.DNSBLQuery{Zones: zen}, check.Unknown, "unknown dnsbl-rewritten", "zen.spamhaus.org rewritten", "198.51.100.1 is no answer of a blocklist"},
		{"127.0.0.1", "*.zen.spamhaus.org. A 127.0.0.1", check.DNSBLQuery{Zones: zen}, check.Unknown, "unknown dnsbl-rewritten", "zen.spamhaus.org rewritten", ""},
		{"lists everything", "*.bl.spamcop.net. A 127.0.0.2", check.DNSBLQuery{}, check.Unknown, "unknown dnsbl-test-failed", "bl.spamcop.net test-failed", "it lists everything"},
		{"dead", "*.dnsbl.sorbs.net. A 127.0.0.2", check.DNSBLQuery{Zones: []string{"dnsbl.sorbs.net"}}, check.Warn, "warn dnsbl-dead", "dnsbl.sorbs.net dead", "since 2024-06-05"},
		{"part of a dead list", "", check.DNSBLQuery{Zones: []string{"spam.dnsbl.sorbs.net"}}, check.Warn, "warn dnsbl-dead", "dnsbl.sorbs.net dead", ""},
		{"part of a list", "10.2.0.192.pbl.spamhaus.org. A 127.0.0.11", check.DNSBLQuery{Zones: []string{"pbl.spamhaus.org"}}, check.Warn, "warn dnsbl-policy", "pbl.spamhaus.org listed", "PBL"},
		{"by name, twice", "10.2.0.192.zen.spamhaus.org. A 127.0.0.2", check.DNSBLQuery{Zones: []string{"Spamhaus", "ZEN.spamhaus.org."}}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", ""},
		{"own list", "10.2.0.192.bl.example.com. A 127.0.0.9\n10.2.0.192.bl.example.com. TXT \"see https://bl.example.com/why.\"", check.DNSBLQuery{Zones: []string{"bl.example.com"}}, check.Fail, "fail dnsbl-listed", "bl.example.com listed", "see https://bl.example.com/why"},
		{"own list refuses", "10.2.0.192.bl.example.com. A 127.255.255.255", check.DNSBLQuery{Zones: []string{"bl.example.com"}}, check.Unknown, "unknown dnsbl-refused", "bl.example.com refused", "too many questions"},
		{"no such zone", "", check.DNSBLQuery{Zones: []string{"bl.example.com"}}, check.Unknown, "unknown dnsbl-unknown-list", "bl.example.com dead", "there is no such zone"},
		{"a zone that is there", "2.0.0.127.bl.example.com. A 127.0.0.2", check.DNSBLQuery{Zones: []string{"bl.example.com"}}, check.Pass, "", "", ""},
		{"a zone that cannot be looked up", ";ndr fail bl.example.com SOA servfail", check.DNSBLQuery{Zones: []string{"bl.example.com"}}, check.Pass, "", "", ""},
		{"no list", "", check.DNSBLQuery{Zones: []string{"nonsense"}}, check.Unknown, "unknown dnsbl-unknown-list", "", "nonsense"},
		{"key needed", "", check.DNSBLQuery{Zones: []string{"abusix"}}, check.Info, "info dnsbl-not-queried", "combined.mail.abusix.zone not-queried", "access key"},
		{"key", "10.2.0.192.s3cret.zen.dq.spamhaus.net. A 127.0.0.2\n10.2.0.192.s3cret.zen.dq.spamhaus.net. TXT \"asked with s3cret\"",
			check.DNSBLQuery{Zones: zen, Keys: map[string]string{"spamhaus": "s3cret"}}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", "asked with <key>"},
		{"key and failure", ";ndr fail *.s3cret.zen.dq.spamhaus.net servfail",
			check.DNSBLQuery{Zones: zen, Keys: map[string]string{"spamhaus": "s3cret"}}, check.Unknown, "unknown dnsbl-no-answer", "zen.spamhaus.org temperror", "10.2.0.192.<key>.zen.dq.spamhaus.net"},
		{"IPv6", "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.spamhaus.org. A 127.0.0.3", check.DNSBLQuery{IP: netip.MustParseAddr("2001:db8::10")}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", "CSS: sends unwanted bulk mail (snowshoe spam, bad list practice); an entry for IPv6 is often one for the whole /64"},
		{"IPv6 lists everything", "*.zen.spamhaus.org. A 127.0.0.3", check.DNSBLQuery{IP: netip.MustParseAddr("2001:db8::10")}, check.Unknown, "unknown dnsbl-test-failed", "zen.spamhaus.org test-failed", ""},
		{"IPv6 in a list without", "", check.DNSBLQuery{IP: netip.MustParseAddr("2001:db8::10"), Zones: []string{"spamcop"}}, check.Info, "info dnsbl-not-queried", "bl.spamcop.net not-queried", "no entries for IPv6"},
		{"domain", "example.com.dbl.spamhaus.org. A 127.0.1.4", check.DNSBLQuery{Domain: "Example.com"}, check.Fail, "fail dnsbl-listed", "dbl.spamhaus.org listed", "example.com is listed in Spamhaus DBL (dbl.spamhaus.org): phishing"},
		{"registered domain", "example.com.multi.surbl.org. A 127.0.0.64", check.DNSBLQuery{Domain: "www.example.com"}, check.Fail, "fail dnsbl-listed", "multi.surbl.org listed", "ABUSE"},
		{"domain lists everything", "*.dbl.spamhaus.org. A 127.0.1.2", check.DNSBLQuery{Domain: "example.com"}, check.Unknown, "unknown dnsbl-test-failed", "dbl.spamhaus.org test-failed", ""},
		{"domain refused", "*.multi.uribl.com. A 127.0.0.1", check.DNSBLQuery{Domain: "example.com"}, check.Unknown, "unknown dnsbl-refused", "multi.uribl.com refused", ""},
		{"domain is an address", "10.2.0.192.zen.spamhaus.org. A 127.0.0.2\n192.0.2.10.dbl.spamhaus.org. A 127.0.1.255", check.DNSBLQuery{Domain: "192.0.2.10"}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", ""},
		{"address and domain", "10.2.0.192.zen.spamhaus.org. A 127.0.0.2\nexample.com.dbl.spamhaus.org. A 127.0.1.2", check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10"), Domain: "example.com"}, check.Fail, "fail dnsbl-listed, fail dnsbl-listed", "zen.spamhaus.org listed, dbl.spamhaus.org listed", ""},
		{"no domain name", "", check.DNSBLQuery{Domain: "a..b"}, check.Unknown, "unknown dnsbl-target-invalid", "", ""},
		{"private", "", check.DNSBLQuery{IP: netip.MustParseAddr("10.0.0.1")}, check.Info, "info dnsbl-address-private", "", ""},
		{"test entry", "2.0.0.127.zen.spamhaus.org. A 127.0.0.2", check.DNSBLQuery{IP: netip.MustParseAddr("127.0.0.2"), Zones: zen}, check.Fail, "fail dnsbl-listed", "zen.spamhaus.org listed", ""},
		{"the entry that must not be", "1.0.0.127.zen.spamhaus.org. A 127.0.0.2", check.DNSBLQuery{IP: netip.MustParseAddr("127.0.0.1"), Zones: zen}, check.Unknown, "unknown dnsbl-test-failed", "zen.spamhaus.org test-failed", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z := world(t, strings.ReplaceAll(tt.zone, "\t", ""))
			q := tt.query
			if !q.IP.IsValid() && q.Domain == "" {
				q.IP = netip.MustParseAddr("192.0.2.10")
			}
			r := check.DNSBL(t.Context(), z, q)
			var results []string
			for _, l := range r.Data.(*check.DNSBLData).Lists {
				if l.Result != check.NotListed {
					results = append(results, l.Zone+" "+string(l.Result))
				}
				if l.Codes == nil || l.Reasons == nil || l.Class == "" {
					t.Errorf("%+v lacks lists or a class", l)
				}
			}
			if r.Status != tt.status || ids(r) != tt.findings || strings.Join(results, ", ") != tt.results || !strings.Contains(texts(r), tt.text) {
				t.Errorf("DNSBL = %s, %q, %q\n%s\nwant %s, %q, %q, %q", r.Status, ids(r), results, texts(r), tt.status, tt.findings, tt.results, tt.text)
			}
			if strings.Contains(fmt.Sprintf("%+v", r)+fmt.Sprintf("%+v", r.Data), "s3cret") {
				t.Errorf("the key shows up in %+v %+v", r, r.Data)
			}
			wellFormed(t, r, z)
		})
	}
}

func TestDNSBLBudget(t *testing.T) {
	z := world(t, "10.2.0.192.zen.spamhaus.org. A 127.0.0.2")
	r := check.DNSBL(t.Context(), check.Limit(z, 0), check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10")})
	if r.Status != check.Unknown || !strings.Contains(texts(r), "budget") {
		t.Errorf("DNSBL without a budget = %s\n%s\nwant unknown because of the budget", r.Status, texts(r))
	}
	for _, l := range r.Data.(*check.DNSBLData).Lists {
		if l.Result != check.NotQueried {
			t.Errorf("%s is %s, want not-queried", l.Zone, l.Result)
		}
	}
}

func TestDNSBLPublicResolver(t *testing.T) {
	z := world(t, "*.zen.spamhaus.org. A 127.255.255.254")
	r := check.DNSBL(t.Context(), from{z, "8.8.8.8:53"}, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10"), Zones: []string{"zen.spamhaus.org"}})
	if !strings.Contains(texts(r), "8.8.8.8:53 is a public resolver") {
		t.Errorf("texts = %q, want one that names the public resolver", texts(r))
	}
}

// A list that has nothing for a public resolver has not cleared anybody.
func TestDNSBLSilentForPublicResolver(t *testing.T) {
	for _, tt := range []struct {
		server, zone string
		want         check.Listing
	}{
		{"8.8.8.8:53", "", check.ListRefused},
		{"8.8.8.8:53", testPoints, check.NotListed},
		{"192.0.2.53:53", "", check.NotListed},
	} {
		r := check.DNSBL(t.Context(), from{world(t, tt.zone), tt.server}, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10"), Zones: []string{"zen.spamhaus.org"}})
		if got := r.Data.(*check.DNSBLData).Lists[0].Result; got != tt.want {
			t.Errorf("by %s in %q: %s, want %s", tt.server, tt.zone, got, tt.want)
		}
	}
}

// from is a resolver whose answers come from a server.
type from struct {
	check.Resolver
	server string
}

func (f from) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	a := f.Resolver.Lookup(ctx, name, qtype)
	a.Server = f.server
	return a
}

// A clean address costs one question for each list; only a listing costs more.
func TestDNSBLCost(t *testing.T) {
	z := world(t, "10.2.0.192.zen.spamhaus.org. A 127.0.0.2")
	check.DNSBL(t.Context(), z, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.1"), Zones: []string{"zen.spamhaus.org", "spamcop"}})
	if z.Asked() != 2 {
		t.Errorf("a clean address cost %d questions of 2 lists: %v", z.Asked(), z.Queries())
	}
	z.Forget()
	check.DNSBL(t.Context(), z, check.DNSBLQuery{IP: netip.MustParseAddr("192.0.2.10"), Zones: []string{"zen.spamhaus.org"}})
	want := map[string]bool{"10.2.0.192.zen.spamhaus.org A": true, "10.2.0.192.zen.spamhaus.org TXT": true, "2.0.0.127.zen.spamhaus.org A": true, "1.0.0.127.zen.spamhaus.org A": true}
	for _, q := range z.Queries() {
		if !want[q.String()] {
			t.Errorf("asked %v", q)
		}
	}
	if z.Asked() != len(want) {
		t.Errorf("a listed address cost %d questions, want %d", z.Asked(), len(want))
	}
}
