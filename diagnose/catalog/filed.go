package catalog

import "encoding/binary"

// A filed is the candidates of some patterns, in their order.
type filed struct {
	cands  []candidate
	places []candidatePlace
}

// add files the patterns of x.refs[from:to] under the anchors that counts finds
// to be the rarest.
func (f *filed) add(x *index, counts *gramCounts, from, to int) {
	f.cands, f.places = make([]candidate, 0, (to-from)*3), make([]candidatePlace, 0, (to-from)*3)
	anchors := anchorFinder{p: x.p, counts: counts, most: maxText}
	beside := anchorFinder{p: x.p, counts: counts, most: maxAlso}
	for i := from; i < to; i++ {
		ref := &x.refs[i]
		nodes := x.p.nodes[ref.from:ref.to]
		anchors.find(nodes)
		if len(anchors.best) > 0 {
			beside.not = &anchors.best[0]
			beside.find(nodes)
		}
		names := nameKindsIn(nodes)
		if ref.flags&flagRaw == 0 {
			names |= outsideNames
		}
		for k := range anchors.best {
			a := &anchors.best[k]
			c := newCandidate(a)
			c.kind, c.names, c.also = ref.kind, names, beside.also(a)
			f.cands = append(f.cands, c)
			f.places = append(f.places, candidatePlace{
				ref: uint32(i), low: uint16(a.low), high: uint16(a.high), node: uint16(a.node), alt: uint16(a.alt),
			})
		}
		anchors.joined, beside.joined = anchors.joined[:0], beside.joined[:0]
	}
}

// newCandidate gives what the text has to hold where the anchor is.
func newCandidate(a *anchor) candidate {
	var buf [keyLen]byte
	n := copy(buf[:], a.lit)
	c := candidate{want: binary.LittleEndian.Uint64(buf[:]), short: uint8(64 - 8*n), around: a.around}
	if a.head > 255 || a.tail > 255 {
		c.around = anything
	} else {
		c.head, c.tail = uint8(a.head), uint8(a.tail)
	}
	c.left |= 1 // the zero before the text
	return c
}

// gram gives the four bytes that a candidate is filed under.
func (c *candidate) gram() uint32 {
	return wordGram(uint32(c.want), int(64-c.short)/8)
}
