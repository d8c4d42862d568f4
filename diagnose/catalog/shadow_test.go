package catalog

import "testing"

// TestExamples holds that each example selects its own entry: by the text
// alone where that can be (the provider is named), so that an entry that an
// earlier one hides fails.
func TestExamples(t *testing.T) {
	c := loadTest(t)
	for i := range c.rules {
		r := &c.rules[i]
		for _, example := range r.entry().Examples {
			m := c.Classify(c.exampleQuery(r, example))
			if m.Why.Rule != r.entry().ID {
				t.Errorf("%v: %s: the example %q selects %s (%q)", r.pos, r.entry().ID, example, m.Why.Rule, m.Why.Matched)
			}
			if m.Category != r.entry().Category {
				t.Errorf("%v: %s: the example %q is %s, want %s", r.pos, r.entry().ID, example, m.Category, r.entry().Category)
			}
		}
	}
}

// exampleQuery is the query for an example of an entry: with the first host of
// its provider where it needs one, or of that provider where nothing in a text or
// of a host tells it.
func (c *Catalog) exampleQuery(r *entryRule, example string) Query {
	q := Query{Text: example}
	if p := &c.providers[r.provider]; len(p.Hosts) > 0 {
		q.Hosts = p.Hosts[:1]
	} else if !p.anywhere && len(p.signatures) == 0 {
		q.Provider = p.Name
	}
	return q
}

// TestPhrasesReachable holds that no phrase stands twice.
func TestPhrasesReachable(t *testing.T) {
	c := loadTest(t)
	seen := map[string]position{}
	for i := range c.phrases {
		p := &c.phrases[i]
		if at, dup := seen[p.source]; dup {
			t.Errorf("%v: the phrase %q stands at %v already", p.pos, p.source, at)
		}
		seen[p.source] = p.pos
	}
}

// TestHosts holds that no two providers claim a host.
func TestHosts(t *testing.T) {
	c := loadTest(t)
	owner := map[string]string{}
	for i := range c.providers {
		for _, h := range c.providers[i].Hosts {
			if owner[h] != "" {
				t.Errorf("%s is of %s and of %s", h, owner[h], c.providers[i].Name)
			}
			owner[h] = c.providers[i].Name
		}
	}
}
