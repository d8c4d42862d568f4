package notify

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// BenchmarkDrain takes events of an SQLite store to a sender that does nothing:
// what a delivery costs beside the receiver.
func BenchmarkDrain(b *testing.B) {
	st, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "ndr.db"), func(string) string { return "" })
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	st.Subscribe([]store.Subscription{{Hook: "h"}})
	const n = 5000
	r := &recorder{}
	d, _ := deliverer(st, r)
	for round := 0; b.Loop(); round++ {
		b.StopTimer()
		var batch []*store.Message
		for i := range n {
			k := round*n + i
			batch = append(batch, &store.Message{Digest: store.Digest{byte(k >> 24), byte(k >> 16), byte(k >> 8), byte(k)}, Kind: "failure",
				Document: fmt.Appendf(nil, `{"recipients":[{"final":"u%d@example.net"}],"diagnosis":{"verdicts":[],"checks":[]}}`, k),
				Events:   []store.Event{{ID: id(k), Recipient: fmt.Sprintf("u%d@example.net", k)}}})
		}
		if _, err := st.Save(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := d.Drain(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(r.got))/b.Elapsed().Seconds(), "events/s")
}
