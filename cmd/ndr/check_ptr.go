package main

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckPTR(a *app) *cobra.Command {
	o := &checkOptions{}
	helo := ""
	cmd := &cobra.Command{
		Use:     "ptr [IP]",
		Short:   "Look at the reverse DNS of a sending host",
		Example: `  ndr check ptr 192.0.2.10 --helo out.example.com`,
		Args:    oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			var ip netip.Addr
			switch {
			case len(args) == 0 && helo == "":
				return usagef("name the IP address of the sending host, or give --helo")
			case len(args) > 0:
				var err error
				if ip, err = parseIP(args[0]); err != nil {
					return &usageError{text: fmt.Sprintf("%q is not an IP address", args[0]), hint: "to look at the name that a host gives: ndr check ptr --helo NAME"}
				}
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
