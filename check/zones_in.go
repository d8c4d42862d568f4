package check

import (
	"slices"
	"strings"
)

// maxZonesText bounds the text that ZonesIn reads; no SMTP reply is longer.
const maxZonesText = 16 << 10

// ZonesIn gives the zones of the lists that a text, such as an SMTP reply,
// names, in the order in which it does, each once. Zones and URLs count more
// than the mere name of a list's operator: what the text says exactly comes
// first.
func ZonesIn(text string) []string {
	if len(text) > maxZonesText {
		text = text[:maxZonesText]
	}
	g := loadRegistry()
	text = lowerASCII(text)
	var zones []string
	note := func(list int) {
		if zone := g.lists[list].Zone; !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
	}
	for token := range strings.FieldsFuncSeq(text, isTokenEnd) {
		if !strings.Contains(token, ".") || strings.Contains(token, "@") {
			continue // an address is not about the list
		}
		if i, ok := g.host(strings.Trim(token, ".:-_=/!*")); ok {
			note(i)
		}
	}
	for at := 0; at < len(text); at++ {
		if at > 0 && isNameByte(text[at-1]) {
			continue
		}
		if a, ok := g.wordAt(text[at:]); ok {
			if !g.covered(a.list, zones) {
				note(a.list)
			}
			at += len(a.word) - 1
		}
	}
	return zones
}

// wordAt gives the longest word for a list with which text begins, where no
// letter, digit or dot of a name follows it.
func (g *registry) wordAt(text string) (alias, bool) {
	for _, a := range g.byFirst[text[0]] {
		rest, ok := strings.CutPrefix(text, a.word)
		if ok && (rest == "" || !isNameByte(rest[0]) || rest[0] == '.' && (len(rest) == 1 || !isNameByte(rest[1]))) {
			return a, true
		}
	}
	return alias{}, false
}

// covered reports whether a list of the same operator is among the zones: its
// name in the text is then no news.
func (g *registry) covered(list int, zones []string) bool {
	operator, _, _ := strings.Cut(g.lists[list].Name, " ")
	for _, z := range zones {
		if o, _, _ := strings.Cut(g.lists[g.byZone[z]].Name, " "); o == operator {
			return true
		}
	}
	return false
}

func isTokenEnd(r rune) bool {
	switch r {
	case '<', '>', '(', ')', '[', ']', '{', '}', '"', '\'', ',', ';', '|', '\\', '`':
		return true
	}
	return r <= ' '
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '@' || c >= 0x80
}
