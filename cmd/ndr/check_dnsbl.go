package main

import (
	"context"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

type dnsblOptions struct {
	checkOptions
	zones []string
	list  bool
}

func newCheckDNSBL(a *app) *cobra.Command {
	o := &dnsblOptions{}
	cmd := &cobra.Command{
		Use:   "dnsbl IP|DOMAIN",
		Short: "Look an address or a domain up in blocklists",
		Example: `  ndr check dnsbl 192.0.2.10
  ndr check dnsbl example.com --zones dbl.spamhaus.org`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := o.query(args)
			if err != nil {
				return err
			}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.DNSBL(ctx, r, q)
			})
		},
	}
	cmd.Flags().StringSliceVar(&o.zones, "zones", nil, "ask the lists in this comma-separated `LIST` of zones or names")
	o.add(cmd)
	return cmd
}

func (o *dnsblOptions) query(args []string) (check.DNSBLQuery, error) {
	q := check.DNSBLQuery{}
	if len(args) == 0 {
		return q, usagef("name an IP address or a domain")
	}
	for _, z := range o.zones {
		if z = strings.TrimSpace(z); z != "" {
			q.Zones = append(q.Zones, z)
		}
	}
	if ip, err := parseIP(args[0]); err == nil {
		q.IP = ip
		return q, nil
	}
	var err error
	q.Domain, err = domainArg(args)
	return q, err
}
