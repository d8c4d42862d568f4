package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckMX(a *app) *cobra.Command {
	o := &checkOptions{}
	remote := ""
	cmd := &cobra.Command{
		Use:     "mx DOMAIN",
		Short:   "Find the hosts that take mail for a domain",
		Example: `  ndr check mx example.net`,
		Args:    oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			domain, err := domainArg(args)
			if err != nil {
				return err
			}
			if domain == "" {
				return usagef("name the DOMAIN, or an address in it")
			}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.MX(ctx, r, check.MXQuery{Domain: domain, Remote: remote, Advice: true})
			})
		},
	}
	cmd.Flags().StringVar(&remote, "remote", "", "compare with the mail `HOST` that a bounce names, or its address")
	o.add(cmd)
	return cmd
}
