package diagnose

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// TestDocs holds docs/verdicts.md to the code: its table of checks is the plan,
// its list of causes is complete, and the checks in its graph are those that
// there are.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile("../docs/verdicts.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	table := tableBelow(page, "| category | checks |")
	for category, want := range categoryChecks {
		if got := table[string(category)]; !slices.Equal(got, want) {
			t.Errorf("docs/verdicts.md has the checks %v for %s, want %v", got, category, want)
		}
	}
	for category := range table {
		if _, ok := categoryChecks[catalog.Category(category)]; !ok {
			t.Errorf("docs/verdicts.md has checks for %s, which needs none", category)
		}
	}
	listed := map[string]bool{}
	for _, causes := range tableBelow(page, "| family | causes |") {
		for _, c := range causes {
			listed[c] = true
			if actors[Cause(c)] == "" {
				t.Errorf("docs/verdicts.md lists %s, which is no cause", c)
			}
		}
	}
	for cause := range actors {
		if !listed[string(cause)] {
			t.Errorf("docs/verdicts.md does not list %s", cause)
		}
	}
	graph, _, _ := strings.Cut(page[strings.Index(page, "flowchart"):], "```")
	for _, name := range CheckNames() {
		if !strings.Contains(graph, name) {
			t.Errorf("the graph does not have the check %s", name)
		}
	}
	for _, c := range []Confidence{Confirmed, Likely, Possible, Refuted} {
		if !strings.Contains(page, "\n| `"+string(c)+"` |") {
			t.Errorf("docs/verdicts.md does not explain %s", c)
		}
	}
}

// tableBelow gives the rows of the table with a head: the first cell, without
// its backquotes, and the words in backquotes of the second.
func tableBelow(page, head string) map[string][]string {
	rows := map[string][]string{}
	_, text, _ := strings.Cut(page, head+"\n")
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			return rows
		}
		if i == 0 {
			continue // the line below the head
		}
		rows[strings.Trim(cells[1], " `")] = strings.Fields(strings.ReplaceAll(cells[2], "`", " "))
	}
	return rows
}
