package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A reportView is what a report for a ticket shows of one message, in the order
// in which it is shown. Its texts are raw: each writer escapes them for its
// place.
type reportView struct {
	Source string
	// Kind says in words what the message is, where it reports on nobody.
	Kind     string
	Subject  string
	Groups   []groupView
	Facts    []fact
	Checks   []checkView
	Problems []dsn.Problem
}

// A fact is a name and its value.
type fact struct{ Name, Value string }

// A groupView is the recipients that share what happened and why.
type groupView struct {
	// Outcome is "Failed", Class its colour, Who the recipients in brief.
	Outcome, Class, Who, Codes, Until string
	// First is the verdict that answers, with steps even where it has none of
	// its own; Others are those that explain less.
	First      verdictView
	Others     []verdictView
	Means      string
	Link       string
	Recipients []recipientView
	// More says how many recipients are not shown, "" where all are.
	More string
}

// A verdictView is a verdict.
type verdictView struct {
	Cause, Confidence, Who, Summary string
	Evidence                        []diagnose.Evidence
	Fix                             []fixView
}

// A fixView is one step; Record is a line of a master file or a command, to be
// copied, or empty.
type fixView struct{ Text, Record string }

// A recipientView is what the report says of one recipient.
type recipientView struct {
	Address string
	Facts   []fact
	Reply   []string
}

// A checkView is what one check found.
type checkView struct {
	Status        check.Status
	Check, Target string
	Findings      []string
}

func newCheckView(r *check.Result) checkView {
	v := checkView{Status: r.Status, Check: r.Check, Target: clip(r.Target)}
	for _, f := range r.Findings {
		v.Findings = append(v.Findings, clip(f.Text))
	}
	return v
}

// maxShown bounds the recipients of a group that a report shows, maxShownText
// each of its texts.
const (
	maxShown     = 200
	maxShownText = 4 << 10
)

// newReportView gives what a report shows of d.
func newReportView(source string, d *diagnose.Diagnosis) *reportView {
	rep := d.Report
	v := &reportView{Source: clip(source), Subject: clip(rep.Subject), Problems: slices.Clone(rep.Problems)}
	for i := range v.Problems {
		v.Problems[i].Text = clip(v.Problems[i].Text)
	}
	for i := range d.Checks {
		v.Checks = append(v.Checks, newCheckView(&d.Checks[i]))
	}
	for _, g := range groupRecipients(d) {
		v.Groups = append(v.Groups, newGroupView(d, &g))
	}
	if len(v.Groups) == 0 {
		label, _, text := kindText(rep.Kind)
		v.Kind = label + ": " + text
	}
	v.addFacts(rep)
	if label, _, text := genuine(&d.Authenticity); label != "" {
		v.Facts = append(v.Facts, fact{label, clip(text)})
	}
	return v
}

func newGroupView(d *diagnose.Diagnosis, g *group) groupView {
	rep := d.Report
	r, m := &rep.Recipients[g.recipients[0]], &d.Matches[g.recipients[0]]
	label, mark := actionLabel(r.Action, rep.Kind)
	v := groupView{Outcome: label, Class: markClass(mark), Codes: codes(r, m), Who: groupName(rep, g)}
	if !r.WillRetryUntil.IsZero() {
		v.Until = date(r.WillRetryUntil)
	}
	if m.Entry != nil && troubled(rep, g) {
		v.Means, v.Link = m.Entry.Meaning, m.Entry.Link
	}
	for n, i := range g.verdicts {
		one := newVerdictView(&d.Verdicts[i], m.Entry, n == 0)
		if n == 0 {
			v.First = one
		} else {
			v.Others = append(v.Others, one)
		}
	}
	if len(g.verdicts) == 0 && troubled(rep, g) {
		v.First = newVerdictView(&diagnose.Verdict{Summary: entryName(m)}, m.Entry, true)
	}
	for n, i := range g.recipients {
		if n == maxShown {
			v.More = fmt.Sprintf("and %d more; --format csv lists all", len(g.recipients)-n)
			break
		}
		v.Recipients = append(v.Recipients, newRecipientView(rep, i, &d.Matches[i]))
	}
	return v
}

// groupName names the recipients of a group by its first.
func groupName(rep *dsn.Report, g *group) string {
	who := Address(&rep.Recipients[g.recipients[0]])
	if who == "" {
		who = "a recipient that is not named"
	}
	switch n := len(g.recipients); {
	case n == 2:
		who += " and 1 other"
	case n > 2:
		who += fmt.Sprintf(" and %d others", n-1)
	}
	return clip(who)
}

