package checktest_test

import (
	"testing"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// FuzzParse holds every text to be read or refused, and lookups in it to end
// with an outcome that fits its records.
func FuzzParse(f *testing.F) {
	f.Add(world, "www.example.com")
	f.Add("*. CNAME a.\na. DNAME b.a.\n", "x.a")
	f.Add(";ndr fail *.a servfail\na. TXT \"\\;\n\" ;ndr latency 0s", "b.a")
	f.Fuzz(func(t *testing.T, text, name string) {
		z, err := checktest.ParseString(text)
		if (z == nil) == (err == nil) {
			t.Fatalf("ParseString = %v, %v, want exactly one of them", z, err)
		}
		if err != nil {
			return
		}
		ctx := t.Context()
		for _, qtype := range []uint16{dns.TypeA, dns.TypeMX, dns.TypeTXT, dns.TypeCNAME} {
			a := z.Lookup(ctx, name, qtype)
			if a.Outcome == 0 || (a.Outcome == check.Answered) != (len(a.Records) > 0) || a.TTL < 0 || !a.Outcome.Known() && a.Reason == "" {
				t.Fatalf("Lookup(%q, %d) = %+v", name, qtype, a)
			}
		}
	})
}
