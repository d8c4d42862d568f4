package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

// checkOptions are what all checks share.
type checkOptions struct {
	output
	lookups
	keys map[string]string // of blocklists, not to be shown
}

// checkNames are the checks that there are.
const checkNames = "mx, spf, dkim, dmarc, dnsbl, ptr, smtp, mta-sts, tls-rpt, dane or all"

func newCheck(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check CHECK [TARGET]",
		Short: "Run one check by hand: mx, spf, dkim, dmarc, dnsbl, ptr, smtp, ...",
		Long: `check runs one of the checks that analyze makes use of.

Exit status: 0 in order; 1 something is wrong (a finding of severity fail), or
an input could not be read; 2 wrong usage; 3 could not be determined.`,
		Example: `  ndr check mx example.net
  ndr check spf example.com --ip 192.0.2.10
  ndr check dkim example.com --selector s1
  ndr check dmarc --message bounce.eml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name a check: %s", checkNames)
			}
			return commandNames(cmd, args)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newCheckMX(a), newCheckSPF(a), newCheckDKIM(a), newCheckDMARC(a), newCheckDNSBL(a), newCheckPTR(a),
		newCheckSMTP(a), newCheckMTASTS(a), newCheckTLSRPT(a), newCheckDANE(a), newCheckAll(a))
	for _, sub := range cmd.Commands() {
		sub.DisableFlagsInUseLine = true
	}
	return cmd
}

// add adds the shared flags, behind those of the check.
func (o *checkOptions) add(cmd *cobra.Command) {
	o.output.add(cmd, "text", "json", "ndjson")
	o.lookups.add(cmd, "the check")
	o.addVerbose(cmd)
	cmd.Flags().SortFlags = false
}

// run runs checks one after the other, prints each result, and gives the exit
// status of the worst.
func (o *checkOptions) run(ctx context.Context, a *app, checks ...func(context.Context, check.Resolver) check.Result) error {
	r, err := o.resolver()
	if err != nil {
		return err
	}
	var log *lookupLog
	if o.verbose {
		log = &lookupLog{keys: o.keys}
		r = log.observe(r)
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	status := statusDone
	for i, f := range checks {
		result := f(ctx, r)
		if err := o.print(a, i, &result, log); err != nil {
			return err
		}
		switch {
		case result.Status == check.Fail || failed(result.Findings):
			status = statusFail
		case result.Status == check.Unknown && status == statusDone:
			status = statusUnknown
		}
	}
	if status != statusDone {
		return statusError(status)
	}
	return nil
}

func (o *checkOptions) print(a *app, i int, r *check.Result, log *lookupLog) error {
	var b []byte
	var list []render.Lookup
	if log != nil {
		list = log.take()
	}
	switch o.format.value {
	case "json", "ndjson":
		var err error
		if b, err = render.AppendCheckJSON(nil, r, list, o.format.value == "json"); err != nil {
			return err
		}
	default:
		if i > 0 {
			b = append(b, '\n')
		}
		t := render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)}
		b = t.AppendLookups(t.AppendCheck(b, r), list)
	}
	_, err := a.stdout.Write(b)
	return err
}

func failed(findings []check.Finding) bool {
	for _, f := range findings {
		if f.Severity == check.Fail {
			return true
		}
	}
	return false
}

// oneTarget allows one argument at the most.
func oneTarget(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("%q takes one TARGET, got %d", cmd.CommandPath(), len(args))
	}
	return nil
}
