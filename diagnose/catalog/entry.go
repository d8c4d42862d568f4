package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// An entryRule is an entry with its conditions.
type entryRule struct {
	entry     *Entry
	provider  int // index into Catalog.providers, or -1
	codes     []codeCond
	match     []pattern
	tokens    []pattern
	nots      []pattern
	weak      bool
	otherwise bool // applies where nothing else does
	keep      bool // never give up the address: "Suppress: no"
	// permanence is what the entry itself says, over the code's class.
	permanence Permanence
	anywhere   bool
	own        bool // of the user's rules file
	pos        position
}

// A position is where in the data something stands.
type position struct {
	file string
	line int
}

func (p position) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// readEntry reads an "Id:" stanza.
func (l *loader) readEntry(s *stanza) error {
	prov := &l.providers[l.provider]
	r := entryRule{provider: l.provider, anywhere: prov.anywhere, own: l.own, pos: position{s.file, s.fields[0].line}}
	e := &Entry{Provider: prov.Name, Link: prov.link, Source: prov.source}
	seen := l.seen[:0]
	for _, f := range s.fields {
		if err := seen.add(f.key); err != nil {
			return s.errAt(f, "%w", err)
		}
		known, err := l.entryText(e, f)
		if !known && err == nil {
			err = r.condition(e, f, &l.program)
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	r.entry = e
	if err := l.finishEntry(&r, seen); err != nil {
		return s.errAt(s.fields[0], "%w", err)
	}
	return nil
}

// condition reads the keys that say when an entry applies.
func (r *entryRule) condition(e *Entry, f field, p *program) (err error) {
	switch f.key {
	case "Id":
		if !validName(f.value) {
			return fmt.Errorf("want letters, digits, dots, hyphens and underscores, got %q", f.value)
		}
		e.ID = f.value
	case "Code":
		r.codes, err = appendCodes(r.codes, f.value)
		if e.Code == "" {
			e.Code, _, _ = strings.Cut(f.value, ",")
		}
	case "Match":
		r.match, err = p.append(r.match, f.value)
	case "Token":
		e.Tokens = append(e.Tokens, f.value)
		r.tokens, err = p.append(r.tokens, f.value)
		rawLast(r.tokens)
	case "Not":
		r.nots, err = p.append(r.nots, f.value)
	case "Weak":
		r.weak, err = parseYes(f.value)
	case "Anywhere":
		r.anywhere, err = parseYes(f.value)
	case "Otherwise":
		r.otherwise, err = parseYes(f.value)
	default:
		return errors.New("unknown key; data/README.md lists those of an entry")
	}
	return err
}

// entryText reads the keys that explain, which entries, codes and categories
// share; it reports whether the key is one of them.
func (l *loader) entryText(e *Entry, f field) (known bool, err error) {
	switch f.key {
	case "Name":
		e.Name = f.value
	case "Meaning":
		e.Meaning = f.value
	case "Cause":
		e.Causes = append(e.Causes, f.value)
	case "Fix":
		e.Fix = append(e.Fix, f.value)
		if strings.HasPrefix(f.value, "@") {
			e.Fix[len(e.Fix)-1], err = l.adviceText(f.value[1:])
		}
	case "Who":
		e.Who = f.value
		err = oneOf(f.value, actors)
	case "Checks":
		e.Checks, err = parseChecks(f.value)
	case "Category":
		e.Category = Category(f.value)
		err = validCategory(f.value)
	case "Permanence":
		e.Permanence = Permanence(f.value)
		err = oneOf(f.value, permanences)
	case "Suppress":
		e.Suppress, err = parseYes(f.value)
	case "Example":
		e.Examples = append(e.Examples, f.value)
	case "Link":
		e.Link = f.value
	case "Source":
		e.Source = f.value
	case "Note":
		e.Note = f.value
	case "Unconfirmed":
		e.Unconfirmed, err = parseYes(f.value)
	default:
		return false, nil
	}
	if f.value == "" {
		err = errors.New("is empty")
	}
	return true, err
}

// finishEntry checks what no single key can tell, fills in what the category
// says, and adds the entry.
func (l *loader) finishEntry(r *entryRule, seen keySet) error {
	e := r.entry
	switch {
	case e.Name == "" || e.Meaning == "" || e.Category == "":
		return fmt.Errorf("entry %q needs Name, Meaning and Category", e.ID)
	case len(r.codes)+len(r.match)+len(r.tokens) == 0 && !r.otherwise:
		return fmt.Errorf("entry %q needs Code, Match or Token, else it can never apply", e.ID)
	}
	if e.Provider != "" {
		e.ID = e.Provider + "/" + e.ID
	} else {
		e.ID = "rules/" + e.ID
	}
	if at, dup := l.ids[e.ID]; dup {
		return fmt.Errorf("entry %q stands at %s already", e.ID, at)
	}
	l.ids[e.ID] = r.pos
	if e.Code == "" && len(e.Tokens) > 0 && !strings.ContainsAny(e.Tokens[0], "*#+{") {
		e.Code = e.Tokens[0]
	}
	r.permanence, r.keep = e.Permanence, seen.has("Suppress") && !e.Suppress
	if e.Permanence == "" {
		e.Permanence = codesPermanence(r.codes)
	}
	if err := l.applyAbout(e, seen); err != nil {
		return err
	}
	l.rules = append(l.rules, *r)
	return nil
}
