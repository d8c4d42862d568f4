package catalog

import (
	"encoding/binary"
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

// A votingWord is a word or a pair of words that may have votes.
type votingWord struct {
	key      ballotKey
	from, to int // in text.b; 0 for a code
	last     int // where its last word begins
	*ballotSlot
}

// votingWords gives the words of a text that may have votes, and the pairs of
// them: no names, nothing in quotation marks or conditions, no numbers.
func (t *text) votingWords(b *ballot, yield func(votingWord) bool) {
	previous, begin, stopped := wordKey(0), 0, false
	for from, next, last := 0, 0, t.index(said(t.src)); from < last; from = next {
		var end int
		end, next = t.unit(from)
		if t.mark[from]&markStop != 0 {
			previous = 0
		}
		if c := t.b[from]; t.mark[from]&(markName|markSoft) != 0 || end == from || !isLetter(c) && c < utf8.RuneSelf {
			continue
		}
		word := t.wordKey(from, end)
		alone := ballotKey{word, 0}
		slot := b.of(alone)
		if slot.kind() == auxiliary {
			continue
		}
		stop := slot.kind() == stopWord
		if end-from > 2 && !stop && !yield(votingWord{alone, from, end, from, slot}) {
			return
		}
		if pair := (ballotKey{previous, word}); previous != 0 && !(stop && stopped) && !yield(votingWord{pair, begin, end, from, b.of(pair)}) {
			return
		}
		previous, begin, stopped = word, from, stop
	}
}

// unit gives where the word at b[from] ends and where the next one begins. In
// scripts that do not part words, each two letters are one, which overlap: the last
// letter has no word of its own.
func (t *text) unit(from int) (end, next int) {
	if letterSize(t.b[from]) < 3 {
		for end = from + 1; end < len(t.b) && t.mark[end]&markBreak == 0 && letterSize(t.b[end]) < 3; end++ {
		}
		return end, end
	}
	next = min(from+letterSize(t.b[from]), len(t.b))
	if next < len(t.b) && t.mark[next]&markBreak == 0 && letterSize(t.b[next]) >= 3 {
		return min(next+letterSize(t.b[next]), len(t.b)), next
	}
	if t.mark[from]&markBreak == 0 {
		return from, next
	}
	return next, next
}

// stem gives how much of a word is left without an ending: "block" of "blocks",
// "blocked" and "blocking". It is cut off of words of every language alike, so it need not be one.
func stem(word []byte) int {
	n := len(word)
	if n < 5 {
		return n
	}
	switch word[n-1] { // the last letters of endings, which most words have not
	case 's', 'g', 'y', 'd', 'e':
	default:
		return n
	}
	for _, ending := range [...]string{"ings", "ing", "edly", "ed", "es", "s", "e"} {
		if rest := n - len(ending); rest >= 4 && string(word[rest:]) == ending {
			return rest
		}
	}
	return n
}

// letterSize gives how many bytes the letter that begins with b has, 1 for one
// or two.
func letterSize(b byte) int {
	switch {
	case b >= 0xf0:
		return 4
	case b >= 0xe0:
		return 3
	}
	return 1
}

// wordKey gives the key of the word in b[from:to].
func (t *text) wordKey(from, to int) wordKey {
	to = from + stem(t.b[from:to])
	k := binary.LittleEndian.Uint64(t.room.b[foldFront+from:])
	key := wordKey(k << (64 - 8*min(to-from, voteWord)) >> (64 - 8*min(to-from, voteWord)))
	if key&beyondASCII != 0 {
		key, _ = packKey(t.b[from:to])
	}
	return key
}

// speaks reports whether a word counts where it stands: alone none does that is
// negated.
func (t *text) speaks(w votingWord) bool { return w.key.second != 0 || !t.negated(w.from) }

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

// The words that say little by themselves, folded.
var stopWords = []string{
	"the", "was", "for", "your", "you", "this", "that", "and", "has", "have", "been", "are", "with", "from", "its", "any", "all", "our", "please",
	"error", "message", "mail", "email", "action", "requested", "taken", "delivery", "failed", "failure", "status", "undefined", "command", "server",
	"auf", "der", "die", "das", "den", "dem", "des", "ein", "eine", "von", "mit", "fur", "ist", "wird", "wurde", "nicht", "gibt", "sie", "ihr", "ihre",
	"les", "une", "est", "pas", "pour", "par", "dans", "sur", "vous", "votre", "que", "con", "por", "para", "una", "del", "los", "las", "sus", "non", "che",
	"per", "della", "het", "een", "van", "niet", "voor", "nie", "jest", "och", "att", "som", "ikke", "inte", "nao", "uma",
	"reason", "reply", "something", "following", "sorry", "transaction", "returned", "because", "not", "delivered", "reached", "recipient", "to", "in", "of", "or", "but", "can", "cannot", "could", "will", "see", "more", "may", "smtp",
}

var auxiliaries = []string{"be", "been", "is", "was", "are", "were", "has", "have", "had", "a", "an", "the"}

// codeVotes gives the codes of a refusal as the words that vote for it: "550"
// and "5.7.26", of which the class does not count.
func (s *scratch) codeVotes(b *ballot, yield func(votingWord) bool) {
	give := func(code []byte) bool {
		key := ballotKey{keyOf(string(code)), 0}
		return yield(votingWord{key: key, ballotSlot: b.of(key)})
	}
	var room [len("x.999.999")]byte
	if s.reply != 0 && !give(strconv.AppendInt(room[:0], int64(s.reply), 10)) {
		return
	}
	if !s.status.IsZero() {
		word := strconv.AppendUint(append(room[:0], "x."...), uint64(s.status.Subject), 10)
		give(strconv.AppendUint(append(word, '.'), uint64(s.status.Detail), 10))
	}
}

// leastWords is how many words and pairs of words an election asks for, besides codes.
const leastWords = 1

// A poll is the outcome of an election.
type poll struct {
	category Category
	lead     int    // before the second, in tenths
	words    string // those that counted most
}

// A tally is the count of an election.
type tally struct {
	sums [len(phraseOrder)]int32
	most [len(phraseOrder)]int8  // the heaviest vote for each,
	whom [len(phraseOrder)]uint8 // and whose of words it is
	// words are those that have voted, each once.
	words [64]votingWord
	n     int
}

// elect gives the category that the words of the text and its codes vote for.
func (s *scratch) elect() (poll, bool) {
	b, sum := wordVotes(), &s.tally
	sum.sums, sum.most, sum.n = [len(phraseOrder)]int32{}, [len(phraseOrder)]int8{}, 0
	count := func(w votingWord) bool {
		if sum.n < len(sum.words) && w.count() > 0 && !sum.has(w) && s.t.speaks(w) {
			sum.add(b, w)
		}
		return sum.n < len(sum.words)
	}
	s.t.votingWords(b, count)
	if sum.n < leastWords {
		return poll{}, false
	}
	s.codeVotes(b, count)
	best, lead := sum.winner()
	if sum.most[best] <= 0 || int32(sum.most[best]) >= sum.sums[best] { // nothing, or one word alone
		return poll{}, false
	}
	at := &sum.words[sum.whom[best]]
	return poll{categories[best], lead, s.t.source(at.from, at.to)}, true
}

// has reports whether a word has voted.
func (sum *tally) has(w votingWord) bool {
	for i := range sum.words[:sum.n] {
		if sum.words[i].ballotSlot == w.ballotSlot {
			return true
		}
	}
	return false
}

// add adds the votes of a word.
func (sum *tally) add(b *ballot, w votingWord) {
	for _, v := range b.votes[w.ballotSlot.from():][:w.count()] {
		sum.sums[v.category] += int32(v.weight)
		if v.weight > sum.most[v.category] && w.to > 0 {
			sum.most[v.category], sum.whom[v.category] = v.weight, uint8(sum.n)
		}
	}
	sum.words[sum.n] = w
	sum.n++
}

// winner gives who has the most votes, and the lead before the second.
func (sum *tally) winner() (best, lead int) {
	sums := &sum.sums
	second := 1
	for k := 1; k < len(sums); k++ {
		switch {
		case sums[k] > sums[best]:
			best, second = k, best
		case k != second && sums[k] > sums[second] || second == best:
			second = k
		}
	}
	return best, int(sums[best] - sums[second])
}
