package catalog

import "sync"

// A Catalog is what is known of codes and of the words of mail systems. It is
// immutable and safe for concurrent use.
type Catalog struct {
	tables
	advice map[string]string
	ids    map[string]position
}

// Builtin gives the catalogue that is built into the package. It is read on
// the first call.
func Builtin() *Catalog { return builtin() }

var builtin = sync.OnceValue(func() *Catalog {
	l := newLoader()
	if err := l.readFS(dataFiles); err != nil {
		// The data is part of the program; a test holds it free of errors.
		// Whatever could be read is used.
		_ = err
	}
	return l.catalog()
})

// catalog makes the Catalog of what was read.
func (l *loader) catalog() *Catalog {
	return &Catalog{tables: l.tables, advice: l.advice, ids: l.ids}
}
