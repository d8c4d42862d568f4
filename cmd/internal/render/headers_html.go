package render

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/seed-d13f741b/ndr/diagnose/headers"
)

//go:embed headers_html.tmpl
var headersTemplate string

// HeadersHTML writes the analysis of headers as one page without scripts and
// without anything to load: Begin, any number of messages, and End.
type HeadersHTML struct{ page *template.Template }

// NewHeadersHTML makes the writer.
func NewHeadersHTML() *HeadersHTML { return &HeadersHTML{newPage("headers", headersTemplate)} }

// Begin appends what stands before the messages.
func (h *HeadersHTML) Begin(b []byte) ([]byte, error) {
	return h.part(b, "page-head", "Analysis of a mail header")
}

// AppendHeaders appends the analysis of one header, whose source stands below
// it.
func (h *HeadersHTML) AppendHeaders(b []byte, source string, r *headers.Report) ([]byte, error) {
	return h.part(b, "headers-message", newHeadersView(source, r))
}

// End appends what stands behind the messages.
func (h *HeadersHTML) End(b []byte) ([]byte, error) {
	return h.part(b, "page-foot", "Made by ndr. A header proves nothing by itself: rely on the lines that your own servers wrote.")
}

// part appends one template of the page. It fails only where the template and
// its data do not fit, which a test would show.
func (h *HeadersHTML) part(b []byte, name string, data any) ([]byte, error) {
	w := bytes.NewBuffer(b)
	if err := h.page.ExecuteTemplate(w, name, data); err != nil {
		return b, fmt.Errorf("render: html: %w", err)
	}
	return w.Bytes(), nil
}
