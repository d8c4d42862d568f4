package catalog

import (
	"encoding/binary"
	"slices"
)

// A pattern is a compiled Match, Phrase, Token, Not, Signature or Condition,
// in the language of data/README.md. It is matched on a text; its nodes are in
// the program that it was compiled into.
type pattern struct {
	source string
	from   uint32 // its nodes in program.nodes
	to     uint32
	// raw says that the pattern may match inside addresses, URLs and host
	// names; others see only the words around them.
	raw bool
}

// A program holds the nodes of many patterns, so that compiling and keeping
// thousands costs next to no allocations. It is small: what a text is matched
// on should stay in a processor's cache.
type program struct {
	nodes  []node
	groups []group
	alts   []alternative // of groups
	// lits are the literals, each with what has to stand before its bytes behind it.
	// After all are eight zeros, so that eight bytes can be read at a time.
	lits []byte
	// known are the alternatives that were compiled, by their source; the same
	// ones stand in many groups.
	known map[string]alternative

	// spans, where not nil, are the patterns that come, compiled before.
	spans []span

	// check says that patterns which the index cannot find are errors.
	check bool

	// The literal that is being compiled, and what a sign of it becomes.
	letters []byte
	breaks  []uint8
	folded  []byte

	// Room for the compiler: the nodes of the pattern and of the alternative
	// that are being compiled, and the alternatives of the group.
	top, sub []node
	group    []alternative
}

// newProgram gives an empty program with room for so many bytes of literals and
// what goes with them, and for so many alternatives that differ.
func newProgram(room, known int) program {
	return program{
		nodes: make([]node, 0, room/7), groups: make([]group, 0, room/40), alts: make([]alternative, 0, room/10),
		lits: make([]byte, eight, room+eight), known: make(map[string]alternative, known),
	}
}

// What the built-in patterns take of room and a little more, and the alternatives
// of groups that differ among them.
const (
	roomAll      = 270_000
	roomPhrases  = 200_000
	knownEntries = 800
	knownPhrases = 6000
)

// compiled gives the program without what only compiling needs.
func (p *program) compiled() program {
	return program{nodes: p.nodes, groups: p.groups, alts: p.alts, lits: p.lits}
}

// next gives the next of the patterns that were compiled before.
func (p *program) next(source string) (pattern, error) {
	if len(p.spans) == 0 {
		return pattern{}, errSnapshot
	}
	s := p.spans[0]
	p.spans = p.spans[1:]
	return pattern{source: source, from: s.from, to: s.to, raw: s.raw}, nil
}

// join takes over the nodes of q, and gives where they begin now.
func (p *program) join(q *program) (at uint32) {
	at, groups, alts, lits := uint32(len(p.nodes)), uint32(len(p.groups)), uint32(len(p.alts)), uint32(len(p.lits)-eight)
	p.nodes, p.groups, p.alts = slices.Grow(p.nodes, len(q.nodes)), slices.Grow(p.groups, len(q.groups)), slices.Grow(p.alts, len(q.alts))
	for _, n := range q.nodes {
		switch n.op {
		case opLit:
			n.at += lits
		case opAlt:
			n.at += groups
		}
		p.nodes = append(p.nodes, n)
	}
	for _, g := range q.groups {
		g.from, g.to = g.from+alts, g.to+alts
		p.groups = append(p.groups, g)
	}
	for _, a := range q.alts {
		a.from += at
		p.alts = append(p.alts, a)
	}
	p.lits = append(p.lits[:lits], q.lits...)
	return at
}

// An alternative is program.nodes[from:from+n], and the bytes that it begins
// and ends with.
type alternative struct {
	from, n     uint32
	first, last edgeBytes
}

// edgeBytes are up to four bytes in a row; none for any. A text has them where
// four bytes of it, and mask, are want.
type edgeBytes struct{ want, mask uint32 }

// firstBytes gives the first bytes of a literal, lastBytes the last.
func firstBytes(lit []byte) edgeBytes {
	var b [4]byte
	n := copy(b[:], lit)
	return edgeBytes{binary.LittleEndian.Uint32(b[:]), ^uint32(0) >> (32 - 8*uint(n))}
}

func lastBytes(lit []byte) edgeBytes {
	var b [4]byte
	n := min(len(b), len(lit))
	copy(b[len(b)-n:], lit[len(lit)-n:])
	return edgeBytes{binary.LittleEndian.Uint32(b[:]), ^uint32(0) << (32 - 8*uint(n))}
}

