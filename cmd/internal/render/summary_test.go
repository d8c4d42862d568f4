package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

func sampleSummary() *Summary {
	return &Summary{
		Messages: 12, Events: 10,
		ByKind:     map[string]int64{"failure": 10, "none": 2},
		ByCategory: map[string]int64{"user-unknown": 6, "spam": 3, "mailbox-full": 1},
		ByProvider: map[string]int64{"": 7, "gmail": 3},
		ByDomain:   map[string]int64{"=evil()": 1, "<script>alert(1)</script>": 1, "bad\x1b[31m": 1, "example.net": 7},
		ByCause:    map[string]int64{"recipient-unknown": 6, "spam-content": 3, "": 1},
		ByDay:      map[string]int64{"2026-11-01": 3, "2026-11-10": 7},
		Daily: map[string]map[string]int64{
			"2026-10-01": {"virus": 9},
			"2026-11-01": {"user-unknown": 2, "spam": 1},
			"2026-11-10": {"user-unknown": 4, "spam": 2, "mailbox-full": 1},
		},
		Remedies: []Remedy{{Cause: "spf-ip-not-authorised", Who: "sender-dns", Text: "Add it", Record: `example.com. IN TXT "v=spf1 -all"`, Events: 3}},
	}
}

func TestSummaryJSON(t *testing.T) {
	b, err := sampleSummary().AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, key := range []string{"schema", "messages", "events", "by_kind", "by_category", "by_provider", "by_domain", "by_cause", "by_day"} {
		if _, ok := got[key]; ok {
			keys = append(keys, key)
		}
	}
	if len(keys) != 9 || len(got) != 9 || got["schema"] != "ndr-report/1" {
		t.Errorf("the keys are %v of %d", keys, len(got))
	}
}

func TestSummaryCSV(t *testing.T) {
	out := string(sampleSummary().AppendCSV(nil))
	for _, want := range []string{"by,value,count\n", "messages,,12\n", "category,user-unknown,6\ncategory,spam,3\n", "domain,'=evil(),1\n", "day,2026-11-01,3\nday,2026-11-10,7\n", "fix,Add it,3\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("the CSV has no %q:\n%s", want, out)
		}
	}
}

func TestSummaryTrends(t *testing.T) {
	got, last := sampleSummary().trends()
	want := []trend{{"user-unknown", 4, 2}, {"mailbox-full", 1, 0}, {"spam", 2, 1}}
	if diff := cmp.Diff(want, got); diff != "" || last.Format("2006-01-02") != "2026-11-10" {
		t.Errorf("trends up to %s (-want +got):\n%s", last, diff)
	}
	for in, want := range map[trend]string{{"a", 3, 2}: "+50 %", {"a", 1, 4}: "-75 %", {"a", 1, 0}: "new", {"a", 0, 1}: "gone"} {
		if got := in.Change(); got != want {
			t.Errorf("Change of %v = %q, want %q", in, got, want)
		}
	}
}

func TestSummaryText(t *testing.T) {
	out := string(Text{Cols: 80}.AppendSummary(nil, sampleSummary()))
	for _, want := range []string{
		"12 messages, 10 events from 2026-11-01 to 2026-11-10", "2 of the messages are no bounces",
		"3 events, spf-ip-not-authorised: Add it", `example.com. IN TXT "v=spf1 -all"`,
		"user-unknown        6  60.0 %  ██████████████████████████████\n", `bad\x1b[31m`, "+100 %",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the text has no %q:\n%s", want, out)
		}
	}
	for line := range strings.Lines(string(Text{Cols: 40}.AppendSummary(nil, sampleSummary()))) {
		if w := term.Width(strings.TrimSuffix(line, "\n")); w > 40 && strings.Contains(line, "█") {
			t.Errorf("a row of %d columns on a terminal with 40: %s", w, line)
		}
	}
	if empty := string(Text{Cols: 80}.AppendSummary(nil, &Summary{})); empty != "Bounces    0 messages, 0 events\n" {
		t.Errorf("of nothing: %q", empty)
	}
	if one := string(Text{Cols: 80}.AppendSummary(nil, &Summary{Messages: 1, Events: 1})); one != "Bounces    1 message, 1 event\n" {
		t.Errorf("a summary of one bounce: %q", one)
	}
}

func TestSummaryHTML(t *testing.T) {
	out, err := sampleSummary().AppendHTML(nil, "ndr test")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<svg role="img" aria-labelledby="days-title days-desc"`, `<title id="days-title">Events by day, 2026-11-01 to 2026-11-10</title>`,
		"the most events, 7, on 2026-11-10", "&lt;script&gt;alert(1)&lt;/script&gt;", `bad\x1b[31m`, "ndr test",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	for _, never := range []string{"<script", "src=", "@import", "url("} {
		if strings.Contains(string(out), never) {
			t.Errorf("the page has %q: it must need nothing else", never)
		}
	}
}
