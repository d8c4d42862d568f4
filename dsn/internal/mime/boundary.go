package mime

import (
	"bytes"
	"strings"
)

func newBoundary(text string) boundary {
	text = strings.TrimRight(text, " \t")
	return boundary{text: text, loose: loosen(text)}
}

// loosen drops what a damaged boundary line may have lost: case and spaces.
func loosen(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, s))
}

// match tells whose delimiter line is, the innermost first. A boundary that
// differs in case or white space is taken, and noted.
func (t *tree) match(line []byte) (delimiter, bool) {
	if len(t.boundaries) == 0 || len(line) < 3 || line[0] != '-' || line[1] != '-' {
		return delimiter{}, false
	}
	text := bytes.TrimRight(line[2:], " \t")
	for level := len(t.boundaries) - 1; level >= 0; level-- {
		b := t.boundaries[level].text
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
	return t.matchLoosely(string(text))
}

func (t *tree) matchLoosely(text string) (delimiter, bool) {
	for level := len(t.boundaries) - 1; level >= 0; level-- {
		b := t.boundaries[level]
		if b.loose == "" || len(text) < len(b.loose) || len(text) > 2*len(b.text)+8 {
			continue
		}
		switch loosen(text) {
		case b.loose:
			t.msg.note(BoundaryMismatch, "a boundary differs from the announced one in case or white space")
			return delimiter{level, false}, true
		case b.loose + "--":
			t.msg.note(BoundaryMismatch, "a boundary differs from the announced one in case or white space")
			return delimiter{level, true}, true
		}
	}
	return delimiter{}, false
}
