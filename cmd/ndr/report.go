package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/spf13/cobra"
)

type reportOptions struct {
	output
	storeFlags
}

func newReport(a *app) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Sum up the bounces in the store",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), a)
		},
	}
	o.output.add(cmd, "json")
	o.storeFlags.add(cmd)
	cmd.Flags().SortFlags = false
	return cmd
}

// reportJSON is the report as programs read it.
type reportJSON struct {
	Schema     string           `json:"schema"`
	Messages   int64            `json:"messages"`
	Events     int64            `json:"events"`
	ByKind     map[string]int64 `json:"by_kind"`
	ByCategory map[string]int64 `json:"by_category"`
	ByProvider map[string]int64 `json:"by_provider"`
	ByDomain   map[string]int64 `json:"by_domain"`
	ByCause    map[string]int64 `json:"by_cause"`
	ByDay      map[string]int64 `json:"by_day"`
}

func (o *reportOptions) run(ctx context.Context, a *app) error {
	st, err := o.storeFlags.open(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	r, err := st.Report(ctx, store.Span{})
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(reportJSON{
		"ndr-report/1", r.Messages, r.Events, r.ByKind, r.ByCategory, r.ByProvider, r.ByDomain, r.ByCause, r.ByDay,
	}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s\n", b)
	return err
}
