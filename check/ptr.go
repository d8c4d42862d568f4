package check

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// The findings of the check PTR.
const (
	PTRMissing        = "ptr-missing"          // no name in reverse DNS
	PTRNotConfirmed   = "ptr-not-confirmed"    // none of the names leads back to the address
	PTRPartConfirmed  = "ptr-partly-confirmed" // some of them do not
	PTRGeneric        = "ptr-generic"          // the name that a provider gives to any address
	PTRNameInvalid    = "ptr-name-invalid"     // the name is no host name
	PTRTooMany        = "ptr-too-many"         // more names than are looked at
	PTRPrivate        = "ptr-address-private"  // the address is none of the internet
	PTRAddressInvalid = "ptr-address-invalid"  // no address was given
	PTRDNSFailure     = "ptr-dns-failure"      // a lookup got no answer
	HELONotFQDN       = "helo-not-fqdn"        // one label, or an address without brackets
	HELOInvalid       = "helo-invalid"         // no host name
	HELOLocal         = "helo-local"           // a name such as localhost
	HELONoAddress     = "helo-no-address"      // the name does not resolve
	HELOMismatch      = "helo-mismatch"        // the name resolves to other addresses
	HELONotPTR        = "helo-not-ptr"         // the name is another than in reverse DNS
	HELOLiteral       = "helo-literal"         // an address in brackets
)

// maxPTRNames bounds the names of an address that are looked at. RFC 7208
// section 4.6.4 has the same bound.
const maxPTRNames = 10

// A PTRQuery names the client whose identity to look at.
type PTRQuery struct {
	IP netip.Addr
	// HELO is the name that the client gave in EHLO or HELO, or empty.
	HELO string
}

// PTRData is what the check PTR found.
type PTRData struct {
	// Names are all names that the address has in reverse DNS, in order.
	Names []string `json:"names"`
	// ForwardConfirmed says that one of Names has the address among its own;
	// Confirmed are those that have.
	ForwardConfirmed bool     `json:"forward_confirmed"`
	Confirmed        []string `json:"confirmed"`
	// HELO is the name that was asked about, HELOAddresses what it resolves to.
	HELO          string       `json:"helo"`
	HELOAddresses []netip.Addr `json:"helo_addresses"`
	// ReverseName is where the names stand, and Delegation what that is an
	// alias of (RFC 2317), or empty.
	ReverseName string `json:"reverse_name"`
	Delegation  string `json:"delegation"`
}

// PTR looks at the reverse DNS of a mail client's address and at the name that
// it says it has. Data is *PTRData.
//
// It fails where receivers refuse mail: an address without a name, or with one
// that does not lead back to it, and a HELO name that is none. What only makes
// them suspicious is a warning.
func PTR(ctx context.Context, r Resolver, q PTRQuery) Result {
	w := startWatch(r)
	run := &ptrRun{ctx: ctx, r: w, ip: q.IP.Unmap().WithZone(""), helo: strings.TrimSpace(q.HELO)}
	run.data = &PTRData{Names: []string{}, Confirmed: []string{}, HELO: printable(run.helo, 255), HELOAddresses: []netip.Addr{}}
	run.run()
	status := worst(run.findings)
	if run.unknown && status != Fail {
		status = Unknown
	}
	target := run.data.HELO
	if run.ip.IsValid() {
		target = run.ip.String()
	}
	return w.stop(Result{Check: "ptr", Target: target, Status: status, Findings: run.findings, Data: run.data})
}

// A ptrRun is one run of the check.
type ptrRun struct {
	ctx      context.Context
	r        Resolver
	ip       netip.Addr
	helo     string
	data     *PTRData
	findings []Finding
	unknown  bool // an answer is missing that the outcome hangs on

	heloName    string // the HELO name as looked up, or ""
	heloAnswers hostAnswers
}

