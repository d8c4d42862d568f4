package diagnose

import (
	"context"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A Diagnoser finds out why a message bounced and what to do about it. The
// zero Diagnoser judges by the words of the bounce alone, with the built-in
// catalogue. It is safe for concurrent use.
type Diagnoser struct {
	// Resolver answers the DNS questions; nil means offline. Give one with a
	// cache (check.NewCache) to share lookups among reports.
	Resolver check.Resolver
	// Catalog is the catalogue of codes and phrases, nil for the built-in one.
	Catalog *catalog.Catalog
	// Checks are run after the built-in ones.
	Checks []Check
	// Timeout bounds the whole diagnosis of one report, 0 for 10 seconds.
	Timeout time.Duration
	// MaxQueries bounds the lookups for one report, 0 for 200: the names in a
	// bounce are a stranger's.
	MaxQueries int
}

// A Check is the hook for a follow-up check: it says what of a case it applies
// to, and runs on one such target. The built-in checks are of this type too.
type Check interface {
	// Name is the name that catalogue entries and results give it, such as
	// "spf".
	Name() string
	// Targets gives what of c the check wants to look at, nothing where it does
	// not apply. It asks nothing of anybody.
	Targets(c *Case) []Target
	// Run looks at one target. What could not be found out is a Result with
	// the status check.Unknown, not a panic.
	Run(ctx context.Context, r check.Resolver, t Target) check.Result
}

// A Target is the subject of one run of a check: which of its fields are set
// depends on the check. Equal targets of a check are run once.
type Target struct {
	Domain   string
	IP       string
	Selector string
	Sender   string
	HELO     string
	// Zones are the blocklists to ask, in order; empty for the check's own
	// choice.
	Zones string
}

// A Case is a report together with what the catalogue says of each of its
// recipients; Matches has one element for each of Report.Recipients.
type Case struct {
	Report  *dsn.Report
	Matches []catalog.Match
}

// A Diagnosis is the outcome for one report.
type Diagnosis struct {
	Case
	// Verdicts are ordered: the one that explains the bounce best comes first.
	Verdicts []Verdict
	// Checks are the results of all checks that were run.
	Checks []check.Result
}

// A Verdict names a cause, with how sure it is, what shows it, and what to do.
type Verdict struct {
	Cause      Cause
	Confidence Confidence
	// Who has to act.
	Who Actor
	// Recipients are indices into Report.Recipients.
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

// A Cause is why a message bounced.
type Cause string
