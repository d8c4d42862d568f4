package dsn

import (
	"iter"
	"math/bits"
	"sync"
)

// A formatSet is a set of indices into formats.
type formatSet [2]uint64

func (s *formatSet) add(i int) { s[i/64] |= 1 << (i % 64) }

// all gives the indices, in their order.
func (s formatSet) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, set := range s {
			for ; set != 0; set &= set - 1 {
				if !yield(i*64 + bits.TrailingZeros64(set)) {
					return
				}
			}
		}
	}
}

// The signs are wordings that the match of some formats asks for beside other
// things.
const (
	signDomino sign = 1 << iota
	signDominoList
	signExchange
	signExchange2003
	signExchangeHost
	signExim
	signGmail
	signIMail
	signMFilter
	signPostfix
	signVerizon
	signSendmail
)

// signWords are what each sign is.
var signWords = [...]signList{
	{signDomino, dominoMarks}, {signDominoList, dominoLists()}, {signExchange, exchangeMarks}, {signExchange2003, exchange2003Marks}, {signExchangeHost, exchangeHosts},
	{signExim, eximMarks}, {signGmail, gmailMarks}, {signIMail, imailMarks}, {signMFilter, []string{"-------server message"}}, {signPostfix, postfixMarks}, {signVerizon, []string{"delivered to mobile"}},
	{signSendmail, sendmailMarks},
}

// marks are what is found in one pass over a text: the formats of which it has a
// mark, with those that have no marks, and the signs.
type marks struct {
	formats formatSet
	signs   sign
}

// formatMarks are the marks of all formats, tagged with the index of theirs, and
// the signs, tagged with their bits behind all of these.
var formatMarks = sync.OnceValue(func() *literals {
	var all []literal
	for i := range formats {
		for _, text := range formats[i].marks {
			all = append(all, literal{text, i})
		}
	}
	for _, s := range signWords {
		for _, text := range s.words {
			all = append(all, literal{text, int(s.sign) << signShift})
		}
	}
	return newLiterals(all, false)
})

// unmarkedFormats are those that have no marks.
var unmarkedFormats = sync.OnceValue(func() (set formatSet) {
	for i := range formats {
		if len(formats[i].marks) == 0 {
			set.add(i)
		}
	}
	return set
})

// signShift makes room for the index of a format.
const signShift = 8

// maxMarked is how much of a text is searched for marks.
const maxMarked = 64 << 10

// marksIn gives what stands in a text.
func marksIn(text string) marks {
	m := marks{formats: unmarkedFormats()}
	formatMarks().each(text[:min(len(text), maxMarked)], func(tag int) bool {
		if tag < 1<<signShift {
			m.formats.add(tag)
		}
		m.signs |= sign(tag >> signShift)
		return true
	})
	return m
}

// has reports whether the text has the sign. The marks have been looked for by
// matching.
func (m *message) has(s sign) bool { return m.marks.signs&s != 0 }
