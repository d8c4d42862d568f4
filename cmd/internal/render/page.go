package render

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// labelWidth is the room for a label with the space after it.
const labelWidth = 11

// A page is text for people under construction. All that is written to it, but
// by raw, goes through term.Escape, wherever it is from.
type page struct {
	b     []byte
	cols  int
	style term.Style
	// shown are the records that were quoted already.
	shown map[string]bool
	// full is the cause that was cut to a line, or empty.
	full string
}

// A span is a piece of text with a mark.
type span struct {
	text string
	mark term.Mark
}

func (p *page) raw(s string) { p.b = append(p.b, s...) }

// blank writes an empty line, unless there is one or the page is empty.
func (p *page) blank() {
	if n := len(p.b); n > 1 && p.b[n-2] != '\n' {
		p.raw("\n")
	}
}

// field writes a label and, beside it, wrapped text; nothing where there is no
// text.
func (p *page) field(label string, labelMark term.Mark, spans ...span) {
	if !hasText(spans) {
		return
	}
	p.raw(p.style.Mark(labelMark, label))
	p.flow(labelWidth, max(labelWidth-len(label), 1), spans...)
}

func hasText(spans []span) bool {
	for _, s := range spans {
		if s.text != "" {
			return true
		}
	}
	return false
}

// brief writes a label and beside it text that is cut where the line ends.
func (p *page) brief(label, text string) {
	p.short(0, fmt.Sprintf("%-*s", labelWidth, label), term.Plain, text)
}

// heading writes a line that names what is below it.
func (p *page) heading(text string) {
	p.blank()
	p.flow(0, 0, span{text, term.Bold})
}

// item writes a bullet or another lead, and text beside it.
func (p *page) item(indent int, lead string, spans ...span) {
	p.raw(strings.Repeat(" ", indent) + lead)
	p.flow(indent+len(lead), 0, spans...)
}

// flow writes spans as one wrapped text and ends the line: pad spaces, the
// first line, and the others at column indent.
func (p *page) flow(indent, pad int, spans ...span) {
	p.raw(strings.Repeat(" ", pad))
	for i, line := range layout(spans, p.cols-indent) {
		if i > 0 {
			p.raw("\n" + strings.Repeat(" ", indent))
		}
		p.line(line)
	}
	p.raw("\n")
}

// line writes words with spaces between them; those of equal marks that follow
// each other are marked together.
func (p *page) line(words []span) {
	for i := 0; i < len(words); {
		text, m := words[i].text, words[i].mark
		k := i + 1
		for ; k < len(words) && words[k].mark == m; k++ {
			text += " " + words[k].text
		}
		if i > 0 {
			p.raw(" ")
		}
		p.raw(p.style.Mark(m, text))
		i = k
	}
}

// layout escapes spans and breaks them into lines of words.
func layout(spans []span, cols int) [][]span {
	cols = max(cols, 20)
	var lines [][]span
	var line []span
	used := 0
	for _, s := range spans {
		for word := range strings.FieldsSeq(term.Escape(s.text)) {
			for _, piece := range term.Wrap(word, cols) {
				w := term.Width(piece)
				if used > 0 && used+1+w > cols {
					lines, line, used = append(lines, line), nil, 0
				}
				line = append(line, span{piece, s.mark})
				used += w + min(len(line)-1, 1)
			}
		}
	}
	return append(lines, line)
}

// quote writes words of others, wrapped, each line behind a bar that tells them
// from ours; label stands before the first.
func (p *page) quote(indent int, label, text string) {
	for _, line := range term.Wrap(term.Escape(text), p.cols-indent-2) {
		p.raw(fmt.Sprintf("%-*s", indent, label) + "| " + line + "\n")
		label = ""
	}
}

// record quotes a DNS record, unless that was done above.
func (p *page) record(label, value string) {
	if !p.shown[value] {
		p.note(value)
		p.quote(labelWidth, label, value)
	}
}

// note notes that a record was quoted.
func (p *page) note(record string) {
	if p.shown == nil {
		p.shown = map[string]bool{}
	}
	p.shown[record] = true
}

// verbatim writes text on one line, however long, so that it can be copied.
func (p *page) verbatim(indent int, text string) {
	p.raw(strings.Repeat(" ", indent) + p.style.Mark(term.Copy, term.Escape(text)) + "\n")
}

// short writes a line that is cut where it does not fit.
func (p *page) short(indent int, lead string, leadMark term.Mark, text string) {
	p.raw(strings.Repeat(" ", indent) + p.style.Mark(leadMark, lead))
	p.raw(term.Truncate(term.Escape(text), max(p.cols-indent-len(lead), 20)) + "\n")
}

// rule writes a line across the page with a name in it.
func (p *page) rule(name string) {
	name = "== " + term.Escape(name) + " "
	p.raw(p.style.Mark(term.Dim, name+strings.Repeat("=", max(p.cols-term.Width(name), 2))) + "\n")
}
