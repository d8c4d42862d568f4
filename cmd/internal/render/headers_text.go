package render

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// AppendHeaders appends what there is to say about the header of a message: what
// is odd, the way that it took as a table with bars for the delays, what was
// stated of its authentication and what holds now, and in whose name it is. With
// title, its source stands above it.
func (t Text) AppendHeaders(b []byte, source string, title bool, r *headers.Report) []byte {
	p := t.page(nil)
	v := newHeadersView(source, r)
	if title {
		p.rule(source)
	}
	for _, f := range v.Facts {
		p.field(f.Name, term.Dim, span{text: f.Value})
	}
	p.headerFindings("What is odd", v.Odd)
	p.way(v)
	p.statements(v)
	p.nowRows(v)
	p.identityRows(v)
	p.notes("What sort of mail", v.Handling)
	p.notes("Filters", v.Filters)
	p.headerFindings("Also noted", v.Notes)
	if v.NowCost != "" {
		p.blank()
		p.flow(0, 0, span{v.NowCost, term.Dim})
	}
	if title {
		p.blank()
	}
	return append(b, p.b...)
}

func (p *page) headerFindings(title string, list []check.Finding) {
	if len(list) == 0 {
		return
	}
	p.heading(title)
	for _, f := range list {
		p.raw("  " + p.style.Mark(statusMark(f.Severity), fmt.Sprintf("%-8s", f.Severity)))
		p.flow(10, 0, span{text: f.Text}, span{"(" + f.ID + ")", term.Dim})
	}
}

// hopBarCols is the room for a bar.
const hopBarCols = 20

// way draws the hops: of each a line with its delay and time, and under it from
// whom to whom, and how.
func (p *page) way(v *headersView) {
	p.heading("The way: " + v.Way)
	for i, h := range v.Hops {
		delay := h.Delay
		switch {
		case delay == "" && h.Time == "":
			delay = "no date"
		case delay == "":
			delay = "-"
		}
		p.raw(fmt.Sprintf("%4d  ", h.Number) + p.style.Mark(delayMark(&h), fmt.Sprintf("%12s  %-*s", delay, hopBarCols, hopBar(&h))) + "  " + h.Time)
		if i == 0 && h.Delay != "" {
			p.raw("  " + p.style.Mark(term.Dim, "since Date"))
		}
		if h.Trust != "" {
			p.raw("  " + p.style.Mark(term.Good, h.Trust))
		}
		p.raw("\n")
		if h.From != "" {
			p.item(6, "from ", span{text: h.From})
		}
		spans := []span{{h.By, term.Bold}}
		if h.How != "" {
			spans[0].text = strings.TrimSuffix(h.By, " ") + ","
			if h.By == "" {
				spans = spans[:0]
			}
			spans = append(spans, span{text: h.How})
		}
		if hasText(spans) {
			p.item(6, "by   ", spans...)
		}
	}
}

// hopBar gives a bar of ASCII, so that it has its width everywhere.
func hopBar(h *hopView) string {
	if h.Back {
		return "<<<"
	}
	return strings.Repeat("#", (h.Bar*hopBarCols+99)/100)
}

func delayMark(h *hopView) term.Mark {
	switch {
	case h.Back:
		return term.Bad
	case h.Slow:
		return term.Doubt
	}
	return term.Plain
}

// statements shows what systems on the way stated, and beside each result that
// of now.
func (p *page) statements(v *headersView) {
	if len(v.Statements) == 0 {
		return
	}
	p.heading("Stated on the way")
	beside := len(v.Now) > 0
	if beside {
		p.raw(strings.Repeat(" ", 14) + p.style.Mark(term.Dim, fmt.Sprintf("%-*s%s", resultCols, "stated", "now")) + "\n")
	}
	for _, s := range v.Statements {
		p.item(2, "", span{text: s.Title})
		if len(s.Rows) == 0 {
			p.item(4, "", span{"no result", term.Dim})
		}
		for _, r := range s.Rows {
			p.authRow(r, beside)
		}
	}
	for _, a := range v.ARC {
		p.item(2, "ARC ", span{text: a})
	}
}

func (p *page) nowRows(v *headersView) {
	if len(v.Now) == 0 {
		return
	}
	p.heading("Evaluated now")
	for _, r := range v.Now {
		r.Stated, r.Now = r.Now, ""
		p.authRow(r, false)
	}
}

// resultCols is the room for a result.
const resultCols = 11

// authRow writes a method, its result, beside it that of now, and what it is
// about.
func (p *page) authRow(r authRow, beside bool) {
	p.raw("    " + fmt.Sprintf("%-9s", term.Truncate(term.Escape(r.Method), 9)) + " " + p.result(r.Stated))
	indent := 14 + resultCols
	if beside {
		p.raw(p.result(r.Now))
		indent += resultCols
	}
	spans := []span{{text: r.Subject}}
	if r.Detail != "" {
		detail := r.Detail
		if r.Subject != "" {
			detail = "- " + detail
		}
		spans = append(spans, span{detail, term.Dim})
	}
	p.flow(indent, 0, spans...)
}

// result gives a result in its column.
func (p *page) result(result string) string {
	text := term.Truncate(term.Escape(result), resultCols-1)
	return p.style.Mark(resultMark(result), text) + strings.Repeat(" ", max(resultCols-term.Width(text), 1))
}

func (p *page) identityRows(v *headersView) {
	if len(v.Identities) == 0 {
		return
	}
	p.heading("In whose name, beside From")
	for _, id := range v.Identities {
		mark := term.Plain
		switch id.Alignment {
		case "other":
			mark = term.Doubt
		case "same domain", "same organization":
			mark = term.Good
		}
		p.raw("  " + fmt.Sprintf("%-18s", term.Truncate(id.Role, 18)) + p.style.Mark(mark, fmt.Sprintf("%-18s", id.Alignment)))
		p.flow(38, 0, span{text: id.Text})
	}
}

func (p *page) notes(title string, list []headers.Note) {
	if len(list) == 0 {
		return
	}
	p.heading(title)
	for _, n := range list {
		mark := term.Plain
		switch n.Verdict {
		case "spam":
			mark = term.Bad
		case "clean":
			mark = term.Good
		}
		p.item(2, "", span{n.Field + ":", term.Bold}, span{text: join(n.System, ": ", n.Text), mark: mark})
		p.short(4, "| ", term.Dim, n.Value)
	}
}
