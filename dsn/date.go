package dsn

import (
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// date reads the date of a field and notes a Problem where it can't.
func (rep *Report) date(field, v string) time.Time {
	t, ok := parseDate(v)
	if !ok {
		rep.problem(ProblemDate, field+": "+v)
	}
	return t
}

// parseDate reads a date-time of RFC 5322 section 3.3 and its obsolete forms,
// in any order of its parts: with or without weekday, two-digit years, zone
// names, comments, hyphens between day, month and year, ISO 8601.
func parseDate(v string) (time.Time, bool) {
	var d dateParts
	if d.takeUsual(v) {
		return d.time()
	}
	v = strings.TrimSpace(cutComment(v))
	if len(v) > 19 && v[4] == '-' && v[10] == 'T' {
		t, err := time.Parse(time.RFC3339, v)
		_, offset := t.Zone()
		return t, err == nil && -maxOffset <= offset && offset <= maxOffset
	}
	for i := 0; i < len(v); i++ {
		start := i
		for i < len(v) && v[i] != ' ' && v[i] != ',' && v[i] != '\t' {
			i++
		}
		if word := v[start:i]; word != "" && !d.take(word) {
			return time.Time{}, false
		}
	}
	return d.time()
}

// time puts the parts together. It is not ok where one is missing, or no such
// day is in the calendar.
func (d *dateParts) time() (time.Time, bool) {
	if d.day == 0 || d.month == 0 || !d.hasYear || d.year > 9000 || !d.hasClock || d.day > 31 {
		return time.Time{}, false
	}
	seconds := ((d.days()*24+d.hour)*60+d.min)*60 + d.sec - d.offset
	t := time.Unix(int64(seconds), 0)
	if d.offset == 0 {
		t = t.UTC()
	} else {
		t = t.In(time.FixedZone("", d.offset))
	}
	return t, d.day <= 28 || t.Day() == d.day
}

// days counts the days from 1 January 1970 to the date. The year is taken to begin
// in March, which has the odd day at its end; time.Date does much more.
func (d *dateParts) days() int {
	year, month := d.year+400, int(d.month)-3 // of years that are none below zero
	if month < 0 {
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*month+2)/5 + d.day - 719_469 - 146_097
}

// cutComment removes the comments of a date, of which there is mostly one, the
// zone's name at the end.
func cutComment(v string) string {
	v = strings.TrimSpace(v)
	i := strings.IndexByte(v, '(')
	if i < 0 {
		return v
	}
	if last := len(v) - 1; strings.IndexByte(v, ')') == last && strings.LastIndexByte(v, '(') == i && strings.IndexByte(v, '"') < 0 {
		return v[:i]
	}
	return stripComments(v)
}

type dateParts struct {
	year, day, hour, min, sec int
	month                     time.Month
	offset                    int
	hasYear, hasClock         bool
	zoned                     bool
}

// takeUsual reads the whole of a date that is as nearly all are, "Mon, 2 Nov 2026
// 09:14:07 +0100", with a comment behind it or none. Where it is false, nothing
// is taken.
func (d *dateParts) takeUsual(v string) bool {
	if len(v) > 5 && v[3] == ',' && v[4] == ' ' && nameAt(weekdays, v) >= 0 {
		v = strings.TrimLeft(v[5:], " ")
	}
	i := strings.IndexByte(v, ' ')
	if i < 1 || i > 2 || len(v) < i+len(" Nov 2026 09:14:07 GMT") {
		return false
	}
	day, ok := number(v[:i])
	v = v[i:]
	month := nameAt(months, v[1:])
	date, ok1 := mime.Digits(v[4:], " 0000 00")
	clock, ok2 := mime.Digits(v[10:], "00:00:00")
	offset, end, ok3 := usualZone(v[18:])
	hour, min, sec := two(clock), two(clock>>24), two(clock>>48)
	if !ok || !ok1 || !ok2 || !ok3 || v[0] != ' ' || month < 0 || day == 0 || hour > 23 || min > 59 || sec > 60 || !lastIsComment(v[18+end:]) {
		return false
	}
	*d = dateParts{
		year: 100*two(date>>8) + two(date>>24), month: time.Month(month + 1), day: day, hour: hour, min: min, sec: sec,
		offset: offset, hasYear: true, hasClock: true, zoned: true,
	}
	return true
}

// usualZone gives the offset in seconds of the zone that s begins with, " +0100" or
// " GMT", and its length.
func usualZone(s string) (offset, n int, ok bool) {
	if strings.HasPrefix(s, " GMT") {
		return 0, len(" GMT"), true
	}
	if len(s) < len(" +0100") || s[0] != ' ' || s[1] != '+' && s[1] != '-' {
		return 0, 0, false
	}
	zone, ok := number(s[2:6])
	if zone > 2359 || zone%100 > 59 {
		return 0, 0, false
	}
	offset = (zone/100*60 + zone%100) * 60
	if s[1] == '-' {
		offset = -offset
	}
	return offset, len(" +0100"), ok
}

// two gives the number of the lowest two digits of mime.Digits.
func two(digits uint64) int { return int(10*(digits&0xf) + digits>>8&0xf) }

// lastIsComment reports whether s, the end of a date, is one comment or nothing.
func lastIsComment(s string) bool {
	return s == "" || strings.HasPrefix(s, " (") && strings.IndexByte(s, ')') == len(s)-1 && strings.LastIndexByte(s, '(') == 1 && strings.IndexByte(s, '"') < 0
}

// number reads a number of few digits.
func number(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// take reads one word; it is false where the word has no place in a date.
func (d *dateParts) take(w string) bool {
	switch c := w[0]; {
	case (c == '+' || c == '-') && d.hasClock:
		return d.takeOffset(w)
	case c < '0' || c > '9':
		return d.takeName(w)
	case strings.IndexByte(w, ':') > 0:
		return d.takeClock(w)
	case strings.IndexByte(w, '-') > 0:
		if strings.Count(w, "-") != 2 {
			return false
		}
		for p := range strings.SplitSeq(w, "-") {
			if p == "" || !d.take(p) {
				return false
			}
		}
		return true
	}
	n, err := strconv.Atoi(w)
	switch {
	case err != nil:
		return false
	case d.day == 0 && n >= 1 && n <= 31 && len(w) <= 2:
		d.day = n
	case !d.hasYear:
		d.year, d.hasYear = fullYear(n, len(w)), true
	default:
		return false
	}
	return true
}

// fullYear completes the years of RFC 5322 section 4.3.
func fullYear(n, digits int) int {
	switch {
	case digits <= 2 && n < 50:
		return n + 2000
	case digits <= 3:
		return n + 1900
	}
	return n
}

func (d *dateParts) takeClock(w string) bool {
	var n [3]int // hour, minute, second
	at, digits, fraction := 0, 0, false
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case c == '+' || c == '-':
			d.takeOffset(w[i:])
			w = w[:i]
		case fraction:
		case c == '.':
			fraction = true
		case c == ':' && digits > 0 && at < 2:
			at, digits = at+1, 0
		case '0' <= c && c <= '9' && n[at] <= 60:
			n[at], digits = 10*n[at]+int(c-'0'), digits+1
		default:
			return false
		}
	}
	if at == 0 || digits == 0 || max(n[0], n[1], n[2]) > 60 || d.hasClock {
		return false
	}
	d.hour, d.min, d.sec, d.hasClock = n[0], n[1], n[2], true
	return d.hour < 24 && d.min < 60
}

