package check_test

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// world makes a zone of a text, with a TTL so that no line needs one.
func world(t testing.TB, text string) *checktest.Zone {
	t.Helper()
	z, err := checktest.ParseString("$TTL 300\n" + text)
	if err != nil {
		t.Fatalf("ParseString = %v\n%s", err, text)
	}
	return z
}

// ids gives the findings of a result as "severity id", in their order.
func ids(r check.Result) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, string(f.Severity)+" "+f.ID)
	}
	return strings.Join(all, ", ")
}

// texts gives the texts of a result's findings, one a line.
func texts(r check.Result) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Text)
	}
	return strings.Join(all, "\n")
}

// wellFormed holds a result to what every result must be.
func wellFormed(t testing.TB, r check.Result, z *checktest.Zone) {
	t.Helper()
	if r.Check == "" || r.Status == "" || r.Data == nil {
		t.Errorf("result %+v lacks its check, status or data", r)
	}
	for _, f := range r.Findings {
		if f.ID == "" || f.Text == "" || f.Severity == "" || strings.ContainsAny(f.Text, "\n\x1b") || strings.Contains(f.Text, "%!") {
			t.Errorf("finding %+v is not well formed", f)
		}
	}
	if twice := z.Duplicates(); len(twice) > 0 {
		t.Errorf("asked twice: %v", twice)
	}
	if r.Queries != z.Asked() {
		t.Errorf("Queries = %d, but %d were asked", r.Queries, z.Asked())
	}
}
