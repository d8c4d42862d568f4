package catalog

// maxSteps bounds the work of one attempt to match a pattern.
const maxSteps = 1000

// How long a word or a number in a pattern may be, in bytes.
const (
	maxWord   = 80
	maxDigits = 20
)

// A hit is a match of a pattern: t.b[from:to], and the marks in it that make
// it count less.
type hit struct {
	from, to int
	soft     uint8
}

// A matcher matches a pattern on a text.
type matcher struct {
	t     *text
	raw   bool
	steps int
	soft  uint8
	open  int // where the pattern may end inside a word
}

// matchFrom matches p on t from b[start] on.
func (p *pattern) matchFrom(t *text, start int) (hit, bool) {
	if p.nodes[0].op != opOpen && !t.edge(start) {
		return hit{}, false
	}
	m := matcher{t: t, raw: p.raw, steps: maxSteps, open: -1}
	end := m.forward(p.nodes, start)
	if end < 0 {
		return hit{}, false
	}
	return hit{start, end, m.soft & markSoft}, true
}

// search matches p on t anywhere: for patterns that no index finds.
func (p *pattern) search(t *text) (hit, bool) {
	for i := range t.b {
		if h, ok := p.matchFrom(t, i); ok {
			return h, true
		}
	}
	return hit{}, false
}

// edge reports whether b[i] is at the edge of a word.
func (t *text) edge(i int) bool {
	return i == 0 || i >= len(t.b) || t.mark[i]&markBreak != 0 || !isWordByte(t.b[i-1]) || !isWordByte(t.b[i])
}

// forward matches nodes from pos on and gives where they end, or -1.
func (m *matcher) forward(nodes []node, pos int) int {
	for k := range nodes {
		if m.steps--; m.steps < 0 {
			return -1
		}
		n := &nodes[k]
		switch n.op {
		case opLit:
			if !m.literal(n, pos) {
				return -1
			}
			pos += len(n.lit)
		case opEdge:
			if m.open != pos && !m.t.edge(pos) {
				return -1
			}
		case opIP:
			end := m.t.ipEnd(pos)
			if end < 0 {
				return -1
			}
			pos = end
		case opOpen:
			m.open = pos
		case opDigits:
			end := m.run(pos, maxDigits, true)
			if end == pos {
				return -1
			}
			pos = end
		case opWord:
			return m.longest(nodes[k+1:], pos+1, m.run(pos, maxWord, false))
		case opGap:
			return m.gap(n, nodes[k+1:], pos)
		case opAlt:
			return m.group(n, nodes[k+1:], pos)
		}
	}
	return pos
}

// literal reports whether the literal of n is at pos, its words whole.
func (m *matcher) literal(n *node, pos int) bool {
	t := m.t
	end := pos + len(n.lit)
	if end > len(t.b) || string(t.b[pos:end]) != n.lit {
		return false
	}
	var all uint8
	for j, mark := range t.mark[pos:end] {
		switch {
		case n.brk[j] == brkMust:
			if !t.edge(pos + j) {
				return false
			}
		case n.brk[j] == brkNone && j > 0 && mark&markBreak != 0:
			return false
		}
		all |= mark
	}
	if all&markName != 0 && !m.raw {
		return false
	}
	m.soft |= all
	return true
}

// ipEnd gives where in b the IP address that begins at b[pos] ends, or -1.
func (t *text) ipEnd(pos int) int {
	if pos >= len(t.b) || t.mark[pos]&markName == 0 {
		return -1
	}
	for i := range t.names {
		if n := &t.names[i]; n.kind == nameIP && n.from == int(t.at[pos]) {
			return t.index(n.to)
		}
	}
	return -1
}

// run gives where the digits, or the word or name, from pos on end.
func (m *matcher) run(pos, most int, digits bool) int {
	t := m.t
	end := pos
	for end < len(t.b) && end-pos < most {
		if digits && !isDigit(t.b[end]) {
			break
		}
		if end > pos && t.mark[end]&markBreak != 0 && t.mark[end]&t.mark[end-1]&markName == 0 {
			break
		}
		end++
	}
	return end
}

// longest matches rest from the last position in [from, to] on that it matches
// from.
func (m *matcher) longest(rest []node, from, to int) int {
	for pos := to; pos >= from; pos-- {
		if end := m.forward(rest, pos); end >= 0 {
			return end
		}
	}
	return -1
}

// gap matches rest after the shortest gap that lets it match.
func (m *matcher) gap(n *node, rest []node, pos int) int {
	most := gapNear
	if n.far {
		most = gapFar
	}
	t := m.t
	for skip := 0; skip <= most && pos+skip <= len(t.b); skip++ {
		at := pos + skip
		if !n.far && skip > 0 && at < len(t.b) && t.mark[at]&markStop != 0 {
			break
		}
		soft := m.soft
		if end := m.forward(rest, at); end >= 0 {
			return end
		}
		m.soft = soft
	}
	return -1
}

// group matches one of the alternatives of n, then rest.
func (m *matcher) group(n *node, rest []node, pos int) int {
	soft := m.soft
	for _, alt := range n.alts {
		m.soft = soft
		if at := m.forward(alt, pos); at >= 0 {
			if end := m.forward(rest, at); end >= 0 {
				return end
			}
		}
	}
	return -1
}
