package main

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

// A session is what is known of the SMTP session that a message came in.
type session struct {
	ip      ipFlag
	sender  string
	helo    string
	message string
}

func (s *session) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(&s.ip, "ip", "the address of the sending host")
	f.StringVar(&s.sender, "sender", "", "the envelope sender (MAIL FROM), an `ADDRESS`")
	f.StringVar(&s.helo, "helo", "", "the `NAME` that the host gave in HELO or EHLO")
	f.StringVar(&s.message, "message", "", "take what is not given from a bounce or message in a `FILE`")
}

// fill takes what the flags left out from the message.
func (s *session) fill(f *facts) {
	if !s.ip.IsValid() {
		s.ip.Addr = f.SendingIP
	}
	if s.sender == "" {
		s.sender = f.EnvelopeFrom
	}
	if s.helo == "" {
		s.helo = f.HELO
	}
}

func newCheckSPF(a *app) *cobra.Command {
	o := &checkOptions{}
	s := &session{}
	flatten := false
	cmd := &cobra.Command{
		Use:   "spf [DOMAIN]",
		Short: "Audit the SPF record of a domain, and judge a host by it",
		Long: `spf reads the SPF record of DOMAIN with all that it includes. With --ip it says
what a receiver makes of that host. DOMAIN may be left out where --sender,
--helo or --message gives it.`,
		Example: `  ndr check spf example.com --ip 192.0.2.10
  ndr check spf --sender bounces@example.com --ip 192.0.2.10
  ndr check spf --message bounce.eml`,
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
			if domain == "" && s.sender == "" && s.helo == "" {
				domain = domainOf(f.From)
			}
			if domain == "" && s.sender == "" && s.helo == "" {
				return usagef("name the DOMAIN, or give --sender, --helo or --message")
			}
			q := check.SPFQuery{Domain: domain, IP: s.ip.Addr, Sender: addressOf(s.sender), HELO: s.helo, Flatten: flatten, Advice: true}
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.SPF(ctx, r, q)
			})
		},
	}
	s.add(cmd)
	cmd.Flags().BoolVar(&flatten, "flatten", false, "also print an equivalent record without lookups")
	o.add(cmd)
	return cmd
}
