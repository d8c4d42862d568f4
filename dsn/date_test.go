package dsn

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	zone := func(hours int) *time.Location { return time.FixedZone("", hours*3600) }
	want := time.Date(2026, 11, 2, 10, 14, 7, 0, zone(1))
	for _, v := range []string{
		"Mon, 02 Nov 2026 10:14:07 +0100", "Mon,  2 Nov 2026 10:14:07 +0100 (CET)", "2 Nov 2026 10:14:07 +0100", "2 Nov 26 10:14:07 CET",
		"Monday, 2-Nov-2026 10:14:07 +01:00", "2026-11-02T10:14:07+01:00", "Mon, 02 Nov 2026 09:14:07 GMT", "Mon Nov  2 10:14:07 2026 +0100",
		"Mon, 2 Nov 2026 04:14:07 -0500 (EST)", "2 Nov 2026 10:14:07.123 +0100",
	} {
		if got, ok := parseDate(v); !ok || !got.Equal(want) {
			t.Errorf("parseDate(%q) = %v, %v; want %v", v, got, ok, want)
		}
	}
	for _, v := range []string{
		"", "yesterday", "Mon, 32 Nov 2026 10:14:07 +0100", "Mon, 31 Nov 2026 10:14:07 +0100", "2 Nov 2026", "2 Nov 2026 25:00:00 +0000",
		// More than JSON takes.
		"2 Nov 99999 10:14:07 +0000", "2 Nov 2026 10:14:07 +2400", "2 Nov 2026 10:14:07 +2399", "2 Nov 2026 10:14:07 +-99999999", "2026-11-02T10:14:07+24:00",
	} {
		if got, ok := parseDate(v); ok {
			t.Errorf("parseDate(%q) = %v, want none", v, got)
		}
	}
}
