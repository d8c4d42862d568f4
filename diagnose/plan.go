package diagnose

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A plan is a built-in check: targets gives what it looks at for one
// recipient.
type plan struct {
	name    string
	wanted  func(c *Case, i int, name string) bool
	targets func(c *Case, i int) []Target
	run     func(ctx context.Context, r check.Resolver, t Target) check.Result
}

func (p plan) Name() string { return p.name }

func (p plan) Targets(c *Case) []Target {
	var ts []Target
	for i := range c.Matches {
		if !p.wanted(c, i, p.name) {
			continue
		}
		for _, t := range p.targets(c, i) {
			if !slices.Contains(ts, t) {
				ts = append(ts, t)
			}
		}
	}
	return ts
}

func (p plan) Run(ctx context.Context, r check.Resolver, t Target) check.Result {
	return p.run(ctx, r, t)
}

// builtin are the checks of package check as hooks; lists is how blocklists are
// asked.
func builtin(lists check.DNSBLQuery) []Check {
	mx := func(ctx context.Context, r check.Resolver, t Target) check.Result {
		return check.MX(ctx, r, check.MXQuery{Domain: t.Domain})
	}
	return []Check{
		plan{"mx", wanted, mxTargets, mx},
		plan{"mx", wantedForwarder, forwarderTargets, mx},
		plan{"spf", wanted, spfTargets, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.SPF(ctx, r, check.SPFQuery{Domain: t.Domain, IP: t.IP, Sender: t.Sender, HELO: t.HELO})
		}},
		plan{"dkim", wanted, dkimTargets, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.DKIM(ctx, r, check.DKIMQuery{Domain: t.Domain, Selector: t.Selector})
		}},
		plan{"dmarc", wanted, dmarcTargets, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.DMARC(ctx, r, check.DMARCQuery{Domain: t.Domain})
		}},
		plan{"dnsbl", wanted, dnsblTargets, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			q := lists
			q.IP, q.Domain, q.Zones = t.IP, t.Domain, nil
			if t.Zones != "" {
				q.Zones = strings.Split(t.Zones, ",")
				q.Own = append(partsOf(q.Zones), q.Own...)
			}
			return check.DNSBL(ctx, r, q)
		}},
		plan{"ptr", wanted, ptrTargets, func(ctx context.Context, r check.Resolver, t Target) check.Result {
			return check.PTR(ctx, r, check.PTRQuery{IP: t.IP, HELO: t.HELO})
		}},
	}
}

// categoryChecks are the checks that can tell more about a category, beside
// those that the entry names.
var categoryChecks = map[catalog.Category][]string{
	catalog.UserUnknown:        {"mx"},
	catalog.BadAddress:         {"mx"},
	catalog.DomainUnknown:      {"mx"},
	catalog.DomainNotAccepting: {"mx"},
	catalog.Unreachable:        {"mx", "smtp"},
	catalog.Expired:            {"mx", "smtp"},
	catalog.TLSFailure:         {"smtp", "mta-sts", "dane"},
	catalog.MessageTooLarge:    {"smtp"},
	catalog.RelayDenied:        {"mx"},
	catalog.Loop:               {"mx"},
	catalog.SenderRejected:     {"mx", "spf"},
	catalog.AuthFailure:        {"spf", "dkim", "dmarc"},
	catalog.PTRMissing:         {"ptr"},
	catalog.IPBlocked:          {"dnsbl", "ptr"},
	catalog.DomainBlocked:      {"dnsbl"},
	catalog.Spam:               {"dnsbl", "spf", "dkim", "dmarc"},
	catalog.Policy:             {"dnsbl", "spf", "dkim", "dmarc", "ptr"},
}

// wanted reports whether a check can tell more about recipient i.
func wanted(c *Case, i int, name string) bool {
	switch c.Report.Recipients[i].Action {
	case dsn.ActionDelivered, dsn.ActionRelayed, dsn.ActionExpanded:
		return false
	}
	m := &c.Matches[i]
	return slices.Contains(categoryChecks[m.Category], name) || m.Entry != nil && slices.Contains(m.Entry.Checks, name)
}

// wantedForwarder: where authentication failed, it may be a forwarder whose
// address the receiver saw.
func wantedForwarder(c *Case, i int, _ string) bool {
	return wanted(c, i, "spf") && c.Matches[i].Category == catalog.AuthFailure
}

