package render

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

const (
	// summaryRows is how many rows of a part are shown, summaryDays of days.
	summaryRows, summaryDays = 12, 31
	// summaryBar is the room for the longest bar, where the terminal has as much;
	// summaryNumbers is that for what stands around a name before its bar.
	summaryBar     = 30
	summaryNumbers = len("   12345678 100.0 %  ")
)

// AppendSummary appends a summary for people.
func (t Text) AppendSummary(b []byte, s *Summary) []byte {
	p := &page{b: b, cols: t.Cols, style: t.Style}
	p.field("Bounces", term.Bold, span{count(s.Messages, "message") + ", " + count(s.Events, "event"), term.Bold}, span{s.days(), term.Plain})
	if n := s.ByKind["none"]; n > 0 {
		p.field("", term.Plain, span{fmt.Sprintf("%d of the messages are no bounces", n), term.Dim})
	}
	p.remedies(s.Remedies)
	for _, part := range s.parts() {
		p.part(part)
		if part.key == "category" {
			p.trends(s)
		}
	}
	return p.b
}

func (s *Summary) days() string {
	parts := s.parts()
	days := parts[len(parts)-1].counts
	switch len(days) {
	case 0:
		return ""
	case 1:
		return "on " + days[0].Name
	}
	return "from " + days[0].Name + " to " + days[len(days)-1].Name
}

func (p *page) remedies(list []Remedy) {
	if len(list) == 0 {
		return
	}
	p.heading("What would clear the most")
	for i, r := range list {
		lead := fmt.Sprintf("%3d. ", i+1)
		p.item(0, lead, span{count(r.Events, "event") + ",", term.Bold}, span{r.Cause + ":", term.Plain}, span{r.Text, term.Plain})
		if r.Record != "" {
			p.verbatim(len(lead), r.Record)
		}
	}
}

// part writes a table with bars.
func (p *page) part(part part) {
	counts, left := part.counts, 0
	switch {
	case part.key == "day" && len(counts) > summaryDays:
		left = len(counts) - summaryDays
		counts = counts[left:]
	case part.key != "day" && len(counts) > summaryRows:
		left = len(counts) - summaryRows
		counts = counts[:summaryRows]
	}
	if len(counts) == 0 {
		return
	}
	p.heading(part.title + ", " + strings.ToLower(part.what))
	var most int64
	width := 0
	for _, c := range counts {
		most = max(most, c.N)
		width = max(width, term.Width(term.Escape(label(part.key, c.Name))))
	}
	width = min(width, max(p.cols-summaryBar-20, 18))
	longest := min(max(p.cols-summaryNumbers-width, 0), summaryBar)
	for _, c := range counts {
		name := term.Truncate(term.Escape(label(part.key, c.Name)), width)
		bar := strings.Repeat("█", int((c.N*int64(longest)+most-1)/max(most, 1)))
		line := fmt.Sprintf("  %s%s %8d %5.1f %%  %s", name, strings.Repeat(" ", width-term.Width(name)), c.N, c.Share, p.style.Mark(term.Copy, bar))
		p.raw(strings.TrimRight(line, " ") + "\n")
	}
	if left > 0 {
		p.raw(p.style.Mark(term.Dim, fmt.Sprintf("  and %d more: see --format csv", left)) + "\n")
	}
}

func (p *page) trends(s *Summary) {
	list, last := s.trends()
	if len(list) == 0 {
		return
	}
	p.heading(fmt.Sprintf("Trend: the %d days up to %s, and the %d before", trendDays, last.Format("2006-01-02"), trendDays))
	for _, t := range list[:min(len(list), 8)] {
		mark := term.Good
		if t.Now > t.Then {
			mark = term.Bad
		}
		p.raw(fmt.Sprintf("  %-22s %8d  was %8d  %s\n", term.Escape(t.Category), t.Now, t.Then, p.style.Mark(mark, t.Change())))
	}
}
