package catalog

import "encoding/binary"

// maxSteps bounds the work of one attempt to match a pattern.
const maxSteps = 1000

// A hit is a match of a pattern: t.b[from:to], and the marks in it that make
// it count less.
type hit struct {
	from, to int
	soft     uint8
}

// A matcher matches a pattern on a text.
type matcher struct {
	t     *text
	p     *program
	raw   bool
	soft  uint8
	steps int
}

// match matches the pattern of p.nodes[first:last] on the text where its node
// k begins at b[pos]; if alt is not zero, with the alternative alt-1 of that
// node, which is a group.
func (m *matcher) match(first, last uint32, raw bool, k, alt, pos int) (hit, bool) {
	p, t := m.p, m.t
	if pos < 0 || pos >= len(t.b) {
		return hit{}, false
	}
	nodes := p.nodes[first:last]
	m.raw, m.soft, m.steps = raw, 0, maxSteps
	rest, end := nodes[k:], pos
	if alt > 0 {
		rest = nodes[k+1:]
		end = m.forward(p.alt(p.altsOf(&nodes[k])[alt-1]), pos)
		if end < 0 {
			return hit{}, false
		}
	}
	if end = m.forward(rest, end); end < 0 {
		return hit{}, false
	}
	start := m.backward(nodes[:k], pos)
	if start < 0 {
		return hit{}, false
	}
	return hit{start, end, m.soft & markSoft}, true
}

// search matches pat on the text anywhere, without an index.
func (m *matcher) search(pat pattern) (hit, bool) {
	want := m.p.starts(m.p.of(pat))
	for pos, b := range m.t.b {
		if want&(1<<(b&31)) == 0 {
			continue
		}
		if h, ok := m.match(pat.from, pat.to, pat.raw, 0, 0, pos); ok {
			return h, true
		}
	}
	return hit{}, false
}

// edge reports whether b[i] is at the edge of a word.
func (t *text) edge(i int) bool { return t.room.mark[uint(i)%foldRoom]&markBreak != 0 || t.signAt(i) }

// signAt reports whether b[i] or the byte before it is no letter or digit.
func (t *text) signAt(i int) bool {
	return i == 0 || i >= len(t.b) || !isWordByte(t.b[i-1]) || !isWordByte(t.b[i])
}

// forward matches nodes from pos on and gives where they end, or -1. The nodes that
// most patterns are of come first: a processor foresees those sooner than the one jump
// of a switch over all.
func (m *matcher) forward(nodes []node, pos int) int {
	for k := range nodes {
		if m.steps--; m.steps < 0 {
			return -1
		}
		n := &nodes[k]
		if n.op == opLit {
			if pos >= len(m.t.b) || m.t.b[pos] != n.first || !m.literal(n, pos) {
				return -1
			}
			pos += int(n.n)
			continue
		}
		if n.op == opEdge {
			if !m.t.edge(pos) {
				return -1
			}
			continue
		}
		switch n.op {
		case opAlt:
			return m.group(n, nodes[k+1:], pos)
		case opGap:
			return m.gap(nodes[k+1:], pos, gapNear, false)
		case opFar:
			return m.gap(nodes[k+1:], pos, gapFar, true)
		case opWord:
			end := m.t.wordEnd(pos)
			if m.t.negates(pos, end) {
				return -1
			}
			return m.longest(nodes[k+1:], pos+1, end)
		case opOpen:
		default:
			if pos = m.t.after(n.op, pos); pos < 0 {
				return -1
			}
		}
	}
	return pos
}

// after gives where the tail, the digits or the name from pos on end, or -1.
func (t *text) after(what op, pos int) int {
	switch what {
	case opTail:
		return t.tailEnd(pos)
	case opIP:
		return t.nameEnd(pos, nameIP)
	case opEmail:
		return t.nameEnd(pos, nameEmail)
	case opHost:
		return t.nameEnd(pos, nameHost)
	}
	end := t.digitsEnd(pos)
	if end == pos {
		return -1
	}
	return end
}

