package dsn

import "strings"

// A literals is a list of strings that are looked for together, in one pass
// over a text whatever their number: a hash of the bytes at each place tells
// whether one of them may begin there.
type literals struct {
	list  []literal // by the hash of their first bytes
	seen  []uint64  // a bit for each hash that one of them has
	first []uint16  // for each word of seen, where its literals begin in list; and the end
	shift uint      // of a hash to the number of its bit
	fold  bool      // without regard to ASCII case; they are in lower case
}

// A literal is one of the strings, with what its owner wants to know of it.
type literal struct {
	text string
	tag  int
}

// minLiteral is the length of the shortest literal: of what is hashed.
const minLiteral = 4

// anyOf makes literals of strings of at least minLiteral bytes, tagged with their
// index.
func anyOf(texts ...string) *literals {
	list := make([]literal, len(texts))
	for i, text := range texts {
		list[i] = literal{text, i}
	}
	return newLiterals(list)
}

// anyFold is anyOf without regard to case, for texts that are in lower case.
func anyFold(texts ...string) *literals {
	l := anyOf(texts...)
	l.fold = true
	return l
}

func newLiterals(list []literal) *literals {
	size := uint(1)
	for 1<<size < len(list) {
		size++
	}
	// 64 bits for each literal: most places of a text fall on none that is set.
	l := &literals{seen: make([]uint64, 1<<size), first: make([]uint16, 1<<size+1), shift: 32 - size - 6}
	for _, x := range list {
		bit := hash4(x.text) >> l.shift
		l.seen[bit/64] |= 1 << (bit % 64)
		l.first[bit/64+1]++
	}
	for i := range l.first[1:] {
		l.first[i+1] += l.first[i]
	}
	l.list = make([]literal, len(list))
	next := append([]uint16(nil), l.first...)
	for _, x := range list {
		word := hash4(x.text) >> l.shift / 64
		l.list[next[word]] = x
		next[word]++
	}
	return l
}

// hash4 hashes the first four bytes of s (Fibonacci hashing), the same for both
// cases of a letter.
func hash4(s string) uint32 { return mix4(load4(s)) }

func load4(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func mix4(b uint32) uint32 { return (b | 0x20202020) * 2654435769 }

// begins reports whether text begins with the literal.
func (l *literals) begins(text string, x literal) bool {
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
	for _, x := range l.at(text) {
		if l.begins(text, x) {
			return true
		}
	}
	return false
}

// at gives the literals that text may begin with.
func (l *literals) at(text string) []literal {
	if len(text) < minLiteral {
		return nil
	}
	bit := hash4(text) >> (l.shift & 31)
	if l.seen[bit/64]&(1<<(bit%64)) == 0 {
		return nil
	}
	return l.list[l.first[bit/64]:l.first[bit/64+1]]
}

// each yields the tag of each literal at each place of text where it stands.
func (l *literals) each(text string, yield func(tag int) bool) {
	if len(text) < minLiteral {
		return
	}
	seen, shift := l.seen, l.shift&31
	next := load4(text) << 8
	for i := range len(text) - (minLiteral - 1) {
		next = next>>8 | uint32(text[i+minLiteral-1])<<24
		bit := mix4(next) >> shift
		if seen[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for _, x := range l.list[l.first[bit/64]:l.first[bit/64+1]] {
			if l.begins(text[i:], x) && !yield(x.tag) {
				return
			}
		}
	}
}
