package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
)

// BenchmarkWatch times, side by side in each round, ndr watch --once --offline
// of a Maildir into SQLite, every message and event of it new, and ndr analyze
// --offline of the same messages, which decodes and diagnoses them and writes
// NDJSON to nowhere. "x-analyze" is the one's rate over the other's.
func BenchmarkWatch(b *testing.B) {
	var watch, analyze time.Duration
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		box := filepath.Join(dir, "box")
		makeMaildir(b, box, *benchMails)
		db := filepath.Join(dir, "ndr.db")
		b.StartTimer()
		start := time.Now()
		mustRun(b, "analyze", "--offline", "--format", "ndjson", box)
		analyze += time.Since(start)
		start = time.Now()
		mustRun(b, "watch", "--once", "--offline", "--store", "sqlite:"+db, "maildir:"+box)
		watch += time.Since(start)
	}
	all := float64(b.N * *benchMails)
	b.ReportMetric(all/watch.Seconds(), "watch-mails/s")
	b.ReportMetric(all/analyze.Seconds(), "analyze-mails/s")
	b.ReportMetric(analyze.Seconds()/watch.Seconds(), "x-analyze")
}

func mustRun(tb testing.TB, args ...string) {
	tb.Helper()
	var stderr strings.Builder
	if status := run(context.Background(), args, strings.NewReader(""), io.Discard, &stderr); status != statusDone {
		tb.Fatalf("%q: status %d: %s", args, status, stderr.String())
	}
}

// makeMaildir writes n new bounces.
func makeMaildir(tb testing.TB, dir string, n int) {
	tb.Helper()
	for _, sub := range []string{"new", "cur", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range n {
		name := filepath.Join(dir, "new", fmt.Sprintf("%d.M%d.mail.example", 1764000000+i/100, i))
		if err := os.WriteFile(name, made.Bounce(i), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}
