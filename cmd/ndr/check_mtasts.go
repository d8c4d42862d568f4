package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckMTASTS(a *app) *cobra.Command {
	o := &checkOptions{}
	p := &probing{}
	certificates := false
	cmd := &cobra.Command{
		Use:   "mta-sts DOMAIN",
		Short: "Look at the MTA-STS policy of a domain, and its mail hosts by it",
		Long: `mta-sts reads the record that announces an MTA-STS policy, fetches the policy
over HTTPS as senders do, and holds the domain's mail hosts against it. With
--zone the policy is fetched only if --probe asks for it.`,
		Example: `  ndr check mta-sts example.net
  ndr check mta-sts example.net --certificates`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			domain, err := needDomain(args)
			if err != nil {
				return err
			}
			q := check.MTASTSQuery{Domain: domain, Prober: p.unlessZone(cmd, o.zone), Certificates: certificates}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.MTASTS(ctx, r, q)
			})
		},
	}
	cmd.Flags().BoolVar(&p.probe, "probe", true, "fetch the policy; --probe=false looks at DNS alone")
	cmd.Flags().BoolVar(&certificates, "certificates", false, "also connect to the mail hosts, whose certificates the policy is about")
	cmd.Flags().BoolVar(&p.allowPrivate, "allow-private", false, "also connect to private, loopback and other special addresses")
	o.add(cmd)
	patient(cmd, &o.lookups)
	return cmd
}

// needDomain gives the domain that args name.
func needDomain(args []string) (string, error) {
	domain, err := domainArg(args)
	if err == nil && domain == "" {
		err = usagef("name the DOMAIN, or an address in it")
	}
	return domain, err
}
