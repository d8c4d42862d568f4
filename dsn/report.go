package dsn

import (
	"iter"
	"net/netip"
	"time"
)

// A Report is what one message says: of which kind it is, and per recipient
// what happened to it. It is complete when [Parse] returns; a field whose
// value the message does not state is left empty.
//
// All strings are valid UTF-8 without control characters.
type Report struct {
	// Kind tells bounces from all that is not one.
	Kind Kind `json:"kind,omitzero"`
	// Format names the way in which the recipients were stated: "rfc3464", or
	// the name of a mail system's own format such as "qmail". It is empty
	// where Kind is KindNone.
	Format string `json:"format,omitzero"`

	// Header fields of the message itself, not of the returned one.
	Date      time.Time `json:"date,omitzero"`
	MessageID string    `json:"message_id,omitzero"`
	From      string    `json:"from,omitzero"`
	To        []string  `json:"to,omitzero"`
	Subject   string    `json:"subject,omitzero"`

	// Per-message fields of RFC 3464 section 2.2. EnvelopeID is decoded from
	// xtext (RFC 3461 section 4).
	EnvelopeID      string    `json:"envelope_id,omitzero"`
	ReportingMTA    MTA       `json:"reporting_mta,omitzero"`
	DSNGateway      MTA       `json:"dsn_gateway,omitzero"`
	ReceivedFromMTA MTA       `json:"received_from_mta,omitzero"`
	ArrivalDate     time.Time `json:"arrival_date,omitzero"`
	// Fields are all per-message fields in their order, known ones and
	// extensions, repeated ones too.
	Fields []Field `json:"fields,omitzero"`

	Recipients []Recipient `json:"recipients,omitzero"`
	Original   Original    `json:"original,omitzero"`
	// Rewrites are the addresses of the message in which VERP, SRS or BATV was
	// undone.
	Rewrites []Rewrite `json:"rewrites,omitzero"`
	// Feedback is set where Kind is KindFeedback, Disposition where it is
	// KindDisposition.
	Feedback    *Feedback    `json:"feedback,omitzero"`
	Disposition *Disposition `json:"disposition,omitzero"`
	// Problems are what was odd in the message and got over.
	Problems []Problem `json:"problems,omitzero"`
	// Attached are the further bounces where several are attached to the one
	// message: this Report tells of the first.
	Attached []*Report `json:"attached,omitzero"`
}

// All gives the Report and then those that are Attached to it.
func (rep *Report) All() iter.Seq[*Report] {
	return func(yield func(*Report) bool) {
		if !yield(rep) {
			return
		}
		for _, a := range rep.Attached {
			if !yield(a) {
				return
			}
		}
	}
}

// A Recipient is one recipient's part of a report, RFC 3464 section 2.3.
type Recipient struct {
	// Final is the recipient to whom the reporting MTA tried to deliver, and
	// Original the one that the sender gave. They are never merged: behind an
	// alias or a forwarding they differ.
	Final    Address `json:"final,omitzero"`
	Original Address `json:"original,omitzero"`

	Action Action `json:"action,omitzero"`
	// Status is the most specific of the Status field and of the code in the
	// diagnostic text: 5.0.0 gives way to 5.1.1.
	Status Status `json:"status,omitzero"`
	// Reply is the SMTP reply code (RFC 5321 section 4.2) in the diagnostic
	// text, or 0.
	Reply int `json:"reply,omitzero"`
	// Command is the SMTP command that was answered, such as "RCPT" or "DATA",
	// or "CONNECT" where the connection itself failed.
	Command    string     `json:"command,omitzero"`
	Diagnostic Diagnostic `json:"diagnostic,omitzero"`
	RemoteMTA  MTA        `json:"remote_mta,omitzero"`

	LastAttempt    time.Time `json:"last_attempt,omitzero"`
	WillRetryUntil time.Time `json:"will_retry_until,omitzero"`
	FinalLogID     string    `json:"final_log_id,omitzero"`

	// Source says where the recipient was read, StatusSource where Status was.
	Source       Source `json:"source,omitzero"`
	StatusSource Source `json:"status_source,omitzero"`
	// EventID is the same for the same failure of the same message to the
	// same recipient, however often and in whatever wrapping it is reported.
	EventID string `json:"event_id,omitzero"`
	// Fields are all per-recipient fields in their order; none where the
	// recipient was not read from such fields.
	Fields []Field `json:"fields,omitzero"`
}

