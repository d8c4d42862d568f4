package catalog

import "encoding/binary"

// A filed is the candidates of some patterns, in their order.
type filed struct {
	refs   []patternRef
	cands  []candidate
	places []candidatePlace
	needs  []uint16
}

// add files the patterns of x.refs[from:to] under the anchors that are the rarest
// by counts, which has found rare.
func (f *filed) add(x *index, counts *gramCounts, rare []rareRun, from, to int) {
	f.refs = x.refs[from:to]
	f.cands, f.places = make([]candidate, 0, (to-from)*3), make([]candidatePlace, 0, (to-from)*3)
	anchors := anchorFinder{p: x.p, counts: counts, rare: rare}
	for i := range f.refs {
		ref := &f.refs[i]
		nodes := x.p.nodes[ref.from:ref.to]
		ref.weight, ref.most = uint16(x.p.fixed(nodes)), x.p.longest(nodes)
		anchors.find(ref.from, ref.to)
		ref.needs = uint32(len(f.needs))
		f.needs = append(f.needs, anchors.rest()...)
		names := nameKindsIn(nodes)
		if ref.flags&flagRaw == 0 {
			names |= outsideNames
		}
		for k := range anchors.best {
			a := &anchors.best[k]
			c := newCandidate(a)
			c.kind, c.names, c.also, c.ref = ref.kind, c.names|names, anchors.also(c.gram()), uint32(from+i)
			f.cands = append(f.cands, c)
			f.places = append(f.places, candidatePlace{low: a.low, high: a.high, node: a.node, alt: a.alt})
		}
	}
}

// newCandidate gives what the text has to hold where the anchor is.
func newCandidate(a *anchor) candidate {
	var buf [keyLen]byte
	n := copy(buf[:], a.lit)
	c := candidate{want: binary.LittleEndian.Uint64(buf[:]), short: uint8(64 - 8*n), around: a.around, names: anchorRun}
	if n < gramLen {
		c.names = anchorWord
	}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
	c.left |= 1 // the zero before the text
	return c
}

// gram gives the four bytes that a candidate is filed under, hash their hash.
func (c *candidate) gram() uint32 { return wordGram(uint32(c.want), int(64-c.short)/8) }
func (c *candidate) hash() uint32 { return gramHash(c.gram()) }
