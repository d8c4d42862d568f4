package catalog

import "encoding/binary"

// backward matches nodes so that they end at pos, and gives where they begin,
// or -1. It is forward's mirror image: a pattern is matched from its anchor in
// both directions, so that what does not match fails at once.
func (m *matcher) backward(nodes []node, pos int) int {
	for k := len(nodes) - 1; k >= 0; k-- {
		if m.steps--; m.steps < 0 {
			return -1
		}
		n := &nodes[k]
		if n.op == opEdge {
			if !m.t.edge(pos) {
				return -1
			}
			continue
		}
		if n.op == opLit {
			if pos -= int(n.n); pos < 0 || m.t.b[pos] != n.first || !m.literal(n, pos) {
				return -1
			}
			continue
		}
		switch n.op {
		case opAlt:
			return m.groupBack(n, nodes[:k], pos)
		case opGap:
			return m.gapBack(nodes[:k], pos, gapNear, false)
		case opFar:
			return m.gapBack(nodes[:k], pos, gapFar, true)
		case opWord:
			return m.wordBack(nodes[:k], pos)
		case opTail:
			return m.tailBack(nodes[:k], pos)
		case opOpen:
		default:
			if pos = m.t.before(n.op, pos); pos < 0 {
				return -1
			}
		}
	}
	return pos
}

// before gives where the digits or the name that end at pos begin, or -1.
func (t *text) before(what op, pos int) int {
	switch what {
	case opIP:
		return t.nameBegin(pos, nameIP)
	case opEmail:
		return t.nameBegin(pos, nameEmail)
	case opHost:
		return t.nameBegin(pos, nameHost)
	}
	begin := pos
	for begin > 0 && pos-begin < maxDigits && isDigit(t.b[begin-1]) && (begin == pos || t.mark[begin]&markBreak == 0) {
		begin--
	}
	if begin == pos {
		return -1
	}
	return begin
}

// tailBack matches rest before the end of a word that ends at pos.
func (m *matcher) tailBack(rest []node, pos int) int {
	t := m.t
	if pos < len(t.b) && t.mark[pos]&markBreak == 0 {
		return -1
	}
	for at := pos; at > 0 && pos-at <= maxWord; at-- {
		if start := m.backward(rest, at); start >= 0 {
			return start
		}
		if t.mark[at-1]&markBreak != 0 {
			break
		}
	}
	return -1
}

// nameBegin gives where in b the name of a kind that ends at b[pos] begins, or
// -1.
func (t *text) nameBegin(pos int, kind nameKind) int {
	if pos < 1 || t.mark[pos-1]&markName == 0 {
		return -1
	}
	for i := range t.names {
		if n := &t.names[i]; n.kind == kind && t.index(n.to) == pos {
			return t.index(n.from)
		}
	}
	return -1
}

// wordBack matches rest before a word that ends at pos, the longest first.
func (m *matcher) wordBack(rest []node, pos int) int {
	t := m.t
	begin := pos - 1
	for begin > 0 && pos-begin < maxWord && (t.mark[begin]&markBreak == 0 || t.mark[begin]&t.mark[begin-1]&markName != 0) {
		begin--
	}
	if pos < 1 || t.negates(begin, pos) {
		return -1
	}
	for ; begin < pos; begin++ {
		if start := m.backward(rest, begin); start >= 0 {
			return start
		}
	}
	return -1
}

// finishes gives which bytes nodes can end with, as a set of byteBits.
func (p *program) finishes(nodes []node) uint32 {
	for i := len(nodes) - 1; i >= 0; i-- {
		switch n := &nodes[i]; n.op {
		case opEdge:
			continue
		case opLit:
			return 1 << (p.lastByte(n) & 31)
		case opAlt:
			return p.groupOf(n).lasts
		}
		break
	}
	return ^uint32(0)
}

// gapBack matches rest before the shortest gap that lets it match.
func (m *matcher) gapBack(rest []node, pos, most int, far bool) int {
	t := m.t
	want := m.p.finishes(rest)
	for at := pos; at >= 0 && pos-at <= most; at-- {
		if !far && at < pos && at+1 < len(t.b) && t.mark[at+1]&markStop != 0 {
			break
		}
		if at > 0 && want&(1<<(t.b[at-1]&31)) == 0 {
			continue
		}
		soft := m.soft
		if start := m.backward(rest, at); start >= 0 {
			if !far && t.negates(at, pos) {
				return -1
			}
			return start
		}
		m.soft = soft
	}
	return -1
}

// groupBack matches rest, then one of the alternatives of n, up to pos.
func (m *matcher) groupBack(n *node, rest []node, pos int) int {
	here := binary.LittleEndian.Uint32(m.t.room.b[foldFront+pos-4:])
	g := m.p.groupOf(n)
	if g.lasts&(1<<(here>>24&31)) == 0 {
		return -1
	}
	soft := m.soft
	alts := m.p.alts[g.from:g.to]
	for i := range alts {
		if a := &alts[i]; (here^a.last.want)&a.last.mask == 0 {
			m.soft = soft
			if at := m.backward(m.p.alt(*a), pos); at >= 0 {
				if start := m.backward(rest, at); start >= 0 {
					return start
				}
			}
		}
	}
	return -1
}
