package catalog

import (
	_ "embed"
	"encoding/binary"
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
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

// A wordKey is the beginning of a word, which is what counts of it: what follows is
// mostly its ending. That is voteWord letters; of those beyond ASCII, which in
// Cyrillic and Greek are one byte of the key each, keyBeyond bytes.
type wordKey uint64

const (
	voteWord  = 8
	keyBeyond = 6
)

// keyOf gives the key of a word.
func keyOf(word string) wordKey {
	var b [voteWord]byte
	copy(b[:], word)
	k := wordKey(binary.LittleEndian.Uint64(b[:]))
	if k&beyondASCII == 0 {
		return k
	}
	k, _ = packKey([]byte(word))
	return k
}

// beyondASCII are the bits of a key that only letters beyond ASCII set.
const beyondASCII = 0x8080808080808080

// packKey gives the key of a word that has letters beyond ASCII, and how many of
// its bytes are in it.
func packKey(word []byte) (k wordKey, used int) {
	n := 0
	put := func(b byte) {
		k |= wordKey(b) << (8 * n)
		n++
	}
	for used < len(word) && n < voteWord {
		c := word[used]
		size := letterSize(c)
		switch {
		case c < utf8.RuneSelf:
			put(c)
			used++
		case n+size > keyBeyond || used+max(size, 2) > len(word):
			return k, used
		case size > 1:
			for _, c := range word[used : used+size] {
				put(c)
			}
			used += size
		default:
			put(utf8.RuneSelf | c<<6 | word[used+1]&0x3f)
			used += 2
		}
	}
	return k, used
}

// A ballotKey is that of a word alone, or those of a pair of words.
type ballotKey struct{ first, second wordKey }

// wordVotes gives the votes of words and of pairs of words. They are read when
// they are first needed, as most replies need none.
var wordVotes = sync.OnceValue(func() *ballot { return readBallot(wordVotesData) })

// readBallot reads votes in the form of wordvotes.tsv.
func readBallot(data string) *ballot {
	words := strings.Count(data, "\n") + len(stopWords) + len(auxiliaries)
	size := bits.Len(uint(2 * words))
	b := &ballot{slots: make([]ballotSlot, 1<<size), shift: uint8(64 - size), votes: make([]vote, 0, 2*words)}
	for line := range strings.Lines(data) {
		if word, votes, ok := strings.Cut(line, "\t"); ok && word != "" && word[0] != '#' {
			b.add(word, votes)
		}
	}
	for _, word := range stopWords {
		b.own(ballotKey{keyOf(word[:stem([]byte(word))]), 0}).setKind(stopWord)
	}
	for _, word := range auxiliaries {
		b.own(ballotKey{keyOf(word[:stem([]byte(word))]), 0}).setKind(auxiliary)
	}
	return b
}

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
