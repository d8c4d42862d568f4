package dsn

// A Problem is an oddity that was survived.
type Problem struct {
	ID   ProblemID `json:"id"`
	Text string    `json:"text"`
}

// A ProblemID names a sort of oddity; the names are stable.
type ProblemID string

// The oddities.
const (
	ProblemBoundaryMismatch  ProblemID = "boundary-mismatch"   // another boundary than announced
	ProblemBoundaryMissing   ProblemID = "boundary-missing"    // a multipart without parts
	ProblemBoundaryUnclosed  ProblemID = "boundary-unclosed"   // no closing boundary
	ProblemTooManyParts      ProblemID = "too-many-parts"      // parts or nesting over the limit
	ProblemHeaderTooLong     ProblemID = "header-too-long"     // a header over the limit
	ProblemHeaderUnended     ProblemID = "header-unended"      // no empty line behind a header
	ProblemTooManyRecipients ProblemID = "too-many-recipients" // recipients over the limit
	ProblemDate              ProblemID = "bad-date"            // a date that can't be read
	ProblemAction            ProblemID = "bad-action"          // an action that RFC 3464 does not have
	ProblemStatus            ProblemID = "bad-status"          // a Status field without a code
	ProblemNoRecipient       ProblemID = "no-recipient"        // a recipient's fields without its address
	ProblemRepeatedField     ProblemID = "repeated-field"      // a field given twice with two values
	ProblemStatusInText      ProblemID = "status-in-text"      // status fields outside a status part
	ProblemForwarded         ProblemID = "forwarded"           // a bounce attached to the message
	ProblemTNEF              ProblemID = "tnef"                // a part that is TNEF
	ProblemReportType        ProblemID = "report-type"         // report-type missing or not what the parts are
)

// maxProblems bounds the list: a hostile message has one oddity a line.
const maxProblems = 50

// problem notes an oddity, once for each ID and text.
func (rep *Report) problem(id ProblemID, text string) {
	if len(rep.Problems) >= maxProblems {
		return
	}
	text = clean(text)
	for _, p := range rep.Problems {
		if p.ID == id && p.Text == text {
			return
		}
	}
	rep.Problems = append(rep.Problems, Problem{id, text})
}
