package catalog

import (
	"encoding/binary"
	"math/bits"
)

// maxHits bounds the candidates of a stage that are looked at in one text.
const maxHits = 512

// A candidateHit is a candidate whose anchor is at b[pos].
type candidateHit struct {
	cand uint32
	pos  uint16
	kind refKind
}

// A scan is what an index finds in a text.
type scan struct {
	found [stages][maxHits]candidateHit
	n     [stages]uint // of found
	grams grams        // the runs in the text
	// places are where in the text anchors may be: runs of gramLen bytes or
	// whole short words whose hash is one of an anchor.
	places [foldRoom]place
	count  uint // of places
	slots  [atOnce]placeSlot
}

// atOnce is how many places are looked up at once.
const atOnce = 32

// A placeSlot is where in index.cands the candidates for a place are.
type placeSlot struct {
	first, end uint32
	place
}

// A place is an offset in a text, of a run of gramLen bytes or, where wordLen is
// not 0, of a word of so many bytes.
type place uint16

const placeBits = 14

func (p place) pos() int     { return int(p & (1<<placeBits - 1)) }
func (p place) wordLen() int { return int(p >> placeBits) }

// find finds the places in t and the candidates of the first stage.
func (s *scan) find(x *index, t *text) {
	s.grams, s.n = grams{}, [stages]uint{}
	s.count = s.findWords(x, t, s.findRuns(x, t))
	s.take(x, t, stageFirst)
}

// take finds the candidates of a stage.
func (s *scan) take(x *index, t *text, st stage) {
	n, found := uint(0), &s.found[st]
	for places := s.places[:s.count]; len(places) > 0; {
		some := places[:min(len(places), atOnce)]
		places = places[len(some):]
		filled := s.findSlots(&x.tables[st], t, some)
		for i := range s.slots[:filled] {
			n = s.takeAt(x, t, &s.slots[i], found, n)
		}
	}
	s.n[st] = n
}

// hits gives the candidates of a stage.
func (s *scan) hits(st stage) []candidateHit { return s.found[st][:s.n[st]] }

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
		s.grams.note(h)
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
// that there are. It looks at eight bytes at a time. A short word is one of two or
// three letters, and those that digits follow in a word.
func (s *scan) findWords(x *index, t *text, n uint) uint {
	begin, end := t.wordEdges(0)
	for i := uint(0); i < uint(len(t.b)); i += 8 {
		nextBegin, nextEnd := t.wordEdges(i + 8)
		longer1, longer2 := ^(begin>>8 | nextBegin<<56), ^(begin>>16 | nextBegin<<48)
		of2 := begin & longer1 & (end>>16 | nextEnd<<48)
		of3 := begin & longer1 & longer2 & (end>>24 | nextEnd<<40)
		for all := of2 | of3; all != 0; all &= all - 1 {
			k := uint(bits.TrailingZeros64(all))
			if of2>>k&1 != 0 {
				n = s.findWord(x, t, i+k/8, 2, n)
			}
			if of3>>k&1 != 0 {
				n = s.findWord(x, t, i+k/8, 3, n)
			}
		}
		begin, end = nextBegin, nextEnd
	}
	return n
}

// wordEdges gives the lowest bit of each of the eight bytes from b[i] on that
// begins a word, and of each before which a word or its letters end.
func (t *text) wordEdges(i uint) (begin, end uint64) {
	const each = 0x0101010101010101 // byte
	i %= foldRoom
	marks := binary.LittleEndian.Uint64(t.room.mark[i:])
	begin = (marks/uint64(markBreak) | marks/uint64(markSign)) & each
	return begin, begin | digitsOf(binary.LittleEndian.Uint64(t.room.b[foldFront+i:]))
}

// digitsOf gives the lowest bit of each of eight bytes that is a digit.
func digitsOf(b uint64) uint64 {
	const each = 0x0101010101010101 // byte
	b ^= '0' * each
	return ^((b&(0x7f*each) + (0x80-10)*each) | b) >> 7 & each
}

// findWord notes the short word of size bytes at b[from].
func (s *scan) findWord(x *index, t *text, from uint, size int, n uint) uint {
	h := gramHash(wordGram(binary.LittleEndian.Uint32(t.room.b[(foldFront+from)%foldRoom:]), size))
	s.grams.note(h)
	if h >>= x.shift & 31; x.filter[h/64]>>(h%64)&1 != 0 && n < foldRoom {
		s.places[n] = place(size<<placeBits) | place(from)
		n++
	}
	return n
}

// findSlots notes what a table has for places, and gives the number of those that
// are not of another stage. Like findRuns, it has no branch for them.
func (s *scan) findSlots(tab *table, t *text, places []place) (n uint) {
	for _, p := range places {
		run := binary.LittleEndian.Uint32(t.room.b[(p.pos()+foldFront)%foldRoom:])
		if n := p.wordLen(); n > 0 {
			run = wordGram(run, n)
		}
		at := gramHash(run) >> (tab.shift & 31)
		first, end := tab.first[at], tab.first[at+1]
		s.slots[n%atOnce] = placeSlot{first, end, p}
		filled := uint(0)
		if first != end {
			filled = 1
		}
		n += filled
	}
	return n
}

// takeAt takes the candidates of a slot, after the n that were found.
func (s *scan) takeAt(x *index, t *text, slot *placeSlot, found *[maxHits]candidateHit, n uint) uint {
	p, pos, room, has := slot.place, uint(slot.pos()+foldFront), &t.room.b, t.kinds|anchorRun
	v := binary.LittleEndian.Uint64(room[pos%foldRoom:])
	if p.wordLen() > 0 {
		has ^= anchorRun | anchorWord
	}
	if t.room.mark[(pos-foldFront)%foldRoom]&markName == 0 {
		has |= outsideNames
	}
	cands := x.cands[slot.first:slot.end]
	for i := range cands {
		c := &cands[i]
		if (v^c.want)<<(c.short&63) != 0 {
			continue
		}
		// At once: a processor cannot foresee which one fails.
		before, after := room[(pos-uint(c.head)-1)%foldRoom]&31, room[(pos+uint(c.tail))%foldRoom]&31
		if c.left>>before&(c.right>>after)&uint32(s.grams.has(c.also)) == 0 || c.names&^has != 0 {
			continue
		}
		found[n%maxHits] = candidateHit{slot.first + uint32(i), uint16(p.pos()), c.kind}
		n = min(n+1, maxHits-1)
	}
	return n
}

// refOf gives the pattern of a candidate.
func (x *index) refOf(h candidateHit) *patternRef { return &x.refs[x.places[h.cand].ref] }
