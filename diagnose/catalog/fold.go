package catalog

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What a character is to the folded form of a text.
type runeClass uint8

const (
	runeLetter runeClass = iota // kept: letters, digits, signs that tokens and hosts hold
	runeBreak                   // a word break
	runeStop                    // a word break that ends a sentence
	runeDrop                    // nothing: an apostrophe, a soft hyphen
)

// asciiClass is the class of each ASCII character, where what follows does not
// matter.
var asciiClass = [128]runeClass{
	'\t': runeBreak, '\n': runeBreak, '\r': runeBreak, ' ': runeBreak, '-': runeBreak, '_': runeBreak,
	',': runeBreak, ':': runeBreak, '"': runeBreak, '(': runeBreak, ')': runeBreak, '<': runeBreak, '>': runeBreak,
	'[': runeBreak, ']': runeBreak, '{': runeBreak, '}': runeBreak, '|': runeBreak, '`': runeDrop, '\'': runeDrop,
	';': runeStop, '!': runeStop, '?': runeBreak,
}

// classify gives the class of r, which rest follows.
func classify(r rune, rest string) runeClass {
	if r < utf8.RuneSelf {
		if r == '.' && (rest == "" || rest[0] == '.' || rest[0] < utf8.RuneSelf && asciiClass[rest[0]] != runeLetter) {
			return runeStop
		}
		if r < ' ' || r == 0x7f {
			return runeBreak
		}
		return asciiClass[r]
	}
	switch r {
	case '\u2018', '\u2019', '\u00b4', '\u02bc', '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff':
		return runeDrop
	case '\u3002', '\uff01', '\uff1b':
		return runeStop
	}
	if r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsPunct(r) {
		return runeBreak
	}
	return runeLetter
}

// appendFolded appends the folded form of the letters of s: lower case,
// without accents. Breaks and what is dropped are not its business.
func appendFolded(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if b := s[i]; b < utf8.RuneSelf {
			if 'A' <= b && b <= 'Z' {
				b += 'a' - 'A'
			}
			dst = append(dst, b)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = appendFoldedRune(dst, r)
		i += n
	}
	return dst
}

// appendFoldedRune appends the folded form of a letter beyond ASCII.
func appendFoldedRune(dst []byte, r rune) []byte {
	r = unicode.ToLower(r)
	switch r {
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'ı':
		return append(dst, 'i')
	}
	switch {
	case 0xff01 <= r && r <= 0xff5e: // full-width forms
		return appendFolded(dst, string(r-0xff01+'!'))
	case r < 0x530 || 0x1e00 <= r && r < 0x2000: // Latin, Greek, Cyrillic
		var buf [utf8.UTFMax]byte
		letter := utf8.AppendRune(buf[:0], r)
		if parts := norm.NFD.Properties(letter).Decomposition(); parts != nil {
			letter = parts
		}
		for len(letter) > 0 {
			d, n := utf8.DecodeRune(letter)
			if !unicode.Is(unicode.Mn, d) {
				dst = utf8.AppendRune(dst, unicode.ToLower(d))
			}
			letter = letter[n:]
		}
		return dst
	}
	return utf8.AppendRune(dst, r)
}

// isWordByte reports whether a folded byte is of a word: a letter or digit.
// Letters beyond ASCII are not: their words need no edges, as many of their
// languages inflect or write without spaces.
func isWordByte(b byte) bool { return isLetter(b) || isDigit(b) }

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
