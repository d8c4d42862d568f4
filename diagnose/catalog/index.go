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
	p      *program
}

// A candidate is an anchor of a pattern.
type candidate struct {
	want, mask uint64 // eight bytes of text, as far as the literal goes
	next       uint32 // in the chain, plus one
	ref        uint32 // in refs
	// The node of the pattern that holds the anchor begins between low and
	// high bytes before it.
	node, alt uint16
	low, high uint16
	// What stands around the literal of the anchor, see anchor.
	head, tail uint8
	around
	word bool // the anchor is a whole short word
}

// A patternRef says whose pattern it is.
type patternRef struct {
	pattern
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
func (x *index) add(p pattern, kind refKind, owner int) {
	x.refs = append(x.refs, patternRef{p, kind, uint32(owner), x.p.fixed(x.p.of(p))})
}

// build chooses the anchors and fills the table. The examples of rules show
// how often runs of letters occur in replies.
func (x *index) build(rules []entryRule) {
	counts := new(gramCounts)
	counts.add(x.p.lits)
	for i := range rules {
		counts.addExamples(rules[i].lazy.text)
	}
	x.cands = make([]candidate, 0, len(x.refs)*4)
	f := anchorFinder{p: x.p, counts: counts}
	for i := range x.refs {
		f.find(x.p.of(x.refs[i].pattern))
		for _, a := range f.best {
			x.file(uint32(i), a)
		}
		f.joined = f.joined[:0]
	}
	x.link()
}

// file adds a candidate for an anchor.
func (x *index) file(ref uint32, a anchor) {
	c := candidate{ref: ref, node: uint16(a.node), alt: uint16(a.alt), low: uint16(a.low), high: uint16(a.high), word: len(a.lit) < gramLen, around: a.around}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
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

// scan gives the candidates in t, after those in hits.
func (x *index) scan(t *text, hits []candidateHit) []candidateHit {
	padded := t.b[:len(t.b)+8]
	filter, shift := x.filter, x.shift
	for i := range max(len(t.b)-gramLen+1, 0) {
		v := binary.LittleEndian.Uint64(padded[i:])
		h := gramHash(uint32(v)) >> shift
		if filter[h/64]&(1<<(h%64)) != 0 {
			hits = x.chain(t.b, hits, h, v, i, false)
		}
	}
	for _, w := range t.short {
		h := gramHash(gramOf(t.b[w.from:w.from+w.n])) >> shift
		if filter[h/64]&(1<<(h%64)) != 0 {
			hits = x.chain(t.b, hits, h, binary.LittleEndian.Uint64(padded[w.from:]), w.from, true)
		}
	}
	return hits
}

// chain appends the candidates of hash h whose bytes are those of v, at b[pos].
func (x *index) chain(b []byte, hits []candidateHit, h uint32, v uint64, pos int, word bool) []candidateHit {
	for k := x.slots[h>>3]; k != 0; {
		c := &x.cands[k-1]
		k = c.next
		if (v^c.want)&c.mask != 0 || c.word != word || pos < int(c.low) || len(hits) == maxHits {
			continue
		}
		if end := pos + int(c.tail); end < len(b) && c.right&(1<<(b[end]&31)) == 0 || end == len(b) && c.right&1 == 0 {
			continue
		}
		if begin := pos - int(c.head); begin > 0 && c.left&(1<<(b[begin-1]&31)) == 0 {
			continue
		}
		hits = append(hits, candidateHit{c.ref, c.node, c.alt, uint16(max(pos-int(c.high), 0)), uint16(pos - int(c.low))})
	}
	return hits
}

// maxHits bounds the candidates that are looked at in one text.
const maxHits = 512

// A candidateHit is an anchor found in a text.
type candidateHit struct {
	ref       uint32
	node, alt uint16
	from, to  uint16 // where in the text the node may begin
}
