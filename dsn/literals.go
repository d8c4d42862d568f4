package dsn

import (
	"iter"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A literals is a list of strings that are looked for together, in one pass
// over a text whatever their number. At every place, or where all of them are
// long at every few places, a hash of the bytes there tells whether one of them
// may lie over it.
type literals struct {
	list  []piece  // by their hash
	seen  []uint64 // a bit for each hash that one of them has
	first []uint16 // for each word of seen, where its pieces begin in list; and the end
	mask  uint64   // of the number of a bit
	size  int      // of a piece
	step  int      // from one place that is looked at to the next
	fold  bool     // without regard to ASCII case; they are in lower case
	short *literals
}

// A literal is one of the strings, with what its owner wants to know of it.
type literal struct {
	text string
	tag  int
}

// A piece is a few bytes of a literal, so many from its beginning. Each literal
// has one for each way in which it may lie over the places that are looked at.
type piece struct {
	literal
	from int
	bits uint64 // of the piece, see bits4
}

// The lengths of literals: the shortest there may be; and those from which on
// fewer places are looked at, which takes the longer the fewer bytes are hashed.
// Of so many long ones the first bytes of a few are all over a text, unless more
// are hashed.
const (
	minLiteral  = 4
	longLiteral = 8 + maxStep - 1
	maxStep     = 4
	fewLong     = 16
)

// anyOf makes literals of strings of at least minLiteral bytes, tagged with their
// index.
func anyOf(texts ...string) *literals { return newLiterals(tagged(texts), false) }

// anyFold is anyOf without regard to case, for texts that are in lower case.
func anyFold(texts ...string) *literals { return newLiterals(tagged(texts), true) }

func tagged(texts []string) []literal {
	list := make([]literal, len(texts))
	for i, text := range texts {
		list[i] = literal{text, i}
	}
	return list
}

func newLiterals(list []literal, fold bool) *literals {
	l := &literals{size: minLiteral, step: maxStep, fold: fold}
	var long, short []literal
	for _, x := range list {
		if len(x.text) >= longLiteral {
			long = append(long, x)
		} else {
			short = append(short, x)
			l.step = min(l.step, len(x.text)-minLiteral+1)
		}
	}
	if len(long) >= fewLong || l.step == maxStep && len(long) > 0 { // two passes, the one for the long ones quick
		l.size, l.step = 8, maxStep
		if list = long; len(short) > 0 {
			l.short = newLiterals(short, fold)
		}
	}
	l.fill(list)
	return l
}

// fill makes the table of the pieces.
func (l *literals) fill(list []literal) {
	size := uint(1)
	for 1<<size < len(list)*l.step {
		size++
	}
	// 64 bits for each piece: most places of a text fall on none that is set.
	l.seen, l.first, l.mask = make([]uint64, 1<<size), make([]uint16, 1<<size+1), 1<<size*64-1
	for _, x := range list {
		for from := range l.step {
			bit := numberOf(l.bits(x.text[from:])) & l.mask
			l.seen[bit/64] |= 1 << (bit % 64)
			l.first[bit/64]++
		}
	}
	end := uint16(0)
	for i, n := range l.first {
		end += n
		l.first[i] = end
	}
	l.list = make([]piece, end)
	for _, x := range slices.Backward(list) { // each word is filled from its end
		for from := range l.step {
			bits := l.bits(x.text[from:])
			word := numberOf(bits) & l.mask / 64
			l.first[word]--
			l.list[l.first[word]] = piece{x, from, bits}
		}
	}
}

// bits gives the first bytes of s as a number.
func (l *literals) bits(s string) uint64 {
	if l.size == minLiteral {
		return bits4(s)
	}
	return bits8(s)
}

// bits4 and bits8 give the first bytes of s as a number that is the same for both
// cases of a letter.
func bits4(s string) uint64 { return uint64(load4(s)) | foldCase>>32 }
func bits8(s string) uint64 { return mime.Eight(s) | foldCase }

const (
	foldCase  = 0x2020202020202020
	fibonacci = 0x9e3779b97f4a7c15 // 2 to the 64th by the golden ratio
)

// numberOf hashes bits by a multiplication (Fibonacci hashing), of which the best bits
// are the highest: these are more than the largest table has.
func numberOf(bits uint64) uint64 { return bits * fibonacci >> (64 - 20) }

func load4(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// begins reports whether text begins with the literal.
func (l *literals) begins(text string, x *literal) bool {
	// Literals that have their first bytes in common mostly end in different ones.
	if n := len(x.text); len(text) < n || (text[n-1]^x.text[n-1])&^0x20 != 0 {
		return false
	}
	if l.fold {
		return hasPrefixFold(text, x.text)
	}
	return strings.HasPrefix(text, x.text)
}

// in reports whether one of the literals stands in text.
func (l *literals) in(text string) bool {
	found := false
	l.each(text, func(int) bool {
		found = true
		return false
	})
	return found
}

// begin reports whether text begins with one of the literals.
func (l *literals) begin(text string) bool {
	for ; l != nil; l = l.short {
		pieces := l.at(text)
		for i := range pieces {
			if l.begins(text, &pieces[i].literal) {
				return true
			}
		}
	}
	return false
}

// behind gives what stands in text behind each literal that it begins with.
func (l *literals) behind(text string) iter.Seq[string] {
	return func(yield func(rest string) bool) {
		for ; l != nil; l = l.short {
			pieces := l.at(text)
			for i := range pieces {
				if x := &pieces[i].literal; l.begins(text, x) && !yield(text[len(x.text):]) {
					return
				}
			}
		}
	}
}

// at gives the literals, among others, that text may begin with.
func (l *literals) at(text string) []piece {
	if len(text) < l.size {
		return nil
	}
	bit := numberOf(l.bits(text)) & l.mask
	if l.seen[bit/64]&(1<<(bit%64)) == 0 {
		return nil
	}
	return l.list[l.first[bit/64]:l.first[bit/64+1]]
}

// each yields the tag of each literal at each place of text where it stands.
func (l *literals) each(text string, yield func(tag int) bool) {
	seen, mask := l.seen, l.mask
	if l.size == minLiteral {
		for i, step := 0, l.step; i <= len(text)-minLiteral; i += step {
			bits := bits4(text[i:])
			if bit := numberOf(bits) & mask; seen[bit/64]&(1<<(bit%64)) != 0 && !l.over(text, i, bits, yield) {
				return
			}
		}
		return
	}
	for i := 0; i <= len(text)-8; i += maxStep {
		bits := bits8(text[i:])
		if bit := numberOf(bits) & mask; seen[bit/64]&(1<<(bit%64)) != 0 && !l.over(text, i, bits, yield) {
			return
		}
	}
	if l.short != nil {
		l.short.each(text, yield)
	}
}

// over yields the tags of the literals that lie over the place i of text, where these
// bits stand.
func (l *literals) over(text string, i int, bits uint64, yield func(tag int) bool) bool {
	word := (numberOf(bits) & l.mask) / 64
	pieces := l.list[l.first[word]:l.first[word+1]]
	for j := range pieces {
		if x := &pieces[j]; x.bits == bits && x.from <= i && l.begins(text[i-x.from:], &x.literal) && !yield(x.tag) {
			return false
		}
	}
	return true
}
