package catalog

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
)

// A Catalog is what is known of codes and of the words of mail systems. It
// never changes and is safe for concurrent use.
type Catalog struct {
	tables
	lib    *library
	ids    map[string]position
	index  index
	byName map[string]int
	hosts  hostTable
	byCode []int // the providers that have codes of their own
	// codeOnly are the entries without words, by provider.
	codeOnly [][]uint32
}

// Builtin gives the catalogue that is built into the package. It is read on
// the first call.
func Builtin() *Catalog { return builtin() }

var builtin = sync.OnceValue(func() *Catalog {
	return load(dataFiles, compiledFile)
})

// load gives the catalogue of the data files and, if it is of them, of the snapshot
// in compiled. The files are part of the program and a test holds them free of
// errors; what could be read is used.
func load(files fs.FS, compiled []byte) *Catalog {
	data, sum, _ := readData(files)
	if made, err := openSnapshot(compiled, sum); err == nil {
		l := newLoader()
		l.made = made
		if l.readAll(data) == nil {
			return l.catalog()
		}
	}
	l := newLoader()
	_ = l.readAll(data)
	return l.catalog()
}

// With gives a catalogue that has the entries and phrases of a rules file ahead
// of its own. The form is that of data/README.md; name is what errors call the
// file. All errors of the file come back joined, each with name, line and key.
func (c *Catalog) With(rules io.Reader, name string) (*Catalog, error) {
	b, err := io.ReadAll(io.LimitReader(rules, maxRules+1))
	if err != nil {
		return nil, fmt.Errorf("catalog: reading %s: %w", name, err)
	}
	if len(b) > maxRules {
		return nil, fmt.Errorf("catalog: %s: rules of more than %d bytes", name, maxRules)
	}
	l := c.loader()
	l.own, l.check, l.program.check = true, true, true
	if err := l.read(name, string(b)); err != nil {
		return nil, err
	}
	return l.catalog(), nil
}

// maxRules is the largest rules file, in bytes.
const maxRules = 64 << 20

// loader gives a loader that has what c holds, to read more.
func (c *Catalog) loader() *loader {
	l := newLoader()
	l.tables = c.tables.clone()
	l.lib = &library{advice: cloneMap(c.lib.advice), about: cloneMap(c.lib.about)}
	l.ids = cloneMap(c.ids)
	return l
}

// clone copies what a loader may add to.
func (t tables) clone() tables {
	t.program = program{
		nodes: slices.Clone(t.program.nodes), groups: slices.Clone(t.program.groups), alts: slices.Clone(t.program.alts),
		lits: slices.Clone(t.program.lits), known: map[string]alternative{},
	}
	t.providers = slices.Clone(t.providers)
	t.rules = slices.Clone(t.rules)
	t.phrases = slices.Clone(t.phrases)
	t.conditions = slices.Clone(t.conditions)
	t.lists = slices.Clone(t.lists)
	t.codes = t.codes.clone()
	return t
}

// catalog makes the Catalog of what was read.
func (l *loader) catalog() *Catalog {
	c := &Catalog{tables: l.tables, lib: l.lib, ids: l.ids}
	c.program = l.program.compiled()
	c.index.p = &c.program
	c.index.refs = make([]patternRef, 0, 2*(len(c.rules)+len(c.phrases)))
	c.byName = make(map[string]int, len(c.providers))
	c.hosts = newHostTable(c.providers)
	c.codeOnly = make([][]uint32, len(c.providers))
	for i := range c.providers {
		p := &c.providers[i]
		c.byName[p.Name] = i
		if len(p.codes) > 0 {
			c.byCode = append(c.byCode, i)
		}
		for k := range p.signatures {
			c.index.add(p.signatures[k], refSignature, i, 0, 0)
		}
	}
	for i := range c.rules {
		c.addRule(i)
	}
	for i := range c.phrases {
		c.addPhrase(i)
	}
	for i := range c.conditions {
		c.index.add(c.conditions[i], refCondition, i, 0, 0)
	}
	for i := range c.lists {
		for k := range c.lists[i].names {
			c.index.add(c.lists[i].names[k], refList, i, 0, 0)
		}
	}
	if l.made == nil || !c.index.restore(&l.made.filed) {
		c.index.build(c.rules)
	}
	return c
}

// addPhrase files a phrase.
func (c *Catalog) addPhrase(i int) {
	p := &c.phrases[i]
	kind, group, flags := refPhrase, categoryOrder(p.category), refFlags(0)
	switch {
	case p.weak:
		kind, group = refWeakPhrase, 0 // the longest decides, not the category
		if p.category == Greylisted {
			group = 1 // a wish to try again later says less than any other
		}
	case p.own:
		kind = refOwnPhrase
	}
	if negatable(p.category) {
		flags |= flagNegated
	}
	c.index.add(p.pattern, kind, i, group, flags)
}

// addRule files an entry under its patterns or under its provider.
func (c *Catalog) addRule(i int) {
	r := &c.rules[i]
	flags := refFlags(0)
	r.order = uint16(categoryOrder(r.category))
	if r.anywhere {
		flags |= flagAnywhere
	}
	if negatable(r.category) {
		flags |= flagNegated
	}
	for k := range r.match {
		c.index.add(r.match[k], refMatch, i, r.provider, flags)
	}
	for k := range r.tokens {
		c.index.add(r.tokens[k], refToken, i, r.provider, 0)
	}
	if len(r.match)+len(r.tokens) == 0 {
		c.codeOnly[r.provider] = append(c.codeOnly[r.provider], uint32(i))
	}
}
