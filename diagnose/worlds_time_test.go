package diagnose_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-d13f741b/ndr/check/checktest"
)

// TestWorldsRoundTrips diagnoses each world with name servers that are 30 ms
// away, in a bubble whose clock moves with the waiting alone: no diagnosis may
// wait for more than five lookups one after the other.
func TestWorldsRoundTrips(t *testing.T) {
	const trip = 30 * time.Millisecond
	for _, w := range readWorlds(t) {
		text, err := os.ReadFile(filepath.Join(w.dir, "world.zone"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), ";ndr latency") {
			continue
		}
		zone, err := checktest.ParseString(";ndr latency " + trip.String() + "\n" + string(text))
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			diagnoseIn(zone, w.rep)
			if took := time.Since(start); took > 5*trip {
				t.Errorf("%s: %d round trips", filepath.Base(w.dir), took/trip)
			}
		})
	}
}
