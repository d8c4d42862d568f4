package main

import (
	"context"
	"maps"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
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
		Long: `dnsbl asks the blocklists that answer everybody, or those of --zones, for an
address or a domain. A list that refuses to answer has not listed anything:
public resolvers get such refusals. --list shows the lists that are known.

The file of --config is TOML:

  [dnsbl]
  skip = ["spamcop"]             # never asked by default
  [dnsbl.keys]
  spamhaus = "env:DQS_KEY"       # or "file:PATH", or the key itself
  [[dnsbl.list]]                 # a list of your own, asked by default
  zone = "bl.example.com"
  kinds = ["v4", "v6"]           # or "domain"
  class = "policy"               # or "abuse", "informational", "white"
  codes = {"127.0.0.2" = "what this answer means"}`,
		Example: `  ndr check dnsbl 192.0.2.10
  ndr check dnsbl example.com --zones dbl.spamhaus.org`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return o.printLists(a, args)
			}
			q, err := o.query(a, args)
			if err != nil {
				return err
			}
			o.keys = q.Keys
			return o.run(cmd.Context(), a, func(ctx context.Context, r check.Resolver) check.Result {
				return check.DNSBL(ctx, r, q)
			})
		},
	}
	cmd.Flags().StringSliceVar(&o.zones, "zones", nil, "ask the lists in this comma-separated `LIST` of zones or names")
	cmd.Flags().BoolVar(&o.list, "list", false, "show the lists that are known, and whether they are asked by default")
	o.addConfig(cmd)
	o.add(cmd)
	return cmd
}

// printLists prints the registry of lists.
func (o *dnsblOptions) printLists(a *app, args []string) error {
	if len(args) > 0 || len(o.zones) > 0 {
		return usagef("--list takes neither a TARGET nor --zones")
	}
	lists := check.Blocklists()
	var b []byte
	var err error
	switch o.format.value {
	case "json":
		b, err = render.AppendValueJSON(nil, &lists, true)
	case "ndjson":
		for i := range lists {
			if b, err = render.AppendValueJSON(b, &lists[i], false); err != nil {
				break
			}
		}
	default:
		b = render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)}.AppendBlocklists(nil, lists)
	}
	if err == nil {
		_, err = a.stdout.Write(b)
	}
	return err
}

func (o *dnsblOptions) query(a *app, args []string) (check.DNSBLQuery, error) {
	if len(args) == 0 {
		return check.DNSBLQuery{}, usagef("name an IP address or a domain")
	}
	q, err := o.blocklists(a)
	if err != nil {
		return q, err
	}
	for _, z := range o.zones {
		if l, key, ok := check.SplitKey(z); ok {
			keys := maps.Clone(q.Keys)
			if keys == nil {
				keys = map[string]string{}
			}
			keys[l.Key] = key
			q.Keys, z = keys, l.Zone
		}
		if z = strings.TrimSpace(z); z != "" {
			q.Zones = append(q.Zones, z)
		}
	}
	ip, err := parseIP(args[0])
	if err == nil {
		q.IP = ip
		return q, nil
	}
	if ip, zone, ok := listedIP(args[0]); ok {
		if q.IP = ip; len(q.Zones) == 0 {
			q.Zones = []string{zone}
		}
		return q, nil
	}
	if strings.Contains(err.Error(), "network") {
		return q, usagef("%q %s", args[0], err)
	}
	q.Domain, err = domainArg(args)
	return q, err
}
