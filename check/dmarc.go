package check

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/miekg/dns"
)

// A DMARCQuery names an author domain and, where there is a message, what is
// known of its authentication.
type DMARCQuery struct {
	// Domain is the domain of the From header field; U-labels are fine.
	Domain string
	// IP, Sender and HELO are those of the SMTP session; with an IP, SPF of
	// the MAIL FROM identity is evaluated too.
	IP     netip.Addr
	Sender string
	HELO   string
	// SPFDomain is the domain of MAIL FROM, where SPF is known to have passed.
	SPFDomain string
	// DKIMDomains are the d= of signatures that are known to verify.
	DKIMDomains []string
	// Complete says that there are no more authenticated identifiers than
	// these, so that a message for which none is aligned fails.
	Complete bool
}

// DMARCData is the Data of a Result of [DMARC].
type DMARCData struct {
	// Record applies to the domain, and FoundAt is the domain that has it.
	Record  string `json:"record"`
	FoundAt string `json:"found_at"`
	// OrganizationalDomain is by the tree walk of RFC 9989 section 4.10.2, empty
	// where a lookup failed. SuffixDomain is by the public suffix list (RFC 7489
	// section 3.2).
	OrganizationalDomain string `json:"organizational_domain"`
	SuffixDomain         string `json:"suffix_domain"`
	// Policy is what applies to the domain after sp, np and inheritance, before
	// t; empty without a record. Test is t=y.
	Policy DMARCPolicy `json:"policy"`
	Test   bool        `json:"test"`
	// Tags are what the record says, null without one.
	Tags *DMARCRecord `json:"tags"`
	// Queries counts the names that the tree walk asked for.
	Queries int `json:"queries"`
	// Aligned says whether an authenticated identifier is aligned, null where
	// the query has none to look at or a failed lookup leaves it open.
	Aligned *bool `json:"aligned"`
	// Identifiers are the authenticated identifiers of the message.
	Identifiers []DMARCIdentifier `json:"identifiers"`
	// Disposition is what a receiver would do with the message, or, where
	// nothing is known of one, with a message that fails. It is empty without a
	// record, and where Aligned is open.
	Disposition DMARCPolicy `json:"disposition"`
}

// A DMARCIdentifier is a domain that SPF or DKIM has authenticated.
type DMARCIdentifier struct {
	Method string `json:"method"` // "spf" or "dkim"
	Domain string `json:"domain"`
	// OrganizationalDomain is empty where it was not needed, or not found.
	OrganizationalDomain string `json:"organizational_domain"`
	Strict               bool   `json:"strict"`
	Aligned              bool   `json:"aligned"`
	// unknown says that a failed lookup leaves Aligned open.
	unknown bool
}

// A DMARCPolicy is what a domain owner asks for (RFC 9989 section 4.7, tag p).
type DMARCPolicy string

// The policies, and DMARCPass, which only a disposition can be: that of a
// message that passes under a policy other than none (RFC 9990).
const (
	DMARCNone       DMARCPolicy = "none"
	DMARCQuarantine DMARCPolicy = "quarantine"
	DMARCReject     DMARCPolicy = "reject"
	DMARCPass       DMARCPolicy = "pass"
)

// dmarcMaxIdentifiers bounds the identifiers that are looked at, and
// dmarcMaxAsked the questions: a walk of eight for each, and a few about the
// domain itself.
const (
	dmarcMaxIdentifiers = 10
	dmarcMaxAsked       = 8*(dmarcMaxIdentifiers+1) + 8
)

// A dmarcCheck is one run of the check.
type dmarcCheck struct {
	ask    *asker
	domain string
	data   *DMARCData
	walk   dmarcWalk
	// step is where the record is that applies, nil without one.
	step     *dmarcStep
	findings []Finding
	// open says that a failed lookup leaves the outcome open.
	open bool
}

