package catalog

// gramLen is the length of an anchor that is part of longer words.
const gramLen = 4

// An anchor is a run of bytes that all matches of a pattern hold, between low
// and high bytes after their beginning. One of less than gramLen bytes is a
// whole word of the text.
type anchor struct {
	lit       string
	low, high int
}

// What anchors of whole short words cost in comparison with runs of gramLen
// bytes, of which it is the number of patterns that hold them.
const (
	costWord3 = 60
	costWord2 = 600
)

// An anchorFinder chooses the anchors of a pattern: one, or one for each
// alternative of a group.
type anchorFinder struct {
	counts *gramCounts
	best   []anchor
	cost   int
	set    []anchor
}

// find chooses the anchors of nodes that are the rarest.
func (f *anchorFinder) find(nodes []node) {
	f.best, f.cost = f.best[:0], -1
	low, high := 0, 0
	for i := range nodes {
		f.set = f.set[:0]
		cost, ok := f.place(nodes, i, low, high)
		if ok && (f.cost < 0 || cost < f.cost) {
			f.cost = cost
			f.best, f.set = f.set, f.best
		}
		l, h := nodes[i].width()
		low, high = low+l, min(high+h, maxText)
	}
}

// place puts the anchors that nodes[i] has into f.set.
func (f *anchorFinder) place(nodes []node, i, low, high int) (cost int, ok bool) {
	switch n := &nodes[i]; n.op {
	case opLit:
		return f.literal(n.lit, low, high, wordStarts(nodes, i) && wordEnds(nodes, i))
	case opAlt:
		starts, ends := wordStarts(nodes, i), wordEnds(nodes, i)
		for _, alt := range n.alts {
			c, ok := f.alternative(alt, low, high, starts, ends)
			if !ok {
				return f.across(nodes, i, low, high)
			}
			cost += c
		}
		return cost, true
	}
	return 0, false
}

// literal adds the rarest anchor of one literal.
func (f *anchorFinder) literal(lit string, low, high int, whole bool) (cost int, ok bool) {
	switch {
	case len(lit) >= gramLen:
		at, n := f.counts.rarest(lit)
		f.set = append(f.set, anchor{lit[at:], low + at, high + at})
		return n, true
	case !whole || !isWordByte(lit[0]) || len(lit) < 2:
		return 0, false
	case len(lit) == 2:
		cost = costWord2
	default:
		cost = costWord3
	}
	f.set = append(f.set, anchor{lit, low, high})
	return cost, true
}

// alternative adds the rarest anchor of one alternative of a group.
func (f *anchorFinder) alternative(alt []node, low, high int, starts, ends bool) (cost int, ok bool) {
	cost = -1
	from := len(f.set)
	for i := range alt {
		if alt[i].op == opLit {
			whole := (i > 0 && wordStarts(alt, i) || i == 0 && (starts || alt[0].brk[0] == brkMust)) &&
				(i+1 < len(alt) && wordEnds(alt, i) || i+1 == len(alt) && ends)
			mark := len(f.set)
			c, ok := f.literal(alt[i].lit, low, high, whole)
			switch {
			case ok && (cost < 0 || c < cost):
				cost = c
				f.set[from] = f.set[mark]
				f.set = f.set[:from+1]
			case ok:
				f.set = f.set[:mark]
			}
		}
		l, h := alt[i].width()
		low, high = low+l, high+h
	}
	return cost, cost >= 0
}

// across adds anchors that run over the edges of the group at nodes[i]: those
// of "list {a|b}" are "lista" and "listb" (word breaks are no bytes of a
// folded text).
func (f *anchorFinder) across(nodes []node, i, low, high int) (cost int, ok bool) {
	before, after := "", ""
	for k := i - 1; k >= 0 && before == "" && nodes[k].fixes(); k-- {
		before = nodes[k].lit
	}
	for k := i + 1; k < len(nodes) && after == "" && nodes[k].fixes(); k++ {
		after = nodes[k].lit
	}
	f.set = f.set[:0]
	for _, alt := range nodes[i].alts {
		whole := before
		for k := range alt {
			if !alt[k].fixes() {
				return 0, false
			}
			whole += alt[k].lit
		}
		whole += after
		c, ok := f.literal(whole, low-len(before), high-len(before), false)
		if !ok {
			return 0, false
		}
		cost += c
	}
	return cost, true
}

// fixes reports whether the node fixes all bytes that it matches.
func (n *node) fixes() bool { return n.op == opLit || n.op == opEdge || n.op == opOpen }

// wordStarts reports whether nodes[i] begins at the edge of a word.
func wordStarts(nodes []node, i int) bool {
	n := &nodes[i]
	return n.op == opLit && n.brk[0] == brkMust || edgeBefore(nodes, i)
}

// edgeBefore reports whether what precedes nodes[i] ends at the edge of a word.
func edgeBefore(nodes []node, i int) bool {
	if i == 0 || nodes[i-1].op == opEdge {
		return true
	}
	if nodes[i-1].op != opAlt {
		return false
	}
	for _, alt := range nodes[i-1].alts {
		if len(alt) == 0 && !edgeBefore(nodes, i-1) || len(alt) > 0 && alt[len(alt)-1].op != opEdge {
			return false
		}
	}
	return true
}

// wordEnds reports whether nodes[i] ends at the edge of a word.
func wordEnds(nodes []node, i int) bool {
	if i+1 == len(nodes) {
		return true
	}
	n := &nodes[i+1]
	return n.op == opEdge || n.op == opLit && n.brk[0] == brkMust
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
	case opIP:
		return 2, 45
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

// gramCounts counts, by hash, in how many places runs of gramLen bytes stand.
type gramCounts [1 << 14]uint16

func (g *gramCounts) slot(s string, i int) *uint16 {
	return &g[gramHash(gramOf(s[i:]))>>18]
}

// gramOf gives the first four bytes of s as the index keys them. A shorter s
// is a whole word: its key has bytes that no text holds.
func gramOf(s string) uint32 {
	switch len(s) {
	case 2:
		return uint32(s[0]) | uint32(s[1])<<8 | 0xfffe0000
	case 3:
		return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | 0xff000000
	}
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
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
	if g == nil {
		return 0, 0
	}
	count = 1 << 16
	for i := 0; i+gramLen <= len(lit); i++ {
		if c := int(*g.slot(lit, i)); c < count {
			at, count = i, c
		}
	}
	return at, count
}
