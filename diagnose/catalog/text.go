package catalog

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// maxText is how much of a reply is looked at, in bytes: what decides stands
// at its beginning, and a hostile text may not cost more.
const maxText = 4096

// What is noted of each byte of a folded text.
const (
	markBreak uint8 = 1 << iota // a word break stands before it
	markStop                    // the end of a sentence stands before it
	markName                    // it is of an address, URL, host name or path
	markQuote                   // it stands in quotation marks
	markIf                      // it stands in a condition: "if you think this is spam"
	markOuter                   // it is of the words around the reply itself
	markSign                    // a sign that is a word of its own stands before it
	markLook                    // of no byte of a text: see foldTable
)

// markSoft are the marks of words that count only where no others do.
const markSoft = markQuote | markIf | markOuter

// A text is a reply in the form that patterns are matched on: its letters,
// lower case and without accents, in b. What stands between words is only a
// mark of the byte after it.
type text struct {
	src  string
	b    []byte
	mark []uint8
	at   []uint16 // where in src each byte begins; one more for the end
	// names are the addresses, URLs, hosts and IPs in it, in order.
	names []name
	kinds nameKinds // of names
	// hints are where in src a name may be: at a dot, "@", "/" or ":".
	hints []uint16
	// signs are where in src the ":", "=" and "#" are, which an id follows.
	signs []uint16
	// quotes are where in src the quotation marks are.
	quotes []uint16
	room   folding
}

// beginning gives what of src is looked at, cut between characters: what is
// found there is handed on.
func beginning(src string) string {
	if len(src) <= maxText {
		return src
	}
	n := maxText
	for n > maxText-utf8.UTFMax && !utf8.RuneStart(src[n]) {
		n--
	}
	return src[:n]
}

// reset makes t the folded form of src, whose layers are those of sh. Where it is
// a reply of several lines, sh.lines is none of its words.
func (t *text) reset(src string, sh *shell) {
	src = beginning(src)
	t.src = src
	t.names, t.hints, t.signs, t.quotes = t.names[:0], t.hints[:0], t.signs[:0], t.quotes[:0]
	t.fold(sh.lines)
	t.findNames(&sh.outer)
	t.markQuotes()
}

// eight gives the eight bytes of b from i on, eightMarks their marks; those behind the
// end are 0.
func (t *text) eight(i int) uint64 {
	return binary.LittleEndian.Uint64(t.room.b[foldFront+uint(i)%foldRoom:])
}

func (t *text) eightMarks(i int) uint64 {
	return binary.LittleEndian.Uint64(t.room.mark[uint(i)%foldRoom:])
}

// index gives where in b the source offset lies: the first byte at or after it.
func (t *text) index(src int) int {
	i := src * len(t.b) / (len(t.src) + 1) // near it: what is dropped stands all over a text
	for i < len(t.b) && int(t.at[i]) < src {
		i++
	}
	for i > 0 && int(t.at[i-1]) >= src {
		i--
	}
	return i
}

// setMark marks the bytes of src[from:to].
func (t *text) setMark(from, to int, mark uint8) {
	marks := t.mark[t.index(from):t.index(to)]
	for i := range marks {
		marks[i] |= mark
	}
}

// maxQuote is the longest quotation that is taken for one; a reply that is
// quoted whole is no quotation.
const maxQuote = 80

// markQuotes marks what stands in quotation marks in the middle of the text.
func (t *text) markQuotes() {
	for i := 0; i+1 < len(t.quotes); i += 2 {
		from, to := int(t.quotes[i]), int(t.quotes[i+1])
		if to-from <= maxQuote && t.lettersBefore(from) && !t.quotesReply(from) {
			t.setMark(from, to, markQuote)
		}
	}
}

// quotesReply reports whether the quotation mark at src[i] opens a reply: a code
// stands before it, as in 550-"no such user", or behind it.
func (t *text) quotesReply(i int) bool {
	before := strings.TrimRight(t.src[:i], "- ")
	if n := len(before); n >= 3 && replyCode(before[n-3:]) && (n == 3 || !isWordByte(before[n-4])) {
		return true
	}
	return i+4 <= len(t.src) && replyCode(t.src[i+1:i+4])
}

// replyCode reports whether s is a reply code for a failure.
func replyCode(s string) bool {
	return (s[0] == '4' || s[0] == '5') && isDigit(s[1]) && isDigit(s[2])
}

// lettersBefore reports whether a letter stands in src before the offset.
func (t *text) lettersBefore(offset int) bool {
	for i := range offset {
		if isLetter(t.src[i]) {
			return true
		}
	}
	return false
}

// source gives the source text of b[from:to].
func (t *text) source(from, to int) string {
	if from >= to {
		return ""
	}
	end := int(t.at[to-1]) + 1
	for end < len(t.src) && !utf8.RuneStart(t.src[end]) {
		end++
	}
	return t.src[t.at[from]:end]
}
