package dsn

import "sync"

// A formatSet is a set of indices into formats.
type formatSet [2]uint64

func (s *formatSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s *formatSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// formatMarks are the marks of all formats, tagged with the index of theirs.
var formatMarks = sync.OnceValue(func() *literals {
	var all []literal
	for i := range formats {
		for _, text := range formats[i].marks {
			all = append(all, literal{text, i})
		}
	}
	return newLiterals(all)
})

// marksIn gives the formats that have a mark in text.
func marksIn(text string) (found formatSet) {
	formatMarks().each(text, func(i int) bool {
		found.add(i)
		return true
	})
	return found
}