// forwarderTargets are the domains that the message was first sent to.
func forwarderTargets(c *Case, i int) []Target {
	var ts []Target
	f, r := c.Facts(i), &c.Report.Recipients[i]
	for _, addr := range append([]string{r.Original.Value}, c.Report.Original.To...) {
		d := domainOf(addr)
		if t := (Target{Domain: d}); d != "" && d != f.RecipientDomain && d != f.FromDomain && len(ts) < 3 && !slices.Contains(ts, t) {
			ts = append(ts, t)
		}
	}
	return ts
}

// mxTargets: whether the domain that the refusal is about takes mail.
func mxTargets(c *Case, i int) []Target {
	f := c.Facts(i)
	domain := f.RecipientDomain
	if aboutSender(c.Matches[i].Category) {
		domain = senderDomain(c, i)
	}
	if domain == "" {
		return nil
	}
	return []Target{{Domain: domain}}
}

// senderDomain is the domain of the sender that a refusal is about: the one
// that its text names if it is one of the message's, or that of the envelope.
func senderDomain(c *Case, i int) string {
	f := c.Facts(i)
	for _, d := range c.Matches[i].Clues.Domains {
		if d == f.FromDomain || d == f.EnvelopeDomain {
			return d
		}
	}
	if f.EnvelopeDomain != "" {
		return f.EnvelopeDomain
	}
	return f.FromDomain
}

func spfTargets(c *Case, i int) []Target {
	f := c.Facts(i)
	domain := f.EnvelopeDomain
	if domain == "" {
		domain = f.FromDomain
	}
	sender := f.EnvelopeSender
	if other := spfIdentity(c, i); other != "" && other != domain {
		domain, sender = other, "postmaster@"+other
	}
	if domain == "" {
		return nil
	}
	return []Target{{Domain: domain, IP: f.SendingIP, Sender: sender, HELO: f.HELO}}
}

// maxSignatures bounds the signatures of one message that are looked at.
const maxSignatures = 8

func dkimTargets(c *Case, i int) []Target {
	var ts []Target
	for _, s := range c.Facts(i).Signatures {
		if s.Domain != "" && s.Selector != "" && len(ts) < maxSignatures {
			ts = append(ts, Target{Domain: s.Domain, Selector: s.Selector})
		}
	}
	return ts
}

func dmarcTargets(c *Case, i int) []Target {
	if d := c.Facts(i).FromDomain; d != "" {
		return []Target{{Domain: d}}
	}
	return nil
}

// dnsblTargets: the lists that the refusal names, or else the usual ones, about
// the address or the domain that it blames.
func dnsblTargets(c *Case, i int) []Target { return dnsblTargetsIn(c, i, namedZones(c, i)) }

func dnsblTargetsIn(c *Case, i int, zones string) []Target {
	f, m := c.Facts(i), &c.Matches[i]
	if m.Category == catalog.DomainBlocked {
		var ts []Target
		for _, d := range blamedDomains(c, i) {
			ts = append(ts, Target{Domain: d, Zones: zones})
		}
		return ts
	}
	if !f.SendingIP.IsValid() {
		return nil
	}
	return []Target{{IP: f.SendingIP, Zones: zones}}
}

// blamedDomains are the sender's domains that a blocklist of domains can be
// about: those that the text names, or else those of the message.
func blamedDomains(c *Case, i int) []string {
	f := c.Facts(i)
	var ds []string
	add := func(d string) {
		if d != "" && len(ds) < maxSignatures && !slices.Contains(ds, d) && d != f.RecipientDomain {
			ds = append(ds, d)
		}
	}
	for _, d := range c.Matches[i].Clues.Domains {
		add(d)
	}
	if helo := strings.ToLower(f.HELO); len(ds) == 0 && strings.Contains(helo, ".") && namesDomain(strings.ToLower(c.Report.Recipients[i].Diagnostic.Text), helo) {
		add(helo)
	}
	if len(ds) > 0 {
		return ds
	}
	add(f.FromDomain)
	add(f.EnvelopeDomain)
	for _, s := range f.Signatures {
		add(s.Domain)
	}
	return ds
}

func ptrTargets(c *Case, i int) []Target {
	f := c.Facts(i)
	if !f.SendingIP.IsValid() && f.HELO == "" {
		return nil
	}
	return []Target{{IP: f.SendingIP, HELO: f.HELO}}
}
