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
// comparison of eight bytes, or because the text lacks what else they need.
type index struct {
	filter filter
	slots  slotTable
	cands  []candidate      // in the order of slots
	places []candidatePlace // of each candidate
	refs   []patternRef
	needs  []uint16 // of each pattern, see grams.holds
	p      *program
}

// A filter has a bit for each hash: of its upper bits, which all that are in the index
// have set.
type filter [1 << (filterBits - 6)]uint64

// filterBits is how many bits of a hash count: of ten times the patterns that there
// are, a half would be set, and with more it would leave the nearest cache.
const filterBits = 17

// add sets the bit of a hash.
func (f *filter) add(hash uint32) {
	f[hash>>(32-filterBits+6)] |= 1 << (hash >> (32 - filterBits) % 64)
}

// has gives 1 if the bit of a hash is set, else 0. It has no branch for that: a
// processor cannot foresee it.
func (f *filter) has(hash uint32) (n uint) {
	if f[hash>>(32-filterBits+6)]&(1<<(hash>>(32-filterBits)%64)) != 0 {
		n = 1
	}
	return n
}

// A slotTable is where in index.cands the candidates of a slot begin, those of its
// stages one after another; one more for the end. The number of a slot is the upper
// bits of a hash.
type slotTable struct {
	first []uint32
	shift uint8
}

// of gives where in first the slot of a hash begins. Those of its stages follow: a
// text asks for more than one.
func (t *slotTable) of(hash uint32) uint32 { return hash >> (t.shift & 31) * uint32(stages) }

// filled gives 1 if candidates begin from first[from] on and before first[to], else 0.
func (t *slotTable) filled(from, to uint32) (n uint) {
	if t.first[from] != t.first[to] {
		n = 1
	}
	return n
}

// A stage is when patterns are looked for: phrases only where no entry has
// decided, weak ones where nothing else has.
type stage uint8

const (
	stageFirst stage = iota
	stagePhrase
	stageWeak
	stages
)

// stage gives the stage of a kind.
func (k refKind) stage() stage {
	switch k {
	case refPhrase:
		return stagePhrase
	case refWeakPhrase:
		return stageWeak
	}
	return stageFirst
}

// A candidate is what the text has to hold where an anchor is. It is as small
// as it can be, and apart from where the anchor is: a text goes through many.
type candidate struct {
	want uint64 // the bytes of the anchor's literal, up to keyLen
	around
	// names are the kinds of names that the text has to hold, with outsideNames
	// where the anchor has to be in none, and what the anchor is.
	names nameKinds
	short uint8 // bits of want that the literal is too short for
	// What stands around the literal of the anchor, see anchor.
	head, tail uint8
	kind       refKind
	also       uint16 // the number in grams of another run that the text has to hold
	ref        uint32 // whose anchor it is, in refs
}

// A candidatePlace is where in its pattern an anchor is.
type candidatePlace struct {
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
	needs    uint32 // in index.needs: what a text has to hold besides the anchor and candidate.also
	weight   uint16 // the letters that it fixes
	most     uint16 // the longest that it matches
	// group is, of an entry, its provider; of a phrase, its category's order, or
	// what stands for it.
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
)

// A refKind is what a pattern is for.
type refKind uint8

const (
	refMatch refKind = iota
	refToken
	refOwnPhrase // of the user's rules file
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
		from: p.from, to: p.to, owner: uint32(owner), group: uint16(group), kind: kind, flags: flags,
	})
}

// build chooses the anchors and fills the table. The examples of rules show
// how often runs of letters occur in replies.
func (x *index) build(rules []entryRule) {
	// All at once, in halves: this is half of the work of loading.
	counts := countRuns(x.p, rules)
	rare := make([]rareRun, len(x.p.nodes))
	inHalves(len(rare), func(_, from, to int) { counts.findRare(x.p, rare, from, to) })
	var parts [2]filed
	inHalves(len(x.refs), func(half, from, to int) { parts[half].add(x, counts, rare, from, to) })
	x.link(parts[:])
}

// inHalves does something for the numbers from 0 to n, both halves at once.
func inHalves(n int, do func(half, from, to int)) {
	var group sync.WaitGroup
	group.Go(func() { do(0, 0, n/2) })
	do(1, n/2, n)
	group.Wait()
}

// link joins the candidates of parts and makes the table of them: the candidates
// of a slot and stage stand together, in their order.
func (x *index) link(parts []filed) {
	total := 0
	for _, f := range parts {
		for i := range f.refs {
			f.refs[i].needs += uint32(len(x.needs))
		}
		x.needs = append(x.needs, f.needs...)
		total += len(f.cands)
	}
	x.tabulate(parts)
	next := slices.Clone(x.slots.first) // where the next candidate goes
	x.cands, x.places = make([]candidate, total), make([]candidatePlace, total)
	for _, f := range parts {
		for i := range f.cands {
			to := &next[x.slots.of(f.cands[i].hash())+uint32(f.cands[i].kind.stage())]
			x.cands[*to], x.places[*to] = f.cands[i], f.places[i]
			*to++
		}
	}
}

// tabulate makes the table for the candidates of parts, and the filter for them.
func (x *index) tabulate(parts []filed) {
	total := 0
	for _, f := range parts {
		total += len(f.cands)
	}
	size := max(7, bits.Len(uint(total)))
	x.slots = slotTable{first: make([]uint32, uint(stages)<<size+1), shift: uint8(32 - size)}
	for _, f := range parts {
		for i := range f.cands {
			hash := f.cands[i].hash()
			x.filter.add(hash)
			x.slots.first[x.slots.of(hash)+uint32(f.cands[i].kind.stage())+1]++
		}
	}
	end := uint32(0)
	for i, n := range x.slots.first {
		end += n
		x.slots.first[i] = end
	}
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }
