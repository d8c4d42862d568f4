package main

import (
	"context"
	"slices"
	"strings"
	"sync"

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
		Use:   "dkim [DOMAIN] [--selector SELECTOR]",
		Short: "Look at the DKIM keys of a domain, or at the signatures of a message",
		Long: `dkim reads the key that DOMAIN publishes for a selector. Without one, it tries
the selectors that mail systems are known to use: a domain does not tell its
own.

With --message it looks at the key of each signature of the message, or of the
one that a bounce returns, and verifies the signature as of the bounce's date:
header and body, or the header alone where no more came back. Of a signature
that fails it says what was changed, as far as that can be found out.`,
		Example: `  ndr check dkim example.com
  ndr check dkim example.com --selector s1
  ndr check dkim s1._domainkey.example.com
  ndr check dkim --message bounce.eml`,
		Args: oneTarget,
		RunE: func(cmd *cobra.Command, args []string) error { return o.execute(cmd.Context(), a, args) },
	}
	cmd.Flags().StringVar(&o.selector, "selector", "", "the `SELECTOR`: s= of a signature")
	cmd.Flags().StringVar(&o.message, "message", "", "look at the signatures of a bounce or message in a `FILE`")
	o.add(cmd)
	return cmd
}

func (o *dkimOptions) execute(ctx context.Context, a *app, args []string) error {
	domain, err := domainArg(args)
	if err != nil {
		return err
	}
	if selector, rest, ok := strings.Cut(domain, "._domainkey."); ok && o.selector == "" {
		o.selector, domain = selector, rest
	}
	switch {
	case o.message != "":
		return o.signatures(ctx, a, domain)
	case domain == "":
		return usagef("name the DOMAIN, or give --message")
	case o.selector == "":
		return o.run(ctx, a, func(ctx context.Context, r check.Resolver) check.Result { return check.DKIMSelectors(ctx, r, domain) })
	}
	return o.run(ctx, a, func(ctx context.Context, r check.Resolver) check.Result {
		return check.DKIM(ctx, r, check.DKIMQuery{Domain: domain, Selector: o.selector})
	})
}

// signatures looks at the signatures of a message that fit what is asked for.
func (o *dkimOptions) signatures(ctx context.Context, a *app, domain string) error {
	f, err := a.facts(o.message)
	if err != nil {
		return err
	}
	wanted := func(d, s string) bool {
		return (domain == "" || strings.EqualFold(domain, d)) && (o.selector == "" || strings.EqualFold(o.selector, s))
	}
	keys := slices.DeleteFunc(check.DKIMKeys(f.signed), func(q check.DKIMQuery) bool { return !wanted(q.Domain, q.Selector) })
	if len(keys) == 0 {
		return inputError(o.message, "it has no such DKIM signature")
	}
	var sigs []check.DKIMSignature
	var once sync.Once // the first check verifies for all
	var checks []func(context.Context, check.Resolver) check.Result
	for i, q := range keys {
		checks = append(checks, func(ctx context.Context, r check.Resolver) check.Result {
			once.Do(func() { sigs = check.VerifySigned(ctx, r, f.signed) })
			res := check.DKIMSigned(ctx, r, q, sigs)
			if data, ok := res.Data.(*check.DKIMData); ok && i == 0 {
				arc := check.VerifyARC(ctx, r, f.signed)
				data.ARC = &arc
			}
			return res
		})
	}
	return o.run(ctx, a, checks...)
}
