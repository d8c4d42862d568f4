package dsn

import (
	"strings"
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

// A date in the usual form is read as it is where its words stand in another way,
// which the usual form is not looked for in.
func TestParseDateUsual(t *testing.T) {
	for _, in := range []string{
		"Mon, 2 Nov 2026 09:14:07 +0100", "02 Nov 2026 09:14:07 -0330", "Mon, 2 NOV 2026 09:14:07 +0000 (UTC)",
		"Mon, 31 Feb 2026 09:14:07 +0000", "Mon, 32 Jan 2026 09:14:07 +0000", "Mon, 0 Jan 2026 09:14:07 +0000",
		"Mon, 2 Nov 2026 24:14:07 +0000", "Mon, 2 Nov 2026 09:60:07 +0000", "Mon, 2 Nov 2026 23:59:60 +0000",
		"Mon, 2 Nov 2026 09:14:61 +0000", "Mon, 2 Nov 2026 09:14:07 +2400", "Mon, 2 Nov 2026 09:14:07 +0160",
		"Mon, 2 Nov 2026 09:14:07 *0100", "Mon, 2 Nvo 2026 09:14:07 +0100", "Xyz, 2 Nov 2026 09:14:07 +0100",
		"Mon, 2 Nov 9999 09:14:07 +0100", "Mon, 2 Nov 0026 09:14:07 +0100", "Mon, 2 Nov 2026 09:14:07 +0100 (a (b))",
		"Mon, 2 Nov 2026 09:14:07 +0100 (a", "Mon, 2 Nov 2026 09:14:07 +0100 a", "Mon, 2 Nov 2026 09:14:07 +01000",
	} {
		got, ok := parseDate(in)
		want, wantOK := parseDate(strings.ReplaceAll(in, " ", "  "))
		if ok != wantOK || ok && !got.Equal(want) {
			t.Errorf("parseDate(%q) = %v, %v, want %v, %v", in, got, ok, want, wantOK)
		}
	}
}

func TestDays(t *testing.T) {
	for year := range 3000 {
		for month := time.January; month <= time.December; month++ {
			for _, day := range []int{1, 28, 29, 30, 31} {
				d := dateParts{year: year, month: month, day: day}
				if got, want := d.days(), int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()/86400); got != want {
					t.Fatalf("days of %d-%02d-%02d = %d, want %d", year, month, day, got, want)
				}
			}
		}
	}
}
