package check

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/miekg/dns"
)

// rank orders the statuses that sum findings up. Unknown ranks with Pass: a
// missing answer weighs only where the check says that the outcome hangs on it.
func rank(s Status) int {
	switch s {
	case Fail:
		return 3
	case Warn:
		return 2
	case Info:
		return 1
	}
	return 0
}

// worst gives the gravest severity among the findings, Pass where there is
// none. Findings of severity Unknown are left out.
func worst(findings []Finding) Status {
	w := Pass
	for _, f := range findings {
		if rank(f.Severity) > rank(w) {
			w = f.Severity
		}
	}
	return w
}

// finding makes a Finding without a record.
func finding(severity Status, id, text string) Finding {
	return Finding{Severity: severity, ID: id, Text: text, Position: -1}
}

// why gives the sentence for an answer that is none: its Reason, or the name
// of its outcome.
func why(a Answer) string {
	if a.Reason != "" {
		return a.Reason
	}
	return a.Outcome.String()
}

// A stopwatch measures a check; its counter counts the check's lookups.
type stopwatch struct {
	start time.Time
	*Counter
}

func startWatch(r Resolver) stopwatch { return stopwatch{time.Now(), NewCounter(r)} }

// stop fills in what the check cost.
func (w stopwatch) stop(res Result) Result {
	res.Queries, res.Duration = w.Lookups(), time.Since(w.start)
	return res
}

// printable makes text from DNS fit to be shown: valid UTF-8 without control
// characters, at most max bytes.
func printable(s string, max int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	if len(s) <= max {
		return s
	}
	for max > 0 && !utf8.RuneStart(s[max]) {
		max--
	}
	return s[:max] + "..."
}

// recordText gives a record as it is published, without its TTL and class.
func recordText(rr dns.RR) string {
	h := rr.Header()
	data := strings.TrimPrefix(rr.String(), h.String())
	return printable(h.Name+" "+dns.TypeToString[h.Rrtype]+" "+data, 2000)
}
