package render

import (
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// AppendHeaders appends the analysis of the header of one message. Where many
// says so, a rule divides it from the next.
func (Markdown) AppendHeaders(b []byte, source string, many bool, r *headers.Report) []byte {
	v := newHeadersView(source, r)
	m := &markdown{b: b}
	if many && len(b) > 0 {
		m.raw("\n")
	}
	title := v.Subject
	if title == "" {
		title = "A message without a subject"
	}
	m.heading("## ", title)
	for _, f := range v.Facts {
		if f.Name != "Subject" {
			m.item("- **"+f.Name+":** ", f.Value)
		}
	}
	m.findings("What is odd", v.Odd)
	m.way(v)
	m.statements(v)
	if len(v.Now) > 0 {
		m.heading("### ", "Evaluated now")
		for _, row := range v.Now {
			m.item("- ", join(strings.ToUpper(row.Method)+" "+row.Subject+": "+row.Now, ", ", row.Detail))
		}
	}
	if len(v.Identities) > 0 {
		m.heading("### ", "In whose name, beside From")
		for _, id := range v.Identities {
			m.item("- "+mdText(id.Role)+": ", join(id.Text, " ", parens(id.Alignment)))
		}
	}
	m.notes("What sort of mail", v.Handling)
	m.notes("Filters", v.Filters)
	m.findings("Also noted", v.Notes)
	m.gap()
	m.raw("Read from " + mdCode(source) + "\n")
	if many {
		m.raw("\n---\n")
	}
	return m.b
}

func (m *markdown) findings(title string, list []check.Finding) {
	if len(list) == 0 {
		return
	}
	m.heading("### ", title)
	for _, f := range list {
		m.item("- **"+string(f.Severity)+"** ", f.Text+" "+f.ID)
	}
}

// way writes the hops as a list: a table would be markup that names in it could
// break.
func (m *markdown) way(v *headersView) {
	m.heading("### ", "The way: "+v.Way)
	for _, h := range v.Hops {
		delay := h.Delay
		switch {
		case delay == "" && h.Time == "":
			delay = "no date"
		case delay == "":
			delay = "-"
		}
		m.raw("1. **" + delay + "** " + h.Time)
		if h.Trust != "" {
			m.raw(" (" + h.Trust + ")")
		}
		m.raw("\n")
		if h.From != "" {
			m.item("   - from ", h.From)
		}
		if by := join(h.By, ", ", h.How); by != "" {
			m.item("   - by ", by)
		}
	}
}

func (m *markdown) statements(v *headersView) {
	if len(v.Statements) == 0 && len(v.ARC) == 0 {
		return
	}
	m.heading("### ", "Stated on the way")
	for _, s := range v.Statements {
		m.item("- ", s.Title)
		for _, row := range s.Rows {
			text := join(strings.ToUpper(row.Method)+" "+row.Subject+": "+row.Stated, ", now ", row.Now)
			m.item("  - ", join(text, ", ", row.Detail))
		}
	}
	for _, a := range v.ARC {
		m.item("- ARC ", a)
	}
}

func (m *markdown) notes(title string, list []headers.Note) {
	if len(list) == 0 {
		return
	}
	m.heading("### ", title)
	for _, n := range list {
		m.raw("- " + mdCode(n.Field) + " " + mdText(join(n.System, ": ", n.Text)) + "\n")
		m.raw("  - " + mdCode(n.Value) + "\n")
	}
}
