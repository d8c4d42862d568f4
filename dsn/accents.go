package dsn

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// People and their systems leave out accents: "Fora do escritorio". The lists of
// words hold each word of Latin script without them too.

// anyAccent is anyOf, with the other spellings of the words.
func anyAccent(texts ...string) *literals { return anyOf(accentless(texts)...) }

// accentless gives the words, and behind them the other spellings of those that
// have letters with accents.
func accentless(words []string) []string {
	all := words[:len(words):len(words)]
	for _, word := range words {
		plain := spellOut(word, false)
		if plain == word {
			continue
		}
		all = append(all, plain)
		if spelled := spellOut(word, true); spelled != plain {
			all = append(all, spelled)
		}
	}
	return all
}

// spellOut gives a word in lower case without the marks on its Latin letters;
// those of other scripts make other letters. With german, an umlaut is two
// letters, as German writes it then; others leave out the dots.
func spellOut(word string, german bool) string {
	var room [128]byte
	out, changed := room[:0], false
	for i, r := range word {
		n := utf8.RuneLen(r)
		if r < utf8.RuneSelf || n < 0 || !unicode.Is(unicode.Latin, r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		changed = true
		if letters, ok := undecomposed[r]; ok {
			out = append(out, letters...)
		} else if parts := norm.NFD.PropertiesString(word[i : i+n]).Decomposition(); parts != nil {
			base, _ := utf8.DecodeRune(parts)
			out = utf8.AppendRune(out, base)
		} else {
			out = utf8.AppendRune(out, r)
		}
		if german && (r == 'ä' || r == 'ö' || r == 'ü') {
			out = append(out, 'e')
		}
	}
	if !changed {
		return word
	}
	return string(out)
}

// undecomposed are letters that do not decompose.
var undecomposed = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ı': "i", 'þ': "th"}
