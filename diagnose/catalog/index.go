package catalog

import (
	"encoding/binary"
	"math/bits"
)

// An index finds which patterns may match a text: each pattern is filed under
// the rarest four bytes in a row that all its matches hold (its anchor; one
// for each alternative where only a group has such runs). A text is looked up
// four bytes at a time: what a position costs does not grow with the number
// of patterns, and nearly all candidates fall to one comparison of eight
// bytes.
type index struct {
	filter []uint64 // one bit for each hash of four bytes
	shift  uint8
	slots  []uint32 // hash to the first candidate of its chain, plus one
	cands  []candidate
	refs   []patternRef
}

// gramLen is the length of an anchor.
const gramLen = 4

// A candidate is an anchor of a pattern.
type candidate struct {
	want, mask uint64 // eight bytes of text, as far as the literal goes
	next       uint32 // in the chain, plus one
	ref        uint32 // in refs
	// The pattern begins between low and high bytes before the anchor.
	low, high uint16
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
	var counts gramCounts
	for i := range x.refs {
		counts.addNodes(x.refs[i].nodes)
	}
	x.cands = make([]candidate, 0, len(x.refs)*5/4)
	var f anchorFinder
	for i := range x.refs {
		f.find(x.refs[i].nodes, &counts)
		for _, a := range f.best {
			x.file(uint32(i), a)
		}
	}
	x.link()
}

// file adds a candidate for an anchor.
func (x *index) file(ref uint32, a anchor) {
	c := candidate{ref: ref, low: uint16(a.low), high: uint16(a.high)}
	var buf [8]byte
	n := copy(buf[:], a.lit)
	c.want = binary.LittleEndian.Uint64(buf[:])
	c.mask = ^uint64(0) >> (64 - 8*uint(n))
	x.cands = append(x.cands, c)
}

// link makes the hash table of the candidates.
func (x *index) link() {
	size := max(10, bits.Len(uint(len(x.cands)))+4) // 16 to 32 bits a candidate
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	x.slots = make([]uint32, 1<<(size-3))
	for i := len(x.cands) - 1; i >= 0; i-- {
		c := &x.cands[i]
		h := gramHash(uint32(c.want)) >> x.shift
		x.filter[h/64] |= 1 << (h % 64)
		c.next = x.slots[h>>3]
		x.slots[h>>3] = uint32(i) + 1
	}
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }

// scan calls found for each candidate in b, which has to have eight bytes of
// room after it. pos is where the anchor is.
func (x *index) scan(b []byte, found func(c *candidate, pos int)) {
	padded := b[:len(b)+8]
	for i := 0; i+gramLen <= len(b); i++ {
		v := binary.LittleEndian.Uint64(padded[i:])
		h := gramHash(uint32(v)) >> x.shift
		if x.filter[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		for k := x.slots[h>>3]; k != 0; {
			c := &x.cands[k-1]
			if (v^c.want)&c.mask == 0 {
				found(c, i)
			}
			k = c.next
		}
	}
}

// An anchor is a run of bytes that all matches of a pattern hold, between low
// and high bytes after their beginning.
type anchor struct {
	lit       string
	low, high int
}

// An anchorFinder chooses the anchors of a pattern: one, or one for each
// alternative of a group.
type anchorFinder struct {
	best []anchor
	cost int
	set  []anchor
}

// find chooses the anchors of nodes that are the rarest by counts.
func (f *anchorFinder) find(nodes []node, counts *gramCounts) {
	f.best, f.cost = f.best[:0], -1
	low, high := 0, 0
	for i := range nodes {
		n := &nodes[i]
		f.set = f.set[:0]
		cost, ok := 0, false
		switch {
		case n.op == opLit && len(n.lit) >= gramLen:
			at, c := counts.rarest(n.lit)
			f.set = append(f.set, anchor{n.lit[at:], low + at, high + at})
			cost, ok = c, true
		case n.op == opAlt:
			cost, ok = f.group(n, low, high, counts)
		}
		if ok && (f.cost < 0 || cost < f.cost) {
			f.cost = cost
			f.best, f.set = f.set, f.best
		}
		l, h := n.width()
		low, high = low+l, min(high+h, maxText)
	}
}

// group puts the anchors of the alternatives of n into f.set, at the group's
// place; it reports whether each has one.
func (f *anchorFinder) group(n *node, low, high int, counts *gramCounts) (cost int, ok bool) {
	for _, alt := range n.alts {
		altCost, l, h := -1, low, high
		var a anchor
		for i := range alt {
			if m := &alt[i]; m.op == opLit && len(m.lit) >= gramLen {
				if at, c := counts.rarest(m.lit); altCost < 0 || c < altCost {
					altCost, a = c, anchor{m.lit[at:], l + at, h + at}
				}
			}
			dl, dh := alt[i].width()
			l, h = l+dl, h+dh
		}
		if altCost < 0 {
			return 0, false
		}
		cost += altCost
		f.set = append(f.set, a)
	}
	return cost, true
}

// fixed gives how many bytes of a match the nodes fix at least.
func fixed(nodes []node) (n int) {
	for i := range nodes {
		switch nodes[i].op {
		case opLit:
			n += len(nodes[i].lit)
		case opAlt:
			least := maxText
			for _, alt := range nodes[i].alts {
				least = min(least, fixed(alt))
			}
			n += least
		}
	}
	return n
}

// width gives how many bytes a node can match.
func (n *node) width() (low, high int) {
	switch n.op {
	case opLit:
		return len(n.lit), len(n.lit)
	case opGap:
		if n.far {
			return 0, gapFar
		}
		return 0, gapNear
	case opWord:
		return 1, maxWord
	case opDigits:
		return 1, maxDigits
	case opAlt:
		low = maxText
		for _, alt := range n.alts {
			l, h := 0, 0
			for i := range alt {
				dl, dh := alt[i].width()
				l, h = l+dl, h+dh
			}
			low, high = min(low, l), max(high, h)
		}
	}
	return low, high
}

// gramCounts counts, by hash, in how many places runs of four bytes stand.
type gramCounts [1 << 14]uint16

func (g *gramCounts) slot(s string, i int) *uint16 {
	v := uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 | uint32(s[i+3])<<24
	return &g[gramHash(v)>>18]
}

// addNodes counts the runs in all literals of nodes.
func (g *gramCounts) addNodes(nodes []node) {
	for i := range nodes {
		n := &nodes[i]
		for j := 0; j+gramLen <= len(n.lit); j++ {
			if c := g.slot(n.lit, j); *c < 1<<16-1 {
				*c++
			}
		}
		for _, alt := range n.alts {
			g.addNodes(alt)
		}
	}
}

// rarest gives where in lit the rarest run begins, and its count.
func (g *gramCounts) rarest(lit string) (at, count int) {
	count = 1 << 16
	for i := 0; i+gramLen <= len(lit); i++ {
		if c := int(*g.slot(lit, i)); c < count {
			at, count = i, c
		}
	}
	return at, count
}
