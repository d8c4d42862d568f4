package catalog

// gramLen is the length of an anchor that is part of longer words.
const gramLen = 4

// keyLen is how much of an anchor is compared with the text, in bytes, and
// maxNeed how many other runs are looked up of which the text has to hold one.
const (
	keyLen  = 8
	maxNeed = 32
)

// An anchor is a run of bytes that all matches of a pattern hold, between low
// and high bytes after the beginning of its node. One of less than gramLen
// bytes is a whole word of the text.
type anchor struct {
	lit       []byte
	node      uint16
	alt       uint16 // the alternative of the node that holds it, plus one
	low, high uint16
	// Its literal begins head bytes before it and ends tail bytes after its
	// beginning; around the literal stand bytes of left and of right.
	head, tail uint16
	around
}

// An around is what bytes, as a set of byteBits, can stand before and after a
// literal.
type around struct{ left, right uint32 }

// anything is the around of a literal of which nothing is known.
var anything = around{^uint32(0), ^uint32(0)}

// What anchors of whole short words cost in comparison with runs of gramLen
// bytes, see gramCounts.
const (
	costWord3 = 600
	costWord2 = 4000
)

// An anchorFinder chooses the anchors of a pattern: one, or one for each
// alternative of a group. What else a text has to hold are needs, see
// grams.holds.
type anchorFinder struct {
	p      *program
	counts *gramCounts
	rare   []rareRun // of p.nodes; nil where it does not matter which run
	from   uint32    // of the nodes that are looked at, in p.nodes
	best   []anchor
	cost   int
	needs  []uint16
	groups []uint16 // the needs of more than one run, which come last
	set    []anchor
	node   int // that is being looked at
	alt    int
	joined []byte // the bytes of anchors that no literal holds whole
}

// anchored reports whether an index can find a pattern.
func (p *program) anchored(pat pattern) bool {
	nodes := p.of(pat)
	for i := range nodes {
		if n := &nodes[i]; n.op == opLit && n.n >= gramLen {
			return true
		}
	}
	f := anchorFinder{p: p}
	f.find(pat.from, pat.to)
	return len(f.best) > 0
}

// find chooses the anchors of p.nodes[from:to] that are the rarest, and notes the
// others as needs.
func (f *anchorFinder) find(from, to uint32) {
	f.from = from
	nodes := f.p.nodes[from:to]
	f.best, f.needs, f.groups, f.joined, f.cost = f.best[:0], f.needs[:0], f.groups[:0], f.joined[:0], -1
	for i := range nodes {
		if nodes[i].op == opLit {
			f.try(nodes, i)
		}
	}
	for i := range nodes {
		if nodes[i].op == opAlt {
			f.try(nodes, i)
		}
	}
	if len(f.best) == 1 {
		f.needRest(nodes, &f.best[0])
	}
	f.needs = append(append(f.needs, f.groups...), 0)
}

// try chooses the anchors in nodes[i] if they are better than the best.
func (f *anchorFinder) try(nodes []node, i int) {
	f.set = f.set[:0]
	cost, ok := f.place(nodes, i)
	if !ok {
		return
	}
	if f.cost < 0 || cost < f.cost && (f.cost > cheap || nodes[i].op == opLit) {
		f.cost = cost
		f.best, f.set = f.set, f.best
	}
	switch n := len(f.set); {
	case n == 1:
		f.needs = append(f.needs, 1, runNumber(f.set[0].lit))
	case n > 1 && n <= maxNeed:
		f.groups = append(f.groups, uint16(n))
		for k := range f.set {
			f.groups = append(f.groups, runNumber(f.set[k].lit))
		}
	}
}

// also gives the number in grams of the first need if that is one run alone, else
// that of the anchor's own.
func (f *anchorFinder) also(own uint32) uint16 {
	if f.needs[0] == 1 {
		return f.needs[1]
	}
	return gramNumber(gramHash(own))
}

// rest gives the needs without the one that also gives.
func (f *anchorFinder) rest() []uint16 {
	if f.needs[0] == 1 {
		return f.needs[2:]
	}
	return f.needs
}

