package diagnose_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// BenchmarkDecode times, side by side in each round, the ways to go through the
// same mails: go-message's reading of the header alone, its bare walk through
// all parts, Parse, and Parse with classification. The ratios are to the walk:
// "x-walk" of 2 is twice as fast as the walk.
func BenchmarkDecode(b *testing.B) {
	for _, set := range mailSets {
		b.Run(set.name, func(b *testing.B) { benchSideBySide(b, set.mails(b)) })
	}
}

// mailSets are the mails that the benchmarks go through. The real ones are not
// part of the repository.
var mailSets = []struct {
	name  string
	mails func(*testing.B) [][]byte
}{
	{"testdata", func(b *testing.B) [][]byte { return mailsIn(b, "../testdata/*/*.eml") }},
	{"generated", func(*testing.B) [][]byte { return generatedMails(100) }},
	{"real", func(b *testing.B) [][]byte { return mailsIn(b, "../../shared/corpus/real/*") }},
	{"attached-1MB", func(*testing.B) [][]byte { return attachedMails(63, 1<<20) }},
	{"attached-63MB", func(*testing.B) [][]byte { return attachedMails(1, 63<<20) }},
}

func benchSideBySide(b *testing.B, mails [][]byte) {
	ways := []struct {
		name string
		run  func([][]byte)
	}{
		{"header", each(readHeader)}, {"walk", each(walk)}, {"parse", each(parse)}, {"classify", each(classify)}, {"together", together},
	}
	spent := make([]time.Duration, len(ways))
	size := 0
	for _, m := range mails {
		size += len(m)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for i, way := range ways {
			start := time.Now()
			way.run(mails)
			spent[i] += time.Since(start)
		}
	}
	for i, way := range ways {
		b.ReportMetric(float64(spent[i].Nanoseconds())/float64(b.N*len(mails)), way.name+"-ns/mail")
		b.ReportMetric(float64(spent[1])/float64(spent[i]), way.name+"-x-walk")
	}
}

// BenchmarkParse gives what Parse with classification allocates for the mail in
// the middle of each set.
func BenchmarkParse(b *testing.B) {
	for _, set := range mailSets {
		b.Run(set.name, func(b *testing.B) {
			mails := set.mails(b)
			var allocs, size []uint64
			for b.Loop() {
				allocs, size = allocs[:0], size[:0]
				for _, m := range mails {
					n, s := allocated(m)
					allocs, size = append(allocs, n), append(size, s)
				}
			}
			slices.Sort(allocs)
			slices.Sort(size)
			b.ReportMetric(float64(allocs[len(allocs)/2]), "median-allocs")
			b.ReportMetric(float64(size[len(size)/2]), "median-B")
			b.ReportMetric(float64(size[len(size)-1]), "most-B")
		})
	}
}

// allocated counts the allocations that one mail takes, and their bytes.
func allocated(m []byte) (n, size uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	classify(m)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// BenchmarkCores gives how many times the mails that one processor gets through
// two get through in the same time, both measured in each round, garbage
// collection included. Several passes in a row make the two end together.
func BenchmarkCores(b *testing.B) {
	mails := mailsIn(b, "../testdata/*/*.eml")
	all := func() {
		for range 4 {
			for _, m := range mails {
				classify(m)
			}
		}
	}
	var one, two time.Duration
	for b.Loop() {
		before := runtime.GOMAXPROCS(1)
		start := time.Now()
		all()
		one += time.Since(start)
		runtime.GOMAXPROCS(before)
		start = time.Now()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(all)
		}
		wg.Wait()
		two += time.Since(start)
	}
	b.ReportMetric(2*float64(one)/float64(two), "x-one")
}

func each(run func([]byte)) func([][]byte) {
	return func(mails [][]byte) {
		for _, m := range mails {
			run(m)
		}
	}
}

func together(mails [][]byte) {
	var reports []*dsn.Report
	for some := range slices.Chunk(mails, 64) {
		reports = reports[:0]
		for _, m := range some {
			if rep, err := dsn.Parse(bytes.NewReader(m)); err == nil {
				reports = append(reports, rep)
			}
		}
		for _, rep := range reports {
			classifyReport(rep)
		}
	}
}

