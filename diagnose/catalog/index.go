package catalog

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// An index finds which patterns may match a text: each pattern is filed under
// its anchor, the rarest four bytes in a row that all its matches hold (one
// for each alternative where only a group has such runs), or a short word. A
// text is looked up four bytes at a time: what a position costs does not grow
// with the number of patterns, and nearly all candidates fall to one
// comparison of eight bytes, or because the text has no second anchor.
type index struct {
	filter []uint64 // one bit for each hash of four bytes
	shift  uint8
	slots  []uint32 // where in cands the candidates of eight hashes begin; one more for the end
	cands  []candidate
	places []candidatePlace // of each candidate
	refs   []patternRef
	p      *program
}

// A candidate is what the text has to hold where an anchor is. It is as small
// as it can be, and apart from whose anchor it is: a text goes through many.
type candidate struct {
	want uint64 // the bytes of the anchor's literal, up to keyLen
	around
	// also are the hashes of runs of which the text has to hold one anywhere,
	// see grams, and names the kinds of names that it has to hold, with
	// outsideNames where the anchor has to be in none.
	also  [maxAlso]uint16
	names nameKinds
	short uint8 // bits of want that the literal is too short for
	// What stands around the literal of the anchor, see anchor.
	head, tail uint8
	kind       refKind
}

// A candidatePlace is where in which pattern an anchor is.
type candidatePlace struct {
	ref uint32 // in refs
	// The node of the pattern that holds the anchor begins between low and
	// high bytes before it.
	low, high uint16
	node, alt uint16
}

// A patternRef is what the search needs of a pattern, and whose it is. It is
// kept small: many are looked at for each text.
type patternRef struct {
	from, to uint32 // its nodes
	owner    uint32 // in the list of its kind
	weight   uint16 // the letters that it fixes
	// group is, of an entry, its provider; of a phrase, its category's order.
	group uint16
	kind  refKind
	flags refFlags
}

// refFlags are what is asked of a pattern's owner.
type refFlags uint8

const (
	flagRaw      refFlags = 1 << iota // pattern.raw
	flagAnywhere                      // of an entry that is for every host
	flagNegated                       // a negation before it turns it round
	flagOwn                           // of the user's rules file
)

// A refKind is what a pattern is for.
type refKind uint8

const (
	refMatch refKind = iota
	refToken
	refPhrase
	refWeakPhrase
	refList
	refSignature
	refCondition
)

// add files a pattern.
func (x *index) add(p pattern, kind refKind, owner, group int, flags refFlags) {
	if p.raw {
		flags |= flagRaw
	}
	x.refs = append(x.refs, patternRef{
		from: p.from, to: p.to, owner: uint32(owner), weight: uint16(x.p.fixed(x.p.of(p))), group: uint16(group),
		kind: kind, flags: flags,
	})
}

// build chooses the anchors and fills the table. The examples of rules show
// how often runs of letters occur in replies.
func (x *index) build(rules []entryRule) {
	counts := new(gramCounts)
	for i := range x.p.nodes {
		if n := &x.p.nodes[i]; n.op == opLit {
			counts.add(x.p.lit(n))
		}
	}
	for i := range rules {
		counts.addExamples(rules[i].lazy.text)
	}
	x.cands, x.places = make([]candidate, 0, len(x.refs)*4), make([]candidatePlace, 0, len(x.refs)*4)
	f := anchorFinder{p: x.p, counts: counts, most: maxText}
	beside := anchorFinder{p: x.p, counts: counts, most: maxAlso}
	for i := range x.refs {
		nodes := x.p.nodes[x.refs[i].from:x.refs[i].to]
		f.find(nodes)
		if len(f.best) > 0 {
			beside.not = &f.best[0]
			beside.find(nodes)
		}
		names := nameKindsIn(nodes)
		if x.refs[i].flags&flagRaw == 0 {
			names |= outsideNames
		}
		for k := range f.best {
			x.file(uint32(i), &f.best[k], beside.also(&f.best[k]), names)
		}
		f.joined, beside.joined = f.joined[:0], beside.joined[:0]
	}
	x.link()
}

// file adds a candidate for an anchor; the text has to hold one of the runs of
// also as well, and the names.
func (x *index) file(ref uint32, a *anchor, also [maxAlso]uint16, names nameKinds) {
	var buf [keyLen]byte
	n := copy(buf[:], a.lit)
	c := candidate{
		want: binary.LittleEndian.Uint64(buf[:]), short: uint8(64 - 8*n), kind: x.refs[ref].kind, names: names, also: also, around: a.around,
	}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
	c.left |= 1 // the zero before the text
	x.cands = append(x.cands, c)
	x.places = append(x.places, candidatePlace{
		ref: ref, low: uint16(a.low), high: uint16(a.high), node: uint16(a.node), alt: uint16(a.alt),
	})
}

// gram gives the four bytes that a candidate is filed under.
func (c *candidate) gram() uint32 {
	switch c.short {
	case 64 - 8*2:
		return uint32(c.want) | 0xfffe0000
	case 64 - 8*3:
		return uint32(c.want) | 0xff000000
	}
	return uint32(c.want)
}

// link makes the hash table of the candidates: those of a slot stand together,
// in their order.
func (x *index) link() {
	size := max(10, bits.Len(uint(len(x.cands)))+3) // 8 to 16 bits a candidate: more would leave the nearest cache
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	x.slots = make([]uint32, 1<<(size-3)+1)
	for i := range x.cands {
		h := gramHash(x.cands[i].gram()) >> x.shift
		x.filter[h/64] |= 1 << (h % 64)
		x.slots[h>>3+1]++
	}
	for i := 1; i < len(x.slots); i++ {
		x.slots[i] += x.slots[i-1]
	}
	cands, places := make([]candidate, len(x.cands)), make([]candidatePlace, len(x.cands))
	next := slices.Clone(x.slots)
	for i := range x.cands {
		slot := gramHash(x.cands[i].gram()) >> x.shift >> 3
		cands[next[slot]], places[next[slot]] = x.cands[i], x.places[i]
		next[slot]++
	}
	x.cands, x.places = cands, places
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }
