package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

//go:embed page_style.css
var pageStyle string

//go:embed page_style.tmpl
var pageParts string

// newPage makes the template of an HTML page out of text, which may use the
// parts of page_style.tmpl and the functions
//
//	esc VALUE    the text of a value with what does not show made visible
//	class VALUE  the class of a status, severity or result: good, bad, doubt, info
//	style        the style sheet
//
// All that a page shows goes through esc, which term.Escape does for a terminal,
// and is then escaped for its place by html/template.
func newPage(name, text string) *template.Template {
	t := template.New(name).Funcs(template.FuncMap{
		"esc":   func(v any) string { return term.Escape(fmt.Sprint(v)) },
		"class": statusClass,
		"count": count[int64],
		"style": func() template.CSS { return template.CSS(pageStyle) },
	})
	return template.Must(template.Must(t.Parse(pageParts)).Parse(text))
}

// statusClass gives the class in page_style.css that a word is shown with: the
// status of a check, a severity, the result of an authentication method.
func statusClass(v any) string {
	switch strings.ToLower(fmt.Sprint(v)) {
	case "pass", "verified", "aligned", "confirmed", "delivered", "own", "border":
		return "good"
	case "fail", "permerror", "failed", "suspect", "invalid":
		return "bad"
	case "info", "none", "neutral", "likely":
		return "info"
	}
	return "doubt"
}
