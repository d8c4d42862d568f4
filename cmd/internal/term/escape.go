package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Escape gives s with every character made visible that a terminal would act
// on or would not show: control characters (C0, DEL, C1), bidirectional
// overrides and isolates, zero-width characters, line and paragraph
// separators, unassigned and private code points, and bytes that are no UTF-8.
// They appear as \x1b, \u202e or \U000e0041. All other text is left alone.
//
// Every string that was read from a mail or from DNS goes through Escape before
// it is written to a terminal.
func Escape(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			writeHex(&b, 'x', uint32(s[i]), 2)
		case Visible(r):
			b.WriteString(s[i : i+n])
		case r < 0x80:
			writeHex(&b, 'x', uint32(r), 2)
		case r < 0x10000:
			writeHex(&b, 'u', uint32(r), 4)
		default:
			writeHex(&b, 'U', uint32(r), 8)
		}
		i += n
	}
	return b.String()
}

func writeHex(b *strings.Builder, kind byte, v uint32, digits int) {
	b.WriteByte('\\')
	b.WriteByte(kind)
	for d := digits - 1; d >= 0; d-- {
		b.WriteByte(hexDigits[v>>(4*d)&15])
	}
}

// Visible reports whether r can be written to a terminal as it is: it takes
// room there, and does nothing to the text around it.
func Visible(r rune) bool {
	switch {
	case r < 0x80:
		return r >= ' ' && r != 0x7f
	case blank(r):
		return false
	case unicode.Is(unicode.Zs, r):
		return true
	}
	return unicode.IsPrint(r)
}

// blank reports whether r is a letter or a mark by its category, but one that
// shows nothing: the Hangul fillers, the grapheme joiner, the Khmer inherent
// vowels, and the variation selectors (all Default_Ignorable_Code_Point).
func blank(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0:
		return true
	}
	return r >= 0x180b && r <= 0x180f || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}
