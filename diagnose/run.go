package diagnose

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/seed-d13f741b/ndr/check"
)

// results are those of one diagnosis, in the order of the plan.
type results struct {
	list  []check.Result
	index map[subject]int
}

// A subject is one target of one check.
type subject struct {
	check  string
	target Target
}

// get gives the result of a check on a target, or nil where it was not run.
func (rs *results) get(name string, t Target) *check.Result {
	if i, ok := rs.index[subject{name, t}]; ok {
		return &rs.list[i]
	}
	return nil
}

// CheckNames gives the names of the built-in checks, which a check of another's
// should not have.
func CheckNames() []string {
	var names []string
	for _, c := range append(builtin(check.DNSBLQuery{}), transport(&check.Prober{})...) {
		if !slices.Contains(names, c.Name()) {
			names = append(names, c.Name())
		}
	}
	return names
}

// maxRuns bounds the checks of one report: a report may name many domains.
const maxRuns = 100

// run asks each check for its targets and runs them all at once; equal ones
// once.
func run(ctx context.Context, r check.Resolver, c *Case, checks []Check) results {
	rs := results{index: make(map[subject]int)}
	var runs []func() check.Result
	for _, chk := range checks {
		for _, t := range chk.Targets(c) {
			s := subject{chk.Name(), t}
			if _, planned := rs.index[s]; planned || len(runs) >= maxRuns {
				continue
			}
			rs.index[s] = len(runs)
			runs = append(runs, func() check.Result { return guarded(ctx, r, chk, t) })
		}
	}
	rs.list = make([]check.Result, len(runs))
	var wg sync.WaitGroup
	for i, f := range runs {
		wg.Go(func() { rs.list[i] = f() })
	}
	wg.Wait()
	return rs
}

// guarded runs a check; one that panics, which a check from elsewhere may, is
// unknown and does not take the others with it.
func guarded(ctx context.Context, r check.Resolver, chk Check, t Target) (res check.Result) {
	defer func() {
		if p := recover(); p != nil {
			res = check.Result{Check: chk.Name(), Target: t.Domain, Status: check.Unknown, Findings: []check.Finding{
				{Severity: check.Unknown, ID: "check-panic", Text: fmt.Sprintf("the check failed: %v", p), Position: -1},
			}}
		}
	}()
	return chk.Run(ctx, r, t)
}
