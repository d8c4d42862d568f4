package catalog

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Where no rule knows a reply and its code says next to nothing, its single
// words vote: "relay" and "attempt" for relay-denied. What each word votes for
// is counted from the catalogue's own phrases and examples (wordvotes_test.go),
// so that a reply in words that nobody has foreseen is not lost. Such a guess
// explains itself like a rule, and never gives an address up.

//go:embed wordvotes.tsv
var wordVotesData string

// A vote is how much a word speaks for a category: the logarithm of the odds,
// in tenths.
type vote struct {
	category Category
	weight   int
}

// wordVotes gives the votes of words and of pairs of words. They are read when
// they are first needed, as most replies need none.
var wordVotes = sync.OnceValue(func() map[string][]vote {
	votes := make(map[string][]vote, 4096)
	for line := range strings.Lines(wordVotesData) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), "\t")
		var list []vote
		for part := range strings.SplitSeq(rest, "\t") {
			name, weight, _ := strings.Cut(part, " ")
			if n, err := strconv.Atoi(weight); err == nil {
				list = append(list, vote{Category(name), n})
			}
		}
		votes[word] = list
	}
	return votes
})

// voteWord is how many bytes of a word count: what follows is mostly its
// ending.
const voteWord = 8

// votingWords gives the words of a text that have a vote, and the pairs of them:
// no names, nothing in quotation marks or conditions, no numbers, and alone
// none that is negated.
func (t *text) votingWords(yield func(word string, at hit) bool) {
	previous, begin := "", 0
	for i := 0; i < len(t.b); {
		end := i + 1
		for end < len(t.b) && t.mark[end]&markBreak == 0 {
			end++
		}
		if t.mark[i]&markStop != 0 {
			previous = ""
		}
		if b := t.b[i]; t.mark[i]&(markName|markSoft) != 0 || !isLetter(b) && b < utf8.RuneSelf {
			i = end
			continue
		}
		word := string(t.b[i:min(end, i+voteWord)])
		if auxiliaries[word] {
			i = end
			continue
		}
		if len(word) > 2 && !stopWords[word] && !t.negated(i) && !yield(word, hit{from: i, to: end}) {
			return
		}
		if previous != "" && !(stopWords[previous] && stopWords[word]) && !yield(previous+" "+word, hit{from: begin, to: end}) {
			return
		}
		previous, begin = word, i
		i = end
	}
}

// stopWords have no vote alone, nor have two of them.
var stopWords = wordSet(
	"the", "was", "for", "your", "you", "this", "that", "and", "has", "have", "been", "are", "with", "from", "its", "any", "all", "our", "please",
	"error", "message", "mail", "email", "action", "requeste", "taken", "delivery", "failed", "failure", "status", "undefine", "command", "server",
	"auf", "der", "die", "das", "den", "dem", "des", "ein", "eine", "von", "mit", "fur", "ist", "wird", "wurde", "nicht", "gibt", "sie", "ihr", "ihre",
	"les", "une", "est", "pas", "pour", "par", "dans", "sur", "vous", "votre", "que", "con", "por", "para", "una", "del", "los", "las", "sus", "non", "che",
	"per", "della", "het", "een", "van", "niet", "voor", "nie", "jest", "och", "att", "som", "ikke", "inte", "nao", "uma",
	"reason", "reply", "somethin", "followin", "sorry", "transact", "returned", "because", "not", "delivere", "reached", "recipien", "to", "in", "of", "or", "but", "can", "cannot", "could", "will", "see", "more", "may", "smtp",
)

// auxiliaries are passed over, in pairs too: "could be reached" is "could reached".
var auxiliaries = wordSet("be", "been", "is", "was", "are", "were", "has", "have", "had", "a", "an", "the")

// What an election asks for: so many words and pairs of words, so much for the
// winner, and so much more than for the second, in tenths.
const (
	leastWords = 3
	voteLeast  = 35
	voteLead   = 12
	voteAlone  = 45 // for the winner where it is one word's vote
)

// elect gives the category that the words of a text vote for, and the words
// that counted most.
func (t *text) elect() (Category, string, bool) {
	votes := wordVotes()
	sums := map[Category]int{}
	most := map[Category]int{}
	words := map[Category]string{}
	seen := map[string]bool{}
	for word, at := range t.votingWords {
		if seen[word] {
			continue
		}
		seen[word] = true
		for _, v := range votes[word] {
			sums[v.category] += v.weight
			if v.weight > most[v.category] {
				most[v.category], words[v.category] = v.weight, t.source(at.from, at.to)
			}
		}
	}
	if len(seen) < leastWords {
		return "", "", false
	}
	best, second := Category(""), 0
	for _, c := range Categories() {
		switch n := sums[c]; {
		case best == "" || n > sums[best]:
			if best != "" {
				second = sums[best]
			}
			best = c
		case n > second:
			second = n
		}
	}
	if sums[best] < voteLeast || sums[best]-second < voteLead || sums[best] == most[best] && most[best] < voteAlone {
		return "", "", false
	}
	return best, words[best], true
}
