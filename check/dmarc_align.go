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
		if err == nil {
			ids = append(ids, DMARCIdentifier{Method: "spf", Domain: domain, failed: fmt.Sprintf("the result of SPF is %q", data.Result)})
		}
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

// authenticated reports whether SPF or DKIM has passed for the identifier.
func (id DMARCIdentifier) authenticated() bool { return id.failed == "" }

// align judges the alignment of identifiers, and what that makes of a message.
func (c *dmarcCheck) align(ctx context.Context, q DMARCQuery, ids []DMARCIdentifier) {
	known := q.Complete || q.IP.IsValid() || q.SPFDomain != "" || len(q.DKIMDomains) > 0 || len(q.Message.Text) > 0
	if !known || c.step == nil || c.data.Policy == "" {
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
		c.note(Unknown, c.openID(ids), "whether the message is aligned with %s is open: %s", c.domain, describeIdentifiers(ids))
	default:
		c.data.Aligned = &aligned
		severity, more := Fail, ""
		if !q.Complete && len(q.DKIMDomains) == 0 && len(q.Message.Text) == 0 {
			severity, more = Warn, "; a DKIM signature could align it"
		}
		c.data.Change = c.change(ids)
		c.note(severity, "dmarc-not-aligned", "the message is not aligned with %s: %s%s", c.domain, describeIdentifiers(ids), more)
	}
	c.olderAlignment(ids)
}

// openID names why alignment is open: a lookup failed, or the message is not all
// there.
func (c *dmarcCheck) openID(ids []DMARCIdentifier) string {
	for _, id := range ids {
		if id.unknown && id.failed == "" {
			return "dmarc-dns-failure"
		}
	}
	return "dmarc-open"
}

// judge finds out whether one identifier is aligned.
func (c *dmarcCheck) judge(ctx context.Context, id *DMARCIdentifier) {
	id.Strict = c.step.rec.StrictDKIM && id.Method == "dkim" || c.step.rec.StrictSPF && id.Method == "spf"
	org := func(domain string) string {
		if domain == c.domain {
			return c.data.OrganizationalDomain
		}
		// All of its names were asked for already.
		if id.OrganizationalDomain == "" {
			id.OrganizationalDomain = walkDMARC(ctx, c.ask, domain)[0].organizational()
		}
		return id.OrganizationalDomain
	}
	fits := id.Domain == c.domain
	if !fits && (!id.unknown || id.failed != "") {
		fits = Aligned(c.domain, id.Domain, id.Strict, org)
	}
	open := !fits && !id.Strict && (c.data.OrganizationalDomain == "" || id.OrganizationalDomain == "" && id.Domain != c.domain)
	switch {
	case id.unknown && id.failed != "": // may yet pass
		id.unknown = fits || open
	case id.unknown, open && id.authenticated():
		id.unknown = true
	default:
		id.Aligned = fits && id.authenticated()
	}
	id.wouldAlign = fits
	id.Reason = c.reason(id, fits)
}

// reason says in words how an identifier stands to the author domain.
func (c *dmarcCheck) reason(id *DMARCIdentifier, fits bool) string {
	mode := "relaxed"
	if id.Strict {
		mode = "strict"
	}
	switch {
	case id.failed != "" && fits:
		return "it would be aligned, but " + id.failed
	case id.failed != "":
		return id.failed
	case id.unknown:
		return "a lookup failed"
	case fits && id.Domain == c.domain:
		return "it is the very domain of the From field"
	case fits:
		return fmt.Sprintf("both are below the Organizational Domain %s (%s)", c.data.OrganizationalDomain, mode)
	case id.Strict && isBelow(id.Domain, c.data.OrganizationalDomain) && c.data.OrganizationalDomain != "":
		return "the record demands the very domain of the From field (strict)"
	case id.OrganizationalDomain != "":
		return fmt.Sprintf("its Organizational Domain is %s, that of %s is %s (%s)", id.OrganizationalDomain, c.domain, c.data.OrganizationalDomain, mode)
	}
	return "it is another domain (" + mode + ")"
}

// describeIdentifiers tells what is authenticated and how it stands to the
// author domain.
func describeIdentifiers(ids []DMARCIdentifier) string {
	var words []string
	for _, id := range ids {
		how := "is not aligned"
		switch {
		case id.Aligned:
			how = "is aligned"
		case id.unknown:
			how = "is open"
		case !id.authenticated():
			how = "does not pass"
		}
		words = append(words, fmt.Sprintf("%s of %s %s: %s", strings.ToUpper(id.Method), id.Domain, how, id.Reason))
	}
	if len(words) == 0 {
		return "neither SPF nor DKIM authenticates a domain"
	}
	return strings.Join(words, "; ")
}

// change names the one change that would align the message: the smallest that
// what passes, or would pass, leaves to do.
func (c *dmarcCheck) change(ids []DMARCIdentifier) string {
	var signed, sent, broken, refused *DMARCIdentifier
	for i := range ids {
		id := &ids[i]
		switch {
		case id.authenticated() && id.Strict && isBelow(id.Domain, c.data.OrganizationalDomain) && c.data.OrganizationalDomain != "":
			tag := map[string]string{"dkim": "adkim=s", "spf": "aspf=s"}[id.Method]
			return fmt.Sprintf("Leave %q out of the record of %s: then %s of %s aligns the message.", tag, c.step.domain, strings.ToUpper(id.Method), id.Domain)
		case id.wouldAlign && id.Method == "dkim":
			broken = id
		case id.wouldAlign:
			refused = id
		case id.authenticated() && id.Method == "dkim":
			signed = id
		case id.authenticated():
			sent = id
		}
	}
	switch {
	case broken != nil:
		return fmt.Sprintf("Mend the DKIM signature of %s, which would align the message: %s.", broken.Domain, broken.failed)
	case refused != nil:
		return fmt.Sprintf("Have SPF of %s allow the sending address, which would align the message.", refused.Domain)
	case signed != nil:
		return fmt.Sprintf("Have the system that signs as %s sign as %s instead.", signed.Domain, c.domain)
	case sent != nil:
		return fmt.Sprintf("Have the system that sends with the envelope sender %s sign with DKIM as %s.", sent.Domain, c.domain)
	}
	return fmt.Sprintf("Sign with DKIM as %s.", c.domain)
}
