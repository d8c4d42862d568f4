package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

var benchMails = flag.Int("mails", 10_000, "how many `messages` BenchmarkEndToEnd goes through")

// BenchmarkEndToEnd times, side by side in each round, ndr analyze --offline
// --format ndjson on a directory, and the same work on the same mails in memory
// with as many goroutines: parsing, classification with judgement, encoding.
// "x-memory" is the one's rate over the other's; "x-decode" is that over parsing
// and classification alone.
func BenchmarkEndToEnd(b *testing.B) {
	mails := testMails(b)
	dir := b.TempDir()
	writeMails(b, dir, mails, *benchMails)
	var memory, decode, whole time.Duration
	for b.Loop() {
		start := time.Now()
		inMemory(b, mails, *benchMails, newEncode)
		memory += time.Since(start)
		start = time.Now()
		inMemory(b, mails, *benchMails, newClassify)
		decode += time.Since(start)
		start = time.Now()
		var stderr strings.Builder
		if status := run(b.Context(), []string{"analyze", "--offline", "--format", "ndjson", dir}, strings.NewReader(""), io.Discard, &stderr); status != statusDone {
			b.Fatalf("status %d: %s", status, stderr.String())
		}
		whole += time.Since(start)
	}
	all := float64(b.N * *benchMails)
	b.ReportMetric(all/memory.Seconds(), "memory-mails/s")
	b.ReportMetric(all/whole.Seconds(), "whole-mails/s")
	b.ReportMetric(all/decode.Seconds(), "decode-mails/s")
	b.ReportMetric(decode.Seconds()/whole.Seconds(), "x-decode")
	b.ReportMetric(memory.Seconds()/whole.Seconds(), "x-memory")
}

// testMails are all test mails.
func testMails(tb testing.TB) [][]byte {
	tb.Helper()
	paths, err := filepath.Glob("../../testdata/*/*.eml")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no mails in ../../testdata/*/*.eml (%v)", err)
	}
	var mails [][]byte
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		mails = append(mails, b)
	}
	return mails
}

// writeMails writes n files, a thousand in each directory.
func writeMails(tb testing.TB, dir string, mails [][]byte, n int) {
	tb.Helper()
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprintf("%04d", i/1000))
		if i%1000 == 0 {
			if err := os.Mkdir(sub, 0o700); err != nil {
				tb.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(sub, fmt.Sprintf("%07d.eml", i)), mails[i%len(mails)], 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

// inMemory parses n mails that are in memory already and does some work on each,
// with one worker for each goroutine.
func inMemory(tb testing.TB, mails [][]byte, n int, newWork func() func(*dsn.Report)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			work := newWork()
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				rep, err := dsn.Parse(bytes.NewReader(mails[i%len(mails)]))
				if err != nil {
					tb.Error(err)
					return
				}
				work(rep)
			}
		})
	}
	group.Wait()
}

// newEncode does what ndr analyze --offline does.
func newEncode() func(*dsn.Report) {
	var doc render.Document
	var out []byte
	d := &diagnose.Diagnoser{}
	return func(rep *dsn.Report) {
		doc.Fill("x.eml", d.Diagnose(context.Background(), rep))
		out = doc.AppendJSON(out[:0], false)
	}
}

func newClassify() func(*dsn.Report) {
	c := catalog.Builtin()
	return func(rep *dsn.Report) {
		for i := range rep.Recipients {
			r := &rep.Recipients[i]
			c.Classify(catalog.Query{Reply: r.Reply, Status: r.Status, Text: r.Diagnostic.Text, Action: r.Action, Hosts: []string{r.RemoteMTA.Name}})
		}
	}
}
