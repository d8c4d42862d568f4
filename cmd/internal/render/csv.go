package render

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose"
)

// CSVHeader is the first row of the CSV of messages.
const CSVHeader = "source,kind,recipient,original,action,status,reply,category,permanence,suppress,provider,cause,confidence,diagnostic,event_id\n"

// AppendCSV appends one row for each recipient. Cause and confidence are those
// of the first verdict about the recipient.
func AppendCSV(b []byte, source string, d *diagnose.Diagnosis) []byte {
	for i := range d.Report.Recipients {
		r, m := &d.Report.Recipients[i], &d.Matches[i]
		reply := ""
		if r.Reply != 0 {
			reply = strconv.Itoa(r.Reply)
		}
		cause, confidence := "", ""
		if v, ok := d.VerdictOf(i); ok {
			cause, confidence = string(v.Cause), string(v.Confidence)
		}
		b = AppendCSVRow(b, source, string(d.Report.Kind), r.Final.Value, r.Original.Value, string(r.Action),
			r.Status.String(), reply, string(m.Category), string(m.Permanence), strconv.FormatBool(m.Suppress),
			m.Provider, cause, confidence, r.Diagnostic.Text, r.EventID)
	}
	return b
}

// AppendCSVRow appends a row as RFC 4180 has it, but with LF. A cell that a
// spreadsheet would take for a formula gets a leading apostrophe, and control
// characters other than line breaks and tabs are left out.
func AppendCSVRow(b []byte, cells ...string) []byte {
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCell(b, cell)
	}
	return append(b, '\n')
}

func appendCell(b []byte, s string) []byte {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, s)
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		s = "'" + s
	}
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
