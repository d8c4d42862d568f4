package catalog

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Where no rule knows a reply, or what decides says little, its single words
// vote: "relay" and "attempt" for relay-denied. What each word votes for is
// learnt from the catalogue's own phrases and examples and from replies written
// for it (wordvotes_test.go: a multinomial logistic regression), so that a reply
// in words that nobody has foreseen is not lost. Such a guess explains itself
// like a rule, and never gives an address up.

// voteWord is how many bytes of a word count: what follows is mostly its
// ending.
const voteWord = 8

// votingWords gives the words of a text that have a vote, and the pairs of them:
// no names, nothing in quotation marks or conditions, no numbers, and alone
// none that is negated. word is valid until the next one.
func (t *text) votingWords(yield func(word []byte, at hit) bool) {
	var pair [2*voteWord + 1]byte
	previous, begin, stopped := pair[:0], 0, false
	for i, last := 0, t.index(said(t.src)); i < last; {
		end := i + 1
		for end < len(t.b) && t.mark[end]&markBreak == 0 {
			end++
		}
		if t.mark[i]&markStop != 0 {
			previous = previous[:0]
		}
		if b := t.b[i]; t.mark[i]&(markName|markSoft) != 0 || !isLetter(b) && b < utf8.RuneSelf {
			i = end
			continue
		}
		word := t.b[i:min(end, i+voteWord)]
		kind := weakWords[string(word)]
		if kind == auxiliary {
			i = end
			continue
		}
		stop := kind == stopWord
		if len(word) > 2 && !stop && !t.negated(i) && !yield(word, hit{from: i, to: end}) {
			return
		}
		if n := len(previous); n > 0 && !(stop && stopped) {
			both := append(append(previous, ' '), word...)
			if !yield(both, hit{from: begin, to: end}) {
				return
			}
		}
		previous, begin, stopped = append(pair[:0], word...), i, stop
		i = end
	}
}

// said gives where what a reply says ends: what follows are words of the sending
// system about it.
func said(src string) int {
	end := len(src)
	for i := 0; ; i++ {
		next := strings.IndexByte(src[i:], '(')
		if next < 0 {
			return end
		}
		i += next
		for _, trailer := range [...]string{"(in reply to ", "(delivery attempts: "} { // Postfix, AsyncOS
			if i > 0 && strings.HasPrefix(src[i:], trailer) {
				end = i
			}
		}
	}
}

// A wordKind is how little a word says.
type wordKind uint8

const (
	stopWord  wordKind = iota + 1 // has no vote alone, nor have two of them
	auxiliary                     // is passed over, in pairs too: "could be reached" is "could reached"
)

// weakWords are the words that say little by themselves, folded.
var weakWords = func() map[string]wordKind {
	kinds := make(map[string]wordKind)
	for word := range stopWords {
		kinds[word] = stopWord
	}
	for word := range auxiliaries {
		kinds[word] = auxiliary
	}
	return kinds
}()

var stopWords = wordSet(
	"the", "was", "for", "your", "you", "this", "that", "and", "has", "have", "been", "are", "with", "from", "its", "any", "all", "our", "please",
	"error", "message", "mail", "email", "action", "requeste", "taken", "delivery", "failed", "failure", "status", "undefine", "command", "server",
	"auf", "der", "die", "das", "den", "dem", "des", "ein", "eine", "von", "mit", "fur", "ist", "wird", "wurde", "nicht", "gibt", "sie", "ihr", "ihre",
	"les", "une", "est", "pas", "pour", "par", "dans", "sur", "vous", "votre", "que", "con", "por", "para", "una", "del", "los", "las", "sus", "non", "che",
	"per", "della", "het", "een", "van", "niet", "voor", "nie", "jest", "och", "att", "som", "ikke", "inte", "nao", "uma",
	"reason", "reply", "somethin", "followin", "sorry", "transact", "returned", "because", "not", "delivere", "reached", "recipien", "to", "in", "of", "or", "but", "can", "cannot", "could", "will", "see", "more", "may", "smtp",
)

var auxiliaries = wordSet("be", "been", "is", "was", "are", "were", "has", "have", "had", "a", "an", "the")

// codeVotes gives the codes of a refusal as the words that vote for it: "550"
// and "5.7.26", of which the class does not count.
func (s *scratch) codeVotes(yield func(word []byte, at hit) bool) {
	var room [len("x.999.999")]byte
	if s.reply != 0 && !yield(strconv.AppendInt(room[:0], int64(s.reply), 10), hit{}) {
		return
	}
	if !s.status.IsZero() {
		word := strconv.AppendUint(append(room[:0], "x."...), uint64(s.status.Subject), 10)
		yield(strconv.AppendUint(append(word, '.'), uint64(s.status.Detail), 10), hit{})
	}
}

// leastWords is how many words and pairs of words an election asks for.
const leastWords = 3

// A poll is the outcome of an election.
type poll struct {
	category Category
	lead     int    // before the second, in tenths
	words    string // those that counted most
}

// elect gives the category that the words of the text and its codes vote for.
func (s *scratch) elect() (poll, bool) {
	var sums [len(phraseOrder)]int
	var most [len(phraseOrder)]int
	var words [len(phraseOrder)]hit
	var seen [64]voteSpan
	b, n := wordVotes(), 0
	count := func(word []byte, at hit) bool {
		span := b.of(word)
		if span.from == span.to || slices.Contains(seen[:n], span) {
			return true
		}
		seen[n] = span
		n++
		for _, v := range b.votes[span.from:span.to] {
			sums[v.category] += int(v.weight)
			if int(v.weight) > most[v.category] && at.to > 0 {
				most[v.category], words[v.category] = int(v.weight), at
			}
		}
		return n < len(seen)
	}
	s.t.votingWords(count)
	if n < leastWords || n == len(seen) {
		return poll{}, false
	}
	s.codeVotes(count)
	best, second := 0, 1
	for k := 1; k < len(sums); k++ {
		switch {
		case sums[k] > sums[best]:
			best, second = k, best
		case k != second && sums[k] > sums[second] || second == best:
			second = k
		}
	}
	at := words[best]
	return poll{Categories()[best], sums[best] - sums[second], s.t.source(at.from, at.to)}, most[best] > 0
}
