package check

import (
	"context"
	"net/netip"
)

// A DNSBLQuery says what to look up in which blocklists.
type DNSBLQuery struct {
	// IP and Domain are looked up each in the lists of its kind; one of them
	// may be left out.
	IP     netip.Addr
	Domain string
	// Zones are the lists to ask, by zone ("zen.spamhaus.org") or by a name
	// that ZoneFor knows; a zone that the registry does not have is asked all
	// the same. Empty for those that are alive and answer everybody.
	Zones []string
}

// DNSBLData is what the check DNSBL found: one element for each list asked.
type DNSBLData struct {
	Lists []DNSBLResult `json:"lists"`
}

// A DNSBLResult is what became of asking one list about one subject.
type DNSBLResult struct {
	Zone string `json:"zone"`
	// Name is the list's own name, such as "Spamhaus ZEN".
	Name string `json:"name"`
	// Subject is the address or domain that was looked up.
	Subject string  `json:"subject"`
	Result  Listing `json:"result"`
	// Codes are the addresses that the list answered with, Reasons what they
	// mean and what the list's own TXT records say.
	Codes   []string `json:"codes"`
	Reasons []string `json:"reasons"`
	// Class says how much a listing weighs.
	Class ListClass `json:"class"`
	// Link is where the list explains a listing and takes requests.
	Link string `json:"link"`
	// Detail is why there is neither a listing nor a clean answer, or empty.
	Detail string `json:"detail"`
}

// A Listing is the outcome of asking a list. Listed and NotListed alone are
// answers: a list that would not or could not answer has said nothing.
type Listing string

// The outcomes.
const (
	Listed             Listing = "listed"
	NotListed          Listing = "not-listed"
	ListRefusedListing         = "refused"     // the list does not answer this resolver
	ListDead           Listing = "dead"        // the list is known to be shut down
	Rewritten          Listing = "rewritten"   // the resolver answers for names that do not exist
	TestFailed         Listing = "test-failed" // the list also lists what no list may
	TempError          Listing = "temperror"   // no answer
	NotQueried         Listing = "not-queried" // the list has no answer for this kind of subject, or needs a key
)

// A ListClass says what a list's entries stand for.
type ListClass string

// The classes, from the one that mail is refused for to the opposite.
const (
	ClassAbuse         ListClass = "abuse"
	ClassPolicy        ListClass = "policy"        // an address that should not send mail directly
	ClassInformational ListClass = "informational" // no reason by itself to refuse mail
	ClassWhite         ListClass = "white"         // a whitelist
)

// DNSBL looks an address and a domain up in blocklists (RFC 5782). Data is
// *DNSBLData.
func DNSBL(ctx context.Context, r Resolver, q DNSBLQuery) Result {
	target := q.Domain
	if q.IP.IsValid() {
		target = q.IP.String()
	}
	return Result{
		Check: "dnsbl", Target: target, Status: Unknown, Data: &DNSBLData{},
		Findings: []Finding{finding(Unknown, "dnsbl-no-answer", "the check is not written yet")},
	}
}

// ZoneFor gives the zone of the list that a bounce names: by its zone, by the
// name that people call it ("Spamhaus", "SpamCop"), or by a URL of it.
func ZoneFor(name string) (zone string, ok bool) { return "", false }