// needRest notes another run of the literal of an anchor as a need: of a long one
// only the bytes from the anchor on are compared.
func (f *anchorFinder) needRest(nodes []node, a *anchor) {
	if n := &nodes[a.node]; n.op == opLit && n.n >= gramLen {
		lit := f.p.lit(n)
		if at, count := f.counts.rarest(lit, int(a.head)); count != noRun {
			f.needs = append(f.needs, 1, runNumber(lit[at:]))
		}
	}
}

// place puts the anchors that nodes[i] has into f.set.
func (f *anchorFinder) place(nodes []node, i int) (cost int, ok bool) {
	f.node, f.alt = i, 0
	switch n := &nodes[i]; n.op {
	case opLit:
		whole := f.p.oneWord(n) && f.wordStarts(nodes, i) && f.wordEnds(nodes, i)
		return f.literal(f.from+uint32(i), 0, 0, whole, around{f.p.before(nodes, i), f.p.after(nodes, i)})
	case opAlt:
		starts, ends := f.wordStarts(nodes, i), f.wordEnds(nodes, i)
		outer := around{f.p.before(nodes, i), f.p.after(nodes, i)}
		for k, r := range f.p.altsOf(n) {
			f.alt = k + 1
			c, ok := f.alternative(r, starts, ends, outer)
			switch {
			case ok:
			case f.cost >= 0 && f.cost <= cheap:
				return 0, false
			default:
				return f.across(nodes, i)
			}
			cost += c
		}
		return cost, true
	}
	return 0, false
}

// literal adds the rarest anchor of one literal, which is p.nodes[at].
func (f *anchorFinder) literal(at uint32, low, high int, whole bool, by around) (cost int, ok bool) {
	lit := f.p.lit(&f.p.nodes[at])
	switch {
	case len(lit) >= gramLen:
		r := rareRun{}
		if f.rare != nil {
			r = f.rare[at]
		}
		f.add(lit, int(r.at), low, high, by)
		return int(r.count), true
	case !whole || len(lit) < 2:
		return 0, false
	case len(lit) == 2:
		cost = costWord2
	default:
		cost = costWord3
	}
	f.add(lit, 0, low, high, by)
	return cost, true
}

// add adds an anchor that begins at lit[at].
func (f *anchorFinder) add(lit []byte, at, low, high int, by around) {
	f.set = append(f.set, anchor{
		lit: lit[at:], node: uint16(f.node), alt: uint16(f.alt), low: uint16(low + at), high: uint16(high + at),
		head: uint16(at), tail: uint16(len(lit) - at), around: by,
	})
}

// oneWord reports whether a literal is letters and digits without a break, and
// so short that this matters.
func (p *program) oneWord(n *node) bool {
	if n.n >= gramLen {
		return false
	}
	for i, b := range p.lit(n) {
		if !isWordByte(b) || i > 0 && p.brk(n)[i] != brkNone {
			return false
		}
	}
	return true
}

// alternative adds the rarest anchor of one alternative of a group.
func (f *anchorFinder) alternative(r alternative, starts, ends bool, outer around) (cost int, ok bool) {
	alt := f.p.alt(r)
	cost = -1
	low, high := 0, 0
	from := len(f.set)
	for i := range alt {
		if n := &alt[i]; n.op == opLit {
			whole := f.p.oneWord(n) && f.wordStarts(alt, i) && (i > 0 || starts) && f.wordEnds(alt, i) && (i+1 < len(alt) || ends)
			mark := len(f.set)
			by := outer
			if i > 0 {
				by.left = f.p.before(alt, i)
			}
			if i+1 < len(alt) && !f.edgesAfter(alt, i) {
				by.right = f.p.after(alt, i)
			}
			c, ok := f.literal(r.from+uint32(i), low, high, whole, by)
			switch {
			case ok && (cost < 0 || c < cost):
				cost = c
				f.set[from] = f.set[mark]
				f.set = f.set[:from+1]
			case ok:
				f.set = f.set[:mark]
			}
		}
		l, h := f.p.width(&alt[i])
		low, high = low+l, high+h
	}
	return cost, cost >= 0
}
