package headers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// FuzzAnalyze holds what every input must keep: a Report or an error, everything
// bounded and in UTF-8, and the same for the same bytes.
func FuzzAnalyze(f *testing.F) {
	archive, err := txtar.ParseFile("../../testdata/headers/hops.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(file.Data)
	}
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, b []byte) {
		opts := headers.Options{Own: []string{"example.net"}, Now: now}
		rep, err := headers.Analyze(b, opts)
		if (rep == nil) == (err == nil) {
			t.Fatalf("Analyze = %v, %v: want exactly one of them", rep, err)
		}
		if err != nil {
			return
		}
		text, err := json.Marshal(rep)
		if err != nil {
			t.Fatalf("the report has no JSON: %v", err)
		}
		again, _ := headers.Analyze(b, opts)
		if second, _ := json.Marshal(again); string(second) != string(text) {
			t.Fatalf("two analyses differ:\n%s\n%s", text, second)
		}
		for _, finding := range rep.Findings {
			if !utf8.ValidString(finding.Text) {
				t.Fatalf("finding %s is no UTF-8: %q", finding.ID, finding.Text)
			}
		}
		for i, h := range rep.Hops {
			if h.Number != i+1 || !utf8.ValidString(h.Text) {
				t.Fatalf("hop %d is %+v", i, h)
			}
		}
	})
}

// FuzzParseAuthResults holds that no field makes the reader run away.
func FuzzParseAuthResults(f *testing.F) {
	for _, s := range []string{
		"mx.example.net; dkim=pass (a (b) c) header.d=example.com; spf=fail reason=\"x;y\" smtp.mailfrom=a=b@c",
		"i=1; relay.example.org; none", "spf=pass", "a / 1 = b . c", "/=0", "((((", "\"\\", ";=;=",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := headers.ParseAuthResults(s)
		n := len(got.AuthservID)
		for _, r := range got.Results {
			if r.Method == "" || r.Result == "" {
				t.Fatalf("ParseAuthResults(%q): a result without method or result: %+v", s, r)
			}
			n += len(r.Method) + len(r.Result) + len(r.Comment) + len(r.Reason)
			for _, p := range r.Properties {
				n += len(p.Name) + len(p.Value)
			}
		}
		if n > 3*len(s)+10 || len(got.Results) > 50 {
			t.Fatalf("ParseAuthResults(%q) gives %d octets, %d results", s, n, len(got.Results))
		}
	})
}

// BenchmarkAnalyze measures a header with a body of a megabyte.
func BenchmarkAnalyze(b *testing.B) {
	message := append([]byte(good+"\n"), make([]byte, 1<<20)...)
	for i := len(good) + 1; i < len(message); i++ {
		if message[i] = 'x'; i%72 == 0 {
			message[i] = '\n'
		}
	}
	b.SetBytes(int64(len(message)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := headers.Analyze(message, headers.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestLongFields holds that what is long comes out short, and soon: none of the
// readers does more than go over it.
func TestLongFields(t *testing.T) {
	for name, value := range map[string]string{
		"comments": strings.Repeat("(a)", 100000), "open comments": strings.Repeat("(", 300000), "semicolons": strings.Repeat("; a=b", 60000),
		"addresses": strings.Repeat("a@b:c,", 50000), "quotes": strings.Repeat("\"\\", 100000), "brackets": strings.Repeat("<a@b>", 60000), "words": strings.Repeat("from by with ", 30000),
	} {
		for _, field := range []string{"Received", "Authentication-Results", "Received-SPF", "From", "DKIM-Signature", "ARC-Seal", "X-Spam-Status", "Subject", "List-Unsubscribe"} {
			rep, err := headers.Analyze([]byte(field+": "+value+"\n"), headers.Options{Own: []string{"example.net"}})
			if err != nil {
				t.Fatalf("%s of %s: %v", field, name, err)
			}
			if text, err := json.Marshal(rep); err != nil || len(text) > 4*len(value)+10000 {
				t.Errorf("%s of %s: %d octets of JSON (%v) of %d", field, name, len(text), err, len(value))
			}
		}
	}
}

// TestNoHeader holds what is no message.
func TestNoHeader(t *testing.T) {
	for _, s := range []string{"", "\n\n", "hello", "<html>", "\x00\x01"} {
		if rep, err := headers.Analyze([]byte(s), headers.Options{}); err == nil {
			t.Errorf("Analyze(%q) = %+v, want an error", s, rep)
		}
	}
}
