package dsn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// zeros is an endless run of NUL bytes.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// repeat gives n times the text that f appends, without holding it all and
// without garbage of its own.
func repeat(n int, f func(b []byte, i int) []byte) io.Reader {
	i := 0
	var text, rest []byte
	return readerFunc(func(p []byte) (int, error) {
		for len(rest) == 0 {
			if i == n {
				return 0, io.EOF
			}
			text = f(text[:0], i)
			rest = text
			i++
		}
		k := copy(p, rest)
		rest = rest[k:]
		return k, nil
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

var base64Line = strings.Repeat("QUJD", 19) + "\r\n"

const reportHead = "From: MAILER-DAEMON@example.org\nTo: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"

// TestHostile: input made to hurt ends with a report or an error, soon, and
// without memory that grows with it.
func TestHostile(t *testing.T) {
	recipient := func(b []byte, i int) []byte {
		return append(strconv.AppendInt(append(b, "Final-Recipient: rfc822; user"...), int64(i), 10), "@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n\n"...)
	}
	constant := func(text string) func([]byte, int) []byte {
		return func(b []byte, _ int) []byte { return append(b, text...) }
	}
	tests := []struct {
		name string
		in   io.Reader
		err  error
		kind Kind
	}{
		{"empty", strings.NewReader(""), ErrNotMessage, ""},
		{"binary", bytes.NewReader([]byte{0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0xff, 0xfe, '\n', 0, ':', '\n'}), ErrNotMessage, ""},
		{"100 MB of zeros", io.LimitReader(zeros{}, 100<<20), ErrTooLarge, ""},
		{"10 MB of zeros", io.LimitReader(zeros{}, 10<<20), ErrNotMessage, ""},
		{"10,000 nested parts", io.MultiReader(strings.NewReader("From: a@example.com\n"), repeat(10_000, func(b []byte, i int) []byte {
			return fmt.Appendf(b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		})), nil, KindNone},
		{"endless header field", io.MultiReader(strings.NewReader("From: a@example.com\nSubject: "), repeat(1<<20, constant("aaaaaaaaaaaaaaaa"))), nil, KindNone},
		{"endless header", io.MultiReader(strings.NewReader("From: a@example.com\n"), repeat(1<<20, constant("X-Field: aaaaaaaa\n"))), nil, KindNone},
		{"100,000 parts", io.MultiReader(strings.NewReader(reportHead), repeat(100_000, constant("--b\nContent-Type: text/plain\n\nx\n"))), nil, KindNone},
		{"1,000,000 recipients", io.MultiReader(strings.NewReader(reportHead+"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"), repeat(1_000_000, recipient)), ErrTooLarge, ""},
		{"300,000 recipients", io.MultiReader(strings.NewReader(reportHead+"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"), repeat(300_000, recipient)), nil, KindFailure},
		{"60 MB attachment", io.MultiReader(strings.NewReader(reportHead+"--b\nContent-Type: message/delivery-status\n\n"+string(recipient(nil, 1))+"--b\nContent-Type: message/rfc822\n\nFrom: a@example.com\n\n"),
			repeat(60<<20/78, constant(base64Line))), nil, KindFailure},
		{"200,000 groups about one recipient", io.MultiReader(strings.NewReader(reportHead+"--b\nContent-Type: message/delivery-status\n\n"+string(recipient(nil, 1))),
			repeat(200_000, constant("Status: 5.0.0\n\n"))), nil, KindFailure},
		{"10,000 recipients, one long reply", io.MultiReader(strings.NewReader("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n\n"),
			repeat(10_000, func(b []byte, i int) []byte {
				return append(strconv.AppendInt(append(b, 'a'), int64(i), 10), "@b.example\n"...)
			}),
			strings.NewReader("\nTechnical details of permanent failure:\n"), repeat(4000, constant("no such user at all\n"))), nil, KindFailure},
		{"100,000 short lines about one address, CommuniGate", io.MultiReader(strings.NewReader("From: MAILER-DAEMON@example.org\n\nFailed to deliver to 'jane@example.net'\n"),
			repeat(100_000, constant("a\n"))), nil, KindFailure},
		{"100,000 short lines about one address, Mercury", io.MultiReader(strings.NewReader("From: postmaster@example.org\nSubject: Postmaster Notify: Delivery Failure.\n\nThe local mail transport system has reported the following problems\n\n*** jane@example.net\n"),
			repeat(100_000, constant("a\n"))), nil, KindFailure},
		{"a reply of 40,000 lines", io.MultiReader(strings.NewReader("From: MAILER-DAEMON@example.org\n\n                UNDELIVERABLE MAIL\n\n<jane@example.net>:\n"),
			repeat(40_000, constant("<<< a\n"))), nil, KindFailure},
		{"4,000 display names among 3,000 addressees", io.MultiReader(strings.NewReader("From: MAILER-DAEMON@example.org\nX-MS-Embedded-Report: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"),
			repeat(4000, constant("Jane Roe on 1/1/2008 11:34 PM\n      <x\n\n")), strings.NewReader("--b\nContent-Type: message/rfc822\n\nTo: "),
			repeat(3000, constant("\"x\" <a@b.example>,\n ")), strings.NewReader("z@b.example\n\n--b--\n")), nil, KindFailure},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			rep, err := parseInTime(t, test.in)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if err == nil && rep.Kind != test.kind {
				t.Errorf("kind %s, want %s", rep.Kind, test.kind)
			}
			if rep != nil && len(rep.Recipients) > 10_000 {
				t.Errorf("%d recipients", len(rep.Recipients))
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 120<<20 {
				t.Errorf("%d MB allocated", used>>20)
			}
		})
	}
}

// TestManyComplainants: the addresses of a complaint are bounded.
func TestManyComplainants(t *testing.T) {
	rep, err := Parse(io.MultiReader(strings.NewReader("From: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/feedback-report\n\nFeedback-Type: abuse\n"),
		repeat(5000, func(b []byte, i int) []byte {
			return append(strconv.AppendInt(append(b, "Original-Rcpt-To: u"...), int64(i), 10), "@example.net\n"...)
		}), strings.NewReader("\n--b--\n")))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rep.Feedback.OriginalRcptTo); n != maxAddresses {
		t.Errorf("%d addresses, want %d", n, maxAddresses)
	}
}

// parseInTime fails where Parse hangs; the bound is no measure of speed.
func parseInTime(t *testing.T, r io.Reader) (rep *Report, err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		rep, err = Parse(r)
	}()
	select {
	case <-done:
		return rep, err
	case <-time.After(time.Minute):
		t.Fatal("Parse hangs")
		return nil, nil
	}
}

// TestTruncated reads a mail that is cut behind each of its bytes.
func TestTruncated(t *testing.T) {
	mail, err := os.ReadFile(goldenMails(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	for n := range mail {
		rep, err := Parse(bytes.NewReader(mail[:n]))
		if (rep == nil) == (err == nil) {
			t.Fatalf("cut at %d: %v, %v", n, rep, err)
		}
	}
}
