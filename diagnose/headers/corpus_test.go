package headers_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
	"github.com/seed-d13f741b/ndr/dsn"
)

// mails gives all mails under the folders: those of the project, and those of a
// corpus beside it.
func mails(t *testing.T, roots ...string) []string {
	t.Helper()
	var files []string
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".eml") || strings.HasSuffix(path, ".txt") && strings.Contains(path, "corpus")) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatalf("looking for mails in %s: %v", root, err)
		}
	}
	if len(files) == 0 {
		t.Fatalf("no mails under %v: the test sees nothing", roots)
	}
	return files
}

// TestAllMails analyses every mail that there is: none panics, and where a
// Received field is, the answer has a hop for each.
func TestAllMails(t *testing.T) {
	t.Run("own", func(t *testing.T) { analyseAll(t, "../../testdata") })
	t.Run("corpus", func(t *testing.T) {
		const corpus = "../../../shared/corpus"
		if _, err := os.Stat(corpus); err != nil {
			t.Skipf("no corpus at %s: %v", corpus, err)
		}
		analyseAll(t, corpus)
	})
}

func analyseAll(t *testing.T, root string) {
	hops, undated, returned := 0, 0, 0
	for _, file := range mails(t, root) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := headers.Analyze(b, headers.Options{Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Errorf("%s: Analyze = %v", file, err)
			continue
		}
		if want := receivedIn(b); len(rep.Hops) < want {
			t.Errorf("%s: %d hops, and the header has %d Received fields", file, len(rep.Hops), want)
		}
		if inner := returnedIn(b); len(bytes.TrimSpace(inner)) > 0 {
			returned++
			again, err := headers.Analyze(inner, headers.Options{})
			switch want := receivedIn(inner); {
			case err != nil && want > 0:
				t.Errorf("%s: Analyze of what it returns = %v", file, err)
			case err == nil && len(again.Hops) < min(want, 200):
				t.Errorf("%s: %d hops in what it returns, and that has %d Received fields", file, len(again.Hops), want)
			}
		}
		for _, h := range rep.Hops {
			hops++
			if h.Date.IsZero() {
				undated++
			}
			if h.By == "" && h.HELO == "" && h.From == "" && !h.IP.IsValid() && h.Date.IsZero() && h.Text != "" {
				t.Logf("%s: nothing read of %q", file, h.Text)
			}
		}
	}
	t.Logf("%s: %d hops, %d without a date; %d returned messages", root, hops, undated, returned)
	if hops == 0 || returned == 0 {
		t.Errorf("%s: %d hops, %d returned messages: the test sees nothing", root, hops, returned)
	}
}

// returnedIn gives what a bounce returns of a message.
func returnedIn(b []byte) []byte {
	rep, err := (&dsn.Parser{KeepReturned: 1 << 20}).Parse(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	return append(rep.Original.Raw, rep.Original.Partial...)
}

// receivedIn counts the Received fields before the first empty line.
func receivedIn(b []byte) int {
	b = bytes.TrimLeft(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), "\n ")
	head, _, _ := bytes.Cut(b, []byte("\n\n"))
	n := 0
	for line := range bytes.Lines(head) {
		if len(line) > 9 && strings.EqualFold(string(line[:9]), "received:") {
			n++
		}
	}
	return n
}
