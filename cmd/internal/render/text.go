package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Text writes for people: the answer first, then what shows it, then what to
// do. It is made for 80 columns and reads the same without colour.
type Text struct {
	Style term.Style
	// Cols is the width, 0 for 80.
	Cols int
}

func (t Text) page(b []byte) *page {
	p := &page{b: b, cols: t.Cols, style: t.Style}
	if p.cols == 0 {
		p.cols = 80
	}
	return p
}

// AppendDiagnosis appends what there is to say about one message. With title,
// its source stands above it.
func (t Text) AppendDiagnosis(b []byte, source string, title bool, d *diagnose.Diagnosis) []byte {
	p := t.page(nil)
	if title {
		p.rule(source)
	}
	groups := groupRecipients(d)
	if len(groups) == 0 {
		p.noRecipients(d)
	}
	for i := range groups {
		p.blank()
		if troubled(d.Report, &groups[i]) {
			p.group(d, &groups[i])
		} else {
			p.untroubled(d, &groups[i])
		}
	}
	if !delivery(d.Report.Kind) {
		p.subject(d.Report)
	}
	p.feedback(d.Report.Feedback)
	p.disposition(d.Report.Disposition)
	p.message(d.Report)
	p.authenticity(&d.Authenticity)
	p.checks(d)
	p.problems(d.Report)
	if title {
		p.blank()
	}
	return append(b, p.b...)
}

// noRecipients says what a message is that reports on nobody.
func (p *page) noRecipients(d *diagnose.Diagnosis) {
	rep := d.Report
	label, mark, text := kindText(rep.Kind)
	p.field(label, mark, span{text, term.Bold})
	if delivery(rep.Kind) {
		p.subject(rep)
	}
	for i := range d.Verdicts {
		p.cause(&d.Verdicts[i])
		p.inFull()
		p.proof(&d.Verdicts[i], "")
	}
}

// subject tells a message by its subject and sender.
func (p *page) subject(rep *dsn.Report) {
	text := quoteOr(rep.Subject, "no subject")
	if rep.From != "" {
		text += ", from " + rep.From
	}
	p.field("", term.Plain, span{text: text + dateAfter(rep.Date)})
}

// kindText says what a message of a kind is that names no recipient.
func kindText(k dsn.Kind) (label string, m term.Mark, text string) {
	switch k {
	case dsn.KindFailure:
		return "Failed", term.Bad, "the bounce does not say for which recipient"
	case dsn.KindDelay:
		return "Delayed", term.Doubt, "the message does not say for which recipient"
	case dsn.KindDelivery:
		return "Delivered", term.Good, "the message does not say to which recipient"
	case dsn.KindFeedback:
		return "Complaint", term.Doubt, "somebody reported a message"
	case dsn.KindDisposition:
		return "Receipt", term.Plain, "what became of a message after its delivery"
	case dsn.KindAutoreply:
		return "Autoreply", term.Plain, "an automatic answer; the message was delivered"
	}
	return "Message", term.Plain, "an ordinary one, not a bounce"
}

// message tells what is known of the message that the report is about.
func (p *page) message(rep *dsn.Report) {
	o := &rep.Original
	if o.MessageID == "" && o.From == "" && o.Subject == "" && o.EnvelopeFrom == "" {
		return
	}
	text := quoteOr(o.Subject, "no subject")
	if o.From != "" {
		text += ", from " + o.From
	}
	p.blank()
	p.field("Message", term.Plain, span{text: text + dateAfter(o.Date)})
	var via []string
	if o.EnvelopeFrom != "" && !strings.Contains(o.From, o.EnvelopeFrom) {
		via = append(via, "envelope sender "+o.EnvelopeFrom)
	}
	if o.SendingIP.IsValid() {
		host := o.SendingIP.String()
		if o.HELO != "" && o.HELO != "["+host+"]" {
			host += " (" + o.HELO + ")"
		}
		via = append(via, "received from "+host)
	}
	for _, s := range o.DKIM {
		via = append(via, "signed by "+s.Domain+" ("+s.Selector+")")
	}
	if len(via) > 0 {
		p.field("", term.Plain, span{text: strings.Join(via, ", ")})
	}
	if o.MessageID != "" {
		p.field("", term.Plain, span{o.MessageID, term.Dim})
	}
}

// authenticity says whether the bounce is about the user's mail, where that could
// be found out.
func (p *page) authenticity(a *diagnose.Authenticity) {
	if label, mark, text := genuine(a); label != "" {
		p.field(label, mark, span{text: text})
	}
}

// genuine gives an Authenticity in words; label is "" where there is nothing to
// say.
func genuine(a *diagnose.Authenticity) (label string, mark term.Mark, text string) {
	switch {
	case len(a.Reasons) == 0:
		return "", term.Plain, ""
	case a.Status == diagnose.Verified:
		return "Genuine", term.Good, a.Reasons[0].Text
	case a.Status == diagnose.Suspect:
		return "Suspect", term.Bad, "This may not be about mail of yours: " + a.Reasons[0].Text
	}
	return "", term.Plain, ""
}

// checks lists what was looked up, a line each.
func (p *page) checks(d *diagnose.Diagnosis) {
	if len(d.Checks) == 0 {
		return
	}
	p.heading("Checks")
	width := 0
	for i := range d.Checks {
		width = max(width, len(d.Checks[i].Check)+len(d.Checks[i].Target)+1)
	}
	width = min(width, 36)
	for i := range d.Checks {
		r := &d.Checks[i]
		what := term.Escape(r.Check + " " + r.Target)
		text := firstFinding(r)
		if text != "" {
			what += strings.Repeat(" ", max(width-term.Width(what), 0)) + "  " + text
		}
		p.short(2, fmt.Sprintf("%-9s", r.Status), statusMark(r.Status), what)
	}
}

func (p *page) problems(rep *dsn.Report) {
	if len(rep.Problems) == 0 {
		return
	}
	p.heading("Odd in this message")
	for i, o := range rep.Problems {
		if i == 5 {
			p.item(2, "", span{fmt.Sprintf("and %d more", len(rep.Problems)-i), term.Dim})
			break
		}
		p.item(2, "- ", span{text: o.Text}, span{"(" + string(o.ID) + ")", term.Dim})
	}
}

func quoteOr(s, none string) string {
	if s == "" {
		return none
	}
	return `"` + s + `"`
}

func dateAfter(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", " + date(t)
}

// date gives t the way people write it, in UTC.
func date(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04") + " UTC" }
