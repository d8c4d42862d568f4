package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// CheckSchema is the version of the JSON of one check.
const CheckSchema = "ndr-check/1"

// A CheckDocument is the JSON of one check that was run by hand. Data is the
// check's own.
type CheckDocument struct {
	Schema     string         `json:"schema"`
	Check      string         `json:"check"`
	Target     string         `json:"target"`
	Status     check.Status   `json:"status"`
	Findings   []CheckFinding `json:"findings"`
	Data       any            `json:"data"`
	Queries    int            `json:"queries"`
	DurationMS int64          `json:"duration_ms"`
	// Lookups are there where a log of them was asked for.
	Lookups *[]Lookup `json:"lookups,omitempty"`
}

// A CheckFinding is one thing that a check noticed. Position is a byte offset
// in Record, or -1.
type CheckFinding struct {
	Severity check.Status `json:"severity"`
	ID       string       `json:"id"`
	Text     string       `json:"text"`
	Record   string       `json:"record"`
	Position int          `json:"position"`
	// Outcome is that of a lookup without an answer, such as "SERVFAIL", where
	// the finding is about that, or empty.
	Outcome string `json:"outcome"`
}

// AppendCheckJSON appends the result of a check as JSON, with a line break at
// the end, and with the lookups unless they are nil.
func AppendCheckJSON(b []byte, r *check.Result, lookups []Lookup, indent bool) ([]byte, error) {
	doc := checkDocument(r)
	if lookups != nil {
		doc.Lookups = &lookups
	}
	return AppendValueJSON(b, &doc, indent)
}

// checkFindings gives findings as they are in JSON.
func checkFindings(list []check.Finding) []CheckFinding {
	findings := make([]CheckFinding, 0, len(list))
	for _, f := range list {
		out := CheckFinding{Severity: f.Severity, ID: f.ID, Text: f.Text, Record: f.Record, Position: f.Position}
		if f.Outcome != 0 {
			out.Outcome = f.Outcome.String()
		}
		findings = append(findings, out)
	}
	return findings
}

func checkDocument(r *check.Result) CheckDocument {
	doc := CheckDocument{
		Schema: CheckSchema, Check: r.Check, Target: r.Target, Status: r.Status, Findings: checkFindings(r.Findings),
		Data: r.Data, Queries: r.Queries, DurationMS: r.Duration.Milliseconds(),
	}
	switch data := doc.Data.(type) {
	case nil:
		doc.Data = struct{}{}
	case *check.AllData:
		doc.Data = newAllDocument(data)
	}
	return doc
}

// AppendValueJSON appends what v points to as JSON, with a line break at the
// end. Nil slices in it become empty ones.
func AppendValueJSON(b []byte, v any, indent bool) ([]byte, error) {
	emptyLists(reflect.ValueOf(v))
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if indent {
		enc.SetIndent("", "  ")
	}
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("writing %T as JSON: %w", v, err)
	}
	return appendVisible(b, buf.Bytes()), nil
}

// emptyLists makes the nil slices in v empty ones, which JSON writes as [].
func emptyLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			emptyLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				emptyLists(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			emptyLists(v.Index(i))
		}
	}
}

// appendVisible appends JSON with the characters in its strings escaped that
// a terminal would act on.
func appendVisible(b, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == 0x7f || r >= 0x80 && !term.Visible(r) {
			b = appendEscape(b, r)
		} else {
			b = append(b, text[:n]...)
		}
		text = text[n:]
	}
	return b
}
