package check_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// allWorld is a domain with four mail hosts and an SPF record of depth 3.
const allWorld = `
;ndr secure example.net
example.net. MX 10 mx1.example.net.
example.net. MX 10 mx2.example.net.
example.net. MX 20 mx3.example.net.
example.net. MX 20 mx4.example.net.
mx1.example.net. A 203.0.113.1
mx2.example.net. A 203.0.113.2
mx3.example.net. A 203.0.113.3
mx4.example.net. A 203.0.113.4
1.113.0.203.in-addr.arpa. PTR mx1.example.net.
2.113.0.203.in-addr.arpa. PTR mx2.example.net.
3.113.0.203.in-addr.arpa. PTR mx3.example.net.
4.113.0.203.in-addr.arpa. PTR mx4.example.net.
example.net. TXT "v=spf1 include:a.example.net -all"
a.example.net. TXT "v=spf1 include:b.example.net -all"
b.example.net. TXT "v=spf1 include:c.example.net -all"
c.example.net. TXT "v=spf1 ip4:203.0.113.0/24 -all"
_dmarc.example.net. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.net"
s1._domainkey.example.net. TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
_mta-sts.example.net. TXT "v=STSv1; id=1"
mta-sts.example.net. A 203.0.113.80
_smtp._tls.example.net. TXT "v=TLSRPTv1; rua=mailto:tls@example.net"
`

// areas gives the grades as "mx A, spf B".
func areas(res check.Result) string {
	var s []string
	for _, a := range res.Data.(*check.AllData).Areas {
		s = append(s, a.Check+" "+string(a.Grade))
	}
	return strings.Join(s, ", ")
}

func stepIDs(res check.Result) string {
	var s []string
	for _, n := range res.Data.(*check.AllData).Next {
		s = append(s, n.ID)
	}
	return strings.Join(s, ", ")
}

func TestAll(t *testing.T) {
	query := check.AllQuery{Domain: "Example.NET", Selectors: []string{"s1"}}
	tests := []struct {
		name, zone string
		query      check.AllQuery
		status     check.Status
		areas      string
		next       string
	}{
		{"good", allWorld, query, check.Info, "mx A, spf A, dkim B, dmarc A, dnsbl A, ptr A, mta-sts A, tls-rpt A, dane -", ""},
		{"bare", "bare.example. MX 10 mx.bare.example.\nmx.bare.example. A 203.0.113.9\n", check.AllQuery{Domain: "bare.example"}, check.Fail,
			"mx A, spf F, dkim F, dmarc F, dnsbl A, ptr C, mta-sts -, tls-rpt -, dane -", "spf-missing, dmarc-missing, dkim-no-keys"},
		{"missing", "", check.AllQuery{Domain: "missing.example"}, check.Fail, "", "mx-domain-missing"},
		{"SERVFAIL", ";ndr fail example.net servfail\n;ndr fail *.example.net servfail\n", query, check.Unknown, "", ""},
		{"a listed host", allWorld + "2.113.0.203.zen.spamhaus.org. A 127.0.0.2\n2.0.0.127.zen.spamhaus.org. A 127.0.0.2\n", query, check.Fail,
			"mx A, spf A, dkim B, dmarc A, dnsbl F, ptr A, mta-sts A, tls-rpt A, dane -", "dnsbl-listed"},
		{"a host that may not send", allWorld, check.AllQuery{Domain: "example.net", IPs: []netip.Addr{netip.MustParseAddr("198.51.100.9")}, Sender: "a@example.net", Selectors: []string{"s1"}}, check.Fail,
			"mx A, spf F, dkim B, dmarc C, dnsbl A, ptr F, mta-sts A, tls-rpt A, dane -", "spf-fail, ptr-missing"},
	}
	for _, tt := range tests {
		zone := world(t, tt.zone)
		res := check.All(t.Context(), zone, tt.query)
		for _, one := range res.Data.(*check.AllData).Results {
			if one.Check == "" || one.Status == "" || one.Data == nil {
				t.Errorf("%s: result %+v", tt.name, one)
			}
		}
		if res.Status != tt.status || tt.areas != "" && areas(res) != tt.areas || !strings.HasPrefix(stepIDs(res), tt.next) {
			t.Errorf("%s: %s, %s; next %s\nwant %s, %s; %s", tt.name, res.Status, areas(res), stepIDs(res), tt.status, tt.areas, tt.next)
			for _, a := range res.Data.(*check.AllData).Areas {
				t.Logf("%s %s %s: %s", a.Check, a.Grade, a.Status, a.Summary)
			}
		}
		if twice := zone.Duplicates(); len(twice) > 0 {
			t.Errorf("%s: asked twice: %v", tt.name, twice)
		}
		if n := len(res.Data.(*check.AllData).Next); n > 3 {
			t.Errorf("%s: %d steps, want three at most", tt.name, n)
		}
	}
}

// TestAllRoundTrips: all checks of a domain with four mail hosts, SPF of depth 3
// and the default blocklists wait for no more than five lookups in a row, by a
// clock that moves with the waiting alone.
func TestAllRoundTrips(t *testing.T) {
	const trip = 30 * time.Millisecond
	listed := ""
	for _, zone := range []string{"zen.spamhaus.org", "bl.spamcop.net"} {
		listed += "1.113.0.203." + zone + ". A 127.0.0.2\n2.0.0.127." + zone + ". A 127.0.0.2\n"
	}
	for name, text := range map[string]string{"good": allWorld, "listed": allWorld + listed} {
		zone, err := checktest.ParseString(";ndr latency " + trip.String() + "\n" + text)
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			check.All(t.Context(), zone, check.AllQuery{Domain: "example.net", IPs: []netip.Addr{netip.MustParseAddr("203.0.113.1")}})
			if took := time.Since(start); took > 5*trip {
				t.Errorf("%s: %d round trips", name, took/trip)
			}
		})
		if twice := zone.Duplicates(); len(twice) > 0 {
			t.Errorf("%s: asked twice: %v", name, twice)
		}
		t.Logf("%s: %d lookups", name, zone.Asked())
	}
}

// TestAllProbe connects to each server once for all checks together, and holds
// the certificates against the policy.
func TestAllProbe(t *testing.T) {
	ca := newCA(t)
	d := policyServer(t, ca.good(t, "mta-sts.example.net"), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, "version: STSv1\nmode: enforce\nmx: *.example.net\nmax_age: 604800\n")
	})
	self := ca.self(t, "mx4.example.net")
	for i := 1; i <= 4; i++ {
		cert := ca.good(t, "*.example.net")
		if i == 4 {
			cert = self
		}
		d.To[fmt.Sprintf("203.0.113.%d:25", i)] = start(t, &checktest.MailServer{Cert: cert})
	}
	zone := world(t, allWorld+"_25._tcp.mx4.example.net. TLSA "+tlsa(3, 1, 1, self.Certificate[0])+"\n")
	res := check.All(t.Context(), zone, check.AllQuery{Domain: "example.net", Selectors: []string{"s1"}, Prober: &check.Prober{Roots: ca.Roots, Dialer: d}})
	if got, want := areas(res), "mx A, spf A, dkim B, dmarc A, dnsbl A, ptr A, mta-sts F, tls-rpt A, dane C, smtp C"; got != want {
		t.Errorf("%s, want %s\n%s", got, want, texts(res))
	}
	if got := stepIDs(res); !strings.HasPrefix(got, "mta-sts-host-certificate") {
		t.Errorf("next %s", got)
	}
	dials := d.Dialed()
	slices.Sort(dials)
	if want := []string{"203.0.113.1:25", "203.0.113.2:25", "203.0.113.3:25", "203.0.113.4:25", "203.0.113.80:443"}; !slices.Equal(dials, want) {
		t.Errorf("dialled %v, want %v", dials, want)
	}
}

// TestAllDialsNobody: without a Prober nobody is connected to; there is nothing
// that could.
func TestAllDialsNobody(t *testing.T) {
	res := check.All(t.Context(), world(t, allWorld), check.AllQuery{Domain: "example.net"})
	for _, one := range res.Data.(*check.AllData).Results {
		if one.Check == "smtp" {
			t.Errorf("the check smtp ran: %+v", one)
		}
		if d, ok := one.Data.(*check.MTASTSData); ok && d.Fetch != nil {
			t.Errorf("the policy was fetched: %+v", d.Fetch)
		}
	}
}
