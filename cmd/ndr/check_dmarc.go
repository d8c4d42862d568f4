package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

func newCheckDMARC(a *app) *cobra.Command {
	o := &checkOptions{}
	s := &session{}
	cmd := &cobra.Command{
		Use:   "dmarc [DOMAIN]",
		Short: "Find the DMARC policy of a domain, and whether a message meets it",
		Long: `dmarc finds the policy that applies to DOMAIN, the domain of the From field: by
RFC 9989, and where they differ, by the older RFC 7489 with its public suffix
list. It looks at the addresses for reports, too, and whether other domains
agree to get them. With --ip, SPF is evaluated and its alignment looked at. With
--message the signatures are verified as well, and it says what a receiver would
do with this very message, and which one change would align it. DOMAIN may be
left out where --sender or --message gives it.`,
		Example: `  ndr check dmarc news.example.com
  ndr check dmarc example.com --ip 192.0.2.10 --sender b@bounces.example.com
  ndr check dmarc --message bounce.eml`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			domain, err := domainArg(args)
			if err != nil {
				return err
			}
			f, err := a.facts(s.message)
			if err != nil {
				return err
			}
			s.fill(f)
			for _, from := range []string{f.From, s.sender} {
				if domain == "" {
					domain = domainOf(from)
				}
			}
			if domain == "" {
				return usagef("name the DOMAIN, or give --sender or --message")
			}
			q := check.DMARCQuery{Domain: domain, IP: s.ip.Addr, Sender: addressOf(s.sender), HELO: s.helo, Message: f.signed, Reports: true}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.DMARC(ctx, r, q)
			})
		},
	}
	s.add(cmd)
	o.add(cmd)
	return cmd
}
