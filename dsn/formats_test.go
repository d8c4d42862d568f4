package dsn

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// TestFormats holds what belongs to a format together: the file
// format_<name>.go, the line in formats, and at least one mail in
// testdata/<name> that this format and no earlier one takes.
func TestFormats(t *testing.T) {
	if most := 64 * len(formatSet{}); len(formats) > most {
		t.Fatalf("%d formats: make formatSet larger than %d", len(formats), most)
	}
	listed := make(map[string]bool)
	for i := range formats {
		f := &formats[i]
		if listed[f.name] {
			t.Errorf("%s is listed twice in formats", f.name)
		}
		listed[f.name] = true
		if f.title == "" || f.read == nil || len(f.marks) == 0 && f.match == nil {
			t.Errorf("%s lacks title, read, or both of marks and match", f.name)
		}
		if _, err := os.Stat("format_" + f.name + ".go"); err != nil {
			t.Errorf("%s: no file of its name: %v", f.name, err)
		}
		if taken := mailsTakenBy(t, f.name); taken == 0 {
			t.Errorf("%s: no mail in ../testdata/%s that this format takes", f.name, f.name)
		}
	}
	files, err := filepath.Glob("format_*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "format_"), ".go")
		if !listed[name] && !strings.HasSuffix(name, "_test") {
			t.Errorf("%s is not listed in formats", file)
		}
	}
}

// mailsTakenBy counts the test mails of a format that it takes. A mail there
// that another format takes is an error.
func mailsTakenBy(t *testing.T, name string) (taken int) {
	t.Helper()
	mails, err := filepath.Glob("../testdata/" + name + "/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range mails {
		mail, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := mime.Read(bytes.NewReader(mail), mime.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for f := range newMessage(tree).matching() {
			if f.name != name {
				t.Errorf("%s is taken by %s, not by %s", path, f.name, name)
			} else {
				taken++
			}
			break
		}
	}
	return taken
}
