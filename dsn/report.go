package dsn

import (
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
	Kind Kind
	// Format names the way in which the recipients were stated: "rfc3464", or
	// the name of a mail system's own format such as "qmail". It is empty
	// where Kind is KindNone.
	Format string

	// Header fields of the message itself, not of the returned one.
	Date      time.Time
	MessageID string
	From      string
	To        []string
	Subject   string

	// Per-message fields of RFC 3464 section 2.2. EnvelopeID is decoded from
	// xtext (RFC 3461 section 4).
	EnvelopeID      string
	ReportingMTA    MTA
	DSNGateway      MTA
	ReceivedFromMTA MTA
	ArrivalDate     time.Time
	// Fields are all per-message fields in their order, known ones and
	// extensions, repeated ones too.
	Fields []Field

	Recipients []Recipient
	Original   Original
	// Problems are what was odd in the message and got over.
	Problems []Problem
}

// A Recipient is one recipient's part of a report, RFC 3464 section 2.3.
type Recipient struct {
	// Final is the recipient to whom the reporting MTA tried to deliver, and
	// Original the one that the sender gave. They are never merged: behind an
	// alias or a forwarding they differ.
	Final    Address
	Original Address

	Action Action
	// Status is the most specific of the Status field and of the code in the
	// diagnostic text: 5.0.0 gives way to 5.1.1.
	Status Status
	// Reply is the SMTP reply code (RFC 5321 section 4.2) in the diagnostic
	// text, or 0.
	Reply int
	// Command is the SMTP command that was answered, such as "RCPT" or "DATA",
	// or "CONNECT" where the connection itself failed.
	Command    string
	Diagnostic Diagnostic
	RemoteMTA  MTA

	LastAttempt    time.Time
	WillRetryUntil time.Time
	FinalLogID     string

	// Source says where the recipient was read, StatusSource where Status was.
	Source       Source
	StatusSource Source
	// EventID is the same for the same failure of the same message to the
	// same recipient, however often and in whatever wrapping it is reported.
	EventID string
	// Fields are all per-recipient fields in their order; none where the
	// recipient was not read from such fields.
	Fields []Field
}

// An Address is a recipient address with its address type, RFC 3464 section
// 2.3.1: "rfc822", "utf-8" or another. Type is empty where none was given.
// Value is decoded from xtext and from utf-8-addr-xtext (RFC 6533 section 3).
type Address struct {
	Type  string
	Value string
}

// An MTA is a mail system by its type and name, RFC 3464 section 2.2.2.
type MTA struct {
	Type string
	Name string
	// Address is the network address that the field or the text gave beside
	// the name.
	Address netip.Addr
}

// A Diagnostic is what the delivering or the remote system said, RFC 3464
// section 2.3.6. Type is "smtp", "x-unix" or another, empty where none was
// given. Text is unfolded.
type Diagnostic struct {
	Type string
	Text string
}

// A Field is one header field as found, unfolded and decoded to UTF-8.
type Field struct {
	Name  string
	Value string
}

// An Original is what the report returns of the message that it is about.
type Original struct {
	MessageID    string
	From         string
	EnvelopeFrom string
	To           []string
	Subject      string
	Date         time.Time
	// SendingIP and HELO are those of the client as the topmost Received field
	// with an address states them: what the reporting system saw.
	SendingIP netip.Addr
	HELO      string
	// DKIM are the signatures in their order.
	DKIM []Signature
	// Received is the trace, newest first.
	Received []Hop
	// Complete says that the body came back with the header.
	Complete bool
}

// A Signature names a DKIM-Signature (RFC 6376 section 3.5) by its signing
// domain and selector.
type Signature struct {
	Domain   string
	Selector string
}

// A Hop is one Received field, RFC 5321 section 4.4.
type Hop struct {
	// From and HELO are the client's name as looked up by the server and as it
	// gave it; HELO alone is set where the field has one name.
	From string
	HELO string
	IP   netip.Addr
	By   string
	With string
	ID   string
	For  string
	Date time.Time
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
