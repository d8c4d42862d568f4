package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckTLSRPT(a *app) *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use:     "tls-rpt DOMAIN",
		Short:   "Look at where a domain wants reports on failed TLS",
		Example: `  ndr check tls-rpt example.net`,
		Args:    oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			domain, err := needDomain(args)
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.TLSRPT(ctx, r, check.TLSRPTQuery{Domain: domain})
			})
		},
	}
	o.add(cmd)
	return cmd
}
