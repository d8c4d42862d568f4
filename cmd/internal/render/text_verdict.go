package render

import (
	"strconv"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// cause is the second line of the answer, with how sure it is. Where it is more
// than a line, inFull has it all.
func (p *page) cause(v *diagnose.Verdict) {
	text, m := v.Summary, term.Plain
	if text == "" {
		text = string(v.Cause)
	}
	switch v.Confidence {
	case diagnose.Possible, diagnose.Refuted:
		m = term.Doubt
	}
	lead := string(v.Confidence) + ":"
	brief := term.Truncate(term.Escape(text), max(p.cols-labelWidth-len(lead)-1, 20))
	p.field("Cause", term.Plain, span{lead, m}, span{brief, term.Bold})
	if p.full = ""; brief != term.Escape(text) {
		p.full = text
	}
}

// inFull gives the whole of a cause that was cut.
func (p *page) inFull() { p.field("In full", term.Plain, span{text: p.full}) }

// firstStep is the third line of the answer: who has to act, and how. It is
// one line where the steps follow in full below.
func (p *page) firstStep(v *diagnose.Verdict, e *catalog.Entry) {
	fixes := steps(v, e)
	who := actorText(v.Who)
	if others[v.Who] && len(fixes) > 0 && !strings.Contains(fixes[0].Text, " has to ") && !strings.Contains(fixes[0].Text, " have to ") {
		who = "" // the step is the reader's own
	}
	switch {
	case len(fixes) == 0 && v.Who == diagnose.Nobody:
		p.field("Fix", term.Plain, span{text: "nothing to put right"})
	case len(fixes) == 0:
		p.field("Fix", term.Plain, span{text: who})
	default:
		text := join(who, " ", fixes[0].Text)
		if listed(fixes) {
			p.brief("Fix", text)
			return
		}
		p.field("Fix", term.Plain, span{text: text})
	}
}

// others are those who have to act and do not read this.
var others = map[diagnose.Actor]bool{diagnose.Recipient: true, diagnose.Receiver: true, diagnose.Provider: true}

// steps gives how to put it right: where the verdict has no steps, those of the
// entry, which are general.
func steps(v *diagnose.Verdict, e *catalog.Entry) []diagnose.Fix {
	if len(v.Fix) > 0 || e == nil {
		return v.Fix
	}
	var fixes []diagnose.Fix
	for _, text := range e.Fix {
		fixes = append(fixes, diagnose.Fix{Text: text})
	}
	return fixes
}

// listed reports whether the third line of the answer does not say all.
func listed(fixes []diagnose.Fix) bool {
	return len(fixes) > 1 || len(fixes) == 1 && copyable(fixes[0]) != ""
}

// actorText says who has to act, where that is not the sender's own mail system,
// whose administrator reads this.
func actorText(a diagnose.Actor) string {
	switch a {
	case diagnose.SenderDNS:
		return "(sender's DNS)"
	case diagnose.Recipient:
		return "(recipient)"
	case diagnose.Receiver:
		return "(receiving side)"
	case diagnose.Provider:
		return "(sender's provider)"
	}
	return ""
}

// proof shows what a verdict rests on, each record quoted, beside the reply,
// which has been.
func (p *page) proof(v *diagnose.Verdict, reply string) {
	headed := false
	for _, e := range v.Evidence {
		if e.Record == reply && e.Record != "" {
			continue
		}
		if !headed {
			p.blank()
			p.flow(0, 0, span{"Evidence", term.Bold}, span{"for " + string(v.Cause) + ", " + string(v.Confidence), term.Dim})
			headed = true
		}
		p.item(2, "- ", span{text: join(join(e.Check, " ", e.Target), ": ", e.Detail)})
		p.quote(4, "", e.Record)
	}
}

// steps lists how to put it right.
func (p *page) steps(v *diagnose.Verdict, e *catalog.Entry) {
	fixes := steps(v, e)
	if !listed(fixes) {
		return
	}
	p.heading("Fix")
	for i, f := range fixes {
		lead := ""
		if len(fixes) > 1 {
			lead = strconv.Itoa(i+1) + ". "
		}
		p.item(2, lead, span{text: f.Text})
		p.fixRecord(2+len(lead), f)
	}
}

// fixRecord shows the DNS record or the command of a step, ready to copy.
func (p *page) fixRecord(indent int, f diagnose.Fix) {
	text := copyable(f)
	if text == "" {
		return
	}
	p.blank()
	p.verbatim(indent, text)
	p.blank()
}

// copyable is what of a step is to be copied: a record or a command.
func copyable(f diagnose.Fix) string {
	if f.Value == "" {
		return f.Command
	}
	return RecordLine(f.Name, f.Type, f.Value)
}

// RecordLine gives a record as a line of a master file, RFC 1035 section 5.1.
// The value of a TXT record is cut into strings of 255 bytes.
func RecordLine(name, typ, value string) string {
	if name != "" && !strings.HasSuffix(name, ".") {
		name += "."
	}
	if strings.EqualFold(typ, "TXT") {
		value = quoteTXT(value)
	}
	return join(join(name, " ", join("IN", " ", typ)), " ", value)
}

func quoteTXT(value string) string {
	const most = 255
	var b strings.Builder
	b.WriteByte('"')
	for n, i := 0, 0; i < len(value); i++ {
		if n == most {
			b.WriteString(`" "`)
			n = 0
		}
		if value[i] == '"' || value[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(value[i])
		n++
	}
	b.WriteByte('"')
	return b.String()
}

// firstFinding gives the text of the finding that decided the status.
func firstFinding(r *check.Result) string {
	for _, f := range r.Findings {
		if f.Severity == r.Status {
			return f.Text
		}
	}
	if len(r.Findings) > 0 {
		return r.Findings[0].Text
	}
	return ""
}

func statusMark(s check.Status) term.Mark {
	switch s {
	case check.Pass:
		return term.Good
	case check.Fail:
		return term.Bad
	case check.Warn, check.Unknown:
		return term.Doubt
	}
	return term.Plain
}
