package dsn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// People and their systems leave out accents: "Fora do escritorio". The lists of
// words hold each word of Latin script without them too.

// unaccented are letters that do not decompose.
var unaccented = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "ı", "i")

// spelledOut is how German writes its letters where it lacks them; others leave
// out the dots.
var spelledOut = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss")

// anyAccent is anyOf, with the other spellings of the words.
func anyAccent(texts ...string) *literals { return anyOf(accentless(texts)...) }

// accentless gives the words, and behind them the other spellings of those that
// have letters with accents.
func accentless(words []string) []string {
	all := words[:len(words):len(words)]
	for _, word := range words {
		plain := withoutAccents(word)
		if plain == word {
			continue
		}
		all = append(all, plain)
		if spelled := withoutAccents(spelledOut.Replace(word)); spelled != plain {
			all = append(all, spelled)
		}
	}
	return all
}

// withoutAccents gives a word in lower case without the marks on its Latin
// letters; those of other scripts make other letters.
func withoutAccents(word string) string {
	out := make([]byte, 0, len(word))
	for _, r := range unaccented.Replace(word) {
		letter := string(r)
		if unicode.Is(unicode.Latin, r) {
			base, _ := utf8.DecodeRuneInString(norm.NFD.String(letter))
			letter = string(base)
		}
		out = append(out, letter...)
	}
	return string(out)
}
