package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
	"github.com/seed-d13f741b/ndr/cmd/internal/queue"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// BenchmarkWorkers takes bounces about as many domains, whose names are 30 ms
// away, from a queue with one worker and then with two, eight messages at a
// time each. Two are to be 1.8 times as fast.
func BenchmarkWorkers(b *testing.B) {
	for b.Loop() {
		one, two := workFor(b, 1), workFor(b, 2)
		b.ReportMetric(one, "1-worker-msg/s")
		b.ReportMetric(two, "2-workers-msg/s")
		b.ReportMetric(two/one, "x")
	}
}

// workFor gives how many messages a second n workers do.
func workFor(b *testing.B, n int) float64 {
	b.Helper()
	const messages = 3000
	s, err := startNATS(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.WaitForShutdown()
	defer s.Shutdown()
	q, err := queue.Open(b.Context(), s.ClientURL(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer q.Close()
	for i := range messages {
		_, domain, _ := bytes.Cut([]byte(made.Recipient(i)), []byte("@"))
		raw := bytes.ReplaceAll(made.Bounce(i), domain, fmt.Appendf(nil, "d%d.%s", i, domain))
		raw = bytes.ReplaceAll(raw, []byte("example.com"), fmt.Appendf(nil, "s%d.example.com", i))
		sum := sha256.Sum256(raw)
		m := &store.Message{Digest: store.NewDigest(sum[:]), Source: "bench", Item: fmt.Sprint(i), Received: time.Now(), Raw: raw}
		if _, err := q.Save(b.Context(), []*store.Message{m}); err != nil {
			b.Fatal(err)
		}
	}
	zone := b.TempDir() + "/world.zone"
	if err := os.WriteFile(zone, []byte("example.com. 300 TXT \"v=spf1 -all\"\n;ndr latency 30ms\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	args := []string{"work", "--once", "--jobs", "8", "--zone", zone, "--queue", s.ClientURL(), "--store", "sqlite:" + b.TempDir() + "/bench.db"}
	start := time.Now()
	var group sync.WaitGroup
	for range n {
		group.Go(func() {
			var out, complaints bytes.Buffer
			if status := run(b.Context(), args, &bytes.Buffer{}, &out, &complaints); status != 0 {
				b.Errorf("ndr work: exit status %d: %s", status, complaints.String())
			}
		})
	}
	group.Wait()
	// The last second is spent looking whether more comes.
	return messages / (time.Since(start) - time.Second).Seconds()
}
