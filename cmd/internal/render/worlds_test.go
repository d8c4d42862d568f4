package render

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestAnswerInThreeLines writes the diagnosis of every world: what happened, the
// cause and the first step are the first three lines, of 80 columns.
func TestAnswerInThreeLines(t *testing.T) {
	dirs, err := filepath.Glob("../../../testdata/worlds/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no worlds (%v)", err)
	}
	for _, dir := range dirs {
		lines := strings.Split(string(Text{}.AppendDiagnosis(nil, "bounce.eml", false, diagnoseWorld(t, dir))), "\n")
		for i, labels := range []string{"Failed Delayed", "Cause", "Fix"} {
			label, _, _ := strings.Cut(lines[i], " ")
			if label == "" || !strings.Contains(labels, label) || term.Width(lines[i]) > 80 {
				t.Errorf("%s: line %d is %q, want %s", filepath.Base(dir), i+1, lines[i], labels)
			}
		}
	}
}

func diagnoseWorld(t *testing.T, dir string) *diagnose.Diagnosis {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "bounce.eml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rep, err := dsn.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := checktest.ParseFile(filepath.Join(dir, "world.zone"))
	if err != nil {
		t.Fatal(err)
	}
	d := &diagnose.Diagnoser{Resolver: zone}
	return d.Diagnose(context.Background(), rep)
}
