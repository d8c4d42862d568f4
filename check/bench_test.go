package check_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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

// busyWorld has 50 domains of senders: each with 4 mail hosts, an SPF record of
// three levels, a DKIM key, a DMARC record and an address with a name.
func busyWorld() string {
	var b strings.Builder
	for i := range 50 {
		d := fmt.Sprintf("d%d.example", i)
		for j := range 4 {
			fmt.Fprintf(&b, "%s. MX %d mx%d.%s.\nmx%d.%s. A 192.0.2.%d\n", d, 10*j, j, d, j, d, 4*i+j)
		}
		fmt.Fprintf(&b, "%d.2.0.192.in-addr.arpa. PTR mx0.%s.\n", 4*i, d)
		fmt.Fprintf(&b, "%s. TXT \"v=spf1 include:one.%s a:mx3.%s -all\"\n", d, d, d)
		fmt.Fprintf(&b, "one.%s. TXT \"v=spf1 include:two.%s ip4:198.51.100.0/24 -all\"\n", d, d)
		fmt.Fprintf(&b, "two.%s. TXT \"v=spf1 mx:%s -all\"\n", d, d)
		fmt.Fprintf(&b, "s1._domainkey.%s. TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n", d)
		fmt.Fprintf(&b, "_dmarc.%s. TXT \"v=DMARC1; p=reject; rua=mailto:d@%s\"\n", d, d)
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
	distinct := map[checktest.Query]bool{}
	for _, q := range z.Queries() {
		distinct[q] = true
	}
	b.ReportMetric(float64(z.Asked()), "wire/op")
	b.ReportMetric(float64(len(distinct)), "distinct/op")
}

// checkAll runs all checks that ask DNS alone about one sender at once.
func checkAll(ctx context.Context, r check.Resolver, domain string, ip netip.Addr) []check.Result {
	checks := []func() check.Result{
		func() check.Result { return check.MX(ctx, r, check.MXQuery{Domain: domain}) },
		func() check.Result {
			return check.SPF(ctx, r, check.SPFQuery{IP: ip, Sender: "b@" + domain, HELO: "mx0." + domain})
		},
		func() check.Result {
			return check.DKIM(ctx, r, check.DKIMQuery{Domain: domain, Selector: "s1"})
		},
		func() check.Result { return check.DMARC(ctx, r, check.DMARCQuery{Domain: domain}) },
		func() check.Result { return check.DNSBL(ctx, r, check.DNSBLQuery{IP: ip, Domain: domain}) },
		func() check.Result { return check.PTR(ctx, r, check.PTRQuery{IP: ip, HELO: "mx0." + domain}) },
	}
	results := make([]check.Result, len(checks))
	var wg sync.WaitGroup
	for i, f := range checks {
		wg.Go(func() { results[i] = f() })
	}
	wg.Wait()
	return results
}

// TestAllChecksAtOnce holds all checks of a sender together, with a shared
// cache, to five round trips and to asking nothing twice: at 30 ms a question,
// in a time that does not pass by itself.
func TestAllChecksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const latency = 30 * time.Millisecond
		z := world(t, ";ndr latency 30ms\n"+busyWorld())
		start := time.Now()
		results := checkAll(t.Context(), check.NewCache(z), "d1.example", netip.MustParseAddr("192.0.2.4"))
		if took := time.Since(start); took > 5*latency {
			t.Errorf("all checks took %v, want at most five round trips, %v", took, 5*latency)
		}
		for _, res := range results {
			if res.Status != check.Pass && res.Status != check.Info {
				t.Errorf("%s: %s\n%s", res.Check, res.Status, texts(res))
			}
		}
		if twice := z.Duplicates(); len(twice) > 0 {
			t.Errorf("asked twice: %v", twice)
		}
		lists := results[4].Data.(*check.DNSBLData).Lists
		if len(lists) < 25 {
			t.Errorf("%d lists were asked, want 25 or more", len(lists))
		}
	})
}

// BenchmarkRoundTrips runs the checks once against a server 30 ms away;
// trips/op is the time in round trips. The longest chain has three: the SPF
// record, its include, and the include of that, whose names the check of the mail
// hosts has looked up by then.
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
	if twice := z.Duplicates(); len(twice) > 0 {
		b.Errorf("asked twice: %v", twice)
	}
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
