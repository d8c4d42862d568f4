package render

import (
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// Markdown writes a report to paste into a ticket, in the Markdown that GitHub,
// GitLab and Jira share: headings, lists, code spans and fenced blocks. Nothing
// that was read from a mail or from DNS becomes markup, a link, an image or a
// mention there: what is no plain word stands in code.
type Markdown struct{}

// AppendDiagnosis appends one message. Where many says so, its source stands
// above it and a rule divides it from the next.
func (Markdown) AppendDiagnosis(b []byte, source string, many bool, d *diagnose.Diagnosis) []byte {
	v := newReportView(source, d)
	m := &markdown{b: b}
	if many && len(b) > 0 {
		m.raw("\n")
	}
	if len(v.Groups) == 0 {
		m.heading("## ", v.Kind)
		if v.Subject != "" {
			m.para("", v.Subject)
		}
	}
	for i := range v.Groups {
		m.group(&v.Groups[i])
	}
	m.facts("The message", v.Facts)
	m.checks(v)
	if len(v.Problems) > 0 {
		m.heading("### ", "Odd in this message")
		for _, p := range v.Problems {
			m.item("- ", p.Text+" "+string(p.ID))
		}
	}
	m.gap()
	m.raw("Read from " + mdCode(source) + "\n")
	if many {
		m.raw("\n---\n")
	}
	return m.b
}

// A markdown is Markdown under construction.
type markdown struct{ b []byte }

func (m *markdown) raw(s string) { m.b = append(m.b, s...) }

// gap writes the empty line that divides blocks.
func (m *markdown) gap() {
	if n := len(m.b); n > 1 && m.b[n-2] != '\n' {
		m.raw("\n")
	}
}

func (m *markdown) heading(mark, text string) {
	m.gap()
	m.raw(mark + mdText(text) + "\n\n")
}

func (m *markdown) para(label, text string) {
	if text == "" {
		return
	}
	if label != "" {
		m.raw("**" + label + ":** ")
	}
	m.raw(mdText(text) + "\n\n")
}

func (m *markdown) item(lead, text string) { m.raw(lead + mdText(text) + "\n") }

// block writes lines as a fenced block, below an item whose text begins at
// column indent.
func (m *markdown) block(indent int, lines ...string) {
	fence := "```"
	for _, line := range lines {
		for strings.Contains(line, fence) {
			fence += "`"
		}
	}
	pad := strings.Repeat(" ", indent)
	m.raw("\n" + pad + fence + "text\n")
	for _, line := range lines {
		m.raw(pad + term.Escape(line) + "\n")
	}
	m.raw(pad + fence + "\n\n")
}

// group writes the answer, what shows it, what to do, and what was said.
func (m *markdown) group(g *groupView) {
	m.heading("## ", g.Outcome+" "+g.Who)
	if g.First.Summary != "" {
		m.raw("**" + mdText(g.First.Summary) + "**\n\n")
	}
	for _, f := range []fact{
		{"Cause", join(g.First.Cause, ", ", g.First.Confidence)}, {"Who has to act", g.First.Who}, {"Refusal", g.Codes},
		{"Tried until", g.Until}, {"It means", join(g.Means, " ", g.Link)},
	} {
		if f.Value != "" {
			m.item("- **"+f.Name+":** ", f.Value)
		}
	}
	if len(g.First.Evidence) > 0 {
		m.heading("### ", "Evidence")
		m.evidence("", g.First.Evidence)
	}
	if len(g.First.Fix) > 0 {
		m.heading("### ", "Fix")
		m.fix("", g.First.Fix)
	}
	if len(g.Others) > 0 {
		m.heading("### ", "Also looked at")
		for _, v := range g.Others {
			m.item("- ", v.Summary+" ("+v.Confidence+": "+v.Cause+")")
			m.evidence("  ", v.Evidence)
			m.fix("  ", v.Fix)
		}
	}
	m.heading("### ", "What was said")
	for i := range g.Recipients {
		m.recipient(&g.Recipients[i])
	}
	if g.More != "" {
		m.item("- ", g.More)
	}
}

func (m *markdown) evidence(pad string, list []diagnose.Evidence) {
	for _, e := range list {
		m.item(pad+"- ", join(join(e.Check, " ", e.Target), ": ", e.Detail))
		if e.Record != "" {
			m.block(len(pad)+2, e.Record)
		}
	}
}

func (m *markdown) fix(pad string, list []fixView) {
	for _, f := range list {
		m.item(pad+"1. ", f.Text)
		if f.Record != "" {
			m.block(len(pad)+3, f.Record)
		}
	}
}

func (m *markdown) recipient(r *recipientView) {
	m.raw("- " + mdCode(r.Address) + "\n")
	if len(r.Reply) > 0 {
		m.block(2, r.Reply...)
	}
	for _, f := range r.Facts {
		m.item("  - "+f.Name+": ", f.Value)
	}
}

func (m *markdown) facts(title string, list []fact) {
	if len(list) == 0 {
		return
	}
	m.heading("### ", title)
	for _, f := range list {
		m.item("- "+f.Name+": ", f.Value)
	}
}

func (m *markdown) checks(v *reportView) {
	if len(v.Checks) == 0 {
		return
	}
	m.heading("### ", "What was looked up")
	for i := range v.Checks {
		r := &v.Checks[i]
		m.raw("- **" + string(r.Status) + "** " + mdCode(join(r.Check, " ", r.Target)))
		for _, f := range r.Findings {
			m.raw("\n  - " + mdText(f))
		}
		m.raw("\n")
	}
}
