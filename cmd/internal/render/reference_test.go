package render

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
)

// referencePage renders the whole catalogue.
func referencePage(t *testing.T) []byte {
	t.Helper()
	c := catalog.Builtin()
	page, err := AppendReferenceHTML(nil, c.Entries(), c.Providers())
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// TestReferenceHTML holds that the page has every entry once under its own
// address, needs nothing from elsewhere and is always the same.
func TestReferenceHTML(t *testing.T) {
	page := referencePage(t)
	if !bytes.Equal(page, referencePage(t)) {
		t.Error("two renderings differ")
	}
	text := string(page)
	for _, e := range catalog.Builtin().Entries() {
		if n := strings.Count(text, `<details class="e" id="`+e.ID+`"`); n != 1 {
			t.Errorf("%s is on the page %d times, want once", e.ID, n)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if ids[m[1]] {
			t.Errorf("two elements have the id %q", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`\shref="#([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if !ids[m[1]] {
			t.Errorf("a link leads to %q, which is not on the page", m[1])
		}
	}
	for _, bad := range []string{"<img", "<link", "<iframe", " src=", "@import", "url(", "innerHTML", "ZgotmplZ"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q, want nothing that loads or writes markup", bad)
		}
	}
	if n := strings.Count(text, "<script"); n != 1 {
		t.Errorf("the page has %d scripts, want 1", n)
	}
}

// TestReferenceEscapes holds that nothing in an entry is markup.
func TestReferenceEscapes(t *testing.T) {
	const attack = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	e := &catalog.Entry{ID: "rules/x", Code: attack, Name: attack, Meaning: attack, Causes: []string{attack}, Fix: []string{attack},
		Category: catalog.Policy, Link: "javascript:alert(1)", Source: attack, Note: attack, Tokens: []string{attack}, Examples: []string{attack}}
	page, err := AppendReferenceHTML(nil, []*catalog.Entry{e}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(page, []byte("<script")); n != 1 || bytes.Contains(page, []byte("<img")) || bytes.Contains(page, []byte(`"javascript:`)) {
		t.Errorf("the page has %d scripts, or an image, or a link that runs: want 1 script, no image, no such link", n)
	}
	md := string(AppendReferenceMarkdown(nil, []*catalog.Entry{e}, nil))
	if outside := regexp.MustCompile("`[^`]*`").ReplaceAllString(md, ""); strings.ContainsAny(outside, "<>") && !strings.Contains(outside, "<javascript:") {
		t.Errorf("markup in the Markdown: %s", outside)
	}
}

// TestReferenceGroups holds that no entry falls between the groups.
func TestReferenceGroups(t *testing.T) {
	c := catalog.Builtin()
	v := newReferenceView(c.Entries(), c.Providers())
	n := 0
	for _, g := range v.Groups {
		n += g.Count
		if g.ID == "all-rules" {
			t.Errorf("%d built-in entries are taken for the user's own", g.Count)
		}
	}
	if n != len(c.Entries()) || v.Count != n {
		t.Errorf("the groups have %d entries, the page says %d, want %d", n, v.Count, len(c.Entries()))
	}
}
