package catalog

import (
	"encoding/binary"
	"math/bits"
)

// maxHits bounds the candidates of a stage that are looked at in one text.
const maxHits = 512

// A candidateHit is a candidate, the offset in a text where its anchor is, and what
// that is for, as one number: it is written for candidates that fail too.
type candidateHit uint64

func newHit(cand uint32, pos uint16, kind refKind) candidateHit {
	return candidateHit(cand) | candidateHit(pos)<<32 | candidateHit(kind)<<48
}

func (h candidateHit) cand() uint32  { return uint32(h) }
func (h candidateHit) pos() int      { return int(h >> 32 & 0xffff) }
func (h candidateHit) kind() refKind { return refKind(h >> 48) }

// A scan is what an index finds in a text.
type scan struct {
	found [stages][maxHits]candidateHit
	n     [stages]uint // of found
	grams grams        // the runs in the text
	// runs are where in the text the runs of gramLen bytes begin whose hash may be
	// one of an anchor.
	runs [foldRoom]uint16
	// places are where in the text anchors may be: runs and whole short words.
	places [foldRoom]place
	count  uint // of places
	// first are those with candidates of the first stage.
	first [foldRoom]place
}

// A place is an offset in a text, of a run of gramLen bytes or, where wordLen is
// not 0, of a word of so many bytes, and where in slotTable its candidates are, as one
// number: it is written for those that have none too.
type place uint64

func newPlace(slot uint32, at, wordLen uint) place {
	return place(slot)<<32 | place(at%foldRoom)<<8 | place(wordLen)
}

func (p place) slot() uint32  { return uint32(p >> 32) }
func (p place) at() uint      { return uint(p>>8) % foldRoom }
func (p place) wordLen() uint { return uint(p % (1 << 8)) }

// find finds the places in t and the candidates of the first stage.
func (s *scan) find(x *index, t *text) {
	s.grams, s.n = grams{}, [stages]uint{}
	s.count = s.findWords(x, t, s.findPlaces(x, t, s.findRuns(x, t)))
	n := uint(0)
	for _, p := range s.places[:s.count] {
		s.first[n%foldRoom] = p
		n += x.slots.filled(p.slot(), p.slot()+1)
	}
	s.take(x, t, stageFirst, s.first[:n])
}

// takeAll finds the candidates of a later stage.
func (s *scan) takeAll(x *index, t *text, st stage) { s.take(x, t, st, s.places[:s.count]) }

// take finds the candidates of a stage that are at places.
func (s *scan) take(x *index, t *text, st stage, places []place) {
	n, first := uint(0), x.slots.first[st:]
	for i := range places {
		p := places[i]
		if from, to := first[p.slot()], first[p.slot()+1]; from < to {
			n = s.takeAt(x, t, p, from, to, &s.found[st], n)
		}
	}
	s.n[st] = n
}

// hits gives the candidates of a stage.
func (s *scan) hits(st stage) []candidateHit { return s.found[st][:s.n[st]] }

// findRuns notes the runs of t and those among them that may be anchors, whose
// number it gives. It has no branch for those: a processor cannot foresee them.
func (s *scan) findRuns(x *index, t *text) (n uint) {
	b, grams, filter, runs := &t.room.b, &s.grams, &x.filter, &s.runs
	for i := uint(0); i+gramLen <= uint(len(t.b)); i++ {
		h := gramHash(binary.LittleEndian.Uint32(b[foldFront+i%foldRoom:]))
		grams.note(h)
		runs[n%foldRoom] = uint16(i)
		n += filter.has(h)
	}
	return n
}

// findPlaces makes the first n runs of s.runs places, and gives the number of those
// that have candidates. Like findRuns, it has no branch for them.
func (s *scan) findPlaces(x *index, t *text, n uint) (count uint) {
	places, slots, b := &s.places, &x.slots, &t.room.b
	for _, at := range s.runs[:n] {
		slot := slots.of(gramHash(binary.LittleEndian.Uint32(b[foldFront+at%foldRoom:])))
		places[count%foldRoom] = newPlace(slot, uint(at), 0)
		count += x.slots.filled(slot, slot+uint32(stages))
	}
	return count
}

