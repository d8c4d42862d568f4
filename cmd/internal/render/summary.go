package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// SummarySchema is the version of the JSON of a Summary.
const SummarySchema = "ndr-report/1"

// A Summary counts many bounces. ByKind counts messages, the others count
// events; their sums are Messages and Events. Days are written 2006-01-02.
type Summary struct {
	Schema     string           `json:"schema"`
	Messages   int64            `json:"messages"`
	Events     int64            `json:"events"`
	ByKind     map[string]int64 `json:"by_kind"`
	ByCategory map[string]int64 `json:"by_category"`
	ByProvider map[string]int64 `json:"by_provider"`
	ByDomain   map[string]int64 `json:"by_domain"`
	ByCause    map[string]int64 `json:"by_cause"`
	ByDay      map[string]int64 `json:"by_day"`

	// Daily are the events of each day by category, for the trend.
	Daily map[string]map[string]int64 `json:"-"`
	// Remedies are ordered, the one first that would have cleared the most.
	Remedies []Remedy `json:"-"`
}

// A Remedy is a fix with how many events it would have cleared.
type Remedy struct {
	Cause, Who, Text, Record string
	Events                   int64
}

// AppendJSON appends the summary as indented JSON. Keys are in order.
func (s *Summary) AppendJSON(b []byte) ([]byte, error) {
	s.Schema = SummarySchema
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return b, fmt.Errorf("render: %w", err)
	}
	return append(append(b, out...), '\n'), nil
}

// SummaryCSVHeader is the first row of the CSV of a summary.
const SummaryCSVHeader = "by,value,count\n"

// AppendCSV appends a row for each count.
func (s *Summary) AppendCSV(b []byte) []byte {
	b = append(b, SummaryCSVHeader...)
	row := func(by, value string, n int64) { b = AppendCSVRow(b, by, value, strconv.FormatInt(n, 10)) }
	row("messages", "", s.Messages)
	row("events", "", s.Events)
	for _, part := range s.parts() {
		for _, c := range part.counts {
			row(part.key, c.Name, c.N)
		}
	}
	for _, r := range s.Remedies {
		row("fix", r.Text, r.Events)
	}
	return b
}

// A tally is how often something occurs, and its share of all in percent.
type tally struct {
	Name  string
	N     int64
	Share float64
}

// A part of a summary is one way to divide what was counted.
type part struct {
	key, title string
	// what is counted, for people.
	what   string
	counts []tally
}

// parts gives the divisions, the most frequent first; days are in their order.
func (s *Summary) parts() []part {
	days := ranked(s.ByDay)
	slices.SortFunc(days, func(a, b tally) int { return cmp.Compare(a.Name, b.Name) })
	return []part{
		{"kind", "Kind of message", "Messages", ranked(s.ByKind)},
		{"category", "Category", "Events", ranked(s.ByCategory)},
		{"cause", "Cause", "Events", ranked(s.ByCause)},
		{"provider", "Provider", "Events", ranked(s.ByProvider)},
		{"domain", "Recipient domain", "Events", ranked(s.ByDomain)},
		{"day", "Day", "Events", days},
	}
}

func ranked(m map[string]int64) []tally {
	var total int64
	for _, n := range m {
		total += n
	}
	list := make([]tally, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, tally{name, m[name], 100 * float64(m[name]) / float64(max(total, 1))})
	}
	slices.SortStableFunc(list, func(a, b tally) int { return cmp.Compare(b.N, a.N) })
	return list
}

// A trend is how often a category came in the last days, and in as many before.
type trend struct {
	Category  string
	Now, Then int64
}

// Change gives the change in percent, "new" where there was none before.
func (t trend) Change() string {
	switch {
	case t.Then == 0:
		return "new"
	case t.Now == 0:
		return "gone"
	}
	return fmt.Sprintf("%+.0f %%", 100*float64(t.Now-t.Then)/float64(t.Then))
}

// trendDays is the length of the two spans that are compared.
const trendDays = 7

// trends compares the last 7 days with the 7 before, up to the last day of which
// there is something; the largest change first. The second result is that day.
func (s *Summary) trends() (list []trend, last time.Time) {
	for day := range s.Daily {
		if t, err := time.Parse(time.DateOnly, day); err == nil && t.After(last) {
			last = t
		}
	}
	now, then := map[string]int64{}, map[string]int64{}
	for day, counts := range s.Daily {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			continue
		}
		into := then
		switch age := int(last.Sub(t).Hours() / 24); {
		case age >= 2*trendDays:
			continue
		case age < trendDays:
			into = now
		}
		for category, n := range counts {
			into[category] += n
			now[category] += 0
		}
	}
	for _, category := range slices.Sorted(maps.Keys(now)) {
		if n, before := now[category], then[category]; n+before > 0 && n != before {
			list = append(list, trend{category, n, before})
		}
	}
	slices.SortStableFunc(list, func(a, b trend) int { return cmp.Compare(b.size(), a.size()) })
	return list, last
}

func (t trend) size() int64 { return max(t.Now-t.Then, t.Then-t.Now) }

// label names a count for people, where its name is empty.
func label(key, name string) string {
	switch {
	case name != "":
		return name
	case key == "cause":
		return "(no failure)"
	case key == "provider":
		return "(no provider known)"
	}
	return "(not stated)"
}