// first and last give a byte of e, 0 for any.
func (e edgeBytes) first() byte { return byte(e.want) }
func (e edgeBytes) last() byte  { return byte(e.want >> 24) }

// newAlternative gives the alternative whose nodes are p.nodes[from:to].
func (p *program) newAlternative(from, to int) alternative {
	a := alternative{from: uint32(from), n: uint32(to - from)}
	a.first, a.last = p.ends(p.nodes[from:to])
	return a
}

// ends gives the bytes that an alternative begins and ends with.
func (p *program) ends(alt []node) (first, last edgeBytes) {
	if len(alt) > 0 && alt[0].op == opLit {
		first = firstBytes(p.lit(&alt[0]))
	}
	k := len(alt) - 1
	for k >= 0 && alt[k].op == opEdge {
		k--
	}
	if k >= 0 && alt[k].op == opLit {
		last = lastBytes(p.lit(&alt[k]))
	}
	return first, last
}

// An op is what a node matches.
type op uint8

const (
	opLit    op = iota // a literal
	opGap              // up to gapNear bytes within the sentence
	opFar              // up to gapFar bytes
	opWord             // one or more bytes without a word break, or a name
	opDigits           // one or more digits
	opIP               // an IP address
	opEmail            // an e-mail address
	opHost             // a host name
	opAlt              // one alternative of a group
	opEdge             // nothing, at the edge of a word
	opOpen             // nothing, anywhere: the pattern's edge may lie inside a word
	opTail             // the rest of the word, or nothing
)

// A node is one step of a pattern.
type node struct {
	op    op
	first byte   // of opLit: its first byte
	n     uint16 // of opLit: its bytes
	at    uint32 // of opLit: in program.lits; of opAlt: in program.groups
}

// A group is program.alts[from:to].
type group struct {
	firsts   uint32 // the bytes that it can begin with, see byteBit
	lasts    uint32 // and those that it can end with
	from, to uint32
}

// newGroup gives the group of p.alts[from:to].
func (p *program) newGroup(from, to int) group {
	g := group{from: uint32(from), to: uint32(to)}
	for i := from; i < to; i++ {
		a := &p.alts[i]
		g.firsts |= byteBit(a.first.first())
		g.lasts |= byteBit(a.last.last())
	}
	return g
}

// byteBit gives the bit of a byte in group.firsts: one of 32, which letters do
// not share; all for 0, which stands for any byte.
func byteBit(b byte) uint32 {
	if b == 0 {
		return ^uint32(0)
	}
	return 1 << (b & 31)
}

// What has to stand before a byte of a literal. The value is a set of what is
// wrong: 1 for no word break, 2 for one.
const (
	brkMaybe = iota // a word break or none
	brkMust         // a word break
	brkNone         // no word break
)

// How far gaps reach, and how long words, numbers and addresses are at most,
// in bytes of folded text.
const (
	gapNear   = 40
	gapFar    = 200
	maxWord   = 80
	maxDigits = 20
	maxIP     = 45
)

// of gives the nodes of a pattern.
func (p *program) of(pat pattern) []node { return p.nodes[pat.from:pat.to] }

// lit gives the bytes of a literal node.
func (p *program) lit(n *node) []byte { return p.lits[n.at : n.at+uint32(n.n)] }

// brk gives what has to stand before each byte of a literal node.
func (p *program) brk(n *node) []uint8 { return p.lits[n.at+uint32(n.n) : n.at+2*uint32(n.n)] }

// eight is how many bytes are looked at at a time.
const eight = 8

// eight gives the eight bytes from i on behind the one of lits with the number at.
func (p *program) eight(at uint32, i int) uint64 {
	return binary.LittleEndian.Uint64(p.lits[int(at)+i:])
}

// lastByte gives the last byte of a literal node.
func (p *program) lastByte(n *node) byte { return p.lits[n.at+uint32(n.n)-1] }

// breakFirst reports whether a literal node begins at a word break.
func (p *program) breakFirst(n *node) bool {
	return n.op == opLit && p.lits[n.at+uint32(n.n)] == brkMust
}

// groupOf gives the group of a node.
func (p *program) groupOf(n *node) *group { return &p.groups[n.at] }

// altsOf gives the alternatives of a node that is a group.
func (p *program) altsOf(n *node) []alternative {
	g := &p.groups[n.at]
	return p.alts[g.from:g.to]
}

// alt gives the nodes of an alternative.
func (p *program) alt(a alternative) []node { return p.nodes[a.from : a.from+a.n] }