// findWords notes the short words of t, and the places among them after the n
// that there are. It looks for those that begin in 56 bytes at a time. A short word is
// one of two or three letters, and those that digits follow in a word.
func (s *scan) findWords(x *index, t *text, n uint) uint {
	const first = 1<<56 - 1
	for i := 0; i < len(t.b); i += 56 {
		begin, end := t.wordEdges(i)
		of2 := begin &^ (begin >> 1) & (end >> 2)
		of3 := begin &^ (begin>>1 | begin>>2) & (end >> 3)
		for all := (of2 | of3) & first; all != 0; all &= all - 1 {
			k := bits.TrailingZeros64(all)
			word := uint32(t.eight(i + k))
			h2, h3 := gramHash(wordGram(word, 2)), gramHash(wordGram(word, 3))
			n = s.noteWord(x, h2, newPlace(x.slots.of(h2), uint(i+k), 2), uint8(of2>>k&1), n)
			n = s.noteWord(x, h3, newPlace(x.slots.of(h3), uint(i+k), 3), uint8(of3>>k&1), n)
		}
	}
	return n
}

// wordEdges gives a bit for each of the 64 bytes from b[i] on that begins a word, and
// for each before which a word or its letters end.
func (t *text) wordEdges(i int) (begin, end uint64) {
	const each = 0x0101010101010101 // byte
	for k := 0; k < 64 && i+k <= len(t.b); k += eight {
		marks := t.eightMarks(i + k)
		begin |= gather((marks/uint64(markBreak)|marks/uint64(markSign))&each) << k
		end |= gather(digitsOf(t.eight(i+k))) << k
	}
	return begin, begin | end
}

// gather gives the lowest bits of eight bytes, of which no others are set.
func gather(b uint64) uint64 { return b * 0x0102040810204080 >> 56 }

// digitsOf gives the lowest bit of each of eight bytes that is a digit.
func digitsOf(b uint64) uint64 {
	const each = 0x0101010101010101 // byte
	b ^= '0' * each
	return ^((b&(0x7f*each) + (0x80-10)*each) | b) >> 7 & each
}

// noteWord notes a short word with a hash if is is 1 and not 0, and where it may be an
// anchor its place as the one after n. It has no branch for that.
func (s *scan) noteWord(x *index, hash uint32, p place, is uint8, n uint) uint {
	s.grams[gramNumber(hash)] |= is
	s.places[n%foldRoom] = p
	return n + x.filter.has(hash)&uint(is)
}

// takeAt takes the candidates x.cands[from:to] that are at a place, after the n
// that were found.
func (s *scan) takeAt(x *index, t *text, p place, from, to uint32, found *[maxHits]candidateHit, n uint) uint {
	pos, room, has := p.at()+foldFront, &t.room.b, t.kinds|anchorRun
	v := binary.LittleEndian.Uint64(room[pos%foldRoom:])
	if p.wordLen() > 0 {
		has ^= anchorRun | anchorWord
	}
	if t.room.mark[(pos-foldFront)%foldRoom]&markName == 0 {
		has |= outsideNames
	}
	h := newHit(from, uint16(p.at()), 0)
	cands := x.cands[from:to]
	for i := range cands {
		c := &cands[i]
		if (v^c.want)<<(c.short&63) != 0 {
			continue
		}
		// Without a branch: a processor cannot foresee which one fails.
		before, after := room[(pos-uint(c.head)-1)%foldRoom]&31, room[(pos+uint(c.tail))%foldRoom]&31
		ok := c.left >> before & (c.right >> after) & uint32(s.grams.has(c.also))
		if c.names&^has != 0 {
			ok = 0
		}
		found[n%maxHits] = h + newHit(uint32(i), 0, c.kind)
		n = min(n+uint(ok), maxHits-1)
	}
	return n
}

// refOf gives the pattern of a candidate.
func (x *index) refOf(h candidateHit) *patternRef { return &x.refs[x.cands[h.cand()].ref] }
