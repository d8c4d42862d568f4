package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
)

// BenchmarkWatch times, side by side in each round, the built ndr with watch
// --once --offline of a Maildir into SQLite, every message and event of it new,
// and with analyze --offline of the same messages, which decodes and diagnoses
// them and writes NDJSON to nowhere: whole processes, on all processors. -mails
// says how many messages, -benchtime 5x how many rounds. Of the rounds the
// medians count. "x-analyze" is the rate of watch over that of analyze, "x-cpu"
// the same by the time of processors that each takes: where other programs are
// at work, that one counts.
func BenchmarkWatch(b *testing.B) {
	ndr := filepath.Join(b.TempDir(), "ndr")
	if out, err := exec.Command("go", "build", "-o", ndr, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	dir := b.TempDir()
	box, db := filepath.Join(dir, "box"), filepath.Join(dir, "ndr.db")
	makeMaildir(b, box, *benchMails)
	process(b, ndr, "analyze", "--offline", "--format", "ndjson", box) // reads all into the cache
	var watch, analyze []cost
	for b.Loop() {
		analyze = append(analyze, process(b, ndr, "analyze", "--offline", "--format", "ndjson", box))
		watch = append(watch, process(b, ndr, "watch", "--once", "--offline", "--store", "sqlite:"+db, "maildir:"+box))
		unread(b, box, *benchMails)
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(db + suffix)
		}
	}
	each := func(d time.Duration) float64 { return float64(*benchMails) / d.Seconds() }
	b.ReportMetric(each(median(watch, cost.real)), "watch-mails/s")
	b.ReportMetric(each(median(analyze, cost.real)), "analyze-mails/s")
	b.ReportMetric(median(analyze, cost.real).Seconds()/median(watch, cost.real).Seconds(), "x-analyze")
	b.ReportMetric(median(analyze, cost.cpu).Seconds()/median(watch, cost.cpu).Seconds(), "x-cpu")
	more := median(watch, cost.cpu) - median(analyze, cost.cpu)
	b.ReportMetric(float64(more.Microseconds())/float64(*benchMails), "µs-cpu-more/mail")
}

// A cost is what a process took: the time that went by, and that of processors.
type cost struct{ passed, busy time.Duration }

func (c cost) real() time.Duration { return c.passed }
func (c cost) cpu() time.Duration  { return c.busy }

func median(costs []cost, of func(cost) time.Duration) time.Duration {
	var list []time.Duration
	for _, c := range costs {
		list = append(list, of(c))
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// process runs a program to its end. What it writes goes nowhere.
func process(tb testing.TB, args ...string) cost {
	tb.Helper()
	var stderr strings.Builder
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%q: %v: %s", args, err, stderr.String())
	}
	return cost{time.Since(start), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
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
		if err := os.WriteFile(filepath.Join(dir, "new", maildirName(i)), made.Bounce(i), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

// unread makes the messages of makeMaildir new again, all of which were flagged as
// seen.
func unread(tb testing.TB, dir string, n int) {
	tb.Helper()
	for i := range n {
		name := maildirName(i)
		if err := os.Rename(filepath.Join(dir, "cur", name+":2,S"), filepath.Join(dir, "new", name)); err != nil {
			tb.Fatal(err)
		}
	}
}

func maildirName(i int) string { return fmt.Sprintf("%d.M%d.mail.example", 1764000000+i/100, i) }
