package dsn

import (
	"strings"
	"sync"
)

// A markIndex finds which of many literals stand in a text in one pass over it:
// by their first two bytes.
type markIndex struct {
	starts [1 << 16]bool // by the first two bytes
	marks  map[uint16][]mark
}

// A mark is a literal with the formats that have it.
type mark struct {
	text    string
	formats formatSet
}

// A formatSet is a set of indices into formats.
type formatSet [2]uint64

func (s *formatSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s *formatSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s *formatSet) join(t formatSet) {
	for i := range s {
		s[i] |= t[i]
	}
}

// formatMarks is the index of the marks of all formats.
var formatMarks = sync.OnceValue(func() *markIndex {
	x := &markIndex{marks: make(map[uint16][]mark)}
	for i := range formats {
		for _, text := range formats[i].marks {
			var set formatSet
			set.add(i)
			key := pairAt(text, 0)
			x.starts[key] = true
			x.marks[key] = append(x.marks[key], mark{text, set})
		}
	}
	return x
})

func pairAt(s string, i int) uint16 { return uint16(s[i])<<8 | uint16(s[i+1]) }

// in gives the formats that have a mark in text.
func (x *markIndex) in(text string) (found formatSet) {
	for i := 0; i+1 < len(text); i++ {
		key := pairAt(text, i)
		if !x.starts[key] {
			continue
		}
		for _, m := range x.marks[key] {
			if strings.HasPrefix(text[i:], m.text) {
				found.join(m.formats)
			}
		}
	}
	return found
}