// maxOffset is the greatest zone that RFC 3339, and so JSON, can write, in
// seconds.
const maxOffset = 23*3600 + 59*60

func (d *dateParts) takeOffset(w string) bool {
	n, err := strconv.Atoi(strings.ReplaceAll(w[1:], ":", ""))
	if err != nil || n < 0 || n > 2359 || n%100 > 59 {
		return false
	}
	if d.zoned {
		return true // "GMT+0900" and the like: the first one counts
	}
	d.zoned = true
	d.offset = (n/100*60 + n%100) * 60
	if w[0] == '-' {
		d.offset = -d.offset
	}
	return true
}

func (d *dateParts) takeName(w string) bool {
	if len(w) >= 3 {
		if month := nameAt(months, w[:3]); month >= 0 && d.month == 0 {
			d.month = time.Month(month + 1)
			return true
		}
		if nameAt(weekdays, w[:3]) >= 0 {
			return true
		}
	}
	if len(w) > len("GMT+") && (hasPrefixFold(w, "gmt") || hasPrefixFold(w, "utc")) && (w[3] == '+' || w[3] == '-') { // QUIRK(various): "GMT+0100", "UTC-5"
		offset := w[3:]
		if len(offset) <= len("+01") {
			offset += "00"
		}
		return d.takeOffset(offset)
	}
	if h, ok := zoneHours[lowerASCII(w)]; ok {
		if !d.zoned {
			d.zoned, d.offset = true, h*3600
		}
		return true
	}
	// Another zone name says nothing, RFC 5322 section 4.3.
	return d.hasClock && len(w) <= 5
}

const (
	months   = "janfebmaraprmayjunjulaugsepoctnovdec"
	weekdays = "sunmontuewedthufrisat"
)

// nameAt gives the number of the three letters, in any case, that name begins
// with in a row of such names, or -1.
func nameAt(names, name string) int {
	a, b, c := name[0]|0x20, name[1]|0x20, name[2]|0x20
	for i := 0; i+3 <= len(names); i += 3 {
		if names[i] == a && names[i+1] == b && names[i+2] == c {
			return i / 3
		}
	}
	return -1
}

// zoneHours are the zone names of RFC 5322 section 4.3, and two that real
// bounces bring.
var zoneHours = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
	"mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9, "cet": 1, "cest": 2,
}
