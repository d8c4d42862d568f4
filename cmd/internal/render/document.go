package render

import (
	"net/netip"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Schema is the version of the JSON that Document stands for: keys are added
// within a version, never renamed or taken away.
const Schema = "ndr/1"

// A Document is the JSON of one message. What a message does not have is the
// empty string, 0, null for a date, or an empty list.
type Document struct {
	Schema       string       `json:"schema"`
	Source       string       `json:"source"`
	Kind         dsn.Kind     `json:"kind"`
	Format       string       `json:"format"`
	Date         Time         `json:"date"`
	ReportingMTA MTA          `json:"reporting_mta"`
	EnvelopeID   string       `json:"envelope_id"`
	ArrivalDate  Time         `json:"arrival_date"`
	Recipients   []Recipient  `json:"recipients"`
	Original     Original     `json:"original"`
	Diagnosis    Diagnosis    `json:"diagnosis"`
	Authenticity Authenticity `json:"authenticity"`
	// Feedback and Disposition are null but for these kinds of message.
	Feedback    *dsn.Feedback    `json:"feedback"`
	Disposition *dsn.Disposition `json:"disposition"`
	// Rewrites are the addresses in which VERP, SRS or BATV was undone.
	Rewrites []dsn.Rewrite `json:"rewrites"`
	Problems []Problem     `json:"problems"`
	// Lookups are there where a log of them was asked for: Fill leaves them alone.
	Lookups []Lookup `json:"lookups,omitzero"`
}

// An MTA is a mail system.
type MTA struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// A RemoteMTA is a mail system with its address.
type RemoteMTA struct {
	Type    string     `json:"type"`
	Name    string     `json:"name"`
	Address netip.Addr `json:"address"`
}

// A Recipient is one recipient.
type Recipient struct {
	Final          string             `json:"final"`
	Original       string             `json:"original"`
	Action         dsn.Action         `json:"action"`
	Status         dsn.Status         `json:"status"`
	Reply          int                `json:"reply"`
	Command        string             `json:"command"`
	Diagnostic     Diagnostic         `json:"diagnostic"`
	RemoteMTA      RemoteMTA          `json:"remote_mta"`
	LastAttempt    Time               `json:"last_attempt"`
	WillRetryUntil Time               `json:"will_retry_until"`
	Category       catalog.Category   `json:"category"`
	Permanence     catalog.Permanence `json:"permanence"`
	Suppress       bool               `json:"suppress"`
	EventID        string             `json:"event_id"`
	Provider       string             `json:"provider"`
	Why            Why                `json:"why"`
	Entry          Entry              `json:"entry"`
}

// A Diagnostic is what the refusing system said.
type Diagnostic struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// Why tells what decided the category.
type Why struct {
	Rule    string `json:"rule"`
	Matched string `json:"matched"`
}

// An Entry is what the catalogue says of a refusal.
type Entry struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Meaning string   `json:"meaning"`
	Causes  []string `json:"causes"`
	Fix     []string `json:"fix"`
	Checks  []string `json:"checks"`
	Source  string   `json:"source"`
	Link    string   `json:"link"`
}

// An Original is the message that the report is about.
type Original struct {
	MessageID    string      `json:"message_id"`
	From         string      `json:"from"`
	EnvelopeFrom string      `json:"envelope_from"`
	To           []string    `json:"to"`
	Subject      string      `json:"subject"`
	Date         Time        `json:"date"`
	SendingIP    netip.Addr  `json:"sending_ip"`
	HELO         string      `json:"helo"`
	DKIM         []Signature `json:"dkim"`
	Complete     bool        `json:"complete"`
}

// A Signature names a DKIM signature.
type Signature struct {
	Domain   string `json:"domain"`
	Selector string `json:"selector"`
}

// A Diagnosis is the causes and what was looked up for them.
type Diagnosis struct {
	Verdicts []Verdict `json:"verdicts"`
	Checks   []Check   `json:"checks"`
}

// A Verdict is one cause.
type Verdict struct {
	Cause      diagnose.Cause      `json:"cause"`
	Confidence diagnose.Confidence `json:"confidence"`
	Who        diagnose.Actor      `json:"who"`
	Recipients []string            `json:"recipients"`
	Summary    string              `json:"summary"`
	Evidence   []Evidence          `json:"evidence"`
	Fix        []Fix               `json:"fix"`
}

// Evidence is what a verdict rests on.
type Evidence struct {
	Check  string `json:"check"`
	Target string `json:"target"`
	Detail string `json:"detail"`
	Record string `json:"record"`
}

// A Fix is one step.
type Fix struct {
	Text  string `json:"text"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
	// Command is one to run as it stands.
	Command string `json:"command"`
}

// A Check is what one check found, in brief.
type Check struct {
	Check      string       `json:"check"`
	Target     string       `json:"target"`
	Status     check.Status `json:"status"`
	Findings   []Finding    `json:"findings"`
	DurationMS int64        `json:"duration_ms"`
}

// A Finding is one thing that a check noticed.
type Finding struct {
	Severity check.Status `json:"severity"`
	ID       string       `json:"id"`
	Text     string       `json:"text"`
}

// Authenticity says whether the bounce is about mail that we sent.
type Authenticity struct {
	Status  string   `json:"status"`
	Reasons []Reason `json:"reasons"`
}

// A Reason is one reason for an Authenticity.
type Reason struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// A Problem is an oddity of the message.
type Problem struct {
	ID   dsn.ProblemID `json:"id"`
	Text string        `json:"text"`
}

// A Time is a date in RFC 3339, UTC, to the second; the zero Time is null.
type Time struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	e := encoder{}
	e.time(t)
	return e.b, nil
}
