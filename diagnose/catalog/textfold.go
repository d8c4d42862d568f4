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

// A folded is what a byte of a reply becomes: a byte of the folded text, 0 for
// none, and marks of the byte after it.
type folded struct {
	byte  byte
	marks uint8
}

// foldTable tells what each byte becomes. Those with markLook are looked at
// more closely: they hint at something, or are part of a character.
var foldTable = func() (t [256]folded) {
	for i := range t {
		b := byte(i)
		if b >= utf8.RuneSelf {
			t[b] = folded{0, markLook}
			continue
		}
		switch classify(rune(b), "a") {
		case runeBreak:
			t[b].marks = markBreak
		case runeStop:
			t[b].marks = markBreak | markStop
		case runeLetter:
			if t[b].byte = letterTable[b]; t[b].byte == 0 {
				t[b] = folded{b, markSign}
			}
		}
		if b == '.' || b == '@' || b == '/' || b == ':' || b == '"' {
			t[b].marks |= markLook
		}
	}
	return t
}()

// A folding is the room for a folded text. Its arrays are longer than any
// text becomes, and of lengths that let an index be masked: a check of bounds
// for each byte is what folding would spend most of its time on.
type folding struct {
	b     [foldRoom]byte
	mark  [foldRoom]uint8
	at    [foldRoom]uint16
	words [foldRoom]uint16
	// places are where anchors may be; the index fills them.
	places [foldRoom]place
}

// foldRoom is more than twice maxText: no letter becomes twice as long.
const foldRoom = 4 * maxText

// fold fills b, mark, at and words. Its loop has no branch for the end of a
// word: a processor cannot foresee those.
func (t *text) fold(lines string) {
	src, room := t.src, &t.room
	pending := markBreak | markStop
	n, k := 0, 0 // how much of b and of words is filled
	for i := 0; i < len(src); i++ {
		f := foldTable[src[i]]
		if f.marks&markLook != 0 {
			if src[i] >= utf8.RuneSelf {
				i, n, k, pending = t.foldRune(i, n, k, pending)
				continue
			}
			f = t.look(i, f)
		}
		if lines != "" && pending&markBreak != 0 && f.byte == lines[0] {
			if size := lineCode(src, i, lines); size > 0 {
				i += size - 1
				continue
			}
		}
		to := n & (foldRoom - 1)
		room.b[to], room.mark[to], room.at[to], room.words[k&(foldRoom-1)] = f.byte, pending, uint16(i), uint16(n)
		letter := (uint(f.byte) + 0xff) >> 8 // 1 for a byte, 0 for none
		k += int(letter & ((uint(pending|f.marks) + 0xff) >> 8))
		n += int(letter)
		pending = pending&(uint8(letter)-1) | f.marks
	}
	room.at[n] = uint16(len(src))
	clear(room.b[n : n+keyLen]) // which the index reads
	t.b, t.mark, t.at, t.words = room.b[:n], room.mark[:n], room.at[:n+1], room.words[:k]
}

// look notes what the ASCII character at src[i] hints at, and gives what it
// becomes there.
func (t *text) look(i int, f folded) folded {
	if t.src[i] == '"' {
		t.quotes = append(t.quotes, uint16(i))
	} else {
		t.hints = append(t.hints, uint16(i))
	}
	if t.src[i] == '.' && classify('.', t.src[i+1:]) == runeStop {
		return folded{0, markBreak | markStop}
	}
	f.marks &^= markLook
	return f
}

// foldRune folds the character beyond ASCII at src[i], see fold, and gives
// where it ends.
func (t *text) foldRune(i, n, k int, pending uint8) (last, filled, words int, after uint8) {
	r, size := utf8.DecodeRuneInString(t.src[i:])
	last = i + size - 1
	switch r {
	case '\u201c', '\u201d', '\u201e':
		t.quotes = append(t.quotes, uint16(i))
	}
	switch classify(r, t.src[i+size:]) {
	case runeBreak:
		return last, n, k, pending | markBreak
	case runeStop:
		return last, n, k, pending | markBreak | markStop
	case runeDrop:
		return last, n, k, pending
	}
	var room [16]byte
	letters := appendFolded(room[:0], t.src[i:i+size])
	for j, b := range letters {
		if pending != 0 || j == 0 && !isWordByte(b) {
			t.room.words[k] = uint16(n)
			k++
		}
		t.room.b[n], t.room.mark[n], t.room.at[n] = b, pending, uint16(i)
		n, pending = n+1, 0
		if j == len(letters)-1 && !isWordByte(b) {
			pending = markSign
		}
	}
	return last, n, k, pending
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
