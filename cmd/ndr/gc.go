package main

import "runtime/debug"

// The garbage that is let be before it is collected, in percent of what is in
// use. The memory that a command has in use is bounded, so that it can be more
// than Go's 100: explain is done before it comes to that, analyze is the quicker
// for it.
const (
	analyzeGC = 200
	explainGC = 400
)

// relaxGC sets the percentage, unless the environment sets another one, and
// gives what undoes it.
func (a *app) relaxGC(percent int) (undo func()) {
	if a.getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
