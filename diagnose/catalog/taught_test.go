package catalog

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A taughtReply is a reply whose categories are known.
type taughtReply struct {
	text  string
	right []Category // the plainest first
}

// taughtReplies reads testdata/taught.txt.
func taughtReplies(t *testing.T) []taughtReply {
	b, err := os.ReadFile("testdata/taught.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []taughtReply
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		names, text, ok := strings.Cut(line, "\t")
		r := taughtReply{text: text}
		for name := range strings.SplitSeq(names, ",") {
			if !ok || validCategory(name) != nil {
				t.Fatalf("testdata/taught.txt:%d: want categories, tab, text", i+1)
			}
			r.right = append(r.right, Category(name))
		}
		list = append(list, r)
	}
	return list
}

// TestTaughtReplies classifies the replies that the words have learnt from:
// rules and words together get hardly one wrong.
func TestTaughtReplies(t *testing.T) {
	const least = 0.97
	c := loadTest(t)
	list := taughtReplies(t)
	right := 0
	for _, r := range list {
		m := c.Classify(Query{Text: r.text})
		if slices.Contains(r.right, m.Category) {
			right++
			continue
		}
		t.Logf("%q is %s by %s (%q), want %v", r.text, m.Category, m.Why.Rule, m.Why.Matched, r.right)
	}
	if share := float64(right) / float64(len(list)); share < least {
		t.Errorf("%d of %d right, %.3f, want %v", right, len(list), share, least)
	}
}
