package catalog

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
)

//go:embed wordvotes.tsv
var wordVotesData string

// A vote is how much a word speaks for a category, or against it: the
// logarithm of the odds, in tenths.
type vote struct {
	category uint8 // its place in Categories
	weight   int8
}

// A ballot is all votes, in a hash table: a map would cost more time to fill than
// all other data, and more to look up, for its keys lie apart from it.
type ballot struct {
	slots []ballotSlot // of a number that is a power of two
	shift uint8        // what it leaves of a hash is the number of a slot
	votes []vote
}

// A ballotSlot is what is known of one word or pair of words. It is as small as it can
// be: each word of a text has another.
type ballotSlot struct {
	tag   uint32 // of its hash; 0 in free slots
	known uint32 // its kind, how many votes it has, and where in ballot.votes they begin
}

func (s *ballotSlot) kind() wordKind { return wordKind(s.known & 3) }
func (s *ballotSlot) count() int     { return int(s.known >> 2 & 63) }
func (s *ballotSlot) from() int      { return int(s.known >> 8) }

func (s *ballotSlot) setKind(kind wordKind) { s.known = s.known&^3 | uint32(kind) }

// A wordKey is the first voteWord bytes of a word, which are what counts of it:
// what follows is mostly its ending.
type wordKey uint64

const voteWord = 8

// keyOf gives the key of a word.
func keyOf(word string) (k wordKey) {
	for i := range min(len(word), voteWord) {
		k |= wordKey(word[i]) << (8 * i)
	}
	return k
}

// A ballotKey is that of a word alone, or those of a pair of words.
type ballotKey struct{ first, second wordKey }

// wordVotes gives the votes of words and of pairs of words. They are read when
// they are first needed, as most replies need none.
var wordVotes = sync.OnceValue(func() *ballot {
	words := strings.Count(wordVotesData, "\n") + len(stopWords) + len(auxiliaries)
	size := bits.Len(uint(2 * words))
	b := &ballot{slots: make([]ballotSlot, 1<<size), shift: uint8(64 - size), votes: make([]vote, 0, 2*words)}
	for line := range strings.Lines(wordVotesData) {
		if word, votes, ok := strings.Cut(line, "\t"); ok && word != "" && word[0] != '#' {
			b.add(word, votes)
		}
	}
	for _, word := range stopWords {
		b.own(ballotKey{keyOf(word), 0}).setKind(stopWord)
	}
	for _, word := range auxiliaries {
		b.own(ballotKey{keyOf(word), 0}).setKind(auxiliary)
	}
	return b
})

// add adds a word with its votes, such as "5 11\t13 -5\n".
func (b *ballot) add(word, votes string) {
	from := len(b.votes)
	number, sign, category := 0, 1, 0
	for i := range len(votes) {
		switch c := votes[i]; {
		case isDigit(c):
			number = 10*number + int(c-'0')
		case c == '-':
			sign = -1
		case c == ' ':
			category, number = number, 0
		case c == '\t', c == '\n':
			if category < len(phraseOrder) {
				b.votes = append(b.votes, vote{uint8(category), int8(sign * number)})
			}
			number, sign = 0, 1
		}
	}
	first, second, _ := strings.Cut(word, " ")
	s := b.own(ballotKey{keyOf(first), keyOf(second)})
	s.known = uint32(from<<8 | (len(b.votes)-from)<<2)
}

// own gives the slot of a key, which it takes if it is free.
func (b *ballot) own(k ballotKey) *ballotSlot {
	s, tag := b.slot(k)
	s.tag = tag
	return s
}

// slot gives the slot of a key, or the free one that it may take, and its tag.
func (b *ballot) slot(k ballotKey) (s *ballotSlot, tag uint32) {
	hash := uint64(k.first)*0x9e3779b97f4a7c15 ^ uint64(k.second)
	hash = (hash ^ hash>>32) * 0xd6e8feb86659fd93
	tag = uint32(hash>>16) | 1
	last := uint64(len(b.slots) - 1)
	for i := hash >> (b.shift & 63); ; i++ {
		if s = &b.slots[i&last]; s.tag == tag || s.tag == 0 {
			return s, tag
		}
	}
}

// of gives what is known of a word or a pair of words, whose votes and kind are
// 0 where that is nothing.
func (b *ballot) of(k ballotKey) *ballotSlot {
	s, _ := b.slot(k)
	return s
}
