package check

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
)

// The findings of the check DNSBL.
const (
	DNSBLListed        = "dnsbl-listed"         // listed for abuse
	DNSBLPolicy        = "dnsbl-policy"         // listed as an address that should not send directly
	DNSBLInformational = "dnsbl-informational"  // listed, which is no reason by itself
	DNSBLRefused       = "dnsbl-refused"        // the list does not answer this resolver
	DNSBLRewritten     = "dnsbl-rewritten"      // the resolver makes answers up
	DNSBLTestFailed    = "dnsbl-test-failed"    // the list lists everything
	DNSBLNoAnswer      = "dnsbl-no-answer"      // SERVFAIL, time-out and the like
	DNSBLDead          = "dnsbl-dead"           // the list is shut down
	DNSBLNotQueried    = "dnsbl-not-queried"    // the list has no such entries, or needs a key
	DNSBLUnknownList   = "dnsbl-unknown-list"   // no zone and no name of a list
	DNSBLInvalid       = "dnsbl-target-invalid" // neither an address nor a domain
	DNSBLPrivate       = "dnsbl-address-private"
)

// maxLists bounds the lists of one query.
const maxLists = 100

// A DNSBLQuery says what to look up in which blocklists.
type DNSBLQuery struct {
	// IP and Domain are looked up each in the lists of its kind; one of them
	// may be left out.
	IP     netip.Addr
	Domain string
	// Zones are the lists to ask, by zone ("zen.spamhaus.org") or by a name
	// that BlocklistFor knows; a zone that the registry does not have is asked
	// all the same. Empty for the default lists of the registry.
	Zones []string
	// Keys are access keys by the Key of lists, such as "spamhaus". They do not
	// show up in the result.
	Keys map[string]string
	// Own are lists beside those of the registry, or instead of one with the same
	// zone. Default ones are asked where Zones is empty, as in the registry.
	Own []Blocklist
	// Skip are lists, as in Zones, that are never asked unless Zones names them.
	Skip []string
}

// DNSBLData is what the check DNSBL found: one element for each list asked and
// each subject, in the order of the lists.
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
	// Detail is why there is neither a listing nor a clean answer, or what is
	// odd about the answer, or empty.
	Detail string `json:"detail"`

	major bool // its silence leaves the outcome open
	asked bool
}

// A Listing is the outcome of asking a list. Listed and NotListed alone are
// answers: a list that would not or could not answer has said nothing.
type Listing string

// The outcomes.
const (
	Listed      Listing = "listed"
	NotListed   Listing = "not-listed"
	ListRefused Listing = "refused"     // the list does not answer this resolver
	ListDead    Listing = "dead"        // the list is known to be shut down and was not asked, or its zone is not there
	Rewritten   Listing = "rewritten"   // the resolver answers for names that do not exist
	TestFailed  Listing = "test-failed" // the list also lists what no list may
	TempError   Listing = "temperror"   // no answer
	NotQueried  Listing = "not-queried" // the list has no such entries, or needs a key
)

// A ListClass says what a list's entries stand for.
type ListClass string

// The classes, from the one that mail is refused for to the opposite.
const (
	ClassAbuse         ListClass = "abuse"
	ClassPolicy        ListClass = "policy"        // an address that should not send mail directly
	ClassInformational ListClass = "informational" // no reason by itself to refuse mail
	ClassWhite         ListClass = "white"         // speaks for the subject, or not against it: no listing
)

// DNSBL looks an address and a domain up in blocklists (RFC 5782). Data is
// *DNSBLData.
//
// Only a listing for abuse makes it fail. The status is Unknown where none is
// found but one of the lists that matter, or that were named, did not answer.
func DNSBL(ctx context.Context, r Resolver, q DNSBLQuery) Result {
	w := startWatch(r)
	run := &dnsblRun{ctx: ctx, r: w, query: q, data: &DNSBLData{Lists: []DNSBLResult{}}}
	run.subjects()
	run.run()
	return w.stop(Result{Check: "dnsbl", Target: run.target, Status: run.status(), Findings: run.findings, Data: run.data})
}

// A dnsblRun is one run of the check.
type dnsblRun struct {
	ctx      context.Context
	r        Resolver
	query    DNSBLQuery
	target   string
	ip       netip.Addr
	domain   string
	data     *DNSBLData
	findings []Finding
	unknown  bool // nothing could be asked
}

func (d *dnsblRun) add(severity Status, id, format string, args ...any) {
	d.findings = append(d.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// subjects sets what to look up.
func (d *dnsblRun) subjects() {
	d.ip = d.query.IP.Unmap().WithZone("")
	name := strings.TrimSpace(d.query.Domain)
	// An address must not be asked of a list of domains.
	if ip, ok := parseLiteral(name); ok {
		if !d.ip.IsValid() {
			d.ip = ip.Unmap()
		}
		name = ""
	}
	if name != "" {
		ascii, err := asciiName(name)
		if err != nil {
			d.add(Unknown, DNSBLInvalid, "%s cannot be looked up: %s", printable(name, 255), strings.TrimPrefix(err.Error(), "check: "))
			d.unknown = true
		}
		if d.domain = ascii; ascii != "" {
			name = ascii
		}
	}
	switch {
	case d.ip.IsValid():
		d.target = d.ip.String()
		if what := unreachable(d.ip); what != "" && !d.ip.IsLoopback() {
			d.add(Info, DNSBLPrivate, "%s is %s: no list has entries for it", d.ip, what)
		}
	default:
		d.target = printable(name, 255)
		if name == "" {
			d.add(Unknown, DNSBLInvalid, "there is neither an address nor a domain to look up")
			d.unknown = true
		}
	}
}

// run asks the lists, all at once.
func (d *dnsblRun) run() {
	lists := d.lists()
	var all []*listQuery
	for i := range lists {
		all = append(all, d.queries(&lists[i])...)
	}
	var wg sync.WaitGroup
	for _, lq := range all {
		if lq.Result == "" {
			wg.Go(func() { lq.ask(d.ctx, d.r) })
		}
	}
	wg.Wait()
	for _, lq := range all {
		lq.redact(d.query.Keys)
		d.data.Lists = append(d.data.Lists, lq.DNSBLResult)
		d.report(lq)
	}
}

// status sums up.
func (d *dnsblRun) status() Status {
	status := worst(d.findings)
	if status == Fail {
		return Fail
	}
	asked, answered := 0, 0
	unknown := d.unknown
	for _, l := range d.data.Lists {
		if !l.asked {
			continue
		}
		asked++
		if l.Result == Listed || l.Result == NotListed {
			answered++
		} else if l.major {
			unknown = true
		}
	}
	if unknown || asked > 0 && answered == 0 {
		return Unknown
	}
	return status
}
