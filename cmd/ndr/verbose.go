package main

import (
	"sync"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
)

// A lookupLog keeps what was asked of DNS for one result, for --verbose.
type lookupLog struct {
	keys map[string]string // that must not be shown

	mu      sync.Mutex
	answers []check.Answer
}

// maxLogged bounds the log of one result.
const maxLogged = 2000

// observe gives a resolver whose answers are logged.
func (l *lookupLog) observe(r check.Resolver) check.Resolver {
	return check.Observe(r, func(a check.Answer) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if len(l.answers) < maxLogged {
			l.answers = append(l.answers, a)
		}
	})
}

// take gives the log so far, which begins anew.
func (l *lookupLog) take() []render.Lookup {
	l.mu.Lock()
	answers := l.answers
	l.answers = nil
	l.mu.Unlock()
	return render.Lookups(answers, func(s string) string { return check.Redact(s, l.keys) })
}
