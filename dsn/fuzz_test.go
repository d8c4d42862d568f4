package dsn

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"unicode/utf8"
)

// FuzzParse holds what every input must keep: exactly one of report and error,
// valid JSON in UTF-8, bounded problems, and the same outcome for the same
// bytes.
func FuzzParse(f *testing.F) {
	for _, path := range goldenMails(f) {
		mail, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(mail)
	}
	f.Fuzz(func(t *testing.T, mail []byte) {
		p := &Parser{MaxSize: 1 << 20}
		rep, err := p.Parse(bytes.NewReader(mail))
		if (rep == nil) == (err == nil) {
			t.Fatalf("Parse = %v, %v: want exactly one of them", rep, err)
		}
		if err != nil {
			return
		}
		first, err := json.Marshal(rep)
		if err != nil || !utf8.Valid(first) {
			t.Fatalf("the report is no JSON in UTF-8: %v", err)
		}
		if len(rep.Problems) > maxProblems {
			t.Fatalf("%d problems", len(rep.Problems))
		}
		if rep.Kind == "" {
			t.Fatal("no kind")
		}
		again, err := p.Parse(bytes.NewReader(mail))
		if err != nil {
			t.Fatalf("a second reading fails: %v", err)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Fatalf("a second reading differs (%v):\n%s\n%s", err, first, second)
		}
	})
}
