package check_test

import (
	"context"
	"net/netip"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
)

func BenchmarkParseSPF(b *testing.B) {
	const record = "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a:mail.example.com mx include:_spf.example.net exists:%{ir}.%{l1r-}._spf.%{d2} ~all exp=why.%{d}"
	b.ReportAllocs()
	b.SetBytes(int64(len(record)))
	for b.Loop() {
		if rec, errs := check.ParseSPF(record); len(rec.Terms) != 8 || len(errs) > 0 {
			b.Fatal(rec, errs)
		}
	}
}

const benchZone = `example.com. TXT "v=spf1 include:a.example.net include:b.example.net mx -all"
example.com. MX 1 h1.example.com.
a.example.net. TXT "v=spf1 include:c.example.net a:h2.example.com -all"
b.example.net. TXT "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/32 -all"
c.example.net. TXT "v=spf1 ip4:192.0.2.0/26 ip4:192.0.2.128/26 -all"
h1.example.com. A 198.51.100.1
h2.example.com. A 198.51.100.2
_dmarc.example.com. TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
`

// BenchmarkSPF is a record with three includes, from a zone in memory: what the
// check itself costs.
func BenchmarkSPF(b *testing.B) {
	zone := world(b, benchZone)
	q := check.SPFQuery{IP: netip.MustParseAddr("198.51.100.1"), Sender: "user@example.com", HELO: "h1.example.com"}
	b.ReportAllocs()
	for b.Loop() {
		if res := check.SPF(context.Background(), zone, q); res.Status != check.Pass {
			b.Fatal(texts(res))
		}
	}
}

func BenchmarkDMARC(b *testing.B) {
	zone := world(b, benchZone)
	b.ReportAllocs()
	for b.Loop() {
		res := check.DMARC(context.Background(), zone, check.DMARCQuery{Domain: "news.example.com", DKIMDomains: []string{"example.com"}})
		if res.Status != check.Info {
			b.Fatal(texts(res))
		}
	}
}
