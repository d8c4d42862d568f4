package render

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

//go:embed reference_html.tmpl
var referenceTemplate string

//go:embed reference_page.css
var referenceStyle string

//go:embed reference_page.js
var referenceScript string

// AppendReferenceHTML appends entries of the catalogue as one page that needs
// nothing else: no server, no network. Its only script filters the entries by
// words, codes, provider and category; without it all of them can be read. The
// same entries always give the same page.
func AppendReferenceHTML(b []byte, entries []*catalog.Entry, providers []catalog.Provider) ([]byte, error) {
	t := newPage("reference", "")
	t.Funcs(template.FuncMap{
		"code": referenceCode, "entries": entriesCount,
		"link": func(id string) template.URL { return template.URL("#" + id) }, // which can't leave the page
	})
	if _, err := t.Parse(referenceTemplate); err != nil {
		return b, fmt.Errorf("render: reference: %w", err)
	}
	w := bytes.NewBuffer(b)
	err := t.ExecuteTemplate(w, "reference", struct {
		*referenceView
		Style  template.CSS
		Script template.JS
		Policy string
	}{
		newReferenceView(entries, providers), template.CSS(referenceStyle), template.JS(referenceScript), scriptPolicy(referenceScript),
	})
	if err != nil {
		return b, fmt.Errorf("render: reference: %w", err)
	}
	return w.Bytes(), nil
}

// scriptPolicy gives a content security policy under which a page runs this
// script alone and loads nothing.
func scriptPolicy(script string) string {
	sum := sha256.Sum256([]byte(script))
	return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
}
