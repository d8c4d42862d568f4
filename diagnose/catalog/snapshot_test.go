package catalog

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io/fs"
	"math"
	"math/rand"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestSnapshot holds compiled.bin to what the data compiles to, and the catalogue
// that is loaded with it to the one that is built of the data.
func TestSnapshot(t *testing.T) {
	built, sum := buildTest(t, dataFiles)
	file := writeSnapshot(built, sum)
	if *update {
		if err := os.WriteFile("compiled.bin", file, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(compiledFile, file) {
		t.Error("compiled.bin is not what the data compiles to now: go test ./diagnose/catalog -run Snapshot -update")
	}
	made, fromFile := loadSnapshot(dataFiles, file)
	if !fromFile || !reflect.DeepEqual(made, built) {
		t.Errorf("the catalogue of the snapshot (used: %v) differs from the one that is built of the data", fromFile)
	}
	madeOwn, err := made.With(strings.NewReader(ownRules), "own.txt")
	builtOwn, err2 := built.With(strings.NewReader(ownRules), "own.txt")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(madeOwn, builtOwn) {
		t.Error("with rules, the catalogue of the snapshot differs from the one that is built of the data")
	}
}

// TestSnapshotOfOther holds that a snapshot which is broken, or of other data, is
// not used.
func TestSnapshotOfOther(t *testing.T) {
	edited := fstest.MapFS{}
	data, _, err := readData(dataFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range data {
		edited[d.name] = &fstest.MapFile{Data: []byte(d.text)}
	}
	edited["data/phrases-en.txt"].Data = append(edited["data/phrases-en.txt"].Data, "\nCategory: spam\nPhrase: quark of example\n"...)
	flipped := bytes.Clone(compiledFile)
	flipped[len(flipped)/2] ^= 4
	for _, test := range []struct {
		name  string
		files fs.FS
		file  []byte
	}{
		{"edited data", edited, compiledFile},
		{"flipped bit", dataFiles, flipped},
		{"cut off", dataFiles, compiledFile[:len(compiledFile)-1]},
		{"empty", dataFiles, nil},
	} {
		want, _ := buildTest(t, test.files)
		got, fromFile := loadSnapshot(test.files, test.file)
		if fromFile || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the catalogue (snapshot used: %v) is not the one that is built of the data", test.name, fromFile)
		}
	}
}

// TestSnapshotBroken holds that one which is broken but has the right checksum gives
// an error or not, and no panic.
func TestSnapshotBroken(t *testing.T) {
	built, sum := buildTest(t, dataFiles)
	whole := writeSnapshot(built, sum)
	random := rand.New(rand.NewSource(1))
	failed := 0
	for range 400 {
		file := bytes.Clone(whole)
		// Numbers of the beginning say how much follows: those are broken more often.
		for range 1 + random.Intn(3) {
			file[4+int(float64(len(file)-4)*math.Pow(random.Float64(), 3))] = byte(random.Intn(256))
		}
		if random.Intn(4) == 0 {
			file = file[:4+random.Intn(len(file)-4)]
		}
		binary.LittleEndian.PutUint32(file, snapshotSum(file[4:], sum))
		s, err := openSnapshot(file, sum)
		if err == nil {
			err = s.decode()
		}
		if err != nil {
			failed++
		}
	}
	if failed < 100 {
		t.Errorf("%d of 400 broken snapshots gave an error, want more", failed)
	}
}

// buildTest gives the catalogue that is built of data files, and their checksum.
func buildTest(t *testing.T, files fs.FS) (*Catalog, uint32) {
	t.Helper()
	data, sum, err := readData(files)
	if err != nil {
		t.Fatal(err)
	}
	l := newLoader()
	if err := l.readAll(data); err != nil {
		t.Fatalf("the data has errors: %v", err)
	}
	return l.catalog(), sum
}

// loadSnapshot gives the catalogue of data files and a snapshot, and reports whether
// the snapshot was used: then the literals are those of the file.
func loadSnapshot(files fs.FS, file []byte) (c *Catalog, used bool) {
	c = load(files, file)
	i := bytes.Index(file, c.program.lits)
	return c, i >= 0 && &file[i] == &c.program.lits[0]
}

// A snapshotWriter writes what a snapshotReader reads.
type snapshotWriter []byte

func (w *snapshotWriter) number(n int) { *w = binary.AppendUvarint(*w, uint64(n)) }
func (w *snapshotWriter) signed(n int) { *w = binary.AppendVarint(*w, int64(n)) }
func (w *snapshotWriter) uint16(n int) { *w = binary.LittleEndian.AppendUint16(*w, uint16(n)) }

// writeSnapshot gives the snapshot of a catalogue that was built of data with a
// checksum.
func writeSnapshot(c *Catalog, dataSum uint32) []byte {
	var w snapshotWriter
	w.spans(c)
	w.program(&c.program)
	w.filed(&c.index)
	return append(binary.LittleEndian.AppendUint32(nil, snapshotSum(w, dataSum)), w...)
}

// spans writes where the patterns are. They were compiled in that order.
func (w *snapshotWriter) spans(c *Catalog) {
	var all []pattern
	for i := range c.providers {
		all = append(all, c.providers[i].signatures...)
	}
	for i := range c.rules {
		all = append(append(append(all, c.rules[i].match...), c.rules[i].tokens...), c.rules[i].nots...)
	}
	for i := range c.lists {
		all = append(all, c.lists[i].names...)
	}
	words := len(all)
	for i := range c.phrases {
		all = append(all, c.phrases[i].pattern)
	}
	all = append(all, c.conditions...)
	slices.SortFunc(all, func(a, b pattern) int { return cmp.Compare(a.from, b.from) })
	w.number(len(all))
	w.number(words)
	end := uint32(0)
	for _, p := range all {
		raw := 0
		if p.raw {
			raw = 1
		}
		w.number(int(p.from-end)<<1 | raw)
		w.number(int(p.to - p.from))
		end = p.to
	}
}

func (w *snapshotWriter) program(p *program) {
	w.number(len(p.lits))
	*w = append(*w, p.lits...)
	w.number(len(p.nodes))
	lit := 0
	for i := range p.nodes {
		n := &p.nodes[i]
		w.number(int(n.n)<<4 | int(n.op))
		if n.op == opLit {
			w.signed(int(n.at) - lit)
			lit = int(n.at) + 2*int(n.n)
		}
	}
	known := slices.Clone(p.alts)
	slices.SortFunc(known, func(a, b alternative) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.n, b.n))
	})
	known = slices.Compact(known)
	w.number(len(known))
	end, place := 0, make(map[alternative]int, len(known))
	for i, a := range known {
		w.number(int(a.from) - end)
		w.number(int(a.n))
		end, place[a] = int(a.from+a.n), i
	}
	w.number(len(p.alts))
	for _, a := range p.alts {
		w.uint16(place[a])
	}
	for _, g := range p.groups {
		w.number(int(g.to - g.from))
	}
}

// filed writes the candidates in the order of the slots.
func (w *snapshotWriter) filed(x *index) {
	w.number(len(x.needs))
	for _, n := range x.needs {
		w.uint16(int(n))
	}
	w.number(len(x.refs))
	for i := range x.refs {
		end := len(x.needs)
		if i+1 < len(x.refs) {
			end = int(x.refs[i+1].needs)
		}
		w.number(int(x.refs[i].weight))
		w.number(int(x.refs[i].most))
		w.number(end - int(x.refs[i].needs))
	}
	w.number(len(x.cands))
	le := binary.LittleEndian
	for i := range x.cands {
		c, p := &x.cands[i], &x.places[i]
		*w = le.AppendUint32(le.AppendUint32(le.AppendUint64(*w, c.want), c.left), c.right)
		*w = append(*w, byte(c.names), c.short, c.head, c.tail, byte(c.kind))
		*w = le.AppendUint32(le.AppendUint16(*w, c.also), c.ref)
		for _, n := range []uint16{p.low, p.high, p.node, p.alt} {
			*w = le.AppendUint16(*w, n)
		}
	}
}
