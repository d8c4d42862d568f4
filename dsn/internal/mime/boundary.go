package mime

import (
	"bytes"
	"strings"
)

func newBoundary(text string) boundary { return boundary(strings.TrimRight(text, " \t")) }

// match tells whose delimiter line is, the innermost first. A boundary that
// differs in case or white space is taken, and noted.
func (t *tree) match(line []byte) (delimiter, bool) {
	if len(t.boundaries) == 0 || len(line) < 3 || line[0] != '-' || line[1] != '-' {
		return delimiter{}, false
	}
	text := line[2:]
	for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	for level := len(t.boundaries) - 1; level >= 0; level-- {
		b := t.boundaries[level]
		if b == "" || !bytes.HasPrefix(text, []byte(b)) {
			continue
		}
		switch rest := text[len(b):]; string(rest) {
		case "":
			return delimiter{level, false}, true
		case "--":
			return delimiter{level, true}, true
		}
	}
	if len(text) > 200 {
		return delimiter{}, false
	}
	return t.matchLoosely(text)
}

func (t *tree) matchLoosely(text []byte) (delimiter, bool) {
	for level := len(t.boundaries) - 1; level >= 0; level-- {
		b := t.boundaries[level]
		if len(text) > 2*len(b)+8 {
			continue
		}
		if rest, ok := cutLoosely(text, b); ok && (len(rest) == 0 || string(rest) == "--") {
			t.msg.note(BoundaryMismatch, "a boundary differs from the announced one in case or white space")
			return delimiter{level, len(rest) > 0}, true
		}
	}
	return delimiter{}, false
}

// cutLoosely cuts a boundary, or what differs from it by what damaged lines have
// lost or gained, case and white space, off the beginning of text.
func cutLoosely(text []byte, b boundary) (rest []byte, ok bool) {
	for i := range len(b) {
		if b[i] == ' ' || b[i] == '\t' {
			continue
		}
		text = bytes.TrimLeft(text, " \t")
		if len(text) == 0 || lower(text[0]) != lower(b[i]) {
			return nil, false
		}
		text, ok = text[1:], true
	}
	return bytes.TrimLeft(text, " \t"), ok
}
