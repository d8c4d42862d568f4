package notify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// TestDocumentChecks: of very many checks, the part for a recipient has those
// that its verdicts cite.
func TestDocumentChecks(t *testing.T) {
	for n, want := range map[int]int{3: 3, maxChecks: maxChecks, maxChecks + 1: 1} {
		var checks []string
		for i := range n {
			checks = append(checks, fmt.Sprintf(`{"check":"mx","target":"d%d.example","x":{}}`, i))
		}
		doc, err := open(fmt.Appendf(nil, `{"recipients":[{"final":"a@d2.example"}],"diagnosis":{"verdicts":[{"recipients":["a@d2.example"],"evidence":[{"check":"mx","target":"d2.example"}]},`+
			`{"recipients":["b@d1.example"],"evidence":[{"check":"mx","target":"d1.example"}]}],"checks":[%s]}}`, strings.Join(checks, ",")))
		if err != nil {
			t.Fatal(err)
		}
		b, err := doc.of(&store.Record{Event: store.Event{Recipient: "a@d2.example"}})
		if err != nil {
			t.Fatal(err)
		}
		part, err := open(b)
		if err != nil {
			t.Fatal(err)
		}
		if len(part.checks) != want || len(part.verdicts) != 1 || !strings.Contains(string(b), "d2.example\",\"x\"") {
			t.Errorf("of %d checks the part has %d and %d verdicts, want %d and 1: %.300s", n, len(part.checks), len(part.verdicts), want, b)
		}
	}
}

func TestDocumentDamaged(t *testing.T) {
	for _, in := range []string{"", "null", "[]", `{"recipients":{}}`, `{"diagnosis":[]}`, `{"diagnosis":{"verdicts":{}}}`, `{"diagnosis":{"verdicts":[1]}}`, `{"diagnosis":{"checks":[1]}}`, `{"a":`} {
		if _, err := open([]byte(in)); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("open(%q) = %v, want an error", in, err)
		}
	}
}
