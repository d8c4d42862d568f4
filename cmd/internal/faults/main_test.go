package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestLocalSources is the fault test in small, on the sources that need no
// server.
func TestLocalSources(t *testing.T) {
	ndr := filepath.Join(t.TempDir(), "ndr")
	if out, err := exec.Command("go", "build", "-o", ndr, "../../ndr").CombinedOutput(); err != nil {
		t.Fatalf("building ndr: %v\n%s", err, out)
	}
	for _, source := range []string{"maildir", "mbox", "spool", "ingest"} {
		t.Run(source, func(t *testing.T) {
			o := options{source: source, n: 300, kills: 6, seed: 1, ndr: ndr}
			if source == "ingest" {
				o.n = 60
			}
			if err := run(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
}
