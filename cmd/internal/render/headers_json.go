package render

import (
	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

// HeadersSchema is the version of the JSON of a header.
const HeadersSchema = "ndr-headers/1"

// A HeadersDocument is the JSON of the analysis of one header.
type HeadersDocument struct {
	Schema string `json:"schema"`
	Source string `json:"source"`
	*headers.Report
	Findings []CheckFinding `json:"findings"`
}

// AppendHeadersJSON appends the analysis of a header as JSON, with a line break
// at the end.
func AppendHeadersJSON(b []byte, source string, r *headers.Report, indent bool) ([]byte, error) {
	doc := HeadersDocument{Schema: HeadersSchema, Source: source, Report: r, Findings: checkFindings(r.All())}
	return AppendValueJSON(b, &doc, indent)
}
