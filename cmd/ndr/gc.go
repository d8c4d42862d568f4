package main

import "runtime/debug"

// analyzeGC is the garbage that is let be before it is collected, in percent of
// what is in use: of a program that runs for one job and whose memory in use is
// bounded, more than Go's 100.
const analyzeGC = 200

// relaxGC sets analyzeGC, unless the environment sets another percentage, and
// gives what undoes it.
func (a *app) relaxGC() (undo func()) {
	if a.getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(analyzeGC)
	return func() { debug.SetGCPercent(before) }
}
