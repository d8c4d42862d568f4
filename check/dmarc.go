package check

import (
	"context"
	"net/netip"
)

// A DMARCQuery names an author domain and, where there is a message, what is
// known of its authentication.
type DMARCQuery struct {
	// Domain is the domain of the From header field.
	Domain string
	// IP, Sender and HELO are those of the SMTP session; with an IP, SPF of
	// the sender's domain is evaluated too.
	IP     netip.Addr
	Sender string
	HELO   string
	// SPFDomain is the MAIL FROM domain, where SPF is known to have passed.
	SPFDomain string
	// DKIMDomains are the d= of signatures that are known to verify.
	DKIMDomains []string
}

// DMARCData is the Data of a Result of [DMARC].
type DMARCData struct {
	// Record applies to the domain, and FoundAt is the domain it belongs to.
	Record  string `json:"record"`
	FoundAt string `json:"found_at"`
	// OrganizationalDomain is by the tree walk of RFC 9989 section 4.10.2,
	// SuffixDomain by the public suffix list (RFC 7489 section 3.2).
	OrganizationalDomain string `json:"organizational_domain"`
	SuffixDomain         string `json:"suffix_domain"`
	// Policy is what applies to the domain after sp, np and inheritance, before
	// t; empty without a record. Test is t=y.
	Policy DMARCPolicy `json:"policy"`
	Test   bool        `json:"test"`
	// Queries counts the questions of the tree walk.
	Queries int `json:"queries"`
	// Aligned says whether an authenticated identifier is aligned, null where
	// the query has none to look at.
	Aligned *bool `json:"aligned"`
	// Disposition is what a receiver would do with the message, or, without
	// one, with a message that fails.
	Disposition DMARCPolicy `json:"disposition"`
}

// A DMARCPolicy is what a domain owner asks for (RFC 9989 section 4.7, tag p).
type DMARCPolicy string

// The policies, and DMARCPass, which only a disposition can be (RFC 9990).
const (
	DMARCNone       DMARCPolicy = "none"
	DMARCQuarantine DMARCPolicy = "quarantine"
	DMARCReject     DMARCPolicy = "reject"
	DMARCPass       DMARCPolicy = "pass"
)

// DMARC finds the DMARC policy that applies to a domain (RFC 9989). The
// Result's Data is a *DMARCData.
func DMARC(ctx context.Context, r Resolver, q DMARCQuery) Result {
	return Result{Check: "dmarc", Target: q.Domain, Status: Unknown, Data: &DMARCData{}}
}
