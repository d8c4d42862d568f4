package dsn

import "strings"

// undamaged undoes what systems on the way have done to the lines of a text.
func undamaged(text string) string { return unindent(undouble(unquoteAll(text))) }

// undouble drops the empty line behind each line of a text that some gateway
// doubled: one that took CR and LF for a line end each. Where an empty line was,
// three are; a text of paragraphs of one line has none such.
func undouble(text string) string {
	if !isDoubled(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	keep := true
	for line := range strings.Lines(text) {
		if keep {
			b.WriteString(line)
		}
		keep = !keep
	}
	return b.String()
}

// isDoubled reports whether each second line is empty, and some of the others
// between them too.
func isDoubled(text string) bool {
	if i := strings.IndexByte(text, '\n'); i < 0 || i+1 == len(text) || text[i+1] > ' ' {
		return false // most texts: the second line is not empty
	}
	filled, between, gap := 0, false, false
	odd := false
	for line := range strings.Lines(text) {
		empty := strings.TrimSpace(line) == ""
		switch {
		case odd && !empty:
			return false
		case !odd && empty:
			gap = filled > 0
		case !odd:
			filled++
			between = between || gap
		}
		odd = !odd
	}
	return filled >= minDamaged && between
}

// minDamaged is how many lines with words a text must have to show what was
// done to it.
const minDamaged = 4

// unindent drops the spaces that all lines of a text begin with, where there are
// more than a few lines: somebody passed the report on indented.
func unindent(text string) string {
	if bare := strings.TrimLeft(text, "\n"); bare == "" || bare[0] > ' ' {
		return text // most texts: the first line is not indented
	}
	shared, lines := len(text), 0
	for line := range strings.Lines(text) {
		bare := strings.TrimLeft(line, " ")
		if strings.TrimSpace(bare) == "" {
			continue
		}
		if shared = min(shared, len(line)-len(bare)); shared == 0 {
			return text
		}
		lines++
	}
	if lines < minDamaged {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.Lines(text) {
		if cut := min(shared, len(line)-len(strings.TrimLeft(line, " "))); cut > 0 {
			line = line[cut:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// unquoteAll drops the quote marks of a text of which each line has one: somebody
// passed the report on in the manner of an answer, without a word of his own.
func unquoteAll(text string) string {
	if bare := strings.TrimLeft(text, " \n"); bare == "" || bare[0] != '>' {
		return text // most texts
	}
	lines := 0
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, ">"):
			lines++
		case strings.TrimSpace(line) != "":
			return text
		}
	}
	if lines < minDamaged {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
	}
	return b.String()
}
