package render

import (
	"slices"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Fill makes doc the document of a diagnosis. Its lists are used again, so that
// one Document can serve for many messages in turn.
func (doc *Document) Fill(source string, d *diagnose.Diagnosis) {
	rep := d.Report
	doc.Schema = Schema
	doc.Source = source
	doc.Kind = rep.Kind
	doc.Format = rep.Format
	doc.Date = Time{rep.Date}
	doc.ReportingMTA = MTA{Type: rep.ReportingMTA.Type, Name: rep.ReportingMTA.Name}
	doc.EnvelopeID = rep.EnvelopeID
	doc.ArrivalDate = Time{rep.ArrivalDate}
	doc.Recipients = doc.Recipients[:0]
	for i := range rep.Recipients {
		doc.Recipients = append(doc.Recipients, newRecipient(&rep.Recipients[i], &d.Matches[i]))
	}
	doc.Original.fill(&rep.Original)
	doc.Diagnosis.fill(d)
	doc.Authenticity.fill(&d.Authenticity)
	doc.Feedback, doc.Disposition = rep.Feedback, rep.Disposition
	if doc.Rewrites = rep.Rewrites; doc.Rewrites == nil {
		doc.Rewrites = []dsn.Rewrite{}
	}
	doc.Problems = doc.Problems[:0]
	for _, p := range rep.Problems {
		doc.Problems = append(doc.Problems, Problem{ID: p.ID, Text: p.Text})
	}
}

func newRecipient(r *dsn.Recipient, m *catalog.Match) Recipient {
	return Recipient{
		Final:          r.Final.Value,
		Original:       r.Original.Value,
		Action:         r.Action,
		Status:         r.Status,
		Reply:          r.Reply,
		Command:        r.Command,
		Diagnostic:     Diagnostic{Type: r.Diagnostic.Type, Text: r.Diagnostic.Text},
		RemoteMTA:      RemoteMTA{Type: r.RemoteMTA.Type, Name: r.RemoteMTA.Name, Address: r.RemoteMTA.Address},
		LastAttempt:    Time{r.LastAttempt},
		WillRetryUntil: Time{r.WillRetryUntil},
		Category:       m.Category,
		Permanence:     m.Permanence,
		Suppress:       m.Suppress,
		EventID:        r.EventID,
		Provider:       m.Provider,
		Why:            newWhy(m),
		Entry:          newEntry(m.Entry),
	}
}

func newWhy(m *catalog.Match) Why { return Why{Rule: m.Why.Rule, Matched: m.Why.Matched} }

func newEntry(e *catalog.Entry) Entry {
	if e == nil {
		return Entry{}
	}
	return Entry{
		Code: e.Code, Name: e.Name, Meaning: e.Meaning, Causes: e.Causes, Fix: e.Fix, Checks: e.Checks,
		Source: e.Source, Link: e.Link,
	}
}

func (o *Original) fill(from *dsn.Original) {
	o.MessageID = from.MessageID
	o.From = from.From
	o.EnvelopeFrom = from.EnvelopeFrom
	o.To = from.To
	o.Subject = from.Subject
	o.Date = Time{from.Date}
	o.SendingIP = from.SendingIP
	o.HELO = from.HELO
	o.DKIM = o.DKIM[:0]
	for _, s := range from.DKIM {
		o.DKIM = append(o.DKIM, Signature{Domain: s.Domain, Selector: s.Selector})
	}
	o.Complete = from.Complete
}

func (a *Authenticity) fill(from *diagnose.Authenticity) {
	a.Status = string(from.Status)
	if a.Status == "" {
		a.Status = string(diagnose.Unverified)
	}
	a.Reasons = a.Reasons[:0]
	for _, r := range from.Reasons {
		a.Reasons = append(a.Reasons, Reason{ID: string(r.ID), Text: r.Text})
	}
}

func (out *Diagnosis) fill(d *diagnose.Diagnosis) {
	n := len(d.Verdicts)
	out.Verdicts = slices.Grow(out.Verdicts[:0], n)[:n] // with the lists that they had
	for i := range d.Verdicts {
		out.Verdicts[i].fill(&d.Verdicts[i], d.Report)
	}
	out.Checks = out.Checks[:0]
	for i := range d.Checks {
		out.Checks = append(out.Checks, newCheck(&d.Checks[i]))
	}
}

func (out *Verdict) fill(v *diagnose.Verdict, rep *dsn.Report) {
	out.Cause, out.Confidence, out.Who, out.Summary = v.Cause, v.Confidence, v.Who, v.Summary
	out.Recipients, out.Evidence, out.Fix = out.Recipients[:0], out.Evidence[:0], out.Fix[:0]
	for _, i := range v.Recipients {
		out.Recipients = append(out.Recipients, Address(&rep.Recipients[i]))
	}
	for i := range v.Evidence {
		out.Evidence = append(out.Evidence, Evidence(v.Evidence[i]))
	}
	for i := range v.Fix {
		out.Fix = append(out.Fix, Fix(v.Fix[i]))
	}
}

func newCheck(r *check.Result) Check {
	out := Check{Check: r.Check, Target: r.Target, Status: r.Status, DurationMS: r.Duration.Milliseconds()}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, Finding{Severity: f.Severity, ID: f.ID, Text: f.Text})
	}
	return out
}

// Address gives the address that a recipient is known by: the final one, or
// where the report has none, the original one.
func Address(r *dsn.Recipient) string {
	if r.Final.Value != "" {
		return r.Final.Value
	}
	return r.Original.Value
}
