package dsn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// readStatusParts reads the machine-readable parts, RFC 3464 section 2, and
// RFC 6533 for internationalised mail.
func readStatusParts(m *message, rep *Report) {
	for _, i := range m.status {
		rep.addBlocks(m.parseBlocks(statusText(m.tree, i)))
		if len(rep.Recipients) > 0 && rep.Format == "" {
			rep.Format = "rfc3464"
		}
	}
	rep.readFields()
	if len(m.status) > 0 {
		rep.checkReportType(m.tree)
	}
}

// statusText gives the text of a status part.
// QUIRK(gmail): the fields are not in the status part but in a text/plain
// child that it was turned into, or in the part that follows it.
// QUIRK(gateways): without an empty line behind the part's header the fields are
// in that.
func statusText(tree *mime.Message, i int) string {
	p := &tree.Parts[i]
	if p.Header().Has("Final-Recipient") {
		return headerText(p.Header()) + p.Text()
	}
	if text := p.Text(); strings.Contains(text, ":") || i+1 >= len(tree.Parts) {
		return text
	}
	next := &tree.Parts[i+1]
	if text := next.Text(); next.Type == "text/plain" && looksLikeStatus(text) {
		return text
	}
	return p.Text()
}

// headerText writes the fields of a header that are those of a status part.
func headerText(h mime.Header) string {
	var b strings.Builder
	for name, value := range h.All() {
		if _, use := knownField(name); use.is(ofReport | ofRecipient) {
			b.WriteString(name + ": " + strings.Join(strings.Fields(value), " ") + "\n")
		}
	}
	return b.String()
}

// looksLikeStatus reports whether text has the fields that each recipient of a
// report must have, RFC 3464 section 2.3.
func looksLikeStatus(text string) bool {
	return containsFold(text, "final-recipient:") && (containsFold(text, "action:") || containsFold(text, "status:"))
}

func (rep *Report) checkReportType(tree *mime.Message) {
	root := &tree.Parts[0]
	typ := root.Param("report-type")
	if root.Type != "multipart/report" || !strings.EqualFold(typ, "delivery-status") {
		rep.problem(ProblemReportType, "a delivery status in "+root.Type+" with report-type \""+typ+"\"")
	}
}

// addBlocks takes groups of fields: the first one is about the message, the
// others are about one recipient each. Where the empty line between them is
// missing, too many, or in the wrong place, the fields' names tell.
func (rep *Report) addBlocks(blocks [][]Field) {
	for _, block := range blocks {
		for len(block) > 0 {
			n := messageFields(block)
			rep.Fields = appendFields(rep.Fields, block[:n])
			block = block[n:]
			n = recipientFields(block)
			rep.addRecipient(block[:n])
			block = block[n:]
		}
	}
}

// readFields reads what addBlocks has sorted. It is done once for all: a
// recipient's fields may be in any number of groups.
func (rep *Report) readFields() {
	for i := range rep.Recipients {
		rep.readRecipientFields(&rep.Recipients[i])
	}
	rep.dropRepeated()
	rep.readMessageFields()
}

// dropRepeated drops the recipients of whom the fields say again what they have
// said: a message may go to one address twice.
func (rep *Report) dropRepeated() {
	if len(rep.Recipients) < 2 {
		return
	}
	type said struct {
		final, original Address
		action          Action
		status          Status
		reply           int
		diagnostic      Diagnostic
	}
	seen := make(map[said]bool, len(rep.Recipients))
	rep.Recipients = slices.DeleteFunc(rep.Recipients, func(r Recipient) bool {
		s := said{r.Final, r.Original, r.Action, r.Status, r.Reply, r.Diagnostic}
		again := seen[s] && r.Final.Value != ""
		seen[s] = true
		return again
	})
}

// messageFields counts the fields at the beginning of a group that are about
// the message, RFC 3464 section 2.2.
func messageFields(block []Field) int {
	for i, f := range block {
		if _, use := knownField(f.Name); use.is(ofRecipient) {
			if i > 0 && !hasMessageField(block[:i]) {
				return 0 // extension fields in front of a recipient's own
			}
			return i
		}
	}
	return len(block)
}

func hasMessageField(fields []Field) bool {
	for _, f := range fields {
		if _, use := knownField(f.Name); use.is(ofReport) {
			return true
		}
	}
	return false
}

// recipientFields counts the fields of one recipient: up to the Final-Recipient
// or the message field that begins something new.
func recipientFields(block []Field) int {
	seen := false
	for i, f := range block {
		switch name, _ := knownField(f.Name); {
		case name == "final-recipient" && seen:
			if i > 0 && strings.EqualFold(block[i-1].Name, "Original-Recipient") {
				return i - 1
			}
			return i
		case name == "final-recipient":
			seen = true
		case name == "reporting-mta" && i > 0:
			return i
		}
	}
	return len(block)
}

// maxRecipients bounds the recipients of a report. No real one comes near it.
const maxRecipients = 10_000

// full reports whether there is no room for another recipient, and notes that
// there was one.
func (rep *Report) full() bool {
	if len(rep.Recipients) < maxRecipients {
		return false
	}
	rep.problem(ProblemTooManyRecipients, fmt.Sprintf("more than %d recipients; the others are left out", maxRecipients))
	return true
}

