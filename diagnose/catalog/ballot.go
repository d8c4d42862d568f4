package catalog

import (
	_ "embed"
	"hash/maphash"
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
	seed  maphash.Seed
	slots []ballotSlot // of a number that is a power of two; free ones have no votes
	votes []vote
}

// A ballotSlot is where the votes of the word with a hash are.
type ballotSlot struct {
	hash uint64
	voteSpan
}

// A voteSpan is ballot.votes[from:to].
type voteSpan struct{ from, to uint32 }

// wordVotes gives the votes of words and of pairs of words. They are read when
// they are first needed, as most replies need none.
var wordVotes = sync.OnceValue(func() *ballot {
	words := strings.Count(wordVotesData, "\n")
	size := 1
	for size < 2*words {
		size *= 2
	}
	b := &ballot{seed: maphash.MakeSeed(), slots: make([]ballotSlot, size), votes: make([]vote, 0, 2*words)}
	for line := range strings.Lines(wordVotesData) {
		if word, votes, ok := strings.Cut(line, "\t"); ok && word != "" && word[0] != '#' {
			b.add(word, votes)
		}
	}
	return b
})

// add adds a word with its votes, such as "5 11\t13 -5\n".
func (b *ballot) add(word, votes string) {
	from := uint32(len(b.votes))
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
	h := maphash.String(b.seed, word)
	*b.slot(h) = ballotSlot{h, voteSpan{from, uint32(len(b.votes))}}
}

// slot gives the slot of a hash, or the one that it may take.
func (b *ballot) slot(hash uint64) *ballotSlot {
	last := uint64(len(b.slots) - 1)
	for i := hash; ; i++ {
		if s := &b.slots[i&last]; s.hash == hash || s.to == 0 {
			return s
		}
	}
}

// of gives where the votes of a word are.
func (b *ballot) of(word []byte) voteSpan { return b.slot(maphash.Bytes(b.seed, word)).voteSpan }
