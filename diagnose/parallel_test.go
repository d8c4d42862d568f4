package diagnose_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestParallel has eight goroutines decode and judge all test mails with one
// Parser and one Diagnoser, each beginning at another mail. All must get what
// one alone gets; the race detector looks on in CI.
func TestParallel(t *testing.T) {
	paths, err := filepath.Glob("../testdata/*/*.eml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no mails in ../testdata/*/*.eml (%v)", err)
	}
	mails := make([][]byte, len(paths))
	want := make([][]byte, len(paths))
	p, d := &dsn.Parser{}, &diagnose.Diagnoser{}
	for i, path := range paths {
		if mails[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		if want[i], err = outcome(t, p, d, mails[i]); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	const workers = 8
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for n := range mails {
				i := (n + w*len(mails)/workers) % len(mails)
				got, err := outcome(t, p, d, mails[i])
				if err != nil || !bytes.Equal(got, want[i]) {
					t.Errorf("%s: one of several goroutines gets (%v)\n%s\nwant\n%s", paths[i], err, got, want[i])
					return
				}
			}
		})
	}
	group.Wait()
}

// outcome gives all that is known of a mail without asking anybody, as JSON.
func outcome(t *testing.T, p *dsn.Parser, d *diagnose.Diagnoser, mail []byte) ([]byte, error) {
	rep, err := p.Parse(bytes.NewReader(mail))
	if err != nil {
		return nil, err
	}
	dg := d.Diagnose(t.Context(), rep)
	b, err := json.Marshal(struct{ Report, Matches, Verdicts any }{rep, dg.Matches, dg.Verdicts})
	if err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	return b, nil
}
