package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// A StoredEvent is an event as a store has it, with the document of its message.
type StoredEvent struct {
	ID                  string
	Recipient, Original string
	Action, Status      string
	Reply               int
	Category            string
	Permanence          string
	Provider            string
	At, Received        time.Time
	// Source is where the message was read.
	Source string
	// Index is that of the recipient in Document, the JSON of schema "ndr/1".
	Index    int
	Document []byte
}

// A storedDocument is what is shown of a document of schema "ndr/1".
type storedDocument struct {
	Recipients []struct {
		Diagnostic struct{ Text string }
		Why        struct{ Rule, Matched string }
		Entry      struct{ Meaning string }
	}
	Original struct {
		MessageID     string `json:"message_id"`
		Subject, From string
	}
	Diagnosis    struct{ Verdicts []storedVerdict }
	Authenticity diagnose.Authenticity
}

// A storedVerdict is a diagnose.Verdict whose recipients are addresses.
type storedVerdict struct {
	Cause      diagnose.Cause
	Confidence diagnose.Confidence
	Who        diagnose.Actor
	Recipients []string
	Summary    string
	Evidence   []diagnose.Evidence
	Fix        []diagnose.Fix
}

// AppendStoredEvent appends what a store has of an event, for people. Of the
// verdicts, those about other recipients of the message are left out. The error
// says that the document can't be read.
func (t Text) AppendStoredEvent(b []byte, e *StoredEvent) ([]byte, error) {
	var doc storedDocument
	if err := json.Unmarshal(e.Document, &doc); err != nil {
		return b, fmt.Errorf("%s: the stored document is damaged: %w", e.ID, err)
	}
	p := &page{cols: t.Cols, style: t.Style}
	p.storedOutcome(e)
	reply := ""
	if e.Index < len(doc.Recipients) {
		r := &doc.Recipients[e.Index]
		reply = r.Diagnostic.Text
		label := "Reply"
		for _, line := range replyLines(reply) {
			p.quote(labelWidth, label, line)
			label = ""
		}
		p.plain("Decided by", join(r.Why.Rule, ": ", r.Why.Matched))
		p.plain("Means", r.Entry.Meaning)
	}
	p.plain("Message", doc.Original.MessageID)
	p.plain("Subject", doc.Original.Subject)
	p.plain("From", doc.Original.From)
	p.authenticity(&doc.Authenticity)
	for i := range doc.Diagnosis.Verdicts {
		if v := &doc.Diagnosis.Verdicts[i]; len(v.Recipients) == 0 || slices.Contains(v.Recipients, e.Recipient) {
			p.storedVerdict(v, reply)
		}
	}
	return append(append(b, bytes.TrimRight(p.b, "\n")...), '\n'), nil
}

// plain writes a label and text beside it.
func (p *page) plain(label, text string) { p.field(label, term.Plain, span{text: text}) }

func (p *page) storedOutcome(e *StoredEvent) {
	p.plain("Event", e.ID)
	p.field("Recipient", term.Plain, span{e.Recipient, term.Bold})
	if e.Original != e.Recipient {
		p.plain("Original", e.Original)
	}
	reply := ""
	if e.Reply != 0 {
		reply = strconv.Itoa(e.Reply)
	}
	p.plain("Outcome", join(join(e.Action, " ", reply), " ", e.Status))
	p.plain("Category", join(e.Category, ", ", e.Permanence))
	p.plain("Provider", e.Provider)
	p.plain("Bounced", e.At.Format(time.RFC3339))
	p.plain("Received", e.Received.Format(time.RFC3339)+" from "+e.Source)
}

// storedVerdict writes a cause, what shows it beside the reply, and the steps.
func (p *page) storedVerdict(s *storedVerdict, reply string) {
	v := &diagnose.Verdict{Cause: s.Cause, Confidence: s.Confidence, Who: s.Who, Summary: s.Summary, Evidence: s.Evidence, Fix: s.Fix}
	p.blank()
	p.field("Cause", term.Plain, span{text: string(v.Cause) + ", " + string(v.Confidence) + ":"}, span{v.Summary, term.Bold})
	if !listed(v.Fix) {
		p.firstStep(v, nil)
	}
	p.proof(v, reply)
	p.steps(v, nil)
}
