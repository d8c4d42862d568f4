package render

import (
	"strings"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// AppendReferenceMarkdown appends entries of the catalogue as Markdown, in the
// order of the HTML page.
func AppendReferenceMarkdown(b []byte, entries []*catalog.Entry, providers []catalog.Provider) []byte {
	v := newReferenceView(entries, providers)
	m := &markdown{b: b}
	m.heading("# ", "Why mail is refused: codes and replies")
	for _, g := range v.Groups {
		m.heading("## ", g.Title)
		for _, s := range g.Sections {
			if s.Title != "" {
				m.heading("### ", s.Title)
			}
			for _, e := range s.Entries {
				m.entry(e)
			}
		}
	}
	return m.b
}

// entry writes one entry as a heading and a list.
func (m *markdown) entry(e *catalog.Entry) {
	m.heading("#### ", join(referenceCode(e), ": ", e.Name))
	m.raw(mdText(e.Meaning) + "\n\n")
	outcome := join(string(e.Category), ", ", string(e.Permanence))
	if e.Suppress {
		outcome += ", stop writing to the address"
	}
	m.item("- **It is:** ", outcome)
	for _, c := range e.Causes {
		m.item("- **Cause:** ", c)
	}
	for _, f := range e.Fix {
		m.item("- **Fix:** ", f)
	}
	if len(e.Checks) > 0 {
		m.raw("- **Checks:** " + mdCode("ndr check "+strings.Join(e.Checks, ", ndr check ")) + "\n")
	}
	if e.Note != "" {
		m.item("- **Note:** ", e.Note)
	}
	m.raw("- **Id:** " + mdCode(e.ID) + "\n")
	if e.Link != "" {
		m.raw("- **See:** <" + e.Link + ">\n")
	}
}