func newVerdictView(v *diagnose.Verdict, e *catalog.Entry, first bool) verdictView {
	out := verdictView{Cause: string(v.Cause), Confidence: string(v.Confidence), Summary: clip(v.Summary), Who: actorName(v.Who)}
	said := first // the reply stands with its recipient
	for _, ev := range v.Evidence {
		if said && ev.Check == "bounce" && ev.Detail == "the refusal" {
			said = false
			continue
		}
		if ev.Check == "bounce" && !first {
			continue
		}
		ev.Target, ev.Detail, ev.Record = clip(ev.Target), clip(ev.Detail), clip(ev.Record)
		out.Evidence = append(out.Evidence, ev)
	}
	fixes := v.Fix
	if first {
		fixes = steps(v, e)
	}
	for _, f := range fixes {
		out.Fix = append(out.Fix, fixView{Text: clip(f.Text), Record: copyable(f)})
	}
	return out
}

func newRecipientView(rep *dsn.Report, i int, m *catalog.Match) recipientView {
	r := &rep.Recipients[i]
	v := recipientView{Address: clip(Address(r))}
	if v.Address == "" {
		v.Address = "a recipient that is not named"
	}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{name, clip(value)})
		}
	}
	if r.Original.Value != Address(r) {
		add("Sent to", r.Original.Value)
	}
	add("Said by", saidBy(rep, r))
	add("In reply to", r.Command)
	if !r.LastAttempt.IsZero() {
		add("Last attempt", date(r.LastAttempt))
	}
	if m.Why.Matched != "" {
		add("Known by", `"`+m.Why.Matched+`", `+m.Why.Rule)
	}
	add("Event", r.EventID)
	for _, line := range replyLines(r.Diagnostic.Text) {
		if line != "" && len(v.Reply) < maxShown {
			v.Reply = append(v.Reply, clip(line))
		}
	}
	return v
}

// addFacts lists what is known of the message that the report is about.
func (v *reportView) addFacts(rep *dsn.Report) {
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, fact{name, clip(value)})
		}
	}
	o := &rep.Original
	add("Subject", o.Subject)
	add("From", o.From)
	add("Envelope sender", o.EnvelopeFrom)
	add("Message-ID", o.MessageID)
	if !o.Date.IsZero() {
		add("Written", date(o.Date))
	}
	if o.SendingIP.IsValid() {
		add("Received from", join(o.SendingIP.String(), " ", o.HELO))
	}
	for _, s := range o.DKIM {
		add("Signed by", s.Domain+" "+s.Selector)
	}
	add("Reported by", join(rep.ReportingMTA.Name, ", ", rep.From))
	if !rep.Date.IsZero() {
		add("Reported", date(rep.Date))
	}
	if f := rep.Feedback; f != nil {
		add("Complaint", join(string(f.Type), ", ", f.AuthFailure))
		add("Results", strings.Join(f.AuthenticationResults, "; "))
	}
	if r := rep.Disposition; r != nil {
		add("Became", join(string(r.Type), ", ", strings.Join(r.Modifiers, ", ")))
		add("Receipt by", r.ReportingUA)
	}
}

// actorName says in words who has to act.
func actorName(a diagnose.Actor) string {
	switch a {
	case diagnose.SenderDNS:
		return "whoever keeps the sender's DNS"
	case diagnose.SenderMTA:
		return "whoever runs the sending mail system"
	case diagnose.SenderContent:
		return "whoever writes the mail"
	case diagnose.Recipient:
		return "the recipient"
	case diagnose.Receiver:
		return "the postmaster of the receiving side"
	case diagnose.Provider:
		return "the sender's own mail provider"
	case diagnose.Nobody:
		return "nobody"
	}
	return ""
}

func markClass(m term.Mark) string {
	switch m {
	case term.Bad:
		return "bad"
	case term.Good:
		return "good"
	case term.Doubt:
		return "doubt"
	}
	return "info"
}

// clip bounds a text that a report shows.
func clip(s string) string {
	if len(s) <= maxShownText {
		return s
	}
	return strings.ToValidUTF8(s[:maxShownText], "") + fmt.Sprintf(" ... and %d bytes more", len(s)-maxShownText)
}
