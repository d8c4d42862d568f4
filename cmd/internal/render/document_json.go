package render

import "github.com/seed-d13f741b/ndr/dsn"

// AppendJSON appends doc as one JSON object: on one line without a line break
// at its end, or indented.
func (doc *Document) AppendJSON(b []byte, indent bool) []byte {
	e := encoder{b: b, indent: indent}
	e.begin('{')
	doc.members(&e)
	e.end('}')
	return e.b
}

func (doc *Document) members(e *encoder) {
	e.str("schema", doc.Schema)
	e.str("source", doc.Source)
	e.str("kind", string(doc.Kind))
	e.str("format", doc.Format)
	e.date("date", doc.Date)
	object(e, "reporting_mta", &doc.ReportingMTA, (*MTA).members)
	e.str("envelope_id", doc.EnvelopeID)
	e.date("arrival_date", doc.ArrivalDate)
	list(e, "recipients", doc.Recipients, (*Recipient).members)
	object(e, "original", &doc.Original, (*Original).members)
	object(e, "diagnosis", &doc.Diagnosis, (*Diagnosis).members)
	object(e, "authenticity", &doc.Authenticity, (*Authenticity).members)
	if doc.Feedback == nil {
		e.raw("feedback", "null")
	} else {
		e.rare("feedback", doc.Feedback)
	}
	if doc.Disposition == nil {
		e.raw("disposition", "null")
	} else {
		e.rare("disposition", doc.Disposition)
	}
	if len(doc.Rewrites) == 0 {
		e.raw("rewrites", "[]")
	} else {
		e.rare("rewrites", doc.Rewrites)
	}
	list(e, "problems", doc.Problems, (*Problem).members)
	if doc.Lookups != nil {
		list(e, "lookups", doc.Lookups, (*Lookup).members)
	}
}

func (m *MTA) members(e *encoder) {
	e.str("type", m.Type)
	e.str("name", m.Name)
}

func (m *RemoteMTA) members(e *encoder) {
	e.str("type", m.Type)
	e.str("name", m.Name)
	e.addr("address", m.Address)
}

func (r *Recipient) members(e *encoder) {
	e.str("final", r.Final)
	e.str("original", r.Original)
	e.str("action", string(r.Action))
	e.status("status", r.Status)
	e.num("reply", int64(r.Reply))
	e.str("command", r.Command)
	object(e, "diagnostic", &r.Diagnostic, (*Diagnostic).members)
	object(e, "remote_mta", &r.RemoteMTA, (*RemoteMTA).members)
	e.date("last_attempt", r.LastAttempt)
	e.date("will_retry_until", r.WillRetryUntil)
	e.str("category", string(r.Category))
	e.str("permanence", string(r.Permanence))
	e.boolean("suppress", r.Suppress)
	e.str("event_id", r.EventID)
	e.str("provider", r.Provider)
	object(e, "why", &r.Why, (*Why).members)
	object(e, "entry", &r.Entry, (*Entry).members)
}

func (e *encoder) status(name string, s dsn.Status) { e.str(name, s.String()) }

func (d *Diagnostic) members(e *encoder) {
	e.str("type", d.Type)
	e.str("text", d.Text)
}

func (w *Why) members(e *encoder) {
	e.str("rule", w.Rule)
	e.str("matched", w.Matched)
}

func (n *Entry) members(e *encoder) {
	e.str("code", n.Code)
	e.str("name", n.Name)
	e.str("meaning", n.Meaning)
	e.strs("causes", n.Causes)
	e.strs("fix", n.Fix)
	e.strs("checks", n.Checks)
	e.str("source", n.Source)
	e.str("link", n.Link)
}

func (o *Original) members(e *encoder) {
	e.str("message_id", o.MessageID)
	e.str("from", o.From)
	e.str("envelope_from", o.EnvelopeFrom)
	e.strs("to", o.To)
	e.str("subject", o.Subject)
	e.date("date", o.Date)
	e.addr("sending_ip", o.SendingIP)
	e.str("helo", o.HELO)
	list(e, "dkim", o.DKIM, (*Signature).members)
	e.boolean("complete", o.Complete)
}

func (s *Signature) members(e *encoder) {
	e.str("domain", s.Domain)
	e.str("selector", s.Selector)
}

func (d *Diagnosis) members(e *encoder) {
	list(e, "verdicts", d.Verdicts, (*Verdict).members)
	list(e, "checks", d.Checks, (*Check).members)
}

func (v *Verdict) members(e *encoder) {
	e.str("cause", string(v.Cause))
	e.str("confidence", string(v.Confidence))
	e.str("who", string(v.Who))
	e.strs("recipients", v.Recipients)
	e.str("summary", v.Summary)
	list(e, "evidence", v.Evidence, (*Evidence).members)
	list(e, "fix", v.Fix, (*Fix).members)
}

func (v *Evidence) members(e *encoder) {
	e.str("check", v.Check)
	e.str("target", v.Target)
	e.str("detail", v.Detail)
	e.str("record", v.Record)
}

func (f *Fix) members(e *encoder) {
	e.str("text", f.Text)
	e.str("name", f.Name)
	e.str("type", f.Type)
	e.str("value", f.Value)
	e.str("command", f.Command)
}

func (c *Check) members(e *encoder) {
	e.str("check", c.Check)
	e.str("target", c.Target)
	e.str("status", string(c.Status))
	list(e, "findings", c.Findings, (*Finding).members)
	e.num("duration_ms", c.DurationMS)
}

func (f *Finding) members(e *encoder) {
	e.str("severity", string(f.Severity))
	e.str("id", f.ID)
	e.str("text", f.Text)
}

func (a *Authenticity) members(e *encoder) {
	e.str("status", a.Status)
	list(e, "reasons", a.Reasons, (*Reason).members)
}

func (r *Reason) members(e *encoder) {
	e.str("id", r.ID)
	e.str("text", r.Text)
}

func (p *Problem) members(e *encoder) {
	e.str("id", string(p.ID))
	e.str("text", p.Text)
}