// DMARC finds the DMARC policy that applies to a domain (RFC 9989), and judges
// the alignment of a message where q tells of one. The Result's Data is a
// *DMARCData.
func DMARC(ctx context.Context, r Resolver, q DMARCQuery) Result {
	watch := startWatch(r)
	c := &dmarcCheck{ask: newAsker(watch, dmarcMaxAsked), data: &DMARCData{Identifiers: []DMARCIdentifier{}}}
	res := Result{Check: "dmarc", Target: q.Domain, Data: c.data, Status: Fail}
	domain, err := asciiName(q.Domain)
	if err != nil || !validName("_dmarc."+domain) {
		res.Findings = []Finding{finding(Fail, "dmarc-domain-invalid", fmt.Sprintf("%q is no domain name", printable(q.Domain, 80)))}
		return watch.stop(res)
	}
	c.domain, res.Target = domain, domain
	spf := make(chan Result, 1)
	if q.IP.IsValid() {
		go func() { spf <- SPF(ctx, watch, SPFQuery{IP: q.IP, Sender: q.Sender, HELO: q.HELO}) }()
	}
	ids := identifiersOf(q)
	c.policy(ctx, ids)
	if q.IP.IsValid() {
		ids = c.addSPF(ctx, ids, <-spf)
	}
	c.align(ctx, q, ids)
	res.Findings = c.findings
	res.Status = worst(c.findings)
	if c.open {
		res.Status = Unknown
	}
	return watch.stop(res)
}

// identifiersOf gives the identifiers that q states.
func identifiersOf(q DMARCQuery) []DMARCIdentifier {
	var ids []DMARCIdentifier
	if domain, err := asciiName(q.SPFDomain); err == nil {
		ids = append(ids, DMARCIdentifier{Method: "spf", Domain: domain})
	}
	for _, d := range q.DKIMDomains {
		domain, err := asciiName(d)
		same := func(id DMARCIdentifier) bool { return id.Method == "dkim" && id.Domain == domain }
		if err == nil && len(ids) < dmarcMaxIdentifiers && !slices.ContainsFunc(ids, same) {
			ids = append(ids, DMARCIdentifier{Method: "dkim", Domain: domain})
		}
	}
	return ids
}

// policy walks the tree from the domain, and at the same time from those that
// may have to be aligned with it, and finds the policy.
func (c *dmarcCheck) policy(ctx context.Context, ids []DMARCIdentifier) {
	starts := []string{c.domain}
	for _, id := range ids {
		if id.Domain != c.domain {
			starts = append(starts, id.Domain)
		}
	}
	c.walk = walkDMARC(ctx, c.ask, starts...)[0]
	c.data.Queries = len(dmarcNames(c.domain))
	c.data.OrganizationalDomain = c.walk.organizational()
	c.data.SuffixDomain = registrable(c.domain)
	step, known := c.walk.applying()
	c.step = step
	switch {
	case !known:
		c.open = true
		c.note(Unknown, "dmarc-dns-failure", "%s could not be looked up: %s", c.walk.failed.Name, why(c.walk.failed))
	case step == nil:
		c.missing(ctx)
	default:
		c.found(ctx)
	}
}

// found takes the policy out of the record that applies.
func (c *dmarcCheck) found(ctx context.Context) {
	rec := c.step.rec
	c.data.Record, c.data.FoundAt, c.data.Tags, c.data.Test = rec.Text, c.step.domain, rec, rec.Test
	below := c.step.domain != c.domain
	missing := false
	if below && rec.NP != "" && !rec.broken {
		a := c.ask.ask(ctx, escapeName(c.domain), dns.TypeA)
		missing = a.Outcome == NXDomain
		if !a.Outcome.Known() && rec.NP != orPolicy(rec.SP, rec.P) {
			c.open = true
			c.note(Unknown, "dmarc-dns-failure", `whether "np" or "sp" applies is open, because %s could not be looked up: %s`, a.Name, why(a))
		}
	}
	policy, ok := rec.applies(below, missing)
	if ok {
		c.data.Policy, c.data.Disposition = policy, policy
		if rec.Test {
			c.data.Disposition = policy.tested()
		}
	}
	c.describe(below, missing, ok)
}

// orPolicy gives the first policy that is set.
func orPolicy(a, b DMARCPolicy) DMARCPolicy {
	if a != "" {
		return a
	}
	return b
}

// note adds a finding that is not about one record.
func (c *dmarcCheck) note(severity Status, id, format string, args ...any) {
	c.findings = append(c.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}
