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
	for _, token := range strings.FieldsFunc(text, isTokenEnd) {
		token = strings.Trim(token, ".:-_=/!*")
		if i := strings.LastIndexByte(token, '@'); i >= 0 {
			continue // an address is not about the list
		}
		if strings.Contains(token, ".") {
			if i, ok := g.host(token); ok {
				note(i)
			}
		}
	}
	type hit struct{ at, list int }
	var hits []hit
	for _, a := range g.words {
		if at := indexWord(text, a.word); at >= 0 {
			// A longer name that holds this one has been found already.
			text = text[:at] + strings.Repeat(" ", len(a.word)) + text[at+len(a.word):]
			hits = append(hits, hit{at, a.list})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.at - b.at })
	for _, h := range hits {
		if !g.covered(h.list, zones) {
			note(h.list)
		}
	}
	return zones
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
	return r <= ' ' || strings.ContainsRune("<>()[]{}\"',;|\\`", r)
}

// indexWord gives where word stands in text with no letter, digit or dot of a
// name beside it, or -1.
func indexWord(text, word string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(word)
		if (at == 0 || !isNameByte(text[at-1])) && (end == len(text) || !isNameByte(text[end]) || text[end] == '.' && (end+1 == len(text) || !isNameByte(text[end+1]))) {
			return at
		}
		from = at + 1
	}
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '@' || c >= 0x80
}
