package catalog

import (
	"math/bits"
	"slices"
	"sync"
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
	var parts [2]filed // at once: this is half of the work of loading
	var group sync.WaitGroup
	for i := range parts {
		group.Go(func() { parts[i].add(x, counts, len(x.refs)*i/len(parts), len(x.refs)*(i+1)/len(parts)) })
	}
	group.Wait()
	x.link(parts[:])
}

// link makes the hash table of the candidates: those of a slot stand together,
// in their order.
func (x *index) link(parts []filed) {
	total := 0
	for _, f := range parts {
		total += len(f.cands)
	}
	size := max(10, bits.Len(uint(total))+3) // 8 to 16 bits a candidate: more would leave the nearest cache
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	x.slots = make([]uint32, 1<<(size-3)+1)
	for _, f := range parts {
		for i := range f.cands {
			h := gramHash(f.cands[i].gram()) >> x.shift
			x.filter[h/64] |= 1 << (h % 64)
			x.slots[h>>3+1]++
		}
	}
	for i := 1; i < len(x.slots); i++ {
		x.slots[i] += x.slots[i-1]
	}
	x.cands, x.places = make([]candidate, total), make([]candidatePlace, total)
	next := slices.Clone(x.slots)
	for _, f := range parts {
		for i := range f.cands {
			slot := gramHash(f.cands[i].gram()) >> x.shift >> 3
			x.cands[next[slot]], x.places[next[slot]] = f.cands[i], f.places[i]
			next[slot]++
		}
	}
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }
