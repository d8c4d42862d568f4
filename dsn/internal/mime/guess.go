package mime

import (
	"strings"
	"unicode/utf8"
)

// guess names the charset of text that is not plain ASCII by its bytes: marks
// and escapes first, then what only one family of charsets looks like. Western
// text is what is left.
func guess(s string) string {
	switch {
	case strings.HasPrefix(s, "\xff\xfe"), strings.HasPrefix(s, "\xfe\xff"):
		return "utf-16"
	case strings.Contains(s, "\x1b$)C"):
		return "iso-2022-kr"
	case hasEscape(s) && sevenBit(s):
		return "iso-2022-jp"
	case mostlyUTF8(s):
		return "utf-8"
	}
	c := count(s)
	switch {
	case c.high < 2 || c.adjacent*2 < c.high: // letters with accents stand alone
		return "windows-1252"
	case c.sjisBad == 0 && c.sjisKana*8 >= c.high && c.sjisKana >= 2:
		return "shift_jis"
	case (c.upper+c.lower)*20 >= c.high*19: // letters alone, no halves of characters
		if c.upper > c.lower {
			return "windows-1251"
		}
		return "koi8-r"
	case c.eucBad == 0 && c.pairs >= 2 && c.eucKana*5 >= c.pairs:
		return "euc-jp"
	case c.eucBad == 0 && c.pairs >= 4 && c.hangul*10 >= c.pairs*9:
		return "euc-kr"
	case c.eucBad == 0 && c.pairs >= 2:
		return "gb18030"
	case c.big5Bad == 0 && c.big5 >= 3:
		return "big5"
	}
	return "windows-1252"
}

// mostlyUTF8 reports whether s is UTF-8, apart from a few bytes that were lost
// or cut.
func mostlyUTF8(s string) bool {
	if utf8.ValidString(s) {
		return true
	}
	good, bad := 0, 0
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		s = s[n:]
	}
	return good >= 4*bad
}

// A tally is what guess counts.
type tally struct {
	high, adjacent   int // bytes over 0x7F; of those: with such a neighbour
	upper, lower     int // bytes from 0xE0 on, and from 0xC0 to 0xDF
	pairs, eucBad    int // EUC: two high bytes for a character
	eucKana, hangul  int
	sjisBad          int // Shift JIS
	sjisKana         int
	big5, big5Bad    int
	eucAt, sjisAt    int // where the next character begins
	big5At, previous int
}

func count(s string) tally {
	c := tally{previous: -2}
	for i := range len(s) {
		x := s[i]
		if x >= utf8.RuneSelf {
			c.high++
			if c.previous == i-1 || i+1 < len(s) && s[i+1] >= utf8.RuneSelf {
				c.adjacent++
			}
			c.previous = i
			switch {
			case x >= 0xe0:
				c.upper++
			case x >= 0xc0:
				c.lower++
			}
		}
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		c.multibyte(i, x, next)
	}
	return c
}

// multibyte counts the byte x at i, with the one behind it, as the beginning of
// a character in each of the charsets that have two bytes for one.
func (c *tally) multibyte(i int, x, next byte) {
	if x < utf8.RuneSelf {
		return
	}
	if i >= c.eucAt {
		if x >= 0xa1 && x <= 0xfe && next >= 0xa1 && next <= 0xfe || x == 0x8e && next >= 0xa1 {
			c.pairs++
			c.eucKana += b2i(x == 0xa4 || x == 0xa5)
			c.hangul += b2i(x >= 0xb0 && x <= 0xc8)
			c.eucAt = i + 2
		} else {
			c.eucBad++
		}
	}
	if i >= c.sjisAt {
		switch {
		case x >= 0xa1 && x <= 0xdf: // kana of half width
		case (x <= 0x9f || x >= 0xe0 && x <= 0xfc) && next >= 0x40 && next != 0x7f && next <= 0xfc:
			c.sjisKana += b2i(x == 0x82 && next >= 0x9f && next <= 0xf1 || x == 0x83 && next <= 0x96)
			c.sjisAt = i + 2
		default:
			c.sjisBad++
		}
	}
	if i >= c.big5At {
		if x >= 0xa1 && x <= 0xf9 && (next >= 0x40 && next <= 0x7e || next >= 0xa1 && next <= 0xfe) {
			c.big5++
			c.big5At = i + 2
		} else {
			c.big5Bad++
		}
	}
}
