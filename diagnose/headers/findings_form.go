package headers

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// formFindings are about how the header is written.
func (a *analysis) formFindings() {
	f := a.form
	if f.cut {
		a.note(check.Warn, HeaderCut, "the header has more than %d fields or %d MiB: the rest is not looked at", maxFields, maxHeader>>20)
	}
	if f.longest > maxLine {
		a.note(check.Warn, LineTooLong, "line %d, in %s, has %d octets, more than %d (RFC 5322 section 2.1.1): some receivers refuse it, others break it and with that its signature", f.longestLine, f.longestName, f.longest, maxLine)
	}
	if f.nul {
		a.note(check.Warn, NUL, "there are NUL octets in the message, which RFC 5322 does not allow")
	}
	switch {
	case len(f.notUTF8) > 0:
		a.note(check.Warn, NotUTF8, "octets that are neither ASCII nor UTF-8 in %s: readers guess what they stand for", strings.Join(f.notUTF8, ", "))
	case len(f.eightBit) > 0:
		a.note(check.Info, EightBit, "UTF-8 that is not encoded in %s: only receivers with SMTPUTF8 (RFC 6532) take it", strings.Join(f.eightBit, ", "))
	}
	if f.cr > 0 {
		a.note(check.Warn, BareCR, "%s without LF, the first in line %d: receivers refuse that (RFC 5321 section 2.3.8)", plural(f.cr, "CR"), f.firstCR)
	}
	if f.crlf > 0 && f.lf > 0 {
		a.note(check.Warn, BareLF, "%s without CR in a message with CRLF, the first in line %d: receivers refuse that since SMTP smuggling", plural(f.lf, "LF"), f.firstLF)
	}
	if len(f.blankFold) > 0 {
		a.note(check.Warn, FoldedBlank, "a line of white space only within %s: some readers take it for the end of the header (RFC 5322 section 3.2.2)", strings.Join(f.blankFold, ", "))
	}
	if len(f.spaceColon) > 0 {
		a.note(check.Info, SpaceColon, "white space before the colon of %s, which is obsolete (RFC 5322 section 4.5)", strings.Join(f.spaceColon, ", "))
	}
	if n := len(f.noField); n > 0 {
		a.note(check.Warn, NoField, "%s no field, the first being line %d: receivers may take the body to begin there", isAre(n), f.noField[0])
	}
	if f.unended && !a.rep.headerOnly {
		a.note(check.Warn, Unended, "no empty line between the header and the body")
	}
}

func isAre(n int) string {
	if n == 1 {
		return "1 line is"
	}
	return fmt.Sprintf("%d lines are", n)
}

// spamFindings tell of the filters that took the message for spam.
func (a *analysis) spamFindings() {
	for _, n := range a.rep.Spam {
		if n.Verdict == verdictSpam {
			a.note(check.Warn, SpamVerdict, "%s took it for spam: %s: %s", n.System, n.Field, clip(n.Text))
		}
	}
}
