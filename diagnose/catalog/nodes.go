package catalog

import "math"

// fixes reports whether the node fixes all bytes that it matches.
func (n *node) fixes() bool { return n.op == opLit || n.op == opEdge || n.op == opOpen }

// before gives which bytes can stand before nodes[i].
func (p *program) before(nodes []node, i int) uint32 {
	for i--; i >= 0; i-- {
		switch n := &nodes[i]; n.op {
		case opEdge, opOpen:
			continue
		case opLit:
			return byteBit(p.lastByte(n))
		case opAlt:
			bits := uint32(0)
			for _, a := range p.altsOf(n) {
				if a.n == 0 {
					bits |= p.before(nodes, i)
				} else {
					bits |= byteBit(a.last.last())
				}
			}
			return bits
		default:
			return ^uint32(0)
		}
	}
	return ^uint32(0)
}

// after gives which bytes can stand after nodes[i].
func (p *program) after(nodes []node, i int) uint32 {
	for i++; i < len(nodes); i++ {
		switch n := &nodes[i]; n.op {
		case opEdge, opOpen:
			continue
		case opLit:
			return byteBit(n.first)
		case opAlt:
			bits := uint32(0)
			for _, a := range p.altsOf(n) {
				if a.n == 0 {
					bits |= p.after(nodes, i)
				} else {
					bits |= byteBit(a.first.first())
				}
			}
			return bits
		default:
			return ^uint32(0)
		}
	}
	return ^uint32(0)
}

// edgesAfter reports whether only edges follow nodes[i].
func (f *anchorFinder) edgesAfter(nodes []node, i int) bool {
	for _, n := range nodes[i+1:] {
		if n.op != opEdge && n.op != opOpen {
			return false
		}
	}
	return true
}

// wordStarts reports whether nodes[i] begins at the edge of a word.
func (f *anchorFinder) wordStarts(nodes []node, i int) bool {
	n := &nodes[i]
	return f.p.breakFirst(n) || f.edgeBefore(nodes, i)
}

// edgeBefore reports whether what precedes nodes[i] ends at the edge of a word.
func (f *anchorFinder) edgeBefore(nodes []node, i int) bool {
	if i == 0 || nodes[i-1].op == opEdge {
		return true
	}
	if nodes[i-1].op != opAlt {
		return false
	}
	for _, r := range f.p.altsOf(&nodes[i-1]) {
		alt := f.p.alt(r)
		if len(alt) == 0 && !f.edgeBefore(nodes, i-1) || len(alt) > 0 && alt[len(alt)-1].op != opEdge {
			return false
		}
	}
	return true
}

// wordEnds reports whether nodes[i] ends at the edge of a word.
func (f *anchorFinder) wordEnds(nodes []node, i int) bool {
	if i+1 == len(nodes) {
		return true
	}
	n := &nodes[i+1]
	if n.op == opOpen && i+2 < len(nodes) {
		n = &nodes[i+2] // "AS-#": the text has "AS1" or "AS-1"
		return n.op == opDigits
	}
	return n.op == opEdge || n.op == opDigits || f.p.breakFirst(n)
}

// width gives how many bytes a node can match.
func (p *program) width(n *node) (low, high int) {
	switch n.op {
	case opLit:
		return int(n.n), int(n.n)
	case opGap:
		return 0, gapNear
	case opFar:
		return 0, gapFar
	case opTail:
		return 0, maxWord
	case opWord:
		return 1, maxWord
	case opDigits:
		return 1, maxDigits
	case opIP:
		return 2, maxIP
	case opEmail, opHost:
		return 1, maxText
	case opAlt:
		low = maxText
		for _, r := range p.altsOf(n) {
			l, h := 0, 0
			for i := r.from; i < r.from+r.n; i++ {
				dl, dh := p.width(&p.nodes[i])
				l, h = l+dl, h+dh
			}
			low, high = min(low, l), max(high, h)
		}
	}
	return low, high
}

// longest gives how many bytes nodes can match at most.
func (p *program) longest(nodes []node) uint16 {
	most := 0
	for i := range nodes {
		_, high := p.width(&nodes[i])
		most += high
	}
	if most >= maxText { // as much as any text has: more, where a letter becomes two
		return math.MaxUint16
	}
	return uint16(most)
}

// nameKindsIn gives the kinds of names that all matches of nodes hold.
func nameKindsIn(nodes []node) (kinds nameKinds) {
	for i := range nodes {
		switch nodes[i].op {
		case opIP:
			kinds |= 1 << nameIP
		case opEmail:
			kinds |= 1 << nameEmail
		case opHost:
			kinds |= 1 << nameHost
		}
	}
	return kinds
}

// fixed gives how many bytes of a match the nodes fix at least.
func (p *program) fixed(nodes []node) (n int) {
	for i := range nodes {
		switch nodes[i].op {
		case opLit:
			n += int(nodes[i].n)
		case opAlt:
			least := maxText
			for _, r := range p.altsOf(&nodes[i]) {
				least = min(least, p.fixed(p.alt(r)))
			}
			n += least
		}
	}
	return n
}
