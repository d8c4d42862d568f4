package diagnose_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// BenchmarkDiagnosis gives the time that one diagnosis takes in each world,
// without waiting for answers: "mean-ms" over all worlds and "most-ms" of the
// costliest one. The names are looked up in a zone in memory, which is part of
// the time.
func BenchmarkDiagnosis(b *testing.B) {
	worlds := readWorlds(b)
	spent := make([]time.Duration, len(worlds))
	for _, w := range worlds { // what is loaded once
		diagnoseIn(w.zone, w.rep)
	}
	for b.Loop() {
		for i, w := range worlds {
			start := time.Now()
			diagnoseIn(w.zone, w.rep)
			spent[i] += time.Since(start)
		}
	}
	var all, most time.Duration
	for _, d := range spent {
		all, most = all+d, max(most, d)
	}
	b.ReportMetric(all.Seconds()*1000/float64(b.N*len(worlds)), "mean-ms")
	b.ReportMetric(most.Seconds()*1000/float64(b.N), "most-ms")
}

// BenchmarkDiagnosisAt30ms waits in real time for name servers that are 30 ms
// away: "most-ms" is the longest diagnosis, of
// each the fastest round, "trips" the round trips in it, and
// "own-ms" what it took beside them.
func BenchmarkDiagnosisAt30ms(b *testing.B) {
	const trip = 30 * time.Millisecond
	var zones []check.Resolver
	var reps []*dsn.Report
	for _, w := range readWorlds(b) {
		text, err := os.ReadFile(filepath.Join(w.dir, "world.zone"))
		if err != nil {
			b.Fatal(err)
		}
		if strings.Contains(string(text), ";ndr latency") {
			continue
		}
		zone, err := checktest.ParseString(";ndr latency " + trip.String() + "\n" + string(text))
		if err != nil {
			b.Fatal(err)
		}
		zones, reps = append(zones, zone), append(reps, w.rep)
	}
	took := make([]time.Duration, len(zones))
	for b.Loop() {
		next := make(chan int)
		var wg sync.WaitGroup
		for range 8 { // waiting, not working
			wg.Go(func() {
				for i := range next {
					start := time.Now()
					diagnoseIn(zones[i], reps[i])
					if d := time.Since(start); took[i] == 0 || d < took[i] {
						took[i] = d // the machine may do other things in between
					}
				}
			})
		}
		for i := range zones {
			next <- i
		}
		close(next)
		wg.Wait()
	}
	most := slices.Max(took)
	b.ReportMetric(most.Seconds()*1000, "most-ms")
	b.ReportMetric(float64(most/trip), "trips")
	b.ReportMetric((most%trip).Seconds()*1000, "own-ms")
}

// BenchmarkSharedLookups diagnoses 10,000 bounces of 500 sending domains to 50
// receiving ones, on all processors, with one cache: "asked" is the questions
// that went to name servers, "distinct" those among them that differ, and
// "wanted" the questions of all checks together.
func BenchmarkSharedLookups(b *testing.B) {
	const bounces, senders, receivers = 10_000, 500, 50
	zone, err := checktest.ParseString(manyDomains(senders, receivers))
	if err != nil {
		b.Fatal(err)
	}
	var asked, wanted atomic.Int64
	var distinct sync.Map
	for b.Loop() {
		asked.Store(0)
		wanted.Store(0)
		distinct.Clear()
		wire := check.Observe(zone, func(a check.Answer) {
			asked.Add(1)
			distinct.Store(fmt.Sprint(strings.ToLower(a.Name), a.Type), true)
		})
		d := &diagnose.Diagnoser{Resolver: check.NewCache(wire)}
		next := make(chan int)
		var wg sync.WaitGroup
		for range 4 * runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for i := range next {
					for _, c := range d.Diagnose(context.Background(), manyBounce(i%senders, i%receivers)).Checks {
						wanted.Add(int64(c.Queries))
					}
				}
			})
		}
		for i := range bounces {
			next <- i
		}
		close(next)
		wg.Wait()
	}
	n := 0
	distinct.Range(func(any, any) bool { n++; return true })
	if int64(n) != asked.Load() {
		b.Errorf("%d questions were asked, %d of which differ: none needs to be asked twice", asked.Load(), n)
	}
	b.ReportMetric(float64(asked.Load()), "asked")
	b.ReportMetric(float64(n), "distinct")
	b.ReportMetric(float64(wanted.Load()), "wanted")
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N*bounces), "ms/bounce")
}

func manyDomains(senders, receivers int) string {
	var z strings.Builder
	for i := range senders {
		fmt.Fprintf(&z, "s%[1]d.example. TXT \"v=spf1 include:_spf.esp%[2]d.example a:mail.s%[1]d.example -all\"\n_dmarc.s%[1]d.example. TXT \"v=DMARC1; p=reject\"\nmail.s%[1]d.example. A 198.51.100.7\n", i, i%10)
	}
	for i := range 10 {
		fmt.Fprintf(&z, "_spf.esp%d.example. TXT \"v=spf1 ip4:203.0.113.0/24 -all\"\n", i)
	}
	for i := range receivers {
		fmt.Fprintf(&z, "r%[1]d.example. MX 10 mx.r%[1]d.example.\nmx.r%[1]d.example. A 198.51.100.25\n", i)
	}
	return z.String()
}

func manyBounce(sender, receiver int) *dsn.Report {
	from := fmt.Sprintf("news@s%d.example", sender)
	return &dsn.Report{Kind: dsn.KindFailure,
		Recipients: []dsn.Recipient{{
			Final: dsn.Address{Value: fmt.Sprintf("jane@r%d.example", receiver)}, Action: dsn.ActionFailed, Reply: 550, Status: dsn.Status{Class: 5, Subject: 7, Detail: 26},
			RemoteMTA:  dsn.MTA{Name: fmt.Sprintf("mx.r%d.example", receiver)},
			Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550 5.7.26 SPF check failed for 192.0.2.10 and DMARC policy is reject"},
		}},
		Original: dsn.Original{MessageID: "<1@x.example>", From: from, EnvelopeFrom: from, SendingIP: netip.MustParseAddr("192.0.2.10")}}
}
