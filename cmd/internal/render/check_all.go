package render

import (
	"fmt"
	"strconv"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// An allDocument is the data of the JSON of all checks: what they come to, and
// the documents of each.
type allDocument struct {
	Areas   []check.Area    `json:"areas"`
	Next    []check.Step    `json:"next"`
	Results []CheckDocument `json:"results"`
}

func newAllDocument(d *check.AllData) *allDocument {
	doc := &allDocument{Areas: d.Areas, Next: d.Next, Results: []CheckDocument{}}
	for i := range d.Results {
		doc.Results = append(doc.Results, checkDocument(&d.Results[i]))
	}
	return doc
}

// maxAreaFindings bounds the findings that are shown under an area.
const maxAreaFindings = 5

// allData draws a line for each area, what is wrong under it, and what to do
// next.
func (p *page) allData(d *check.AllData) {
	p.blank()
	for i := range d.Areas {
		a := &d.Areas[i]
		p.raw("  " + p.style.Mark(gradeMark(a.Grade), string(a.Grade)) + "  " + p.style.Mark(term.Bold, fmt.Sprintf("%-9s", a.Check)))
		p.flow(14, 0, span{text: a.Summary})
		p.areaFindings(a, d.Results)
	}
	if len(d.Next) == 0 {
		return
	}
	p.heading("Next")
	for i, s := range d.Next {
		p.item(2, strconv.Itoa(i+1)+". ", span{s.Check + ":", term.Bold}, span{text: s.Text})
		if s.Value != "" {
			p.verbatim(5, RecordLine(s.Name, s.Type, s.Value))
		}
	}
}

// areaFindings shows what is wrong in an area beside its summary.
func (p *page) areaFindings(a *check.Area, results []check.Result) {
	shown, left := 0, 0
	seen := map[string]bool{a.Summary: true}
	for i := range results {
		if results[i].Check != a.Check {
			continue
		}
		for _, f := range results[i].Findings {
			if f.Severity != check.Fail && f.Severity != check.Warn && f.Severity != check.Unknown || seen[f.Text] {
				continue
			}
			seen[f.Text] = true
			if shown++; shown > maxAreaFindings {
				left++
				continue
			}
			p.raw("              " + p.style.Mark(statusMark(f.Severity), fmt.Sprintf("%-8s", f.Severity)))
			p.flow(22, 0, span{text: f.Text})
		}
	}
	if left > 0 {
		p.item(14, "", span{fmt.Sprintf("and %d more: ndr check %s", left, a.Check), term.Dim})
	}
}

func gradeMark(g check.Grade) term.Mark {
	switch g {
	case check.GradeA, check.GradeB:
		return term.Good
	case check.GradeF:
		return term.Bad
	case check.GradeUnused:
		return term.Plain
	}
	return term.Doubt
}
