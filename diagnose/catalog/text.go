package catalog

import (
	"slices"
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
	// hints are where in src a name may be: at a dot, "@", "/" or ":".
	hints []uint16
	// words are where in b its words begin. Signs are words of their own.
	words []uint16
	// quotes are where in src the quotation marks are.
	quotes []uint16
}

// letterTable gives the lower-case form of ASCII letters and digits, and 0 for
// all else.
var letterTable = func() (t [256]byte) {
	for b := range byte(utf8.RuneSelf) {
		switch {
		case 'A' <= b && b <= 'Z':
			t[b] = b + 'a' - 'A'
		case isWordByte(b):
			t[b] = b
		}
	}
	return t
}()

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

// breakTable gives the marks that the ASCII characters leave which only break
// words, and 0 for all others.
var breakTable = func() (t [256]uint8) {
	for b := range byte(utf8.RuneSelf) {
		if b == ':' || b == '"' || b == '.' {
			continue // which also hint at something
		}
		switch classify(rune(b), " ") {
		case runeBreak:
			t[b] = markBreak
		case runeStop:
			t[b] = markBreak | markStop
		}
	}
	return t
}()

// reset makes t the folded form of src. Where it is a reply of several lines,
// lines is its code, which begins each of them and is none of its words.
func (t *text) reset(src, lines string) {
	src = beginning(src)
	t.src = src
	t.b, t.mark, t.at = t.b[:0], t.mark[:0], t.at[:0]
	t.names, t.hints, t.quotes, t.words = t.names[:0], t.hints[:0], t.quotes[:0], t.words[:0]
	t.fold(lines)
	t.at = append(t.at, uint16(len(src)))
	t.b = slices.Grow(t.b, 8)
	clear(t.b[len(t.b) : len(t.b)+8]) // the index reads eight bytes at a time
	t.findNames()
	t.markQuotes()
}

// fold fills b, mark, at and words. Its loop has no branch for the end of a
// word: a processor cannot foresee those.
func (t *text) fold(lines string) {
	src := t.src
	t.grow(len(src))
	b, mark, at, words := t.b[:cap(t.b)], t.mark[:cap(t.mark)], t.at[:cap(t.at)], t.words[:cap(t.words)]
	pending := markBreak | markStop
	n, k := 0, 0 // how much of b and of words is filled
	for i := 0; i < len(src); {
		f, m := letterTable[src[i]], breakTable[src[i]]
		if f|m == 0 {
			t.b, t.mark, t.at = b[:n], mark[:n], at[:n]
			size, after := t.special(i, pending)
			t.grow(len(src) - i)
			b, mark, at = t.b[:cap(t.b)], t.mark[:cap(t.mark)], t.at[:cap(t.at)]
			if len(t.b) > n && (pending != 0 || !isWordByte(b[n])) {
				words[k] = uint16(n)
				k++
				if n = len(t.b); !isWordByte(b[n-1]) {
					words[k] = uint16(n) // a sign is a word of its own
					k++
				}
			}
			n, pending = len(t.b), after
			i += size
			continue
		}
		if lines != "" && pending != 0 && f == lines[0] {
			if size := lineCode(src, i, lines); size > 0 {
				i += size
				continue
			}
		}
		b[n], mark[n], at[n], words[k] = f, pending, uint16(i), uint16(n)
		letter := (f + 0x7f) >> 7 // 1 for a letter, 0 for a break
		k += int(letter & ((pending + 0x7f) >> 7))
		n += int(letter)
		pending = pending&(letter-1) | m
		i++
	}
	t.b, t.mark, t.at, t.words = b[:n], mark[:n], at[:n], words[:k]
}

// grow makes room for the folded form of n more bytes of src: a byte that is
// no UTF-8 and some letters become longer.
func (t *text) grow(n int) {
	t.b = slices.Grow(t.b, n+16)
	t.mark = slices.Grow(t.mark, n+16)
	t.at = slices.Grow(t.at, n+16)
	if cap(t.words) < 2*maxText+16 {
		t.words = make([]uint16, 0, 2*maxText+16)
	}
}

// lineCode gives the length of the code that begins a line of a reply at
// src[i]: the reply code, and the status after it.
func lineCode(src string, i int, lines string) int {
	end := i + len(lines)
	if end >= len(src) || src[i:end] != lines || src[end] != '-' && src[end] != ' ' {
		return 0
	}
	if _, n := statusAt(src, end+1); n > 0 {
		return end + 1 + n - i
	}
	return end - i
}

// special reads the character at src[i] that is no plain letter. It gives the
// character's length and the marks of what follows.
func (t *text) special(i int, pending uint8) (int, uint8) {
	r, n := rune(t.src[i]), 1
	if r >= utf8.RuneSelf {
		r, n = utf8.DecodeRuneInString(t.src[i:])
	}
	switch r {
	case '.', '@', '/', ':':
		t.hints = append(t.hints, uint16(i))
	case '"', '\u201c', '\u201d', '\u201e':
		t.quotes = append(t.quotes, uint16(i))
	}
	switch classify(r, t.src[i+n:]) {
	case runeBreak:
		return n, pending | markBreak
	case runeStop:
		return n, pending | markBreak | markStop
	case runeDrop:
		return n, pending
	}
	before := len(t.b)
	t.b = appendFolded(t.b, t.src[i:i+n])
	for range len(t.b) - before {
		t.mark = append(t.mark, pending)
		t.at = append(t.at, uint16(i))
		pending = 0
	}
	return n, pending
}

// index gives where in b the source offset lies: the first byte at or after it.
func (t *text) index(src int) int {
	i, _ := slices.BinarySearch(t.at[:len(t.b)], uint16(src))
	return i
}

// setMark marks the bytes of src[from:to].
func (t *text) setMark(from, to int, mark uint8) {
	for i := t.index(from); i < len(t.b) && int(t.at[i]) < to; i++ {
		t.mark[i] |= mark
	}
}

// maxQuote is the longest quotation that is taken for one; a reply that is
// quoted whole is no quotation.
const maxQuote = 80

// markQuotes marks what stands in quotation marks in the middle of the text.
func (t *text) markQuotes() {
	for i := 0; i+1 < len(t.quotes); i += 2 {
		from, to := int(t.quotes[i]), int(t.quotes[i+1])
		if to-from <= maxQuote && t.lettersBefore(from) {
			t.setMark(from, to, markQuote)
		}
	}
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
