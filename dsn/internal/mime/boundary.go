package mime

import (
	"bytes"
	"strings"
)

func newBoundary(text string) boundary {
	return boundary{text: strings.TrimRight(text, " \t")}
}

// loosen drops what a damaged boundary line may have lost: case and spaces.
func loosen(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' && s[i] != '\t' {
			b = append(b, lower(s[i]))
		}
	}
	return string(b)
}

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
	return t.matchLoosely(text)
}

func (t *tree) matchLoosely(text []byte) (delimiter, bool) {
	for level := len(t.boundaries) - 1; level >= 0; level-- {
		b := &t.boundaries[level]
		if b.loose == "" {
			b.loose = loosen(b.text)
		}
		if b.loose == "" || len(text) < len(b.loose) || len(text) > 2*len(b.text)+8 {
			continue
		}
		if rest, ok := cutLoosely(text, b.loose); ok && (len(rest) == 0 || string(rest) == "--") {
			t.msg.note(BoundaryMismatch, "a boundary differs from the announced one in case or white space")
			return delimiter{level, len(rest) > 0}, true
		}
	}
	return delimiter{}, false
}

// cutLoosely cuts loose, which is in lower case and without white space, off
// the beginning of text.
func cutLoosely(text []byte, loose string) (rest []byte, ok bool) {
	for i := 0; i < len(loose); {
		switch {
		case len(text) == 0:
			return nil, false
		case text[0] == ' ' || text[0] == '\t':
		case lower(text[0]) != loose[i]:
			return nil, false
		default:
			i++
		}
		text = text[1:]
	}
	return bytes.TrimLeft(text, " \t"), true
}
