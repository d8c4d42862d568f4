package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckDANE(a *app) *cobra.Command {
	o := &checkOptions{}
	p := &probing{}
	cmd := &cobra.Command{
		Use:   "dane TARGET",
		Short: "Look at the TLSA records of mail hosts, and their certificates by them",
		Long: `dane reads the TLSA records of the mail hosts of a domain, or of one HOST:PORT,
and holds the certificates that the servers have now against them. Records count
only where DNSSEC proves them, which a resolver on this machine or one named
with tls:// can tell. With --zone the servers are connected to only if --probe
asks for it.`,
		Example: `  ndr check dane example.net
  ndr check dane mx.example.net:25
  ndr check dane example.net --probe=false`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the DOMAIN, or a HOST:PORT")
			}
			t, err := parseTarget(args[0])
			if err != nil {
				return err
			}
			if t.ip.IsValid() {
				return usagef("TLSA records stand at names: give the DOMAIN or HOST:PORT instead of %s", args[0])
			}
			q := check.DANEQuery{Domain: t.domain, Host: t.host, Port: t.port, Prober: p.unlessZone(cmd, o.zone)}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.DANE(ctx, r, q)
			})
		},
	}
	cmd.Flags().BoolVar(&p.probe, "probe", true, "look at the servers' certificates; --probe=false looks at DNS alone")
	cmd.Flags().BoolVar(&p.allowPrivate, "allow-private", false, "also connect to private, loopback and other special addresses")
	o.add(cmd)
	patient(cmd, &o.lookups)
	return cmd
}
