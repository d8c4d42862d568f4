package catalog

import (
	"os"
	"strings"
	"testing"
)

// TestReplies classifies replies of the kinds that are met, by their words and
// codes alone.
func TestReplies(t *testing.T) {
	b, err := os.ReadFile("testdata/replies.txt")
	if err != nil {
		t.Fatal(err)
	}
	c := loadTest(t)
	n := 0
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		want, text, ok := strings.Cut(line, "\t")
		if !ok || validCategory(want) != nil {
			t.Errorf("testdata/replies.txt:%d: want category, tab, text", i+1)
			continue
		}
		n++
		if m := c.Classify(Query{Text: text}); m.Category != Category(want) {
			t.Errorf("testdata/replies.txt:%d: %q is %s by %s (%q), want %s", i+1, text, m.Category, m.Why.Rule, m.Why.Matched, want)
		}
	}
	if n < 300 {
		t.Errorf("%d replies, want 300 or more", n)
	}
}
