package diagnose

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// letterCols is the width of a letter's lines, maxLetterWord the bytes at which
// a word that is longer is cut (RFC 5322 section 2.1.1 allows 998).
const (
	letterCols    = 72
	maxLetterWord = 900
)

// A letterText is the body of a Letter under construction. All that is written
// to it is made harmless.
type letterText struct{ b strings.Builder }

func (w *letterText) String() string {
	return "Hello,\n" + w.b.String() + "\nRegards,\n"
}

func (w *letterText) head(title string) { w.b.WriteString("\n" + title + ":\n") }

func (w *letterText) para(text string) {
	w.b.WriteString("\n")
	w.wrap("", "", text)
}

func (w *letterText) item(text string) { w.wrap("- ", "  ", text) }

// quote writes words of others, each line behind a mark.
func (w *letterText) quote(text string) { w.wrap("> ", "> ", text) }

// fact writes a name and its value, nothing where there is none.
func (w *letterText) fact(name, value string) {
	if value = harmless(value); value != "" {
		if name != "" {
			name += ":"
		}
		w.wrap(fmt.Sprintf("  %-13s", name), strings.Repeat(" ", 15), value)
	}
}

// wrap writes text in lines that begin with first, and then with next.
func (w *letterText) wrap(first, next, text string) {
	line := first
	empty := true
	for word := range strings.FieldsSeq(harmless(text)) {
		for part := range pieces(word) {
			if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(part) > letterCols {
				w.b.WriteString(line + "\n")
				line, empty = next, true
			}
			if !empty {
				line += " "
			}
			if line == "" && part == "From" { // which mailboxes take for the begin of a message
				line = " "
			}
			line, empty = line+part, false
		}
	}
	w.b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// pieces cuts a word that no line takes.
func pieces(word string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for len(word) > maxLetterWord {
			cut := maxLetterWord
			for !utf8.RuneStart(word[cut]) {
				cut--
			}
			if !yield(word[:cut]) {
				return
			}
			word = word[cut:]
		}
		yield(word)
	}
}

// maxLetterValue bounds one text of others in a letter.
const maxLetterValue = 8 << 10

// harmless gives text with white space for what a reader of mail would act on
// or not show: control and formatting characters, and bytes that are no UTF-8.
func harmless(s string) string {
	if len(s) > maxLetterValue {
		s = s[:maxLetterValue] + " ..."
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " ")))
}

// subjectLine fills in a subject and makes it one short line of ASCII.
func subjectLine(format string, names ...any) string {
	for i, name := range names {
		if name == "" {
			names[i] = "an unnamed domain"
		}
	}
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f {
			return '?'
		}
		return r
	}, strings.Join(strings.Fields(fmt.Sprintf(format, names...)), " "))
	if len(s) > 78 {
		s = s[:75] + "..."
	}
	return s
}

// utc gives a time in UTC, RFC 3339 style, or "".
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}
