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
	filter []uint64 // one bit for each hash of four bytes
	shift  uint8
	tables [stages]table
	cands  []candidate      // in the order of tables
	places []candidatePlace // of each candidate
	refs   []patternRef
	needs  []uint16 // of each pattern, see grams.holds
	p      *program
}

// A table is where in index.cands the candidates of a stage begin, by the upper
// bits of their hash; one more for the end.
type table struct {
	first []uint32
	shift uint8
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
// as it can be, and apart from whose anchor it is: a text goes through many.
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
	needs    uint32 // in index.needs: what a text has to hold besides the anchor
	weight   uint16 // the letters that it fixes
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

// link joins the candidates of parts and makes the tables of them: the candidates
// of a slot stand together, in their order.
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
	var next [stages][]uint32 // where the next candidate of each slot goes
	for st := range x.tables {
		next[st] = slices.Clone(x.tables[st].first)
	}
	x.cands, x.places = make([]candidate, total), make([]candidatePlace, total)
	for _, f := range parts {
		for i := range f.cands {
			st := f.cands[i].kind.stage()
			slot := &next[st][gramHash(f.cands[i].gram())>>x.tables[st].shift]
			x.cands[*slot], x.places[*slot] = f.cands[i], f.places[i]
			*slot++
		}
	}
}

// tabulate makes the tables for the candidates of parts, and the filter for all of
// them.
func (x *index) tabulate(parts []filed) {
	var totals [stages]int
	total := 0
	for _, f := range parts {
		total += len(f.cands)
		for i := range f.cands {
			totals[f.cands[i].kind.stage()]++
		}
	}
	size := max(10, bits.Len(uint(total))+3) // 8 to 16 bits a candidate: more would leave the nearest cache
	x.shift = uint8(32 - size)
	x.filter = make([]uint64, 1<<size/64)
	for st, n := range totals {
		size := bits.Len(uint(n)) + 1
		x.tables[st] = table{first: make([]uint32, 1<<size+1), shift: uint8(32 - size)}
	}
	for _, f := range parts {
		for i := range f.cands {
			hash := gramHash(f.cands[i].gram())
			bit := hash >> x.shift
			x.filter[bit/64] |= 1 << (bit % 64)
			tab := &x.tables[f.cands[i].kind.stage()]
			tab.first[hash>>tab.shift+1]++
		}
	}
	end := uint32(0)
	for st := range x.tables {
		first := x.tables[st].first
		for i := range first {
			end += first[i]
			first[i] = end
		}
	}
}

// gramHash spreads four bytes over 32 bits.
func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }
