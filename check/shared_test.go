package check_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// The checks of many messages at once ask the server nothing twice.
func TestChecksShareLookups(t *testing.T) {
	z := world(t, busyWorld())
	addr := serveZone(t, z)
	c := check.NewCache(&check.Client{Servers: []string{addr}})
	done := make(chan []check.Result)
	for range 20 {
		go func() { done <- checkAll(t.Context(), c, "d1.example", netip.MustParseAddr("192.0.2.4")) }()
	}
	for range 20 {
		for _, r := range <-done {
			if r.Status != check.Pass && r.Status != check.Info { // a key for Ed25519 is worth a word
				t.Errorf("%s = %s\n%s", r.Check, r.Status, texts(r))
			}
		}
	}
	if twice := z.Duplicates(); len(twice) > 0 {
		t.Errorf("asked twice: %v", twice)
	}
}

// A zone answers over the network as it does in the program.
func TestServeZone(t *testing.T) {
	z := world(t, `
example.com. SOA ns.example.com. root.example.com. 1 7200 900 1209600 60
example.com. MX 10 mail.example.com.
www.example.com. CNAME mail.example.com.
mail.example.com. A 192.0.2.1
long.example.com. TXT "`+strings.Repeat("a", 255)+`" "`+strings.Repeat("b", 255)+`" "`+strings.Repeat("c", 255)+`" "`+strings.Repeat("d", 255)+`" "`+strings.Repeat("e", 255)+`" "`+strings.Repeat("f", 255)+`"
;ndr fail sick.example.com servfail
;ndr fail shy.example.com refused
;ndr fail forged.example.com A bogus
forged.example.com. A 192.0.2.66
`)
	c := &check.Client{Servers: []string{serveZone(t, z)}}
	for _, q := range []struct {
		name  string
		qtype uint16
	}{
		{"example.com", dns.TypeMX}, {"example.com", dns.TypeA}, {"www.example.com", dns.TypeA}, {"www.example.com", dns.TypeTXT},
		{"gone.example.com", dns.TypeA}, {"long.example.com", dns.TypeTXT}, {"sick.example.com", dns.TypeA}, {"shy.example.com", dns.TypeA},
		{"forged.example.com", dns.TypeA},
	} {
		wire, here := c.Lookup(t.Context(), q.name, q.qtype), z.Lookup(t.Context(), q.name, q.qtype)
		if wire.Outcome != here.Outcome || len(wire.Records) != len(here.Records) || len(wire.CNAMEs) != len(here.CNAMEs) || here.Outcome.Known() && wire.TTL != here.TTL {
			t.Errorf("%s %s over the network = %v (%s), %d records, %d aliases, %v; directly %v, %d, %d, %v", q.name, dns.TypeToString[q.qtype],
				wire.Outcome, wire.Reason, len(wire.Records), len(wire.CNAMEs), wire.TTL, here.Outcome, len(here.Records), len(here.CNAMEs), here.TTL)
		}
	}
}
