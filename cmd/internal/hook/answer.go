package hook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// An answer is what a program writes.
type answer struct {
	Schema   string        `json:"schema"`
	Target   string        `json:"target"`
	Status   check.Status  `json:"status"`
	Findings []findingJSON `json:"findings"`
}

type findingJSON struct {
	Severity check.Status `json:"severity"`
	ID       string       `json:"id"`
	Text     string       `json:"text"`
	Record   string       `json:"record"`
}

// The bounds of an answer.
const (
	maxFindings = 50
	maxText     = 2000
)

// parse makes a result out of what a program wrote. Keys that are not known are
// passed over.
func parse(b []byte) check.Result {
	var a answer
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(&a); err != nil {
		if err == io.EOF {
			return trouble("hook-bad-answer", "the program wrote nothing; its answer must be one JSON object")
		}
		return trouble("hook-bad-answer", "the program's answer is no JSON object of "+Schema+": "+err.Error())
	}
	if _, err := dec.Token(); err != io.EOF {
		return trouble("hook-bad-answer", "the program wrote more behind the JSON object of its answer")
	}
	if a.Schema != Schema {
		return trouble("hook-bad-answer", fmt.Sprintf("the answer has the schema %q, want %q", short(a.Schema), Schema))
	}
	return a.result()
}

func (a *answer) result() check.Result {
	res := check.Result{Target: short(a.Target), Status: a.Status}
	if len(a.Findings) > maxFindings {
		return trouble("hook-bad-answer", fmt.Sprintf("the answer has %d findings, and %d are allowed", len(a.Findings), maxFindings))
	}
	worst := check.Pass
	for i, f := range a.Findings {
		if !isStatus(f.Severity) || !IsName(f.ID, 64) {
			return trouble("hook-bad-answer", fmt.Sprintf("finding %d needs a severity of pass, info, warn, fail or unknown and an id of lower-case letters, digits and hyphens", i+1))
		}
		if severity(f.Severity) > severity(worst) {
			worst = f.Severity
		}
		res.Findings = append(res.Findings, check.Finding{Severity: f.Severity, ID: f.ID, Text: short(f.Text), Record: short(f.Record), Position: -1})
	}
	if res.Status == "" {
		res.Status = worst
	}
	if !isStatus(res.Status) {
		return trouble("hook-bad-answer", fmt.Sprintf("the status %q is none of pass, info, warn, fail and unknown", short(string(res.Status))))
	}
	return res
}

func isStatus(s check.Status) bool { return severity(s) >= 0 }

// severity orders the statuses, -1 for what is none.
func severity(s check.Status) int {
	switch s {
	case check.Pass:
		return 0
	case check.Info:
		return 1
	case check.Warn:
		return 2
	case check.Unknown:
		return 3
	case check.Fail:
		return 4
	}
	return -1
}

// short bounds a text of the program.
func short(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "..."
	}
	return s
}
