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
	refs   []patternRef
	p      *program
}

// A candidate is an anchor of a pattern, and what the text has to hold where
// it is. Those of one hash stand together: a text goes through many.
type candidate struct {
	want  uint64 // the bytes of the anchor's literal, up to keyLen
	short uint8  // bits of want that the literal is too short for
	kind  refKind
	// names are the kinds of names that the text has to hold anywhere, and also
	// the hashes of runs of which it has to hold one, see grams.
	names nameKinds
	// What stands around the literal of the anchor, see anchor.
	head, tail uint8
	also       [maxAlso]uint16
	around
	// The node of the pattern that holds the anchor begins between low and
	// high bytes before it.
	low, high uint16
	node, alt uint16
	ref       uint32 // in refs
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
	x.cands = make([]candidate, 0, len(x.refs)*4)
	f := anchorFinder{p: x.p, counts: counts, most: maxText}
	beside := anchorFinder{p: x.p, counts: counts, most: maxAlso}
	for i := range x.refs {
		nodes := x.p.nodes[x.refs[i].from:x.refs[i].to]
		f.find(nodes)
		for k := range f.best {
			x.file(uint32(i), &f.best[k], beside.also(nodes, &f.best[k]), nameKindsIn(nodes))
		}
		f.joined = f.joined[:0]
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
		low: uint16(a.low), high: uint16(a.high), node: uint16(a.node), alt: uint16(a.alt), ref: ref,
	}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
	x.cands = append(x.cands, c)
}

// word reports whether the anchor is a whole short word.
func (c *candidate) word() bool { return c.short > 64-8*gramLen }

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
	size := max(10, bits.Len(uint(len(x.cands)))+4) // 16 to 32 bits a candidate
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
	cands := make([]candidate, len(x.cands))
	next := slices.Clone(x.slots)
	for i := range x.cands {
		slot := gramHash(x.cands[i].gram()) >> x.shift >> 3
		cands[next[slot]] = x.cands[i]
		next[slot]++
	}
	x.cands = cands
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }

// scan gives the candidates in t, after those in hits. It notes all runs of
// the text first: candidates ask for those at any place.
func (x *index) scan(t *text, hits []candidateHit) []candidateHit {
	t.grams = grams{}
	n := x.findRuns(t)
	n = x.findWords(t, n)
	for _, p := range t.room.places[:n] {
		hits = x.chain(t, hits, p)
	}
	return hits
}

// A place is where in a text an anchor may be: a run of gramLen bytes or a
// whole word whose hash is one of an anchor.
type place struct {
	hash uint32
	pos  uint16
	word bool
}

// findRuns notes the runs of t and puts the places into t.room, whose number
// it gives. It has no branch for a place: a processor cannot foresee those.
func (x *index) findRuns(t *text) int {
	filter, shift, room := x.filter, x.shift, &t.room
	n := uint(0)
	for i := range max(len(t.b)-gramLen+1, 0) {
		h := gramHash(binary.LittleEndian.Uint32(room.b[i : i+gramLen]))
		t.grams[h>>gramsShift] = 1
		h >>= shift & 31
		room.places[n&(foldRoom-1)] = place{h, uint16(i), false}
		n += uint(filter[h/64] >> (h % 64) & 1)
	}
	return int(n)
}

// findWords notes the short words of t, and puts the places after the n that
// there are.
func (x *index) findWords(t *text, n int) int {
	for i, from := range t.words {
		to := len(t.b)
		if i+1 < len(t.words) {
			to = int(t.words[i+1])
		}
		word := t.b[from:to]
		for size := 2; size < gramLen && size <= len(word); size++ {
			if size < len(word) && !isDigit(word[size]) {
				continue // neither the whole word nor what digits follow
			}
			h := gramHash(gramOf(word[:size]))
			t.grams[h>>gramsShift] = 1
			if h >>= x.shift; x.filter[h/64]&(1<<(h%64)) != 0 && n < foldRoom {
				t.room.places[n] = place{h, from, true}
				n++
			}
		}
	}
	return n
}

// chain appends the candidates at a place. Most of what is at a slot fails one
// of the conditions, which are looked at all together: a processor cannot
// foresee which one.
func (x *index) chain(t *text, hits []candidateHit, p place) []candidateHit {
	room, pos := &t.room, int(p.pos)
	v := binary.LittleEndian.Uint64(room.b[pos : pos+keyLen])
	cands := x.cands[x.slots[p.hash>>3]:x.slots[p.hash>>3+1]]
	for i := range cands {
		c := &cands[i]
		// The bytes around the literal. After the text are zeros, before it is
		// any byte.
		after := room.b[(pos+int(c.tail))&(foldRoom-1)] & 31
		before, begins := uint8(0), pos-int(c.head)
		if begins > 0 {
			before = room.b[(begins-1)&(foldRoom-1)] & 31
		}
		fails := (v^c.want)<<(c.short&63) | uint64(c.names&^t.kinds) | uint64(c.right>>after&1^1)
		if begins > 0 {
			fails |= uint64(c.left>>before&1 ^ 1)
		}
		if fails|uint64(t.grams.any(&c.also)^1) != 0 || c.word() != p.word || pos < int(c.low) || len(hits) == maxHits {
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
