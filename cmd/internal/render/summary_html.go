package render

import (
	"bytes"
	_ "embed"
	"fmt"
)

//go:embed summary_html.tmpl
var summaryHTML string

// A barRow is a row of a table with a bar.
type barRow struct {
	Label string
	N     int64
	Share string
	// Width is that of the bar, of 200.
	Width int64
}

// A barTable is one part of a summary.
type barTable struct {
	Title, What string
	Rows        []barRow
	Left        int
}

// A column is one day in the chart of days; X, Y and H are in its units.
type column struct {
	Day     string
	N       int64
	X, Y, H float64
}

// A dayChart is the chart of days, W wide and chartHeight high.
type dayChart struct {
	W           float64
	Bar         float64
	Columns     []column
	First, Last string
	Most        int64
	Peak        string
}

const (
	chartWidth, chartHeight = 720.0, 160.0
	// chartDays is how many days a chart shows at most, the last ones.
	chartDays = 120
	htmlRows  = 20
)

// AppendHTML appends the summary as one HTML page, which needs nothing else: no
// scripts, no fonts, no network.
func (s *Summary) AppendHTML(b []byte, version string) ([]byte, error) {
	trends, last := s.trends()
	view := map[string]any{
		"Summary": s, "Days": s.days(), "None": s.ByKind["none"], "Chart": s.chart(), "Tables": s.tables(),
		"Trends": trends, "TrendDays": trendDays, "Last": last.Format("2006-01-02"), "Version": version,
	}
	out := bytes.NewBuffer(b)
	if err := newPage("summary", summaryHTML).ExecuteTemplate(out, "summary", view); err != nil {
		return b, fmt.Errorf("render: %w", err)
	}
	return out.Bytes(), nil
}

func (s *Summary) tables() []barTable {
	var tables []barTable
	for _, part := range s.parts() {
		t := barTable{Title: part.title, What: part.what}
		counts := part.counts
		if part.key == "day" {
			continue // it has a chart
		}
		if len(counts) > htmlRows {
			t.Left = len(counts) - htmlRows
			counts = counts[:htmlRows]
		}
		for _, c := range counts {
			t.Rows = append(t.Rows, barRow{label(part.key, c.Name), c.N, fmt.Sprintf("%.1f %%", c.Share), max(200*c.N/max(counts[0].N, 1), 1)})
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// chart lays the days out; nil where there are fewer than two.
func (s *Summary) chart() *dayChart {
	parts := s.parts()
	days := parts[len(parts)-1].counts
	if len(days) > chartDays {
		days = days[len(days)-chartDays:]
	}
	if len(days) < 2 {
		return nil
	}
	c := &dayChart{W: chartWidth, First: days[0].Name, Last: days[len(days)-1].Name}
	for _, d := range days {
		if d.N > c.Most {
			c.Most, c.Peak = d.N, d.Name
		}
	}
	step := chartWidth / float64(len(days))
	c.Bar = max(step*0.8, 1)
	for i, d := range days {
		h := chartHeight * float64(d.N) / float64(c.Most)
		c.Columns = append(c.Columns, column{d.Name, d.N, float64(i) * step, chartHeight - h, h})
	}
	return c
}
