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
		targets, err := targetsOf(chk, c)
		if err != nil && len(runs) < maxRuns {
			runs = append(runs, func() check.Result { return failed(chk, "", err) })
		}
		for _, t := range targets {
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

// targetsOf asks a check for its targets. The error is a panic, which a check from
// elsewhere may have.
func targetsOf(chk Check, c *Case) (list []Target, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return chk.Targets(c), nil
}

// guarded runs a check; one that panics, which a check from elsewhere may, is
// unknown and does not take the others with it. What such a check left out of
// its result is filled in.
func guarded(ctx context.Context, r check.Resolver, chk Check, t Target) (res check.Result) {
	defer func() {
		if p := recover(); p != nil {
			res = failed(chk, t.Domain, fmt.Errorf("%v", p))
		}
	}()
	res = chk.Run(ctx, r, t)
	if res.Check == "" {
		res.Check = chk.Name()
	}
	if res.Status == "" {
		res.Status = check.Unknown
	}
	return res
}

// failed is the result of a check that panicked.
func failed(chk Check, target string, err error) check.Result {
	return check.Result{Check: chk.Name(), Target: target, Status: check.Unknown, Findings: []check.Finding{
		{Severity: check.Unknown, ID: "check-panic", Text: fmt.Sprintf("the check failed: %v", err), Position: -1},
	}}
}
