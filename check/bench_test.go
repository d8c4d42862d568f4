package check_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// serveZone serves a zone on a loopback port, over UDP and TCP.
func serveZone(tb testing.TB, z *checktest.Zone) (addr string) {
	tb.Helper()
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		ln, err := net.Listen("tcp", pc.LocalAddr().String())
		if err != nil {
			pc.Close()
			continue // the port is another's over TCP
		}
		for _, s := range []*dns.Server{{PacketConn: pc, Handler: z}, {Listener: ln, Handler: z}} {
			go func() { _ = s.ActivateAndServe() }()
		}
		tb.Cleanup(func() { pc.Close(); ln.Close() })
		return pc.LocalAddr().String()
	}
	tb.Fatal("no port is free for both TCP and UDP")
	return ""
}

// busyWorld has 50 domains with 4 mail hosts each.
func busyWorld() string {
	var b strings.Builder
	for i := range 50 {
		for j := range 4 {
			fmt.Fprintf(&b, "d%d.example. MX %d mx%d.d%d.example.\nmx%d.d%d.example. A 192.0.2.%d\n", i, 10*j, j, i, j, i, 4*i+j)
		}
		fmt.Fprintf(&b, "%d.2.0.192.in-addr.arpa. PTR mx0.d%d.example.\n", 4*i, i)
	}
	return b.String()
}

// perSecond reports how many lookups there were in a second.
func perSecond(b *testing.B, lookups int) {
	b.ReportMetric(float64(lookups)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkCacheHit(b *testing.B) {
	c := check.NewCache(world(b, busyWorld()))
	names := make([]string, 25)
	for i := range names {
		names[i] = fmt.Sprintf("d%d.example", i)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			c.Lookup(context.Background(), names[i%len(names)], dns.TypeMX)
		}
	})
	perSecond(b, b.N)
}

// BenchmarkClient asks a server on the same machine, which takes its share of
// the processor.
func BenchmarkClient(b *testing.B) {
	for _, workers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			c := &check.Client{Servers: []string{serveZone(b, world(b, busyWorld()))}}
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for w := range workers {
				wg.Go(func() {
					for i := w; i < b.N; i += workers {
						if a := c.Lookup(b.Context(), "d1.example", dns.TypeMX); a.Outcome != check.Answered {
							b.Errorf("Lookup = %v, %s", a.Outcome, a.Reason)
							return
						}
					}
				})
			}
			wg.Wait()
			perSecond(b, b.N)
		})
	}
}

// BenchmarkBatch runs the checks of 1,000 bounces over 50 domains against a
// loopback server; wire/op is what the server was asked.
func BenchmarkBatch(b *testing.B) {
	z := world(b, busyWorld())
	addr := serveZone(b, z)
	b.ReportAllocs()
	lookups := 0
	for b.Loop() {
		z.Forget()
		counter := check.NewCounter(check.NewCache(&check.Client{Servers: []string{addr}}))
		work := make(chan int)
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				for i := range work {
					checkAll(b.Context(), counter, fmt.Sprintf("d%d.example", i%50), netip.AddrFrom4([4]byte{192, 0, 2, byte(i % 50 * 4)}))
				}
			})
		}
		for i := range 1000 {
			work <- i
		}
		close(work)
		wg.Wait()
		lookups += counter.Lookups()
		if twice := z.Duplicates(); len(twice) > 0 {
			b.Fatalf("asked twice: %v", twice)
		}
	}
	perSecond(b, lookups)
	b.ReportMetric(float64(z.Asked()), "wire/op")
}

// checkAll runs the checks of this file's subject at once.
func checkAll(ctx context.Context, r check.Resolver, domain string, ip netip.Addr) []check.Result {
	var wg sync.WaitGroup
	results := make([]check.Result, 3)
	wg.Go(func() { results[0] = check.MX(ctx, r, check.MXQuery{Domain: domain}) })
	wg.Go(func() { results[1] = check.PTR(ctx, r, check.PTRQuery{IP: ip, HELO: "mx0." + domain}) })
	wg.Go(func() { results[2] = check.DNSBL(ctx, r, check.DNSBLQuery{IP: ip, Domain: domain}) })
	wg.Wait()
	return results
}

// BenchmarkRoundTrips runs the checks once against a server 30 ms away;
// trips/op is the time in round trips.
func BenchmarkRoundTrips(b *testing.B) {
	const latency = 30 * time.Millisecond
	z := world(b, ";ndr latency 30ms\n"+busyWorld())
	addr := serveZone(b, z)
	for b.Loop() {
		z.Forget()
		checkAll(b.Context(), check.NewCache(&check.Client{Servers: []string{addr}}), "d1.example", netip.MustParseAddr("192.0.2.4"))
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(latency), "trips/op")
	b.ReportMetric(float64(z.Asked()), "wire/op")
}

// BenchmarkDeadServer does the same with a first server that keeps silent;
// timeouts/op is the time beyond that, in time-outs of one try.
func BenchmarkDeadServer(b *testing.B) {
	const try = 200 * time.Millisecond
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer silent.Close()
	addr := serveZone(b, world(b, busyWorld()))
	for b.Loop() {
		c := &check.Client{Servers: []string{silent.LocalAddr().String(), addr}, TryTimeout: try}
		checkAll(b.Context(), check.NewCache(c), "d1.example", netip.MustParseAddr("192.0.2.4"))
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(try), "timeouts/op")
}

// BenchmarkExchange is the same question with nothing but the library that a
// Client is made of, to compare with.
func BenchmarkExchange(b *testing.B) {
	for _, workers := range []int{1, 32} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			addr := serveZone(b, world(b, busyWorld()))
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for w := range workers {
				wg.Go(func() {
					for i := w; i < b.N; i += workers {
						m := new(dns.Msg)
						m.SetQuestion("d1.example.", dns.TypeMX)
						if _, err := dns.ExchangeContext(b.Context(), m, addr); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			perSecond(b, b.N)
		})
	}
}
