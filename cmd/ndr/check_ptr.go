package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckPTR(a *app) *cobra.Command {
	o := &checkOptions{}
	helo := ""
	cmd := &cobra.Command{
		Use:     "ptr IP",
		Short:   "Look at the reverse DNS of a sending host",
		Example: `  ndr check ptr 192.0.2.10 --helo out.example.com`,
		Args:    oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the IP address of the sending host")
			}
			ip, err := parseIP(args[0])
			if err != nil {
				return usagef("%q is not an IP address", args[0])
			}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.PTR(ctx, r, check.PTRQuery{IP: ip, HELO: helo})
			})
		},
	}
	cmd.Flags().StringVar(&helo, "helo", "", "the `NAME` that the host gives in HELO or EHLO")
	o.add(cmd)
	return cmd
}
