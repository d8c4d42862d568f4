package main

import (
	"fmt"
	"io"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// A progress is the line on standard error that counts messages, for those who
// wait: it is there only on a terminal that does not show the results too, and
// only after a while.
type progress struct {
	w     io.Writer
	n     int
	start time.Time
	next  time.Time
	shown bool
}

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
	// progressLook is how many messages pass between looks at the clock.
	progressLook = 16
)

// newProgress gives a progress that shows nothing where it should not.
func newProgress(a *app) *progress {
	p := &progress{start: time.Now()}
	if term.IsTerminal(a.stderr) && !term.IsTerminal(a.stdout) {
		p.w = a.stderr
	}
	p.next = p.start.Add(progressAfter)
	return p
}

// count notes one more message.
func (p *progress) count() {
	p.n++
	if p.w == nil || p.n%progressLook != 0 {
		return
	}
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next = now.Add(progressEvery)
	p.shown = true
	rate := float64(p.n) / now.Sub(p.start).Seconds()
	fmt.Fprintf(p.w, "\r\x1b[K%d messages, %.0f a second", p.n, rate)
}

// clear takes the line away, so that another can be written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// end leaves the last count on the screen.
func (p *progress) end() {
	if p.shown {
		fmt.Fprintf(p.w, "\r\x1b[K%d messages in %s\n", p.n, time.Since(p.start).Round(time.Millisecond))
	}
}
