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
	// Message is the message itself, or what is left of it: its signatures are
	// verified, and its From fields looked at. Where it is there as a whole and
	// an IP is given, nothing else can authenticate it.
	Message SignedMessage
	// Complete says that there are no more authenticated identifiers than
	// these, so that a message for which none is aligned fails.
	Complete bool
	// Reports asks for the addresses for reports to be looked at: whether they
	// take mail, and whether other domains have agreed to get them.
	Reports bool
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
	// Change is the one change that would align a message that is not, as a
	// sentence; empty for others.
	Change string `json:"change"`
	// RFC7489 is what receivers find that go by the older RFC 7489 and the
	// public suffix list, null where a failed lookup leaves that open.
	RFC7489 *DMARCOlder `json:"rfc7489"`
	// Reports are the addresses for reports, empty where they were not asked for.
	Reports []DMARCReport `json:"reports"`
}

// A DMARCIdentifier is a domain that SPF or DKIM has authenticated.
type DMARCIdentifier struct {
	Method string `json:"method"` // "spf" or "dkim"
	Domain string `json:"domain"`
	// OrganizationalDomain is empty where it was not needed, or not found.
	OrganizationalDomain string `json:"organizational_domain"`
	Strict               bool   `json:"strict"`
	Aligned              bool   `json:"aligned"`
	// Reason says why it is aligned, or is not, or counts for nothing.
	Reason string `json:"reason"`
	// unknown says that a failed lookup leaves Aligned open, or where failed is
	// set, that what is left of the message does. failed says why the domain is
	// not authenticated, and wouldAlign that it would be aligned if it were.
	unknown    bool
	failed     string
	wouldAlign bool
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

// dmarcMaxIdentifiers bounds the identifiers that are looked at, those that are
// given and those in the message, and dmarcMaxAsked the questions: a walk of
// eight for each, and some about reports and the domain itself.
const (
	dmarcMaxIdentifiers = 10
	dmarcMaxAsked       = 8*(2*dmarcMaxIdentifiers+1) + 3*maxReportHosts + 8
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
	// signers are the d= of the message's signatures, authors the domains of its
	// From fields.
	signers, authors []string
	// open says that a failed lookup leaves the outcome open.
	open bool
}

// DMARC finds the DMARC policy that applies to a domain (RFC 9989), and judges
// the alignment of a message where q tells of one. The Result's Data is a
// *DMARCData.
func DMARC(ctx context.Context, r Resolver, q DMARCQuery) Result {
	watch := startWatch(r)
	c := &dmarcCheck{ask: newAsker(watch, dmarcMaxAsked), data: &DMARCData{Identifiers: []DMARCIdentifier{}, Reports: []DMARCReport{}}}
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
	sigs := make(chan []DKIMSignature, 1)
	if len(q.Message.Text) > 0 {
		c.signers, c.authors = readSigned(q.Message)
		go func() { sigs <- VerifySigned(ctx, watch, q.Message) }()
	}
	ids := identifiersOf(q)
	c.policy(ctx, ids, q.Reports)
	if q.Reports {
		c.reports(ctx)
	}
	if q.IP.IsValid() {
		ids = c.addSPF(ctx, ids, <-spf)
	}
	if len(q.Message.Text) > 0 {
		ids = c.addDKIM(ids, <-sigs)
		q.Complete = q.Complete || q.IP.IsValid() && q.Message.Extent == WholeMessage
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
// may have to be aligned with it, and finds the policy. With early, what is to be
// known of the addresses for reports is asked for as soon as they are known.
func (c *dmarcCheck) policy(ctx context.Context, ids []DMARCIdentifier, early bool) {
	starts := []string{c.domain}
	for _, id := range ids {
		starts = append(starts, id.Domain)
	}
	starts = append(starts, c.signers...)
	starts = slices.DeleteFunc(starts[1:], func(d string) bool { return d == c.domain })
	starts = append([]string{c.domain}, starts...)
	c.walk = walkDMARC(ctx, c.ask, starts...)[0]
	c.data.Queries = len(dmarcNames(c.domain))
	c.data.OrganizationalDomain = c.walk.organizational()
	c.data.SuffixDomain = registrable(c.domain)
	c.data.RFC7489 = c.walk.older(c.data.SuffixDomain)
	step, known := c.walk.applying()
	c.step = step
	if early && step != nil {
		go c.askReports(ctx, c.reportHosts())
	}
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
