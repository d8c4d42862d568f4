package catalog

import (
	_ "embed" // of compiled.bin
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// compiledFile is what compiling the patterns of the built-in data and choosing
// their anchors gives, which is most of the work of loading it. It is made anew by
// "go test ./diagnose/catalog -run Snapshot -update". While it is not of the data
// as it is, that is compiled at each start instead.
//
//go:embed compiled.bin
var compiledFile []byte

// snapshotForm is to be counted up when the form of compiledFile changes, or what the
// values in it mean. (That they are what the data compiles to now is held by a test.)
const snapshotForm = 3

// A snapshot is the contents of compiledFile.
type snapshot struct {
	// spans are the nodes of all patterns, in the order in which they are
	// compiled: those of spans[words:] are phrases and conditions.
	spans   []span
	words   int
	rest    snapshotReader
	program program
	filed   filed
}

// A span is where in a program the nodes of a pattern are.
type span struct {
	from, to uint32
	raw      bool
}

// Errors of snapshots.
var (
	errNoSnapshot = errors.New("catalog: no snapshot of this data")
	errSnapshot   = errors.New("catalog: the snapshot ends early, or holds what can't be")
)

// snapshotSum gives the checksum of the contents of a snapshot and the data with
// the checksum dataSum.
func snapshotSum(contents []byte, dataSum uint32) uint32 {
	return crc32.Update(dataSum+snapshotForm, crc32.IEEETable, contents)
}

// openSnapshot reads the spans of a snapshot that was made of data with the
// checksum dataSum; decode reads the rest. That the checksum is right says that
// all of it is what was written.
func openSnapshot(file []byte, dataSum uint32) (*snapshot, error) {
	if len(file) < 4 || binary.LittleEndian.Uint32(file) != snapshotSum(file[4:], dataSum) {
		return nil, errNoSnapshot
	}
	s := &snapshot{rest: snapshotReader{b: file[4:]}}
	r := &s.rest
	s.spans = make([]span, r.count(2))
	s.words = r.below(len(s.spans) + 1)
	end := uint32(0)
	for i := range s.spans {
		n := r.number()
		from := end + uint32(n>>1)
		end = from + uint32(r.number())
		s.spans[i] = span{from, end, n&1 != 0}
	}
	if r.bad {
		return nil, errSnapshot
	}
	return s, nil
}

// programs gives the programs of a loader and of that of its phrases: empty ones
// where there is no snapshot.
func (s *snapshot) programs() (all, words program) {
	if s == nil {
		return newProgram(roomAll, knownEntries), newProgram(roomPhrases, knownPhrases)
	}
	all, words = newProgram(0, 0), newProgram(0, 0)
	all.spans, words.spans = s.spans[:s.words], s.spans[s.words:]
	return all, words
}

// decode reads what openSnapshot left; nothing where there is no snapshot.
func (s *snapshot) decode() error {
	if s == nil {
		return nil
	}
	s.program.decode(&s.rest)
	s.filed.decode(&s.rest)
	if n := len(s.spans); s.rest.bad || s.rest.at != len(s.rest.b) || n > 0 && int(s.spans[n-1].to) > len(s.program.nodes) {
		return errSnapshot
	}
	return nil
}

// decode reads nodes, groups and alternatives. What can be told from what else is
// there is not in the snapshot.
func (p *program) decode(r *snapshotReader) {
	p.lits = r.bytes(r.count(1))
	p.nodes = make([]node, r.count(1))
	groups, lit := 0, 0
	for i := range p.nodes {
		n := &p.nodes[i]
		v := r.number()
		n.op = op(v & 15)
		switch n.op {
		case opLit:
			size := v >> 4
			lit += r.signed()
			if size < 1 || size > math.MaxUint16 || lit < 0 || lit+2*size+eight > len(p.lits) {
				r.fail()
				return
			}
			n.n, n.at, n.first = uint16(size), uint32(lit), p.lits[lit]
			lit += 2 * size
		case opAlt:
			n.at = uint32(groups)
			groups++
		}
	}
	p.decodeGroups(r, groups)
}

// decodeGroups reads the alternatives, each once, then which of them are in each
// group.
func (p *program) decodeGroups(r *snapshotReader, groups int) {
	known := make([]alternative, r.count(2))
	at := 0
	for i := range known {
		from := at + r.below(len(p.nodes)-at+1)
		at = from + r.below(len(p.nodes)-from+1)
		known[i] = p.newAlternative(from, at)
	}
	which := r.uint16s()
	p.alts = make([]alternative, len(which))
	for i, k := range which {
		if int(k) >= len(known) {
			r.fail()
			return
		}
		p.alts[i] = known[k]
	}
	p.groups = make([]group, groups)
	at = 0
	for i := range p.groups {
		from := at
		at += r.below(len(p.alts) - at + 1)
		p.groups[i] = p.newGroup(from, at)
	}
}

// decode reads the candidates in the order of the slots. Those have no more
// than what depends on their nodes.
func (f *filed) decode(r *snapshotReader) {
	f.needs = r.uint16s()
	f.refs = make([]patternRef, r.count(2))
	needs := 0
	for i := range f.refs {
		f.refs[i].weight, f.refs[i].most, f.refs[i].needs = uint16(r.below(1<<16)), uint16(r.below(1<<16)), uint32(needs)
		needs += r.below(len(f.needs) - needs + 1)
	}
	n := r.count(filedSize)
	f.cands, f.places = make([]candidate, n), make([]candidatePlace, n)
	for i := range f.cands {
		f.cands[i], f.places[i] = decodeFiled(r.bytes(filedSize))
	}
}

// filedSize is how many bytes a candidate and its place take.
const filedSize = 35

// decodeFiled decodes a candidate and its place.
func decodeFiled(b []byte) (candidate, candidatePlace) {
	_ = b[filedSize-1]
	le := binary.LittleEndian
	return candidate{
			want: le.Uint64(b), around: around{le.Uint32(b[8:]), le.Uint32(b[12:])},
			names: nameKinds(b[16]), short: b[17], head: b[18], tail: b[19], kind: refKind(b[20]), also: le.Uint16(b[21:]),
			ref: le.Uint32(b[23:]),
		}, candidatePlace{
			low: le.Uint16(b[27:]), high: le.Uint16(b[29:]), node: le.Uint16(b[31:]), alt: le.Uint16(b[33:]),
		}
}

// restore fills the index with candidates that were found before and stand in their
// order. It reports whether they are those of as many patterns.
func (x *index) restore(f *filed) bool {
	if len(f.refs) != len(x.refs) {
		return false
	}
	for i := range f.refs {
		to, from := &x.refs[i], &f.refs[i]
		to.weight, to.most, to.needs = from.weight, from.most, from.needs
	}
	x.cands, x.places, x.needs = f.cands, f.places, f.needs
	x.tabulate([]filed{*f})
	return true
}
