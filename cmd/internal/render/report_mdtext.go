package render

import (
	"strings"
	"unicode"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// mdText gives prose as Markdown. Words of letters, digits and hyphens with
// ordinary punctuation around them stay as they are; whatever else may mean
// something to some renderer (markup, HTML, addresses and names that become
// links, mentions, numbers of issues, hashes) becomes a code span, where nothing
// means anything.
func mdText(s string) string {
	var b strings.Builder
	for i, word := range strings.Fields(term.Escape(s)) {
		if i > 0 {
			b.WriteByte(' ')
		}
		lead, core, tail := trimWord(word)
		b.WriteString(lead)
		if core != "" && (plainWord(core) || clock(core)) && !(i == 0 && numbered(core, tail)) {
			b.WriteString(core)
		} else if core != "" {
			b.WriteString(mdCode(core))
		}
		b.WriteString(tail)
	}
	return b.String()
}

// trimWord divides a word from the punctuation around it that means nothing in
// Markdown where it stands.
func trimWord(word string) (lead, core, tail string) {
	core = strings.TrimLeft(word, `("`)
	lead = word[:len(word)-len(core)]
	rest := strings.TrimRight(core, `.,;:?)"`)
	return lead, rest, core[len(rest):]
}

// plainWord reports whether a word is letters, digits and single hyphens or
// apostrophes between them, and no hash of a commit.
func plainWord(s string) bool {
	hex, digits := true, false
	between := true // the last rune was none of a word
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			between = false
			digits = digits || unicode.IsDigit(r)
			hex = hex && (unicode.IsDigit(r) || r >= 'a' && r <= 'f')
		case (r == '-' || r == '\'' || r == '/') && !between:
			between, hex = true, false
		default:
			return false
		}
	}
	return !between && !(hex && digits && len(s) >= 7)
}

// clock reports whether a word is a time of day, "09:14".
func clock(s string) bool {
	return len(s) == 5 && s[2] == ':' && strings.Trim(s[:2]+s[3:], "0123456789") == ""
}

// numbered reports whether a first word would begin a list.
func numbered(core, tail string) bool {
	return (strings.HasPrefix(tail, ".") || strings.HasPrefix(tail, ")")) && strings.Trim(core, "0123456789") == ""
}

// mdCode gives text as a code span: with a fence that is longer than any run of
// backquotes in it, on one line.
func mdCode(s string) string {
	s = term.Escape(s)
	if strings.TrimSpace(s) == "" {
		return "` `"
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if s[0] == '`' || s[len(s)-1] == '`' || s[0] == ' ' && s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}
