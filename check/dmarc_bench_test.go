package check_test

import (
	"context"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
)

// BenchmarkDMARCDeep finds the policy of a domain of 13 labels at a round trip
// of 30 ms: trips is how many of them one run waits for, ms what it takes.
func BenchmarkDMARCDeep(b *testing.B) {
	const latency = 30 * time.Millisecond
	zone := dmarc("example.com", "v=DMARC1; p=none; np=reject; rua=mailto:d@example.net") + txt("example.com._report._dmarc.example.net.", "v=DMARC1") + "example.net. MX 10 mx.example.net.\n"
	for _, reports := range []bool{false, true} {
		name := "policy"
		if reports {
			name = "policy and reports"
		}
		b.Run(name, func(b *testing.B) {
			addr := serveZone(b, world(b, ";ndr latency "+latency.String()+"\n"+zone))
			for b.Loop() {
				c := check.NewCache(&check.Client{Servers: []string{addr}})
				res := check.DMARC(context.Background(), c, check.DMARCQuery{Domain: "a.b.c.d.e.f.g.h.i.j.mail.example.com", Reports: reports})
				if data := res.Data.(*check.DMARCData); data.Policy != check.DMARCReject || res.Status == check.Unknown {
					b.Fatalf("%+v", res)
				}
			}
			took := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(float64(took)/float64(latency), "trips/op")
			b.ReportMetric(float64(took.Microseconds())/1000, "ms/op")
		})
	}
}