// An Address is a recipient address with its address type, RFC 3464 section
// 2.3.1: "rfc822", "utf-8" or another. Type is empty where none was given.
// Value is decoded from xtext and from utf-8-addr-xtext (RFC 6533 section 3).
type Address struct {
	Type  string `json:"type,omitzero"`
	Value string `json:"value,omitzero"`
}

// An MTA is a mail system by its type and name, RFC 3464 section 2.2.2.
type MTA struct {
	Type string `json:"type,omitzero"`
	Name string `json:"name,omitzero"`
	// Address is the network address that the field or the text gave beside
	// the name.
	Address netip.Addr `json:"address,omitzero"`
}

// A Diagnostic is what the delivering or the remote system said, RFC 3464
// section 2.3.6. Type is "smtp", "x-unix" or another, empty where none was
// given. Text is unfolded.
type Diagnostic struct {
	Type string `json:"type,omitzero"`
	Text string `json:"text,omitzero"`
}

// A Field is one header field as found, unfolded and decoded to UTF-8.
type Field struct {
	Name  string `json:"name,omitzero"`
	Value string `json:"value,omitzero"`
}

// An Original is what the report returns of the message that it is about.
type Original struct {
	MessageID    string    `json:"message_id,omitzero"`
	From         string    `json:"from,omitzero"`
	EnvelopeFrom string    `json:"envelope_from,omitzero"`
	To           []string  `json:"to,omitzero"`
	Subject      string    `json:"subject,omitzero"`
	Date         time.Time `json:"date,omitzero"`
	// SendingIP and HELO are those of the client as the topmost Received field
	// with an address states them: what the reporting system saw.
	SendingIP netip.Addr `json:"sending_ip,omitzero"`
	HELO      string     `json:"helo,omitzero"`
	// DKIM are the signatures in their order.
	DKIM []Signature `json:"dkim,omitzero"`
	// Received is the trace, newest first.
	Received []Hop `json:"received,omitzero"`
	// Raw is the returned message as it came back, whole; nil where it did not,
	// or where Parser.KeepReturned does not ask for it.
	Raw []byte `json:"-"`
	// Partial is what came back of a message that did not come back whole: its
	// header, and where Complete is set a part of its body. It is kept as Raw is.
	Partial []byte `json:"-"`
	// Complete says that the body came back with the header.
	Complete bool `json:"complete,omitzero"`
}

// A Signature names a DKIM-Signature (RFC 6376 section 3.5) by its signing
// domain and selector.
type Signature struct {
	Domain   string `json:"domain,omitzero"`
	Selector string `json:"selector,omitzero"`
	// Expires is the time of the tag x, zero where there is none.
	Expires time.Time `json:"expires,omitzero"`
}

// A Hop is one Received field, RFC 5321 section 4.4.
type Hop struct {
	// From and HELO are the client's name as looked up by the server and as it
	// gave it; HELO alone is set where the field has one name.
	From string     `json:"from,omitzero"`
	HELO string     `json:"helo,omitzero"`
	IP   netip.Addr `json:"ip,omitzero"`
	By   string     `json:"by,omitzero"`
	With string     `json:"with,omitzero"`
	ID   string     `json:"id,omitzero"`
	For  string     `json:"for,omitzero"`
	Date time.Time  `json:"date,omitzero"`
}

// A Kind is what sort of message a report is.
type Kind string

// The kinds of message.
const (
	KindFailure     Kind = "failure"     // some recipient failed for good
	KindDelay       Kind = "delay"       // still being tried
	KindDelivery    Kind = "delivery"    // delivered, relayed or expanded
	KindFeedback    Kind = "feedback"    // abuse report, RFC 5965
	KindDisposition Kind = "disposition" // read receipt, RFC 8098
	KindAutoreply   Kind = "autoreply"   // vacation and the like, RFC 3834
	KindNone        Kind = "none"        // none of these
)

// An Action is what the reporting MTA did, RFC 3464 section 2.3.3.
type Action string

// The actions.
const (
	ActionFailed    Action = "failed"
	ActionDelayed   Action = "delayed"
	ActionDelivered Action = "delivered"
	ActionRelayed   Action = "relayed"
	ActionExpanded  Action = "expanded"
)

// A Source is the place in a message that a value was read from.
type Source string

// The places that values are read from.
const (
	SourceNone       Source = ""
	SourceField      Source = "field"      // a field of the machine-readable part
	SourceDiagnostic Source = "diagnostic" // the text of a Diagnostic-Code field
	SourceText       Source = "text"       // the human-readable part
	SourceHeader     Source = "header"     // the header of the report
	SourceOriginal   Source = "original"   // the returned message
)
