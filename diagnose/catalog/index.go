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
// comparison of eight bytes.
type index struct {
	filter []uint64 // one bit for each hash of four bytes
	shift  uint8
	slots  []uint32 // where in cands the candidates of eight hashes begin; one more for the end
	keys   []candidateKey
	cands  []candidate
	refs   []patternRef
	p      *program
}

// A candidateKey is what the text has to hold where a candidate is: eight
// bytes, as far as the anchor's literal goes.
type candidateKey struct{ want, mask uint64 }

// A candidate is an anchor of a pattern.
type candidate struct {
	ref uint32 // in refs
	around
	// The node of the pattern that holds the anchor begins between low and
	// high bytes before it.
	node, alt uint16
	low, high uint16
	// What stands around the literal of the anchor, see anchor.
	head, tail uint8
	word       bool // the anchor is a whole short word
	kind       refKind
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
	counts.add(x.p.lits)
	for i := range rules {
		counts.addExamples(rules[i].lazy.text)
	}
	x.cands, x.keys = make([]candidate, 0, len(x.refs)*4), make([]candidateKey, 0, len(x.refs)*4)
	f := anchorFinder{p: x.p, counts: counts}
	for i := range x.refs {
		f.find(x.p.nodes[x.refs[i].from:x.refs[i].to])
		for _, a := range f.best {
			x.file(uint32(i), a)
		}
		f.joined = f.joined[:0]
	}
	x.link()
}

// file adds a candidate for an anchor.
func (x *index) file(ref uint32, a anchor) {
	c := candidate{
		ref: ref, node: uint16(a.node), alt: uint16(a.alt), low: uint16(a.low), high: uint16(a.high),
		word: len(a.lit) < gramLen, around: a.around, kind: x.refs[ref].kind,
	}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
	var buf [8]byte
	n := copy(buf[:], a.lit)
	x.keys = append(x.keys, candidateKey{binary.LittleEndian.Uint64(buf[:]), ^uint64(0) >> (64 - 8*uint(n))})
	x.cands = append(x.cands, c)
}

// gram gives the four bytes that a candidate is filed under.
func (k *candidateKey) gram() uint32 {
	switch k.mask {
	case 1<<16 - 1:
		return uint32(k.want) | 0xfffe0000
	case 1<<24 - 1:
		return uint32(k.want) | 0xff000000
	}
	return uint32(k.want)
}

// link makes the hash table of the candidates: those of a slot stand together,
// in their order.
func (x *index) link() {
	size := max(10, bits.Len(uint(len(x.cands)))+4) // 16 to 32 bits a candidate
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	x.slots = make([]uint32, 1<<(size-3)+1)
	for i := range x.keys {
		h := gramHash(x.keys[i].gram()) >> x.shift
		x.filter[h/64] |= 1 << (h % 64)
		x.slots[h>>3+1]++
	}
	for i := 1; i < len(x.slots); i++ {
		x.slots[i] += x.slots[i-1]
	}
	keys, cands := make([]candidateKey, len(x.keys)), make([]candidate, len(x.cands))
	next := slices.Clone(x.slots)
	for i := range x.keys {
		slot := gramHash(x.keys[i].gram()) >> x.shift >> 3
		keys[next[slot]], cands[next[slot]] = x.keys[i], x.cands[i]
		next[slot]++
	}
	x.keys, x.cands = keys, cands
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
	for i, from := range t.words {
		to := len(t.b)
		if i+1 < len(t.words) {
			to = int(t.words[i+1])
		}
		n := shortWord(t.b[from:to])
		if n == 0 {
			continue
		}
		h := gramHash(gramOf(t.b[from:int(from)+n])) >> shift
		if filter[h/64]&(1<<(h%64)) != 0 {
			hits = x.chain(t.b, hits, h, binary.LittleEndian.Uint64(padded[from:]), int(from), true)
		}
	}
	return hits
}

// shortWord gives the length of a word if it is one of two or three bytes, or
// of the two or three letters that digits follow in it ("OFR005"), else 0.
func shortWord(word []byte) int {
	switch n := len(word); {
	case n < 2:
		return 0
	case n <= 3:
		return n
	case isDigit(word[2]):
		return 2
	case isDigit(word[3]):
		return 3
	}
	return 0
}

// chain appends the candidates of hash h whose bytes are those of v, at b[pos].
func (x *index) chain(b []byte, hits []candidateHit, h uint32, v uint64, pos int, word bool) []candidateHit {
	from, to := x.slots[h>>3], x.slots[h>>3+1]
	for i, k := range x.keys[from:to] {
		if (v^k.want)&k.mask != 0 {
			continue
		}
		c := &x.cands[int(from)+i]
		if c.word != word || pos < int(c.low) || len(hits) == maxHits {
			continue
		}
		if end := pos + int(c.tail); end < len(b) && c.right&(1<<(b[end]&31)) == 0 || end == len(b) && c.right&1 == 0 {
			continue
		}
		if begin := pos - int(c.head); begin > 0 && c.left&(1<<(b[begin-1]&31)) == 0 {
			continue
		}
		hits = append(hits, candidateHit{c.kind, c.ref, c.node, c.alt, uint16(max(pos-int(c.high), 0)), uint16(pos - int(c.low))})
	}
	return hits
}

// maxHits bounds the candidates that are looked at in one text.
const maxHits = 512

// A candidateHit is an anchor found in a text.
type candidateHit struct {
	kind      refKind
	ref       uint32
	node, alt uint16
	from, to  uint16 // where in the text the node may begin
}
