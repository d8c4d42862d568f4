package main

import (
	"context"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/spf13/cobra"
)

type dkimOptions struct {
	checkOptions
	selector string
	message  string
}

func newCheckDKIM(a *app) *cobra.Command {
	o := &dkimOptions{}
	cmd := &cobra.Command{
		Use:   "dkim [DOMAIN] --selector SELECTOR",
		Short: "Look at the DKIM key of a domain and selector",
		Long: `dkim reads the key that DOMAIN publishes for a selector. With --message it looks
at the key of each signature of the message, or of the one that a bounce returns,
and verifies the signature where the message is there as a whole.`,
		Example: `  ndr check dkim example.com --selector s1
  ndr check dkim s1._domainkey.example.com
  ndr check dkim --message bounce.eml`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			keys, f, err := o.keys(a, args)
			if err != nil {
				return err
			}
			var checks []func(context.Context, check.Resolver) check.Result
			for _, q := range keys {
				checks = append(checks, func(ctx context.Context, r check.Resolver) check.Result {
					return f.verify(ctx, r, check.DKIM(ctx, r, q), q)
				})
			}
			return o.run(cmd.Context(), a, checks...)
		},
	}
	cmd.Flags().StringVar(&o.selector, "selector", "", "the `SELECTOR`: s= of a signature")
	cmd.Flags().StringVar(&o.message, "message", "", "look at the signatures of a bounce or message in a `FILE`")
	o.add(cmd)
	return cmd
}

// verify adds what becomes of the message's signatures by the key of q. One that
// fails makes the check fail.
func (f *facts) verify(ctx context.Context, r check.Resolver, res check.Result, q check.DKIMQuery) check.Result {
	data, ok := res.Data.(*check.DKIMData)
	if !ok || len(f.Raw) == 0 {
		return res
	}
	sigs := check.VerifyDKIM(ctx, r, f.Raw, f.Date)
	if len(sigs) != len(f.DKIM) {
		return res
	}
	for i, s := range f.DKIM {
		if !strings.EqualFold(s.Domain, q.Domain) || !strings.EqualFold(s.Selector, q.Selector) {
			continue
		}
		sigs[i].Selector = s.Selector
		data.Signatures = append(data.Signatures, sigs[i])
		if sigs[i].Result == check.DKIMFail {
			res.Status = check.Fail
		}
	}
	return res
}

// keys gives the keys to look at: the one that the arguments name, or those of
// the message's signatures that fit them, and the message.
func (o *dkimOptions) keys(a *app, args []string) ([]check.DKIMQuery, *facts, error) {
	domain, err := domainArg(args)
	if err != nil {
		return nil, nil, err
	}
	if selector, rest, ok := strings.Cut(domain, "._domainkey."); ok && o.selector == "" {
		o.selector, domain = selector, rest
	}
	if o.message == "" {
		if domain == "" || o.selector == "" {
			return nil, nil, usagef("name the DOMAIN and its --selector, or give --message")
		}
		return []check.DKIMQuery{{Domain: domain, Selector: o.selector}}, &facts{}, nil
	}
	f, err := a.facts(o.message)
	if err != nil {
		return nil, nil, err
	}
	var keys []check.DKIMQuery
	for _, s := range f.DKIM {
		if (domain == "" || strings.EqualFold(domain, s.Domain)) && (o.selector == "" || strings.EqualFold(o.selector, s.Selector)) {
			keys = append(keys, check.DKIMQuery{Domain: s.Domain, Selector: s.Selector})
		}
	}
	if len(keys) == 0 {
		return nil, nil, inputError(o.message, "it has no such DKIM signature")
	}
	return keys, f, nil
}
