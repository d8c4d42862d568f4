package catalog

import (
	"encoding/binary"
	"math/bits"
)

// An index finds which patterns may match a text: each pattern is filed under
// its anchor, the rarest four bytes in a row that all its matches hold (one
// for each alternative where only a group has such runs), or a short word. A
// text is looked up four bytes at a time: what a position costs does not grow
// with the number of patterns, and nearly all candidates fall to one
// comparison of eight bytes.
type index struct {
	filter []uint64 // one bit for each hash of four bytes
	shift  uint8
	slots  []uint32 // hash to the first candidate of its chain, plus one
	cands  []candidate
	refs   []patternRef
}

// A candidate is an anchor of a pattern.
type candidate struct {
	want, mask uint64 // eight bytes of text, as far as the literal goes
	next       uint32 // in the chain, plus one
	ref        uint32 // in refs
	// The pattern begins between low and high bytes before the anchor.
	low, high uint16
	word      bool // the anchor is a whole short word
}

// A patternRef says whose pattern it is.
type patternRef struct {
	*pattern
	kind   refKind
	owner  uint32 // in the list of its kind
	weight int    // the letters that it fixes
}

// A refKind is what a pattern is for.
type refKind uint8

const (
	refMatch refKind = iota
	refToken
	refPhrase
	refList
	refSignature
	refCondition
)

// add files a pattern.
func (x *index) add(p *pattern, kind refKind, owner int) {
	x.refs = append(x.refs, patternRef{p, kind, uint32(owner), fixed(p.nodes)})
}

// build chooses the anchors and fills the table.
func (x *index) build() {
	counts := new(gramCounts)
	for i := range x.refs {
		counts.addNodes(x.refs[i].nodes)
	}
	x.cands = make([]candidate, 0, len(x.refs)*4)
	f := anchorFinder{counts: counts}
	for i := range x.refs {
		f.find(x.refs[i].nodes)
		for _, a := range f.best {
			x.file(uint32(i), a)
		}
	}
	x.link()
}

// file adds a candidate for an anchor.
func (x *index) file(ref uint32, a anchor) {
	c := candidate{ref: ref, low: uint16(a.low), high: uint16(a.high), word: len(a.lit) < gramLen}
	var buf [8]byte
	n := copy(buf[:], a.lit)
	c.want = binary.LittleEndian.Uint64(buf[:])
	c.mask = ^uint64(0) >> (64 - 8*uint(n))
	x.cands = append(x.cands, c)
}

// key gives the four bytes that a candidate is filed under.
func (c *candidate) key() uint32 {
	switch c.mask {
	case 1<<16 - 1:
		return uint32(c.want) | 0xfffe0000
	case 1<<24 - 1:
		return uint32(c.want) | 0xff000000
	}
	return uint32(c.want)
}

// link makes the hash table of the candidates.
func (x *index) link() {
	size := max(10, bits.Len(uint(len(x.cands)))+4) // 16 to 32 bits a candidate
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	x.slots = make([]uint32, 1<<(size-3))
	for i := len(x.cands) - 1; i >= 0; i-- {
		c := &x.cands[i]
		h := gramHash(c.key()) >> x.shift
		x.filter[h/64] |= 1 << (h % 64)
		c.next = x.slots[h>>3]
		x.slots[h>>3] = uint32(i) + 1
	}
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }

// scan calls found for each candidate in t. pos is where the anchor is.
func (x *index) scan(t *text, found func(c *candidate, pos int)) {
	padded := t.b[:len(t.b)+8]
	for i := 0; i+gramLen <= len(t.b); i++ {
		v := binary.LittleEndian.Uint64(padded[i:])
		h := gramHash(uint32(v)) >> x.shift
		if x.filter[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		for k := x.slots[h>>3]; k != 0; {
			c := &x.cands[k-1]
			if (v^c.want)&c.mask == 0 && !c.word {
				found(c, i)
			}
			k = c.next
		}
	}
	for _, w := range t.short {
		h := gramHash(gramOf(string(t.b[w.from:w.from+w.n]))) >> x.shift
		if x.filter[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		v := binary.LittleEndian.Uint64(padded[w.from:])
		for k := x.slots[h>>3]; k != 0; {
			c := &x.cands[k-1]
			if (v^c.want)&c.mask == 0 && c.word {
				found(c, w.from)
			}
			k = c.next
		}
	}
}
