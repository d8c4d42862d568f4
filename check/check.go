package check

import "time"

// A Result is what one check found out about one target.
type Result struct {
	// Check is the check's name, such as "spf".
	Check string
	// Target is what was looked at: a domain, an IP address, or
	// "selector._domainkey.domain".
	Target string
	// Status sums up the findings. It is Unknown where an answer was missing
	// that the outcome hangs on.
	Status   Status
	Findings []Finding
	// Data is the check's own result: *SPFData, *MXData, *DKIMData, *DMARCData,
	// *DNSBLData, *PTRData, *SMTPData, *MTASTSData, *TLSRPTData, *DANEData or
	// *AllData for the checks of this package. It is never nil for
	// those.
	Data any
	// Queries counts the lookups that were asked for, answered from a cache or
	// not. Duration is the time that the check took.
	Queries  int
	Duration time.Duration
}

// A Status is the outcome of a check.
type Status string

// The outcomes, from good to bad, and Unknown for "could not be determined".
const (
	Pass    Status = "pass"
	Info    Status = "info"
	Warn    Status = "warn"
	Fail    Status = "fail"
	Unknown Status = "unknown"
)

// A Finding is one thing that a check noticed.
type Finding struct {
	Severity Status
	// ID names the sort of finding, such as "spf-multiple-records". IDs are
	// stable.
	ID   string
	Text string
	// Record is the DNS record that shows it, as published, or empty.
	Record string
	// Position is the byte offset in Record that Text is about, or -1.
	Position int
	// Outcome is that of the lookup that gave no answer, where that is what the
	// finding tells, and 0 in other findings.
	Outcome Outcome
}
