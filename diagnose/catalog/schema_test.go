package catalog

import (
	"net/url"
	"strings"
	"testing"
)

// loadTest reads the built-in data. Errors in it are the business of
// TestSchema; the other tests go on with what could be read.
func loadTest(t testing.TB) *Catalog {
	t.Helper()
	l := newLoader()
	if err := l.readFS(dataFiles); err != nil {
		t.Log("the data has errors, see TestSchema")
	}
	return l.catalog()
}

func TestSchema(t *testing.T) {
	l := newLoader()
	l.check, l.program.check = true, true
	if err := l.readFS(dataFiles); err != nil {
		t.Errorf("the data has errors:\n%v", err)
	}
	c := l.catalog()
	for _, cat := range Categories() {
		if c.lib.about[cat] == nil {
			t.Errorf("categories.txt says nothing about %q", cat)
		}
	}
	for i := range c.rules {
		checkEntry(t, c, &c.rules[i])
	}
	for i := range c.providers {
		p := &c.providers[i]
		if _, known := c.byName[p.within]; p.within != "" && !known {
			t.Errorf("%v: Within: there is no provider %q", p.pos, p.within)
		}
	}
}

// checkEntry holds what the loader leaves open to users' own rules.
func checkEntry(t *testing.T, c *Catalog, r *entryRule) {
	t.Helper()
	e, p := r.entry(), &c.providers[r.provider]
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%v: %s: "+format, append([]any{r.pos, e.ID}, args...)...)
	}
	switch {
	case e.Provider == "":
		bad("a built-in entry needs a Provider")
	case len(e.Examples) == 0:
		bad("Example is missing")
	case e.Source == "":
		bad("Source is missing here and at the provider")
	case len(e.Name) > 60 || strings.HasSuffix(e.Name, "."):
		bad("Name has more than 60 characters or a full stop")
	}
	if !strings.HasSuffix(e.Meaning, ".") {
		bad("Meaning is no sentence: %q", e.Meaning)
	}
	for _, text := range e.Fix {
		if !strings.HasSuffix(text, ".") {
			bad("Fix is no sentence: %q", text)
		}
	}
	for _, text := range e.Causes {
		if strings.HasSuffix(text, ".") {
			bad("Cause has a full stop: %q", text)
		}
	}
	if e.Link != "" && !linkOf(p, e.Link) {
		bad("Link %q is not https or its host is not among Hosts or Sites of %q", e.Link, p.Name)
	}
	if len(r.match)+len(r.tokens) == 0 && !r.weak && broad(r.codes) {
		bad("has only a broad Code, so it has to be weak")
	}
}

// broad reports whether codes say next to nothing by themselves.
func broad(codes []codeCond) bool {
	for _, c := range codes {
		if !c.status || c.subject == 7 && c.detailMin <= 1 || c.subject == 0 {
			return true
		}
	}
	return false
}

// linkOf reports whether a link is https and leads to a host of the provider.
func linkOf(p *provider, link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" {
		return false
	}
	for _, list := range [][]string{p.Hosts, p.Sites} {
		for _, h := range list {
			if u.Hostname() == h || strings.HasSuffix(u.Hostname(), "."+h) {
				return true
			}
		}
	}
	return false
}
