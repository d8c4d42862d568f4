package hook

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/program"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// Schema is the version of what a hook reads and writes: keys are added within
// a version, never renamed or taken away.
const Schema = "ndr-hook/1"

// maxOutput bounds what a program may write.
const maxOutput = 256 << 10

// A Hook is a program as a diagnose.Check: it runs once for each report that
// has recipients, with all of it. It is safe for concurrent use.
type Hook struct {
	name    string
	program *program.Program
	// Timeout bounds one run, 0 for 5 seconds; the diagnosis has its own bound
	// beside it.
	Timeout time.Duration
	// Slots, where it is not nil, bounds how many programs run at once: each
	// run puts one value into it and takes it out again.
	Slots chan struct{}
}

// Name is the name that the hook's results have.
func (h *Hook) Name() string { return h.name }

// Targets gives the report as a whole.
func (h *Hook) Targets(c *diagnose.Case) []diagnose.Target {
	if len(c.Report.Recipients) == 0 {
		return nil
	}
	return []diagnose.Target{{Case: c}}
}

// Run runs the program on the report of t. It does not use r: the program has
// its own means.
func (h *Hook) Run(ctx context.Context, _ check.Resolver, t diagnose.Target) check.Result {
	start := time.Now()
	res := h.result(ctx, t.Case)
	res.Check = h.name
	res.Duration = time.Since(start)
	return res
}

func (h *Hook) result(ctx context.Context, c *diagnose.Case) check.Result {
	if c == nil {
		return trouble("hook-not-run", "there is no report to run the hook on")
	}
	if h.Slots != nil {
		select {
		case h.Slots <- struct{}{}:
			defer func() { <-h.Slots }()
		case <-ctx.Done():
			return trouble("hook-timeout", "the time for the diagnosis was over before the program could run")
		}
	}
	timeout := h.Timeout
	if timeout <= 0 {
		timeout = 5 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out := h.program.Run(ctx, program.Environment("NDR_HOOK="+Schema), request(h.name, c), maxOutput)
	switch {
	case out.Flooded:
		return trouble("hook-too-much", fmt.Sprintf("the program wrote more than %d bytes and was stopped", maxOutput))
	case ctx.Err() != nil && out.Err != nil:
		return trouble("hook-timeout", "the program did not end in time and was stopped")
	case out.Err != nil:
		return trouble("hook-failed", "the program failed: "+out.Err.Error()+out.Remark())
	}
	return parse(out.Stdout)
}

// trouble is the result where a hook gave none.
func trouble(id, text string) check.Result {
	return check.Result{Status: check.Unknown, Findings: []check.Finding{{Severity: check.Unknown, ID: id, Text: text, Position: -1}}}
}

// request is what the program reads: the report as `ndr analyze --format json`
// has it, before there are verdicts and checks.
func request(name string, c *diagnose.Case) []byte {
	var doc render.Document
	doc.Fill("", &diagnose.Diagnosis{Case: *c})
	b := fmt.Appendf(nil, `{"schema":%q,"hook":%q,"report":`, Schema, name)
	return append(doc.AppendJSON(b, false), "}\n"...)
}
