package catalog

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// An entryRule is what decides by an entry: its conditions and its outcome.
// The entry itself, which explains, is read when it is first asked for.
type entryRule struct {
	lazy      *lazyEntry
	provider  int // index into tables.providers
	codes     []codeCond
	nots      []pattern
	weak      bool
	anywhere  bool
	otherwise bool // applies where nothing else does
	keep      bool // never give up the address: "Suppress: no"
	shared    bool // others say the same words: they name no provider
	own       bool // of the user's rules file
	category  Category
	order     uint16 // categoryOrder of it
	// permanence is what the entry itself says, over the code's class.
	permanence Permanence
	match      []pattern
	tokens     []pattern
	pos        position
}

// entry gives the entry.
func (r *entryRule) entry() *Entry { return r.lazy.get() }

// A position is where in the data something stands.
type position struct {
	file string
	line int
}

func (p position) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// A lazyEntry is an entry that is parsed on demand: most entries are never
// asked for, and their text is most of the data.
type lazyEntry struct {
	once     sync.Once
	entry    *Entry
	lib      *library
	provider string
	link     string
	source   string
	pos      position
	text     string // the stanza
}

// get gives the entry. Its stanza is part of the program, or was parsed before
// it was accepted; an error cannot occur here.
func (z *lazyEntry) get() *Entry {
	z.once.Do(func() {
		if z.entry == nil {
			z.entry, _ = z.parse()
		}
	})
	return z.entry
}

// parse parses the stanza.
func (z *lazyEntry) parse() (*Entry, error) {
	r := newStanzaReader(z.pos.file, z.text)
	r.line = z.pos.line - 1
	s, _, err := r.next()
	if err != nil {
		return nil, err
	}
	return z.lib.parseEntry(s, z)
}

// readEntry reads an "Id:" stanza: what decides; all of it where the data is
// not known to be good.
func (l *loader) readEntry(s *stanza) error {
	prov := &l.providers[l.provider]
	r := entryRule{provider: l.provider, anywhere: prov.anywhere, own: l.own, pos: position{s.file, s.fields[0].line}}
	r.lazy = &lazyEntry{lib: l.lib, provider: prov.Name, link: prov.link, source: prov.source, pos: r.pos, text: s.text}
	for _, f := range s.fields {
		if err := r.condition(f, &l.program); err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	if l.check {
		e, err := l.lib.parseEntry(s, r.lazy)
		if err != nil {
			return err
		}
		if at, dup := l.ids[e.ID]; dup {
			return s.errAt(s.fields[0], "entry %q stands at %s already", e.ID, at)
		}
		l.ids[e.ID] = r.pos
		r.lazy.entry = e
	}
	if len(r.codes)+len(r.match)+len(r.tokens) == 0 && !r.otherwise {
		return s.errAt(s.fields[0], "entry %q needs Code, Match or Token, else it can never apply", s.fields[0].value)
	}
	l.rules = append(l.rules, r)
	return nil
}

// condition reads the keys that decide; others are passed over.
func (r *entryRule) condition(f field, p *program) (err error) {
	switch f.key {
	case "Code":
		r.codes, err = appendCodes(r.codes, f.value)
	case "Match":
		r.match, err = p.append(r.match, f.value)
	case "Token":
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
	case "Shared":
		r.shared, err = parseYes(f.value)
	case "Category":
		r.category = Category(f.value)
	case "Permanence":
		r.permanence = Permanence(f.value)
	case "Suppress":
		r.keep = f.value == "no"
	}
	return err
}

// A library is what entries refer to: shared sentences and what categories
// mean.
type library struct {
	advice map[string]string
	about  map[Category]*Entry
}

// parseEntry parses and checks all of an "Id:" stanza.
func (lib *library) parseEntry(s *stanza, z *lazyEntry) (*Entry, error) {
	e := &Entry{Provider: z.provider, Link: z.link, Source: z.source}
	seen := make(keySet, 0, 20)
	var codes []codeCond
	for _, f := range s.fields {
		err := seen.add(f.key)
		if err == nil {
			err = lib.entryField(e, f, &codes)
		}
		if err != nil {
			return nil, s.errAt(f, "%w", err)
		}
	}
	if err := lib.finishEntry(e, codes, seen); err != nil {
		return nil, s.errAt(s.fields[0], "%w", err)
	}
	return e, nil
}

// entryField takes one field of an entry.
func (lib *library) entryField(e *Entry, f field, codes *[]codeCond) (err error) {
	switch f.key {
	case "Id":
		if e.ID = f.value; !validName(f.value) {
			err = fmt.Errorf("want letters, digits, dots, hyphens and underscores, got %q", f.value)
		}
	case "Code":
		*codes, err = appendCodes(*codes, f.value)
		if e.Code == "" {
			e.Code, _, _ = strings.Cut(f.value, ",")
		}
	case "Token":
		e.Tokens = append(e.Tokens, strings.ReplaceAll(f.value, `\`, ""))
	case "Match", "Not":
	case "Weak", "Anywhere", "Otherwise", "Shared":
		_, err = parseYes(f.value)
	default:
		var known bool
		if known, err = lib.entryText(e, f); !known {
			err = unknownTextKey(f.key, "Id", "Code", "Match", "Token", "Not", "Weak", "Anywhere", "Otherwise", "Shared")
		}
	}
	return err
}

// entryText reads the keys that explain, which entries, codes and categories
// share; it reports whether the key is one of them.
func (lib *library) entryText(e *Entry, f field) (known bool, err error) {
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
			e.Fix[len(e.Fix)-1], err = lib.adviceText(f.value[1:])
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

// finishEntry checks what no single key can tell, and fills in what the codes
// and the category say.
func (lib *library) finishEntry(e *Entry, codes []codeCond, seen keySet) error {
	if e.Name == "" || e.Meaning == "" || e.Category == "" {
		return fmt.Errorf("entry %q needs Name, Meaning and Category", e.ID)
	}
	if e.Provider != "" {
		e.ID = e.Provider + "/" + e.ID
	} else {
		e.ID = "rules/" + e.ID
	}
	if e.Code == "" && len(e.Tokens) > 0 && !strings.ContainsAny(e.Tokens[0], "*#+{~%^") {
		e.Code = e.Tokens[0]
	}
	if e.Permanence == "" {
		e.Permanence = codesPermanence(codes)
	}
	return lib.applyAbout(e, seen)
}
