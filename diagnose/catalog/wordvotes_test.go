package catalog

import (
	"cmp"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

var update = flag.Bool("update", false, "write wordvotes.tsv and compiled.bin anew")

// TestWordVotes holds wordvotes.tsv to what the phrases and examples of the
// catalogue and the taught replies say.
func TestWordVotes(t *testing.T) {
	list := lessons(loadTest(t), taughtReplies(t))
	sum := fnv.New64a()
	for _, l := range list {
		fmt.Fprintln(sum, l.right, l.weight, l.words)
	}
	mark := fmt.Sprintf("#learnt from\t%x\n", sum.Sum64())
	if *update {
		if err := os.WriteFile("wordvotes.tsv", []byte(mark+learn(list)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.HasPrefix(wordVotesData, mark) {
		t.Error("wordvotes.tsv is not what the data says now: go test ./diagnose/catalog -run WordVotes -update")
	}
}

// A lesson is a text whose category is known.
type lesson struct {
	right  []int // the places of its categories in Categories
	weight float64
	words  []string // each once
}

// lessons gives the examples of entries, what the phrases match, and the taught
// replies.
func lessons(c *Catalog, taught []taughtReply) []lesson {
	var list []lesson
	add := func(sample string, weight float64, right ...Category) {
		s := scratch{}
		s.read(c, &Query{Text: sample})
		l := lesson{weight: weight}
		for _, category := range right {
			l.right = append(l.right, slices.Index(Categories(), category))
		}
		note := func(w votingWord) bool {
			if word := s.t.written(w); s.t.speaks(w) && !slices.Contains(l.words, word) {
				l.words = append(l.words, word)
			}
			return true
		}
		s.t.votingWords(wordVotes(), note)
		s.codeVotes(wordVotes(), note)
		list = append(list, l)
	}
	for i := range c.rules {
		for _, example := range c.rules[i].entry().Examples {
			add(example, 1, c.rules[i].category)
		}
	}
	for i := range c.phrases {
		texts := samples(c.phrases[i].source)
		for _, text := range texts {
			add(text, min(1, 6/float64(len(texts))), c.phrases[i].category)
		}
	}
	for _, r := range taught {
		add(r.text, 2, r.right...)
		if isASCII(r.text) {
			add(framed(r.text), 2, r.right...)
		}
	}
	return list
}

// written gives a word or a pair of words as wordvotes.tsv has it.
func (t *text) written(w votingWord) string {
	if w.to == 0 {
		return w.key.first.String()
	}
	word := t.keyed(w.last)
	if w.last > w.from {
		word = t.keyed(w.from) + " " + word
	}
	return word
}

// keyed gives what the key of the word at b[from] keeps of it.
func (t *text) keyed(from int) string {
	end, _ := t.unit(from)
	word := t.b[from : from+stem(t.b[from:end])]
	if _, used := packKey(word); used < len(word) {
		word = word[:used]
	}
	return string(word)
}

func (k wordKey) String() string {
	return strings.TrimRight(string(binary.LittleEndian.AppendUint64(nil, uint64(k))), "\x00")
}

// TestVotingWords holds what of a text votes: endings do not count, and scripts
// that do not part words vote by each two letters.
func TestVotingWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Blocked mailboxes", []string{"block", "mailbox", "block mailbox"}},
		{"the Größenbeschränkung", []string{"grossenb"}},
		{"получатель", []string{"получа"}},
		{"邮箱已满", []string{"邮箱", "箱已", "已满", "邮箱 箱已", "箱已 已满"}},
		{"您的IP被", []string{"您的", "您的 ip"}},
		{"满", []string{"满"}},
	}
	for _, tt := range tests {
		s := scratch{}
		s.read(loadTest(t), &Query{Text: tt.text})
		var alone, pairs []string
		s.t.votingWords(wordVotes(), func(w votingWord) bool {
			if w.last > w.from {
				pairs = append(pairs, s.t.written(w))
			} else {
				alone = append(alone, s.t.written(w))
			}
			if b := keyOf(s.t.keyed(w.last)); b != w.key.first && b != w.key.second {
				t.Errorf("%q: %q is read back as another key", tt.text, s.t.written(w))
			}
			return true
		})
		if got := append(alone, pairs...); !slices.Equal(got, tt.want) {
			t.Errorf("votingWords(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// How it is learnt: so many rounds, at this pace, large weights held down by
// so much; words that are rarer than leastOften are left out.
const (
	rounds     = 12
	pace       = 0.3
	decay      = 3e-4
	leastOften = 0.5
)

// learn gives the votes of all words in the form of wordvotes.tsv: the weights
// of a multinomial logistic regression (AdaGrad; Duchi, Hazan, Singer 2011), the
// mean of those after each round of the second half, which a lesson more or less
// moves little.
func learn(list []lesson) string {
	weights, mean := commonWords(list), map[string][]float64{}
	paces := map[string][]float64{}
	for w, x := range weights {
		paces[w], mean[w] = make([]float64, len(x)), make([]float64, len(x))
	}
	for round := range rounds {
		for _, k := range shuffled(list, round) {
			list[k].teach(weights, paces)
		}
		if round < rounds/2 {
			continue
		}
		for w, x := range weights {
			for c := range x {
				mean[w][c] += x[c] / (rounds - rounds/2)
			}
		}
	}
	return voteLines(mean)
}

// shuffled gives the lessons in the order of a round: by a hash of each one alone,
// so that a lesson more leaves the others in their order.
func shuffled(list []lesson, round int) []int {
	place, order := make([]uint64, len(list)), make([]int, len(list))
	for i, l := range list {
		sum := fnv.New64a()
		fmt.Fprintln(sum, round, l.words, l.right)
		place[i], order[i] = sum.Sum64(), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
	return order
}

// commonWords gives the words of the lessons that are not rare, each with a
// weight of 0 for every category.
func commonWords(list []lesson) map[string][]float64 {
	often := map[string]float64{}
	for _, l := range list {
		for _, w := range l.words {
			often[w] += l.weight
		}
	}
	weights := map[string][]float64{}
	for w, n := range often {
		if n >= leastOften {
			weights[w] = make([]float64, len(Categories()))
		}
	}
	return weights
}

// teach moves the weights of the words of a lesson towards what is right.
func (l *lesson) teach(weights, paces map[string][]float64) {
	p := l.chances(weights)
	for _, c := range l.right {
		p[c] -= 1 / float64(len(l.right))
	}
	for _, w := range l.words {
		x, g := weights[w], paces[w]
		for c := range x {
			slope := p[c]*l.weight + decay*x[c]
			g[c] += slope * slope
			x[c] -= pace * slope / math.Sqrt(g[c]+1e-6)
		}
	}
}

// chances gives how probable each category is by the weights.
func (l *lesson) chances(weights map[string][]float64) []float64 {
	p := make([]float64, len(Categories()))
	for _, w := range l.words {
		for c, x := range weights[w] {
			p[c] += x
		}
	}
	top, sum := slices.Max(p), 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}

// Votes below leastVote are left out, and so are words that have no vote of
// leastBest.
const (
	leastVote = 5
	leastBest = 5
)

func voteLines(weights map[string][]float64) string {
	var lines []string
	for w, x := range weights {
		if isWordOfIDs(w) {
			continue
		}
		middle := slices.Sorted(slices.Values(x))[len(x)/2] // only differences count
		var votes []vote
		best := 0
		for c, f := range x {
			if v := int(math.Round(max(-12.7, min(12.7, f-middle)) * 10)); v >= leastVote || v <= -leastVote {
				votes = append(votes, vote{uint8(c), int8(v)})
				best = max(best, v)
			}
		}
		if best < leastBest {
			continue
		}
		slices.SortStableFunc(votes, func(a, b vote) int { return cmp.Compare(b.weight, a.weight) })
		line := w
		for _, v := range votes {
			line += fmt.Sprintf("\t%d %d", v.category, v.weight)
		}
		lines = append(lines, line+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// isWordOfIDs reports whether a word is a part of an id, not of a language: a
// digit is in it, and it is no code, or it is the beginning of the alphabet.
func isWordOfIDs(word string) bool {
	for w := range strings.FieldsSeq(word) {
		if len(w) > 2 && strings.HasPrefix("abcdefghijklmnopqrstuvwxyz", w) {
			return true
		}
	}
	return word[0] > '9' && !strings.HasPrefix(word, "x.") && strings.ContainsAny(word, "0123456789")
}

// TestFullElection holds an election of more words than count to those, also where
// the codes come after them.
func TestFullElection(t *testing.T) {
	var words []string
	for line := range strings.Lines(wordVotesData) {
		if word, _, ok := strings.Cut(line, "\t"); ok && len(word) > 4 && !strings.ContainsAny(word, " #") {
			words = append(words, word)
		}
	}
	s := scratch{}
	s.read(loadTest(t), &Query{Reply: 550, Status: dsn.Status{Class: 5, Subject: 1, Detail: 1}, Text: strings.Join(words[:200], " , ")})
	if s.elect(); s.tally.n != len(s.tally.words) {
		t.Errorf("%d words have voted, want %d", s.tally.n, len(s.tally.words))
	}
}
