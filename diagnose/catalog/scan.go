package catalog

import (
	"encoding/binary"
	"math/bits"
)

// maxHits bounds the candidates that are looked at in one text.
const maxHits = 512

// A candidateHit is a candidate whose anchor is at b[pos].
type candidateHit struct {
	cand uint32
	pos  uint16
	kind refKind
}

// A scan is what an index finds in a text.
type scan struct {
	hits  [maxHits]candidateHit
	n     int   // of hits
	grams grams // the runs in the text
	// places are where in the text anchors may be: runs of gramLen bytes or
	// whole short words whose hash is one of an anchor.
	places [foldRoom]place
}

// A place is an offset in a text, of a run of gramLen bytes or, where wordLen is
// not 0, of a word of so many bytes.
type place uint16

const placeBits = 14

func (p place) pos() int     { return int(p & (1<<placeBits - 1)) }
func (p place) wordLen() int { return int(p >> placeBits) }

// find finds the candidates in t. It notes all runs of the text first: candidates
// ask for those at any place.
func (s *scan) find(x *index, t *text) {
	s.grams, s.n = grams{}, 0
	n := s.findWords(x, t, s.findRuns(x, t))
	for _, p := range s.places[:n] {
		s.take(x, t, p)
	}
}

// findRuns notes the runs of t and the places among them, whose number it
// gives. It has no branch for a place: a processor cannot foresee those.
func (s *scan) findRuns(x *index, t *text) (n uint) {
	if len(t.b) < gramLen {
		return 0
	}
	filter, shift := x.filter, x.shift&31
	run := binary.LittleEndian.Uint32(t.b) << 8
	for i, b := range t.b[gramLen-1:] {
		run = run>>8 | uint32(b)<<24
		h := gramHash(run)
		s.grams[h>>gramsShift] = 1
		s.places[n%foldRoom] = place(i)
		h >>= shift
		found := uint(0)
		if filter[h/64]&(1<<(h%64)) != 0 {
			found = 1
		}
		n += found
	}
	return n
}

// findWords notes the short words of t, and the places among them after the n
// that there are.
func (s *scan) findWords(x *index, t *text, n uint) uint {
	const each = 0x0101010101010101 // byte
	from := 0
	for i := 0; i < len(t.b); i += 8 {
		// Which of eight bytes begin a word.
		begin := binary.LittleEndian.Uint64(t.room.mark[i%foldRoom:])
		begin = (begin/uint64(markBreak) | begin/uint64(markSign)) & each
		for ; begin != 0; begin &= begin - 1 {
			to := min(i+bits.TrailingZeros64(begin)/8, len(t.b))
			if to-from > 1 {
				n = s.findWord(x, t, from, to, n)
			}
			from = to
		}
	}
	if len(t.b)-from > 1 {
		n = s.findWord(x, t, from, len(t.b), n)
	}
	return n
}

// findWord notes the word b[from:to] if it is short, and the two or three
// letters that digits follow in it.
func (s *scan) findWord(x *index, t *text, from, to int, n uint) uint {
	word := t.room.b[foldFront+from:]
	for size := 2; size < gramLen && from+size <= to; size++ {
		if from+size < to && !isDigit(word[size]) {
			continue
		}
		h := gramHash(wordGram(binary.LittleEndian.Uint32(word), size))
		s.grams[h>>gramsShift] = 1
		if h >>= x.shift & 31; x.filter[h/64]>>(h%64)&1 != 0 && n < foldRoom {
			s.places[n] = place(size<<placeBits | from)
			n++
		}
	}
	return n
}

// take takes the candidates at a place. Its loop calls nothing, and looks at
// several conditions at once: a processor cannot foresee which one fails.
func (s *scan) take(x *index, t *text, p place) {
	pos, room := uint(p.pos()+foldFront), &t.room.b
	v := binary.LittleEndian.Uint64(room[pos%foldRoom:])
	word := p.wordLen() > 0
	run := uint32(v)
	if word {
		run = wordGram(run, p.wordLen())
	}
	names := t.kinds
	if t.room.mark[(pos-foldFront)%foldRoom]&markName == 0 {
		names |= outsideNames
	}
	slot := gramHash(run) >> x.shift >> 3
	first, n := x.slots[slot], s.n
	cands := x.cands[first:x.slots[slot+1]]
	for i := range cands {
		c := &cands[i]
		if (v^c.want)<<(c.short&63) != 0 || (c.short > 64-8*gramLen) != word || n == maxHits {
			continue
		}
		before, after := room[(pos-uint(c.head)-1)%foldRoom]&31, room[(pos+uint(c.tail))%foldRoom]&31
		if uint8(c.left>>before&(c.right>>after))&s.grams.any(&c.also) == 0 || c.names&^names != 0 {
			continue
		}
		s.hits[n] = candidateHit{first + uint32(i), uint16(p.pos()), c.kind}
		n++
	}
	s.n = n
}

// refOf gives the pattern of a candidate.
func (x *index) refOf(h *candidateHit) *patternRef { return &x.refs[x.places[h.cand].ref] }
