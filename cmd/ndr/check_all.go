package main

import (
	"context"
	"net/netip"
	"slices"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

type allOptions struct {
	checkOptions
	probing
	ips       []string
	sender    string
	greeting  string
	selectors []string
	message   string
}

func newCheckAll(a *app) *cobra.Command {
	o := &allOptions{}
	cmd := &cobra.Command{
		Use:   "all [DOMAIN]",
		Short: "Look at everything about a domain, with a grade for each area",
		Long: `all runs every check on a domain at once: its mail hosts, SPF, DKIM, DMARC,
blocklists, reverse DNS, MTA-STS, TLS reporting and DANE. It gives each a grade,
from A to F, "-" for what is not set up and "?" for what could not be found out,
and names the most useful things to do next.

DKIM keys are looked for under well-known selectors where --selector and
--message name none. DOMAIN may be left out where --message gives it.`,
		Example: `  ndr check all example.com
  ndr check all example.com --ip 192.0.2.10 --selector s1 --probe
  ndr check all --message bounce.eml`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, err := o.query(a, args)
			if err != nil {
				return err
			}
			o.keys = q.Blocklists.Keys
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.All(ctx, r, q)
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.ips, "ip", nil, "the `IP` address of a host that sends the domain's mail; may be given several times")
	f.StringVar(&o.sender, "sender", "", "the envelope sender (MAIL FROM), an `ADDRESS`")
	f.StringVar(&o.greeting, "helo", "", "the `NAME` that the sending host gives in HELO or EHLO")
	f.StringSliceVar(&o.selectors, "selector", nil, "the `SELECTOR` of a DKIM key; may be given several times")
	f.StringVar(&o.message, "message", "", "take what is not given from a bounce or message in a `FILE`, and\njudge its signatures and alignment")
	f.BoolVar(&o.probe, "probe", false, "also connect to the mail servers, and fetch the MTA-STS policy")
	o.addHow(cmd)
	o.addConfig(cmd)
	o.checkOptions.add(cmd)
	patient(cmd, &o.lookups)
	return cmd
}

// query gives what to look at, from the flags and the message.
func (o *allOptions) query(a *app, args []string) (check.AllQuery, error) {
	q := check.AllQuery{Sender: o.sender, HELO: o.greeting, Selectors: o.selectors, Prober: o.prober()}
	var err error
	if q.Domain, err = domainArg(args); err != nil {
		return q, err
	}
	for _, s := range o.ips {
		ip, err := parseIP(s)
		if err != nil {
			return q, usagef("--ip %q: %s", s, err)
		}
		if !slices.Contains(q.IPs, ip) {
			q.IPs = append(q.IPs, ip)
		}
	}
	if q.Blocklists, err = o.blocklists(a); err != nil {
		return q, err
	}
	f, err := a.facts(o.message)
	if err != nil {
		return q, err
	}
	o.fill(&q, f)
	if q.Domain == "" {
		return q, usagef("name the DOMAIN, or give --sender or --message")
	}
	return q, nil
}

// fill takes what the flags left out from the message.
func (o *allOptions) fill(q *check.AllQuery, f *facts) {
	if len(q.IPs) == 0 && f.SendingIP.IsValid() {
		q.IPs = []netip.Addr{f.SendingIP}
	}
	if q.Sender == "" {
		q.Sender = f.EnvelopeFrom
	}
	if q.HELO == "" {
		q.HELO = f.HELO
	}
	for _, from := range []string{f.From, q.Sender} {
		if q.Domain == "" {
			q.Domain = domainOf(from)
		}
	}
	q.Message = f.signed
	for _, s := range f.DKIM {
		key := check.DKIMQuery{Domain: s.Domain, Selector: s.Selector}
		if !slices.Contains(q.Signatures, key) {
			q.Signatures = append(q.Signatures, key)
		}
	}
}
