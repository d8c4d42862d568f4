package headers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// TestHops compares the hops of mails in the shapes of many systems with what a
// person read in them, testdata/headers/hops.txtar.
func TestHops(t *testing.T) {
	archive, err := txtar.ParseFile("../../testdata/headers/hops.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
			want[name] = string(f.Data)
		}
	}
	n := 0
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".eml")
		if !ok {
			continue
		}
		n++
		rep, err := headers.Analyze(f.Data, headers.Options{})
		if err != nil {
			t.Errorf("%s: Analyze = %v", name, err)
			continue
		}
		if got := hopsText(rep); got != want[name] {
			t.Errorf("%s: the hops are\n%swant\n%s", name, got, want[name])
		}
	}
	if n < 30 {
		t.Errorf("%d mails, want at least 30", n)
	}
}

func hopsText(rep *headers.Report) string {
	var b strings.Builder
	for _, h := range rep.Hops {
		at, delay := "-", "-"
		if !h.Date.IsZero() {
			at = h.Date.UTC().Truncate(time.Second).Format(time.RFC3339)
		}
		if h.DelayS != nil {
			delay = fmt.Sprint(*h.DelayS)
		}
		fmt.Fprintf(&b, "%s %s %s > %s\n", at, delay, dash(h.Client()), dash(h.By))
	}
	return b.String()
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
