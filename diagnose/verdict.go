package diagnose

// A Verdict names a cause, with how sure it is, what shows it, and what to do.
type Verdict struct {
	Cause      Cause
	Confidence Confidence
	// Who has to act.
	Who Actor
	// Recipients are indices into Report.Recipients, in order.
	Recipients []int
	Summary    string
	Evidence   []Evidence
	Fix        []Fix
}

// Evidence is a fact that a verdict rests on: the words of the bounce (Check is
// "bounce") or what a check found.
type Evidence struct {
	Check  string
	Target string
	Detail string
	// Record is the DNS record or the words themselves.
	Record string
}

// A Fix is one step; where it is the change of a DNS record, Name, Type and
// Value are the record after the change.
type Fix struct {
	Text  string
	Name  string
	Type  string
	Value string
	// Command is one to run as it stands, in a shell, or empty.
	Command string
}

// A Confidence says how sure a verdict is.
type Confidence string

// The confidences, from sure to disproved.
const (
	Confirmed Confidence = "confirmed" // a live check reproduces what the bounce says
	Likely    Confidence = "likely"    // the bounce says it plainly
	Possible  Confidence = "possible"
	Refuted   Confidence = "refuted" // the bounce says it, a live check shows otherwise now
)

// An Actor is who has to act.
type Actor string

// The actors.
const (
	SenderDNS     Actor = "sender-dns"
	SenderMTA     Actor = "sender-mta"
	SenderContent Actor = "sender-content"
	Recipient     Actor = "recipient"
	Receiver      Actor = "receiver"
	Provider      Actor = "provider" // the sender's own ESP
	Nobody        Actor = "nobody"
)