func (rep *Report) addRecipient(fields []Field) {
	if len(fields) == 0 {
		return
	}
	// A group without recipient goes on from the one before it, unless both say
	// what was done.
	if last := len(rep.Recipients) - 1; last >= 0 && get(fields, "Final-Recipient") == "" &&
		get(fields, "Original-Recipient") == "" && (get(fields, "Action") == "" || get(rep.Recipients[last].Fields, "Action") == "") {
		r := &rep.Recipients[last]
		r.Fields = appendFields(r.Fields, fields)
		return
	}
	// QUIRK(maddy): Last-Attempt-Date stands among the fields of the message.
	if !has(fields, "Final-Recipient") && !has(fields, "Original-Recipient") && !has(fields, "Action") &&
		!has(fields, "Status") && !has(fields, "Diagnostic-Code") {
		rep.Fields = appendFields(rep.Fields, fields)
		return
	}
	if rep.full() {
		return
	}
	r := rep.another()
	r.Source, r.Fields = SourceField, appendFields(nil, fields)
}

func has(fields []Field, name string) bool { return get(fields, name) != "" }

// appendFields makes fields clean and appends them.
func appendFields(to, fields []Field) []Field {
	for i := range fields {
		fields[i].Value = cleanDecoded(fields[i].Value)
	}
	if to == nil && len(fields) > 0 {
		return fields[:len(fields):len(fields)]
	}
	return append(to, fields...)
}

// readMessageFields takes the known fields of section 2.2 from rep.Fields.
func (rep *Report) readMessageFields() {
	for _, f := range rep.Fields {
		switch name, _ := knownField(f.Name); name {
		case "original-envelope-id":
			setOnce(rep, f, &rep.EnvelopeID, decodeXtext(f.Value))
		case "reporting-mta":
			setOnce(rep, f, &rep.ReportingMTA, parseMTA(f.Value))
		case "dsn-gateway":
			setOnce(rep, f, &rep.DSNGateway, parseMTA(f.Value))
		case "received-from-mta":
			setOnce(rep, f, &rep.ReceivedFromMTA, parseMTA(f.Value))
		case "arrival-date":
			if rep.ArrivalDate.IsZero() && f.Value != "" {
				rep.ArrivalDate = rep.date(f.Name, f.Value)
			}
		}
	}
}

// setOnce keeps the first value of a repeated field, and notes a second one.
func setOnce[T comparable](rep *Report, f Field, to *T, v T) {
	var zero T
	switch {
	case *to == zero:
		*to = v
	case *to != v && v != zero:
		rep.problem(ProblemRepeatedField, f.Name)
	}
}

// readRecipientFields takes the known fields of section 2.3 from r.Fields.
func (rep *Report) readRecipientFields(r *Recipient) {
	var status, diagnostic string
	for _, f := range r.Fields {
		v := f.Value
		if v == "" {
			continue
		}
		switch name, _ := knownField(f.Name); name {
		case "original-recipient":
			setOnce(rep, f, &r.Original, parseAddress(v))
		case "final-recipient":
			setOnce(rep, f, &r.Final, parseAddress(v))
		case "action":
			rep.readAction(r, v)
		case "status":
			setOnce(rep, f, &status, v)
		case "remote-mta":
			setOnce(rep, f, &r.RemoteMTA, parseMTA(v))
		case "diagnostic-code":
			setOnce(rep, f, &diagnostic, v)
		case "last-attempt-date":
			r.LastAttempt = rep.date(f.Name, v)
		case "final-log-id":
			r.FinalLogID = v
		case "will-retry-until":
			r.WillRetryUntil = rep.date(f.Name, v)
		}
	}
	r.Diagnostic.Type, r.Diagnostic.Text = cutType(diagnostic)
	r.Diagnostic.Text, r.Command = cutStep(r.Diagnostic.Text)
	if diagnostic == "" {
		// QUIRK(exchange): the reply is in a field of its own.
		if supplement := get(r.Fields, "X-Supplementary-Info"); supplement != "" {
			_, _, reply := cutExchangeReply(supplement)
			r.Diagnostic.Type, r.Diagnostic.Text = cutType(reply)
		}
	}
	rep.readStatus(r, status)
	r.dropContradiction()
}

// dropContradiction takes back the reply of a failed or delayed recipient that
// says it was accepted: it is that of another command, and the text may have the
// refusal.
// QUIRK(aol): "Action: failed", "Status: 2.0.0", "Diagnostic-Code: SMTP; 250 OK".
// QUIRK(sendmail): a server that greets with 421 is given the answer to QUIT,
// "Diagnostic-Code: SMTP; 221 2.0.0 Bye".
func (r *Recipient) dropContradiction() {
	if r.Action != ActionFailed && r.Action != ActionDelayed {
		return
	}
	if r.Reply/100 == 2 {
		r.Reply, r.Diagnostic = 0, Diagnostic{}
	}
	if r.Status.Class == 2 {
		r.Status, r.StatusSource = Status{}, ""
	}
}

// readAction takes an Action field, RFC 3464 section 2.3.3.
func (rep *Report) readAction(r *Recipient, v string) {
	word := lowerASCII(v)
	if i := strings.IndexAny(word, " (;,"); i >= 0 {
		word = word[:i]
	}
	switch a := Action(word); a {
	case ActionFailed, ActionDelayed, ActionDelivered, ActionRelayed, ActionExpanded:
		r.Action = a
	case "fail", "failure", "error", "bounced", "rejected", "undeliverable", "hardfail", "expired":
		r.Action = ActionFailed
		rep.problem(ProblemAction, v)
	case "delay", "deferred", "warning", "softfail":
		r.Action = ActionDelayed
		rep.problem(ProblemAction, v)
	case "deliverable", "success", "delivery":
		r.Action = ActionDelivered
		rep.problem(ProblemAction, v)
	default:
		// A message that was cut off within the word: "Action: fai".
		for _, a := range [...]Action{ActionFailed, ActionDelayed} {
			if len(word) >= 3 && strings.HasPrefix(string(a), word) {
				r.Action = a
			}
		}
		rep.problem(ProblemAction, v)
	}
}
