package catalog

import (
	"fmt"
	"slices"
)

// readAbout reads an "About:" stanza: what a category means.
func (l *loader) readAbout(s *stanza) error {
	e := &Entry{}
	seen := l.seen[:0]
	for _, f := range s.fields {
		err := seen.add(f.key)
		switch {
		case err != nil:
		case f.key == "About":
			e.ID = "category/" + f.value
			e.Category = Category(f.value)
			err = validCategory(f.value)
		default:
			var known bool
			if known, err = l.lib.entryText(e, f); !known {
				err = unknownTextKey(f.key, "About")
			}
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	if _, dup := l.lib.about[e.Category]; dup {
		return s.errAt(s.fields[0], "stands twice")
	}
	if e.Name == "" || e.Meaning == "" || e.Permanence == "" || len(e.Fix) == 0 {
		return s.errAt(s.fields[0], "needs Name, Meaning, Permanence and Fix")
	}
	e.Suppress = aboutAddress(e.Category) && e.Permanence == Permanent
	l.lib.about[e.Category] = e
	return nil
}

// applyAbout fills in what an entry leaves to its category.
func (lib *library) applyAbout(e *Entry, seen keySet) error {
	about, ok := lib.about[e.Category]
	if !ok {
		return fmt.Errorf("categories.txt says nothing about %q", e.Category)
	}
	if e.Permanence == "" {
		e.Permanence = about.Permanence
	}
	if len(e.Causes) == 0 {
		e.Causes = slices.Clip(about.Causes)
	}
	if len(e.Fix) == 0 {
		e.Fix = slices.Clip(about.Fix)
	}
	if e.Who == "" {
		e.Who = about.Who
	}
	if e.Checks == nil {
		e.Checks = slices.Clip(about.Checks)
	}
	switch {
	case !seen.has("Suppress"):
		e.Suppress = aboutAddress(e.Category) && e.Permanence == Permanent
	case e.Suppress && !aboutAddress(e.Category):
		return fmt.Errorf("entry %q: Suppress: yes is for the categories about the address only", e.ID)
	case e.Suppress && e.Permanence == Temporary:
		return fmt.Errorf("entry %q: Suppress: yes contradicts a temporary failure", e.ID)
	}
	return nil
}
