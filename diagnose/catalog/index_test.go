package catalog

import "testing"

// TestIndexFindsAll holds what the index finds to what a search of every pattern
// at every place finds.
func TestIndexFindsAll(t *testing.T) {
	const step = 9 // every text would take long
	c := Builtin()
	queries := benchQueries(c)
	for i := 0; i < len(queries); i += step {
		var s scratch
		s.read(c, &queries[i])
		found := make(map[uint32]bool)
		s.scan.takeAll(&c.index, &s.t, stagePhrase)
		s.scan.takeAll(&c.index, &s.t, stageWeak)
		for st := range stages {
			for _, h := range s.scan.hits(st) {
				if _, ok := s.verify(c, c.index.refOf(h), h); ok {
					found[c.index.cands[h.cand()].ref] = true
				}
			}
		}
		for k := range c.index.refs {
			ref := &c.index.refs[k]
			if found[uint32(k)] {
				continue
			}
			pat := pattern{from: ref.from, to: ref.to, raw: ref.flags&flagRaw != 0}
			if _, ok := s.m.search(pat); ok {
				t.Errorf("in %q: the index does not find pattern %d of kind %d, owner %d", s.t.src, k, ref.kind, ref.owner)
			}
		}
	}
}
