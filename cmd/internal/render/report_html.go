package render

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/seed-d13f741b/ndr/diagnose"
)

//go:embed report_html.tmpl
var reportTemplate string

// HTML writes a report to attach to a ticket: one page without scripts and
// without anything to load, for any number of messages. It is Begin, any number
// of messages, and End.
type HTML struct{ page *template.Template }

// NewHTML makes the writer.
func NewHTML() *HTML { return &HTML{newPage("report", reportTemplate)} }

// Begin appends what stands before the messages.
func (h *HTML) Begin(b []byte) ([]byte, error) { return h.part(b, "report-begin", nil) }

// AppendDiagnosis appends one message, whose source stands above it.
func (h *HTML) AppendDiagnosis(b []byte, source string, d *diagnose.Diagnosis) ([]byte, error) {
	return h.part(b, "report-message", newReportView(source, d))
}

// End appends what stands behind the messages.
func (h *HTML) End(b []byte) ([]byte, error) {
	return h.part(b, "report-end", "Made by ndr. It says what the bounce and DNS said when it was made.")
}

// part appends one template of the page. It fails only where the template and
// its data do not fit, which a test would show.
func (h *HTML) part(b []byte, name string, data any) ([]byte, error) {
	w := bytes.NewBuffer(b)
	if err := h.page.ExecuteTemplate(w, name, data); err != nil {
		return b, fmt.Errorf("render: html: %w", err)
	}
	return w.Bytes(), nil
}
