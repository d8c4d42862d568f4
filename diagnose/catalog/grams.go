package catalog

import (
	"encoding/binary"
	"strings"
	"sync"
)

// gramCounts tells, by hash, what runs of gramLen bytes cost as anchors: how
// common they are.
type gramCounts [1 << 14]uint16

// gramOf gives the first four bytes of s as the index keys them. A shorter s
// is a whole word: its key has bytes that no text holds.
func gramOf(s []byte) uint32 {
	var b [gramLen]byte
	n := copy(b[:], s)
	return wordGram(binary.LittleEndian.Uint32(b[:]), n)
}

// wordGram gives the key of a word of n bytes, the first of b.
func wordGram(b uint32, n int) uint32 {
	switch n {
	case 2:
		return b&(1<<16-1) | 0xfffe0000
	case 3:
		return b&(1<<24-1) | 0xff000000
	}
	return b
}

// grams notes, by hash, which runs of gramLen bytes and which short words a
// text holds.
type grams [1 << gramsBits]uint8

// gramsBits is how many bits of a hash count.
const gramsBits = 11

// note notes the run with a hash.
func (g *grams) note(hash uint32) { g[hash>>(32-gramsBits)] = 1 }

// gramNumber gives the number in grams of a hash.
func gramNumber(hash uint32) uint16 { return uint16(hash >> (32 - gramsBits)) }

// runNumber gives the number in grams of the run that a literal begins with.
func runNumber(lit []byte) uint16 { return gramNumber(gramHash(gramOf(lit))) }

// has gives 1 if the run with a number was noted, else 0.
func (g *grams) has(number uint16) uint8 { return g[number%uint16(len(g))] }

// holds reports whether of each set of runs one was noted. Each set is its
// length and its numbers; a length of 0 ends them. All of a set are looked up:
// that is faster than to stop at the first, as long as the loop has the registers
// of a function to itself.
//
//go:noinline
func (g *grams) holds(sets []uint16) bool {
	for sets[0] > 0 {
		n, found := int(sets[0]), uint8(0)
		for _, number := range sets[1 : 1+n] {
			found |= g.has(number)
		}
		if found == 0 {
			return false
		}
		sets = sets[1+n:]
	}
	return true
}

// countRuns counts the runs in the literals of a program and in the examples of
// rules.
func countRuns(p *program, rules []entryRule) *gramCounts {
	var counts, examples gramCounts
	var group sync.WaitGroup
	group.Go(func() {
		for i := range rules {
			examples.addExamples(rules[i].lazy.text)
		}
	})
	for i := range p.nodes {
		if n := &p.nodes[i]; n.op == opLit {
			counts.add(p.lit(n))
		}
	}
	group.Wait()
	for i, n := range examples {
		counts[i] += n
	}
	return &counts
}

// add counts the runs in a literal.
func (g *gramCounts) add(lit []byte) {
	if len(lit) < gramLen {
		return
	}
	run := binary.LittleEndian.Uint32(lit) << 8
	for _, b := range lit[gramLen-1:] {
		run = run>>8 | uint32(b)<<24
		if c := &g[gramHash(run)>>18]; *c < mostPatterns {
			*c++
		}
	}
}

// noRun is the cost of a run that does not exist.
const noRun = 1 << 16

// cheap is the cost of a literal that no group is taken instead of.
const cheap = 2 * mostPatterns

// What a run costs: how often it stands in examples, which are what texts are
// like, times exampleWeight; and, up to mostPatterns, how many patterns hold
// it.
const (
	exampleWeight = 16
	mostPatterns  = 64
)

// addExamples counts the runs in the examples of an entry's stanza.
func (g *gramCounts) addExamples(stanza string) {
	for {
		_, rest, ok := strings.Cut(stanza, "\nExample: ")
		if !ok {
			return
		}
		var reply string
		reply, _, _ = strings.Cut(rest, "\n")
		g.addExample(reply)
		stanza = rest[len(reply):]
	}
}

// addExample counts the runs in a reply.
func (g *gramCounts) addExample(s string) {
	gram := uint32(0)
	n := 0
	for i := range len(s) {
		b := letterTable[s[i]]
		if b == 0 {
			continue
		}
		gram = gram>>8 | uint32(b)<<24
		if n++; n >= gramLen {
			if c := &g[gramHash(gram)>>18]; *c < 1<<15 {
				*c += exampleWeight
			}
		}
	}
}

// A rareRun is where in a literal its rarest run begins, and its count.
type rareRun struct{ at, count uint16 }

// findRare finds the rarest runs of the literals of p.nodes[from:to].
func (g *gramCounts) findRare(p *program, rare []rareRun, from, to int) {
	for i := from; i < to; i++ {
		if n := &p.nodes[i]; n.op == opLit && n.n >= gramLen {
			at, count := g.rarest(p.lit(n), -keyLen)
			rare[i] = rareRun{uint16(at), uint16(count)}
		}
	}
}

// rarest gives where in lit the rarest run begins that is not in lit[not:
// not+keyLen], and its count; noRun for none.
func (g *gramCounts) rarest(lit []byte, not int) (at, count int) {
	if g == nil {
		return 0, 0
	}
	count = noRun
	run := binary.LittleEndian.Uint32(lit) << 8
	for i, b := range lit[gramLen-1:] {
		run = run>>8 | uint32(b)<<24
		if c := int(g[gramHash(run)>>18]); c < count && (i < not || i+gramLen > not+keyLen) {
			at, count = i, c
		}
	}
	return at, count
}
