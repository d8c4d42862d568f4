package render

import (
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose"
)

// AppendLetters appends letters as messages that a mail program can take, with
// a header of their own (RFC 5322). Where there is no address to write to, or
// mail to it would not arrive, the field Comments says how else it gets there. Where there may be
// several, a rule stands behind each.
func AppendLetters(b []byte, many bool, letters []diagnose.Letter) []byte {
	for i := range letters {
		l := &letters[i]
		if l.To != "" {
			b = append(b, "To: "+l.To+"\n"...)
		}
		b = append(b, "Subject: "+l.Subject+"\n"...)
		if l.Via != "" {
			b = append(b, "Comments: to "+ascii(l.Via)+"\n"...)
		}
		b = append(b, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"...)
		b = append(b, l.Body...)
		if many || len(letters) > 1 {
			b = append(b, "\n"+strings.Repeat("=", 72)+"\n\n"...)
		}
	}
	return b
}

// ascii gives text for a field of a header.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f {
			return '?'
		}
		return r
	}, s)
}
