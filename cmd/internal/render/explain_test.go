package render

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// TestExplanationOfMuch: an input of which nothing is known is shown as far as it
// tells which one it was.
func TestExplanationOfMuch(t *testing.T) {
	x := &Explanation{Input: strings.Repeat("x", 60_000)}
	x.Explanation = catalog.Builtin().Explain(x.Input)
	if out := string(Text{Cols: 80}.AppendExplanation(nil, x)); len(out) > 500 || !strings.Contains(out, "xxx...:\nnothing is known of this") {
		t.Errorf("AppendExplanation of %d bytes gives %d: %.300s", len(x.Input), len(out), out)
	}
}