func readHeader(m []byte) {
	if _, err := message.Read(bytes.NewReader(m)); err != nil {
		return // an unknown charset or a damaged header: the reading was done
	}
}

func walk(m []byte) {
	e, err := message.Read(bytes.NewReader(m))
	if err != nil && !message.IsUnknownCharset(err) {
		return
	}
	// Damage ends the walk early, which counts for go-message.
	_ = e.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		if part.MultipartReader() != nil {
			return nil
		}
		_, err = io.Copy(io.Discard, part.Body)
		return err
	})
}

func parse(m []byte) { _, _ = dsn.Parse(bytes.NewReader(m)) }

func classify(m []byte) {
	if rep, err := dsn.Parse(bytes.NewReader(m)); err == nil {
		classifyReport(rep)
	}
}

func classifyReport(rep *dsn.Report) {
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		catalog.Builtin().Classify(catalog.Query{Reply: r.Reply, Status: r.Status, Text: r.Diagnostic.Text, Action: r.Action, Hosts: []string{r.RemoteMTA.Name}})
	}
}

// mailsIn reads the mails of a folder, and skips the benchmark where there is no
// such folder.
func mailsIn(b *testing.B, pattern string) [][]byte {
	b.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		b.Fatal(err)
	}
	if len(paths) == 0 {
		b.Skipf("no mails in %s", pattern)
	}
	var mails [][]byte
	for _, path := range paths {
		m, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		mails = append(mails, m)
	}
	return mails
}

// generatedMails are Postfix-like bounces of different lengths with a returned
// message each.
func generatedMails(n int) [][]byte {
	mails := make([][]byte, n)
	for i := range mails {
		mails[i] = generated(i, strings.Repeat("A line of the message that came back.\r\n", 10+i))
	}
	return mails
}

// attachedMails are n mails that return a message with a large base64 body. They
// are as many bytes for each size, so that none is in a processor's cache when
// its turn comes.
func attachedMails(n, size int) [][]byte {
	line := strings.Repeat("QUJD", 19) + "\r\n"
	mails := make([][]byte, n)
	for i := range mails {
		mails[i] = generated(i, strings.Repeat(line, size/len(line)))
	}
	return mails
}

func generated(i int, body string) []byte {
	return fmt.Appendf(nil, "Received: by mail.example.org (Postfix) id %d; Mon, 2 Nov 2026 09:14:07 +0000 (UTC)\r\n"+
		"Date: Mon, 2 Nov 2026 09:14:07 +0000 (UTC)\r\nFrom: MAILER-DAEMON@mail.example.org (Mail Delivery System)\r\n"+
		"Subject: Undelivered Mail Returned to Sender\r\nTo: news@example.com\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"B%d/mail.example.org\"\r\n\r\n"+
		"This is a MIME-encapsulated message.\r\n\r\n--B%d/mail.example.org\r\nContent-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"+
		"This is the mail system at host mail.example.org.\r\n\r\n<jane%d@example.net>: host mx.example.net[198.51.100.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)\r\n\r\n"+
		"--B%d/mail.example.org\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"+
		"Reporting-MTA: dns; mail.example.org\r\nX-Postfix-Queue-ID: %d\r\nX-Postfix-Sender: rfc822; news@example.com\r\nArrival-Date: Mon,  2 Nov 2026 09:14:02 +0000 (UTC)\r\n\r\n"+
		"Final-Recipient: rfc822; jane%d@example.net\r\nOriginal-Recipient: rfc822;jane%d@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.example.net\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"+
		"--B%d/mail.example.org\r\nContent-Description: Undelivered Message\r\nContent-Type: message/rfc822\r\n\r\n"+
		"Return-Path: <news@example.com>\r\nReceived: from app.example.com (app.example.com [192.0.2.10])\r\n\tby mail.example.org (Postfix) with ESMTP id %d\r\n\tfor <jane%d@example.net>; Mon, 2 Nov 2026 09:14:02 +0000 (UTC)\r\n"+
		"From: News <news@example.com>\r\nTo: jane%d@example.net\r\nSubject: November\r\nMessage-ID: <%d@example.com>\r\nDate: Mon, 2 Nov 2026 09:14:01 +0000\r\n\r\n%s\r\n--B%d/mail.example.org--\r\n",
		i, i, i, i, i, i, i, i, i, i, i, i, i, body, i)
}
