package catalog

import "unicode/utf8"

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

// lowerTable gives the lower-case form of ASCII letters, and all else as it is.
var lowerTable = func() (t [256]byte) {
	for i := range t {
		if t[i] = letterTable[i]; t[i] == 0 {
			t[i] = byte(i)
		}
	}
	return t
}()

// appendLower appends s, its ASCII letters in lower case.
func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = append(dst, lowerTable[s[i]])
	}
	return dst
}

// A folded is what a byte of a reply becomes: a byte of the folded text, 0 for
// none, above it the marks of the byte after it, then how many bytes it is.
type folded uint32

func newFolded(b byte, marks uint8) folded {
	return folded(b) | folded(marks)<<8 | folded(min(b, 1))<<16
}

func (f folded) byte() byte   { return byte(f) }
func (f folded) marks() uint8 { return uint8(f >> 8) }
func (f folded) size() uint   { return uint(f >> 16) }

// foldTable tells what each byte becomes. Those with markLook are looked at
// more closely: they hint at something, or are part of a character.
var foldTable = func() (t [256]folded) {
	for i := range t {
		b := byte(i)
		if b >= utf8.RuneSelf {
			t[b] = newFolded(0, markLook)
			continue
		}
		switch classify(rune(b), "a") {
		case runeBreak:
			t[b] = newFolded(0, markBreak)
		case runeStop:
			t[b] = newFolded(0, markBreak|markStop)
		case runeLetter:
			if t[b] = newFolded(letterTable[b], 0); t[b] == 0 {
				t[b] = newFolded(b, markSign)
			}
		}
		switch b {
		case '.', '@', '/', ':', '=', '#', '"':
			t[b] |= newFolded(0, markLook)
		}
	}
	return t
}()

// A folding is the room for a folded text. Its arrays are longer than any
// text becomes, and of lengths that let an index be masked: checks of bounds
// are what folding would spend most of its time on.
type folding struct {
	b    [foldFront + foldRoom + 2*foldFront]byte
	mark [foldRoom + 2*foldFront]uint8
	at   [foldRoom]uint16
}

// foldRoom is more than twice maxText: no letter becomes twice as long. Before
// and after the bytes of a text are foldFront zeros, so that several can be read
// at a time.
const (
	foldRoom  = 4 * maxText
	foldFront = keyLen
)

// put takes what the byte at src[i] becomes as b[n], and gives how many bytes
// there are now and the marks of the next one. It has no branch for the end of
// a word: a processor cannot foresee those.
func (r *folding) put(f folded, i int, n uint, pending uint8) (uint, uint8) {
	n %= foldRoom
	r.b[foldFront+n], r.mark[n], r.at[n] = f.byte(), pending|f.marks(), uint16(i)
	return n + f.size(), pending&(uint8(f.size())-1) | f.marks()
}

// fold fills b, mark and at.
func (t *text) fold(lines string) {
	src, room := t.src, &t.room
	first := byte(1) // no byte of a reply becomes it
	if lines != "" {
		first = lines[0]
	}
	n, pending := uint(0), markBreak|markStop
	for i := 0; i < len(src); {
		if i, n, pending = t.foldPlain(i, n, pending, first); i == len(src) {
			break
		}
		f := foldTable[src[i]]
		switch {
		case src[i] >= utf8.RuneSelf:
			i, n, pending = t.foldRune(i, n, pending)
			continue
		case f.marks()&markLook != 0:
			f = t.look(i, f)
		case pending&markBreak != 0:
			if size := lineCode(src, i, lines); size > 0 {
				i += size
				continue
			}
		}
		n, pending = room.put(f, i, n, pending)
		i++
	}
	// A text ends like a word, with nothing after it.
	room.at[n] = uint16(len(src))
	clear(room.b[foldFront+n : 3*foldFront+n])
	clear(room.mark[n : n+2*foldFront])
	room.mark[n] = markBreak
	t.b, t.mark, t.at = room.b[foldFront:foldFront+n], room.mark[:n], room.at[:n+1]
}

// foldPlain folds src from i on, up to a byte that is to be looked at, or one
// that may begin the code of a line.
func (t *text) foldPlain(i int, n uint, pending uint8, line byte) (int, uint, uint8) {
	src, room := t.src, &t.room
	for ; i < len(src); i++ {
		f := foldTable[src[i]]
		if f.marks()&markLook != 0 || f.byte() == line {
			break
		}
		n, pending = room.put(f, i, n, pending)
	}
	return i, n, pending
}

// look notes what the ASCII character at src[i] hints at, and gives what it
// becomes there.
func (t *text) look(i int, f folded) folded {
	switch t.src[i] {
	case '"':
		t.quotes = append(t.quotes, uint16(i))
	case '=', '#':
		t.signs = append(t.signs, uint16(i))
	case ':':
		t.signs = append(t.signs, uint16(i))
		t.hints = append(t.hints, uint16(i))
	case '.':
		t.hints = append(t.hints, uint16(i))
		if rest := t.src[i+1:]; (rest == "" || !isWordByte(rest[0])) && classify('.', rest) == runeStop {
			return newFolded(0, markBreak|markStop)
		}
	default:
		t.hints = append(t.hints, uint16(i))
	}
	return f &^ newFolded(0, markLook)
}

// foldRune folds the character beyond ASCII at src[i], and gives where it ends.
func (t *text) foldRune(i int, n uint, pending uint8) (end int, filled uint, after uint8) {
	r, size := utf8.DecodeRuneInString(t.src[i:])
	end = i + size
	switch r {
	case '\u201c', '\u201d', '\u201e':
		t.quotes = append(t.quotes, uint16(i))
	}
	switch classify(r, t.src[end:]) {
	case runeBreak:
		return end, n, pending | markBreak
	case runeStop:
		return end, n, pending | markBreak | markStop
	case runeDrop:
		return end, n, pending
	}
	var room [16]byte
	letters := appendFolded(room[:0], t.src[i:end])
	for j, b := range letters {
		f := newFolded(b, 0)
		if !isWordByte(b) && (j == 0 || j == len(letters)-1) {
			f = newFolded(b, markSign)
		}
		n, pending = t.room.put(f, i, n, pending)
	}
	return end, n, pending
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
