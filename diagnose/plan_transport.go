package diagnose

import (
	"context"

	"github.com/seed-d13f741b/ndr/check"
)

// maxConnections bounds the connections for one report, which may name many
// domains.
const maxConnections = 40

// transport are the checks of how mail gets to a recipient's domain. Without a
// Prober those that are about DNS run alone, and contact nobody else.
func transport(p *check.Prober) []Check {
	if p != nil {
		p = p.Limit(maxConnections)
	}
	checks := []Check{
		plan{"mta-sts", wanted, recipientDomain, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.MTASTS(ctx, r, check.MTASTSQuery{Domain: t.Domain, Prober: p, Certificates: true})
		}},
		plan{"dane", wanted, recipientDomain, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.DANE(ctx, r, check.DANEQuery{Domain: t.Domain, Prober: p})
		}},
	}
	if p != nil {
		checks = append(checks, plan{"smtp", wanted, recipientDomain, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.SMTP(ctx, r, check.SMTPQuery{Domain: t.Domain, Prober: p})
		}})
	}
	return checks
}

// recipientDomain: the hosts that mail for the recipient goes to are those of
// today's MX records, never one that only the bounce names.
func recipientDomain(c *Case, i int) []Target {
	if d := c.Facts(i).RecipientDomain; d != "" {
		return []Target{{Domain: d}}
	}
	return nil
}
