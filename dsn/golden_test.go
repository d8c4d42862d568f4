package dsn

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden reports anew")

// goldenMails are the test mails, testdata/<system>/<case>.eml.
func goldenMails(tb testing.TB) []string {
	tb.Helper()
	mails, err := filepath.Glob("../testdata/*/*.eml")
	if err != nil || len(mails) == 0 {
		tb.Fatalf("no mails in ../testdata/*/*.eml (%v)", err)
	}
	return mails
}

// TestGolden compares the report of each test mail with the file beside it.
func TestGolden(t *testing.T) {
	for _, path := range goldenMails(t) {
		t.Run(strings.TrimPrefix(path, "../testdata/"), func(t *testing.T) {
			mail, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := Parse(bytes.NewReader(mail))
			if err != nil {
				t.Fatal(err)
			}
			got := goldenJSON(t, rep)
			golden := strings.TrimSuffix(path, ".eml") + ".json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v\nlook at the report below; if it is right: go test ./dsn -run TestGolden -update\n%s", err, got)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("report differs from %s; if it is right now: go test ./dsn -run TestGolden -update\n%s", golden, diff)
			}
		})
	}
}

func goldenJSON(t *testing.T, rep *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(rep); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
