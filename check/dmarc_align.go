package check

import (
	"context"
	"fmt"
	"strings"
)

// addSPF adds the identifier that SPF has authenticated, where it did, and has
// its Organizational Domain looked up.
func (c *dmarcCheck) addSPF(ctx context.Context, ids []DMARCIdentifier, res Result) []DMARCIdentifier {
	data := res.Data.(*SPFData)
	domain, err := asciiName(res.Target)
	switch {
	case data.Result == SPFTemperror:
		c.note(Unknown, "dmarc-spf-unknown", "SPF of %s could not be evaluated: %s", res.Target, firstFinding(res))
		return append(ids, DMARCIdentifier{Method: "spf", Domain: res.Target, unknown: true})
	case data.Result != SPFPass || err != nil:
		c.note(Info, "dmarc-spf-not-passed", "SPF does not authenticate the message: the result for %s is %q", res.Target, data.Result)
		return ids
	}
	if c.needsWalk(domain) {
		walkDMARC(ctx, c.ask, domain)
	}
	return append(ids, DMARCIdentifier{Method: "spf", Domain: domain})
}

// firstFinding gives the text of the first finding of a result.
func firstFinding(res Result) string {
	if len(res.Findings) == 0 {
		return string(res.Status)
	}
	return res.Findings[0].Text
}

// needsWalk reports whether the Organizational Domain of a domain has to be
// known to judge its alignment.
func (c *dmarcCheck) needsWalk(domain string) bool { return c.step != nil && domain != c.domain }

// align judges the alignment of identifiers, and what that makes of a message.
func (c *dmarcCheck) align(ctx context.Context, q DMARCQuery, ids []DMARCIdentifier) {
	if !q.Complete && !q.IP.IsValid() && q.SPFDomain == "" && len(q.DKIMDomains) == 0 || c.step == nil || c.data.Policy == "" {
		return
	}
	aligned, unknown := false, false
	for i := range ids {
		c.judge(ctx, &ids[i])
		aligned = aligned || ids[i].Aligned
		unknown = unknown || ids[i].unknown
	}
	c.data.Identifiers = append(c.data.Identifiers, ids...)
	switch {
	case aligned:
		c.data.Aligned = &aligned
		if c.data.Disposition = DMARCPass; c.data.Policy == DMARCNone {
			c.data.Disposition = DMARCNone
		}
		c.note(Pass, "dmarc-aligned", "the message is aligned with %s: %s", c.domain, describeIdentifiers(ids))
	case unknown:
		c.open = true
		c.data.Disposition = ""
		c.note(Unknown, "dmarc-dns-failure", "whether the message is aligned with %s is open, because a lookup failed: %s", c.domain, describeIdentifiers(ids))
	default:
		c.data.Aligned = &aligned
		severity, more := Fail, ""
		if !q.Complete && len(q.DKIMDomains) == 0 {
			severity, more = Warn, "; a DKIM signature could align it"
		}
		c.note(severity, "dmarc-not-aligned", "the message is not aligned with %s: %s%s", c.domain, describeIdentifiers(ids), more)
	}
}

// judge finds out whether one identifier is aligned.
func (c *dmarcCheck) judge(ctx context.Context, id *DMARCIdentifier) {
	id.Strict = c.step.rec.StrictDKIM && id.Method == "dkim" || c.step.rec.StrictSPF && id.Method == "spf"
	if id.unknown {
		return
	}
	org := func(domain string) string {
		if domain == c.domain {
			return c.data.OrganizationalDomain
		}
		// All of its names were asked for already.
		id.OrganizationalDomain = walkDMARC(ctx, c.ask, domain)[0].organizational()
		return id.OrganizationalDomain
	}
	id.Aligned = Aligned(c.domain, id.Domain, id.Strict, org)
	id.unknown = !id.Aligned && !id.Strict && (c.data.OrganizationalDomain == "" || id.OrganizationalDomain == "")
}

// describeIdentifiers tells what is authenticated and how it stands to the
// author domain.
func describeIdentifiers(ids []DMARCIdentifier) string {
	var words []string
	for _, id := range ids {
		mode, how := "relaxed", "is not aligned"
		if id.Strict {
			mode = "strict"
		}
		switch {
		case id.Aligned:
			how = "is aligned"
		case id.unknown:
			how = "is open"
		}
		words = append(words, fmt.Sprintf("%s of %s %s (%s)", strings.ToUpper(id.Method), id.Domain, how, mode))
	}
	if len(words) == 0 {
		return "neither SPF nor DKIM authenticates a domain"
	}
	return strings.Join(words, ", ")
}
