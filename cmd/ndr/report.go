package main

import (
	"context"
	"fmt"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/spf13/cobra"
)

type reportOptions struct {
	output
	storeFlags
	since, until when
	top          int
}

func newReport(a *app) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Sum up the bounces in the store",
		Long: `report counts the bounces in the store: by category, cause, provider, domain and
day, with the trend, and the fixes that would have cleared the most of them.
Messages are counted by their kind; all else counts events, which are what
happened to one recipient of one message, however often it was reported.`,
		Example: `  ndr report
  ndr report --since 30d --format html > bounces.html
  ndr report --format json | jq .by_category`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), a)
		},
	}
	o.output.add(cmd, "text", "json", "csv", "html")
	f := cmd.Flags()
	f.Var(&o.since, "since", "only what bounced since then: a day or a time, of UTC, or how long ago (30d)")
	f.Var(&o.until, "until", "only what bounced before then")
	f.IntVar(&o.top, "top", 5, "show the `N` fixes that would have cleared the most")
	o.storeFlags.add(cmd)
	f.SortFlags = false
	return cmd
}

// noArgs refuses arguments in the words of this program.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments: %q is too much", cmd.Name(), args[0])
	}
	return nil
}

func (o *reportOptions) run(ctx context.Context, a *app) error {
	st, _, err := o.storeFlags.read(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	s, err := summary(ctx, st, store.Span{Since: o.since.Time, Until: o.until.Time}, o.top)
	if err != nil {
		return err
	}
	var out []byte
	switch o.format.value {
	case "json":
		out, err = s.AppendJSON(nil)
	case "csv":
		out = s.AppendCSV(nil)
	case "html":
		out, err = s.AppendHTML(nil, "ndr "+version())
	default:
		out = render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)}.AppendSummary(nil, s)
	}
	if err != nil {
		return err
	}
	if _, err := a.stdout.Write(out); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// summary takes the counts out of the store.
func summary(ctx context.Context, st *store.Store, span store.Span, top int) (*render.Summary, error) {
	r, err := st.Report(ctx, span)
	if err != nil {
		return nil, err
	}
	s := &render.Summary{
		Messages: r.Messages, Events: r.Events, ByKind: r.ByKind, ByCategory: r.ByCategory, ByProvider: r.ByProvider,
		ByDomain: r.ByDomain, ByCause: r.ByCause, ByDay: r.ByDay, Daily: r.Daily,
	}
	remedies, err := st.Remedies(ctx, span, max(top, 0))
	if err != nil {
		return nil, err
	}
	for _, m := range remedies {
		s.Remedies = append(s.Remedies, render.Remedy{Cause: m.Cause, Who: m.Who, Text: m.Text, Record: m.Record, Events: m.Events})
	}
	return s, nil
}
