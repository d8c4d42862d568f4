package dsn

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNonBounces holds that none of the mails in testdata/nonbounce is a
// failure or a delay, and that each is of the kind that its name begins with.
func TestNonBounces(t *testing.T) {
	mails, err := filepath.Glob("../testdata/nonbounce/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	if len(mails) < 60 {
		t.Errorf("%d mails in ../testdata/nonbounce, want 60 or more", len(mails))
	}
	for _, path := range mails {
		mail, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, _, _ := strings.Cut(filepath.Base(path), "-")
		for wrapping, variant := range wrappings(mail) {
			rep, err := Parse(bytes.NewReader(variant))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if rep.Kind != Kind(want) {
				t.Errorf("%s, %s: kind %s (format %q), want %s", path, wrapping, rep.Kind, rep.Format, want)
			}
			if rep.Kind == KindNone && (len(rep.Recipients) > 0 || rep.Format != "") {
				t.Errorf("%s, %s: recipients %v of format %q in an ordinary mail", path, wrapping, rep.Recipients, rep.Format)
			}
		}
	}
}

// wrappings gives the mail with the line ends and the mbox line that it may
// come with.
func wrappings(mail []byte) map[string][]byte {
	return map[string][]byte{
		"as it is": mail,
		"CRLF":     bytes.ReplaceAll(mail, []byte("\n"), []byte("\r\n")),
		"mbox":     append([]byte("From jane@example.net Mon Nov  2 10:14:05 2026\n"), mail...),
	}
}