func (p *ptrRun) add(severity Status, id, format string, args ...any) {
	p.findings = append(p.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// noAnswer adds the finding for an answer that is none.
func (p *ptrRun) noAnswer(a Answer, format string, args ...any) {
	p.add(Unknown, PTRDNSFailure, format, args...)
	p.findings[len(p.findings)-1].Outcome = a.Outcome
}

func (p *ptrRun) run() {
	var wg sync.WaitGroup
	heloFindings := p.heloSyntax()
	if p.heloName != "" {
		wg.Go(func() { p.heloAnswers = lookupHost(p.ctx, p.r, p.heloName) })
	}
	switch {
	case p.ip.IsValid():
		p.reverse(&wg)
	case p.helo == "":
		p.unknown = true
		p.add(Unknown, PTRAddressInvalid, "there is neither an address nor a HELO name to look at")
	}
	wg.Wait()
	p.findings = append(p.findings, heloFindings...)
	if p.heloName != "" {
		p.heloAddresses()
	}
}

// reverse looks at the names of the address. pending is the lookup of the HELO
// name, whose answer serves for the same name in reverse DNS.
func (p *ptrRun) reverse(pending *sync.WaitGroup) {
	if what := unreachable(p.ip); what != "" {
		p.add(Info, PTRPrivate, "%s is %s: it has no reverse DNS that others could see", p.ip, what)
		return
	}
	rev, err := dns.ReverseAddr(p.ip.String())
	if err != nil { // not for a valid address
		p.unknown = true
		p.add(Unknown, PTRAddressInvalid, "%s has no reverse name: %v", p.ip, err)
		return
	}
	p.data.ReverseName = canonical(rev)
	a := p.r.Lookup(p.ctx, rev, dns.TypePTR)
	if n := len(a.CNAMEs); n > 0 {
		p.data.Delegation = a.CNAMEs[n-1]
	}
	switch {
	case a.Outcome.Absent():
		p.noName(a)
		return
	case a.Outcome != Answered:
		p.unknown = true
		p.noAnswer(a, "the reverse name of %s could not be looked up: %s", p.ip, why(a))
		return
	}
	p.names(a)
	p.confirm(pending)
}

func (p *ptrRun) noName(a Answer) {
	text := fmt.Sprintf("%s has no name in reverse DNS: there is no PTR record at %s", p.ip, p.data.ReverseName)
	if p.data.Delegation != "" {
		text += fmt.Sprintf(", nor at %s, to which it is delegated (RFC 2317)", p.data.Delegation)
	}
	if p.ip.Is6() {
		text += "; large receivers take no mail over IPv6 without one"
	}
	p.add(Fail, PTRMissing, "%s", text)
}

// names collects the names, each once.
func (p *ptrRun) names(a Answer) {
	for _, rr := range a.Records {
		ptr, ok := rr.(*dns.PTR)
		if !ok {
			continue
		}
		if name := canonical(ptr.Ptr); !slices.Contains(p.data.Names, name) {
			if len(p.data.Names) == maxPTRNames {
				p.add(Info, PTRTooMany, "%s has %d PTR records; only the first %d names were looked at", p.ip, len(a.Records), maxPTRNames)
				return
			}
			p.data.Names = append(p.data.Names, name)
		}
	}
}

// confirm looks whether the names lead back to the address.
func (p *ptrRun) confirm(pending *sync.WaitGroup) {
	qtype := dns.TypeA
	if p.ip.Is6() {
		qtype = dns.TypeAAAA
	}
	answers := make([]Answer, len(p.data.Names))
	var wg sync.WaitGroup
	for i, name := range p.data.Names {
		if isHostName(name) && name != p.heloName {
			wg.Go(func() { answers[i] = p.r.Lookup(p.ctx, name, qtype) })
		}
	}
	wg.Wait()
	pending.Wait()
	var failed *Answer
	for i, name := range p.data.Names {
		a := &answers[i]
		if name == p.heloName {
			answers[i] = p.heloAnswer()
		}
		switch {
		case !isHostName(name) || !strings.Contains(name, "."):
			p.add(Warn, PTRNameInvalid, "%s is the name of %s in reverse DNS, but no name that a mail host can have", printable(name, 255), p.ip)
		case a.Outcome == Answered && slices.Contains(recordAddrs(a.Records), p.ip):
			p.data.Confirmed = append(p.data.Confirmed, name)
		case !a.Outcome.Known():
			failed = a
		}
	}
	p.data.ForwardConfirmed = len(p.data.Confirmed) > 0
	p.judge(failed, answers)
}

// judge sums up what confirm found; failed is an answer that is missing.
func (p *ptrRun) judge(failed *Answer, answers []Answer) {
	names := strings.Join(p.data.Names, ", ")
	switch {
	case p.data.ForwardConfirmed:
		if missing := len(p.data.Names) - len(p.data.Confirmed); missing > 0 {
			p.add(Info, PTRPartConfirmed, "%d of the %d names of %s in reverse DNS do not lead back to it", missing, len(p.data.Names), p.ip)
		}
	case failed != nil:
		p.unknown = true
		p.noAnswer(*failed, "whether %s leads back to %s could not be found out: %s", names, p.ip, why(*failed))
	default:
		p.add(Fail, PTRNotConfirmed, "%s has the name %s in reverse DNS, but %s", p.ip, names, notBack(p, answers))
	}
	for _, name := range p.data.Names {
		if reason := genericName(name, p.ip); reason != "" {
			p.add(Warn, PTRGeneric, "%s is a name that a provider gives to any address (%s); receivers take it for a home connection or an unconfigured server", name, reason)
			return
		}
	}
}

// notBack says where the names lead instead.
func notBack(p *ptrRun, answers []Answer) string {
	if len(p.data.Names) > 1 {
		return "none of them leads back to it"
	}
	a := answers[0]
	switch addrs := recordAddrs(a.Records); {
	case a.Outcome == 0:
		return "that is no host name"
	case a.Outcome == NXDomain:
		return "that name does not exist"
	case len(addrs) == 1:
		return fmt.Sprintf("that name has the address %s", addrs[0])
	case len(addrs) > 1:
		return fmt.Sprintf("that name has other addresses, such as %s", addrs[0])
	case p.ip.Is6():
		return "that name has no IPv6 address"
	}
	return "that name has no IPv4 address"
}
