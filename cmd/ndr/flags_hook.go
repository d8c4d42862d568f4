package main

import (
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/hook"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/spf13/cobra"
)

// hooks are the flags for programs from outside that take part in a diagnosis.
type hooks struct {
	commands []string
	timeout  time.Duration
}

func (h *hooks) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&h.commands, "hook", nil, "also run a program, as `NAME=COMMAND`, that gets the report as JSON and\nanswers findings; may be given several times (see docs/hooks.md)")
	f.DurationVar(&h.timeout, "hook-timeout", 5*time.Second, "how long one run of a hook may take, a `DURATION`")
}

// checks gives the hooks in the order of the flags. All of them together run at
// most so many programs at once as twice the processors.
func (h *hooks) checks() ([]diagnose.Check, error) {
	if h.timeout <= 0 {
		return nil, usagef("--hook-timeout must be more than 0")
	}
	slots := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
	names := diagnose.CheckNames()
	var checks []diagnose.Check
	for _, s := range h.commands {
		one, err := hook.Parse(s)
		if err != nil {
			return nil, usagef("--hook %s", strings.TrimPrefix(err.Error(), "hook: "))
		}
		if slices.Contains(names, one.Name()) {
			return nil, usagef("--hook: %s is the name of another check", one.Name())
		}
		names = append(names, one.Name())
		one.Timeout, one.Slots = h.timeout, slots
		checks = append(checks, one)
	}
	return checks, nil
}
