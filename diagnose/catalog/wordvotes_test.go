package catalog

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write wordvotes.tsv anew")

// TestWordVotes holds wordvotes.tsv to what the phrases and examples of the
// catalogue say.
func TestWordVotes(t *testing.T) {
	want := countVotes(loadTest(t))
	if *update {
		if err := os.WriteFile("wordvotes.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != wordVotesData {
		t.Error("wordvotes.tsv is not what the data says now: go test ./diagnose/catalog -run WordVotes -update")
	}
}

// A voter counts in which categories words are met.
type voter struct {
	words map[string]map[Category]float64
	of    map[Category]float64
	all   float64
	text  text
}

func (v *voter) learn(sample string, cat Category, weight float64) {
	v.text.reset(sample, "")
	v.of[cat] += weight
	v.all += weight
	seen := map[string]bool{}
	for word := range v.text.votingWords {
		if seen[word] {
			continue
		}
		seen[word] = true
		if v.words[word] == nil {
			v.words[word] = map[Category]float64{}
		}
		v.words[word][cat] += weight
	}
}

// countVotes counts the votes of all words.
func countVotes(c *Catalog) string {
	v := voter{words: map[string]map[Category]float64{}, of: map[Category]float64{}}
	for i := range c.rules {
		for _, example := range c.rules[i].entry().Examples {
			v.learn(example, c.rules[i].category, 1)
		}
	}
	for i := range c.phrases {
		list := samples(c.phrases[i].source)
		for _, s := range list {
			v.learn(s, c.phrases[i].category, min(1, 6/float64(len(list))))
		}
	}
	words := make([]string, 0, len(v.words))
	for w := range v.words {
		words = append(words, w)
	}
	slices.Sort(words)
	var b strings.Builder
	for _, w := range words {
		if votes := v.votes(w); votes != "" {
			b.WriteString(w + votes + "\n")
		}
	}
	return b.String()
}

// votes gives what a word votes for, in the form of wordvotes.tsv.
func (v *voter) votes(word string) string {
	total := 0.0
	for _, n := range v.words[word] {
		total += n
	}
	least, pair := 0.8, strings.Contains(word, " ")
	if pair {
		least = 2.5
	}
	if total < least {
		return ""
	}
	var list []vote
	for _, cat := range Categories() {
		n := v.words[word][cat]
		if n == 0 || cat == Unknown {
			continue
		}
		odds := math.Log((n + 0.02) / (v.of[cat] + 1) * (v.all - v.of[cat] + 1) / (total - n + 0.3))
		if pair {
			odds *= 0.6
		}
		if w := int(math.Round(odds * 10)); w >= 12 {
			list = append(list, vote{cat, w})
		}
	}
	slices.SortStableFunc(list, func(a, b vote) int { return cmp.Compare(b.weight, a.weight) })
	var b strings.Builder
	for _, x := range list[:min(len(list), 2)] {
		fmt.Fprintf(&b, "\t%s %d", x.category, x.weight)
	}
	return b.String()
}