// literal reports whether the literal of n is at pos, its words whole. It looks at
// eight bytes at a time.
func (m *matcher) literal(n *node, pos int) bool {
	const each = 0x0101010101010101 // byte
	t, size := m.t, int(n.n)
	if pos+size > len(t.b) {
		return false
	}
	var all, wrong uint64
	for i := 0; i < size; i += eight {
		keep := ^uint64(0) >> (uint(-8*min(size-i, eight)) % 64)
		lit, brk := m.p.eight(n.at, i), m.p.eight(n.at, size+i)
		if (lit^t.eight(pos+i))&keep != 0 {
			return false
		}
		marks := t.eightMarks(pos+i) & keep
		all |= marks
		wrong |= (marks&(each*uint64(markBreak)) + each) & brk & keep
	}
	if all&(each*uint64(markName)) != 0 && !m.raw || wrong != 0 && !t.breaksFit(m.p.brk(n), pos) {
		return false
	}
	all |= all >> 32
	all |= all >> 16
	m.soft |= uint8(all | all>>8)
	return true
}

// breaksFit reports whether the words of a literal at pos are whole. Where no
// break stands but has to, any edge of a word will do.
func (t *text) breaksFit(brk []uint8, pos int) bool {
	for j, b := range brk {
		broken := t.mark[pos+j]&markBreak != 0
		if b == brkNone && broken || b == brkMust && !broken && !t.edge(pos+j) {
			return false
		}
	}
	return true
}

// tailEnd gives where the word that goes on at pos ends.
func (t *text) tailEnd(pos int) int {
	for end := pos; end < len(t.b); end++ {
		if t.mark[end]&markBreak != 0 || end-pos == maxWord {
			return end
		}
	}
	return len(t.b)
}

// digitsEnd gives where the digits from pos on end.
func (t *text) digitsEnd(pos int) int {
	end := pos
	for end < len(t.b) && end-pos < maxDigits && isDigit(t.b[end]) && (end == pos || t.mark[end]&markBreak == 0) {
		end++
	}
	return end
}

// wordEnd gives where the word or name from pos on ends.
func (t *text) wordEnd(pos int) int {
	end := pos
	for end < len(t.b) && end-pos < maxWord {
		if end > pos && t.mark[end]&markBreak != 0 && t.mark[end]&t.mark[end-1]&markName == 0 {
			break
		}
		end++
	}
	return end
}

// nameEnd gives where in b the name of a kind that begins at b[pos] ends, or
// -1.
func (t *text) nameEnd(pos int, kind nameKind) int {
	if pos >= len(t.b) || t.mark[pos]&markName == 0 {
		return -1
	}
	for i := range t.names {
		if n := &t.names[i]; n.kind == kind && n.from == int(t.at[pos]) {
			return t.index(n.to)
		}
	}
	return -1
}

// starts gives which bytes nodes can begin with, as a set of byteBits.
func (p *program) starts(nodes []node) uint32 {
	for i := range nodes {
		switch nodes[i].op {
		case opEdge:
			continue
		case opLit:
			return 1 << (nodes[i].first & 31)
		case opAlt:
			return p.groupOf(&nodes[i]).firsts
		}
		break
	}
	return ^uint32(0)
}

// longest matches rest from the last position in [from, to] that it matches
// from, and gives its end.
func (m *matcher) longest(rest []node, from, to int) int {
	want := m.p.starts(rest)
	for pos := to; pos >= from; pos-- {
		if pos < len(m.t.b) && want&(1<<(m.t.b[pos]&31)) == 0 {
			continue
		}
		if end := m.forward(rest, pos); end >= 0 {
			return end
		}
	}
	return -1
}

// gap matches rest after the shortest gap that lets it match.
func (m *matcher) gap(rest []node, pos, most int, far bool) int {
	t := m.t
	want := m.p.starts(rest)
	for at := pos; at <= pos+most && at <= len(t.b); at++ {
		if at < len(t.b) {
			if !far && at > pos && t.mark[at]&markStop != 0 {
				break
			}
			if want&(1<<(t.b[at]&31)) == 0 {
				continue
			}
		}
		soft := m.soft
		if end := m.forward(rest, at); end >= 0 {
			if !far && t.negates(pos, at) {
				return -1
			}
			return end
		}
		m.soft = soft
	}
	return -1
}

// group matches one of the alternatives of n, then rest.
func (m *matcher) group(n *node, rest []node, pos int) int {
	here := binary.LittleEndian.Uint32(m.t.room.b[foldFront+pos:])
	g := m.p.groupOf(n)
	if g.firsts&(1<<(here&31)) == 0 {
		return -1
	}
	soft := m.soft
	alts := m.p.alts[g.from:g.to]
	for i := range alts {
		if a := &alts[i]; (here^a.first.want)&a.first.mask == 0 {
			m.soft = soft
			if at := m.forward(m.p.alt(*a), pos); at >= 0 {
				if end := m.forward(rest, at); end >= 0 {
					return end
				}
			}
		}
	}
	return -1
}
