package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Width gives the number of columns that s takes on a terminal. s is escaped
// text.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Wrap breaks s at spaces into lines of at most cols columns, at least 20. A
// word that is longer than a line gets a line of its own and is not broken, so
// that it can be copied; words of more than four lines, and those in a script
// that uses no spaces, are cut into lines. Runs of spaces become one.
func Wrap(s string, cols int) []string {
	cols = max(cols, 20)
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		if used > 0 {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
	}
	for word := range strings.FieldsSeq(s) {
		w := Width(word)
		if used > 0 && used+1+w > cols {
			flush()
		}
		if w > 4*cols || w > cols && w > utf8.RuneCountInString(word) {
			flush()
			lines = append(lines, Cut(word, cols)...)
			continue
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	flush()
	return lines
}

// Cut breaks s into pieces of at most cols columns wherever they end; put
// together again they are s.
func Cut(s string, cols int) []string { return cut(s, cols, false) }

// CutWords is Cut, but where it can it breaks behind a space.
func CutWords(s string, cols int) []string { return cut(s, cols, true) }

func cut(s string, cols int, words bool) []string {
	var parts []string
	start, used := 0, 0
	for i, r := range s {
		w := runeWidth(r)
		if used+w > cols && i > start {
			end := i
			if space := strings.LastIndexByte(s[start:i+1], ' '); words && space > 0 {
				end = start + space + 1
			}
			parts = append(parts, s[start:end])
			if start, used = end, 0; end > i {
				continue // the space itself, which takes no room at the end
			}
			used = Width(s[end:i])
		}
		used += w
	}
	return append(parts, s[start:])
}

// Truncate gives s in at most cols columns, with "..." at the end where
// something was left out.
func Truncate(s string, cols int) string {
	if Width(s) <= cols {
		return s
	}
	used := 0
	for i, r := range s {
		w := runeWidth(r)
		if used+w > cols-3 {
			return strings.TrimRight(s[:i], " ") + "..."
		}
		used += w
	}
	return s
}
