package check

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// The findings of the check MX.
const (
	MXDomainInvalid  = "mx-domain-invalid"    // no domain name at all
	MXDomainLiteral  = "mx-domain-literal"    // an address in brackets, which needs no MX
	MXDomainMissing  = "mx-domain-missing"    // the domain does not exist
	MXNone           = "mx-none"              // no MX record and no address
	MXNull           = "mx-null"              // the domain takes no mail, RFC 7505
	MXNullMalformed  = "mx-null-malformed"    // a null MX that is not as RFC 7505 says
	MXImplicit       = "mx-implicit"          // no MX record, the domain's address stands in
	MXHostMissing    = "mx-host-missing"      // the host's name does not exist
	MXHostNoAddress  = "mx-host-no-address"   // the host's name has no address
	MXHostCNAME      = "mx-host-cname"        // the host's name is an alias, RFC 2181 section 10.3
	MXHostIPLiteral  = "mx-host-ip-literal"   // an address where a name must be
	MXHostPrivate    = "mx-host-private"      // only addresses that the internet cannot reach
	MXHostLocal      = "mx-host-local"        // a name such as localhost
	MXHostInvalid    = "mx-host-invalid"      // no host name
	MXNoUsableHost   = "mx-no-usable-host"    // none of the hosts can be reached
	MXIPv6Only       = "mx-ipv6-only"         // no host has an IPv4 address
	MXDuplicate      = "mx-duplicate"         // the same host twice
	MXTooMany        = "mx-too-many"          // more hosts than are looked at
	MXParked         = "mx-parked"            // the host of a dealer in domains
	MXWildcard       = "mx-wildcard"          // the records are those of any name there
	MXRemoteUnlisted = "mx-remote-not-listed" // the host in the bounce is none of them
	MXSuggestion     = "mx-suggestion"        // another domain was probably meant
	MXSingle         = "mx-single"            // one host with one address
	MXOneNetwork     = "mx-one-network"       // all hosts are in one network
	MXNameServers    = "mx-name-servers"      // who should have answered a lookup that failed
	MXDNSFailure     = "mx-dns-failure"       // a lookup got no answer
)

// An MXQuery says whose mail hosts to look at.
type MXQuery struct {
	// Domain is the part of an address after the "@"; U-labels are fine.
	Domain string
	// Remote is the mail host that a bounce names, or its address, or empty: it
	// is compared with the hosts that are published now.
	Remote string
	// Advice asks for what is unwise, too, but keeps no mail from arriving, and
	// for the name servers of a domain that cannot be looked up.
	Advice bool
}

// MXData is what the check MX found.
type MXData struct {
	// Hosts are where mail for the domain goes, best first. A host that is no
	// use is among them.
	Hosts []MXHost `json:"hosts"`
	// NullMX says that the domain states that it accepts no mail (RFC 7505).
	NullMX bool `json:"null_mx"`
	// Implicit says that there is no MX record and that the domain's own
	// addresses stand in (RFC 5321 section 5.1).
	Implicit bool `json:"implicit"`
	// Exists says that the domain name exists, with whatever records. It is
	// true also where that could not be found out.
	Exists bool `json:"exists"`
	// Ancestor is, for a name that does not exist, the nearest name above it
	// that does, or empty.
	Ancestor string `json:"ancestor"`
	// Suggestion is the domain that was probably meant, or empty.
	Suggestion string `json:"suggestion"`
	// Wildcard says that any name beside the domain has the same MX records.
	Wildcard bool `json:"wildcard"`
	// NameServers are those of a domain that could not be looked up, with Advice.
	NameServers []string `json:"name_servers"`
	// TTL is how long the MX answer may be kept, in seconds, and Authentic
	// whether a trusted server says that DNSSEC proves it.
	TTL       int  `json:"ttl"`
	Authentic bool `json:"authentic"`
}

// An MXHost is one mail host.
type MXHost struct {
	Name       string       `json:"name"`
	Preference uint16       `json:"preference"`
	Addresses  []netip.Addr `json:"addresses"`
	// CNAME is what the host name is an alias of, which RFC 2181 section 10.3
	// does not allow, or empty.
	CNAME string `json:"cname"`
	// Usable says that the host has an address that can be reached from the
	// internet at large, as far as the address tells.
	Usable bool `json:"usable"`
}

// MX finds the hosts that take mail for a domain, as RFC 5321 section 5.1 says,
// and whether they can. Data is *MXData.
//
// It fails where no mail can be delivered: the domain does not exist, says that
// it takes no mail, or has no host with a public address.
func MX(ctx context.Context, r Resolver, q MXQuery) Result {
	w := startWatch(r)
	run := &mxRun{ctx: ctx, r: w, query: q, domain: q.Domain, data: &MXData{Hosts: []MXHost{}, NameServers: []string{}, Exists: true}}
	run.run()
	status := worst(run.findings)
	if run.unknown && status != Fail {
		status = Unknown
	}
	return w.stop(Result{Check: "mx", Target: run.domain, Status: status, Findings: run.findings, Data: run.data})
}

// An mxRun is one run of the check.
type mxRun struct {
	ctx      context.Context
	r        Resolver
	query    MXQuery
	domain   string
	data     *MXData
	findings []Finding
	unknown  bool // an answer is missing that the outcome hangs on
}

func (m *mxRun) add(severity Status, id, record, format string, args ...any) {
	f := finding(severity, id, fmt.Sprintf(format, args...))
	f.Record = record
	m.findings = append(m.findings, f)
}

// noAnswer adds the finding for an answer that is none.
func (m *mxRun) noAnswer(record string, a Answer, format string, args ...any) {
	m.add(Unknown, MXDNSFailure, record, format, args...)
	m.findings[len(m.findings)-1].Outcome = a.Outcome
}

// fail notes an answer that is missing and decides.
func (m *mxRun) fail(what string, a Answer) {
	m.unknown = true
	m.noAnswer("", a, "%s could not be looked up: %s", what, why(a))
}

func (m *mxRun) run() {
	if ip, ok := parseLiteral(m.domain); ok {
		m.data.Hosts = []MXHost{{Name: m.domain, Addresses: []netip.Addr{ip}, Usable: unreachable(ip) == ""}}
		m.add(Info, MXDomainLiteral, "", "%s is an address, mail for it goes there without a lookup", m.domain)
		return
	}
	domain, err := asciiName(m.domain)
	if err != nil {
		m.add(Fail, MXDomainInvalid, "", "no mail can be sent there: %s", strings.TrimPrefix(err.Error(), "check: "))
		m.data.Exists = false
		return
	}
	m.domain = domain
	a := m.r.Lookup(m.ctx, domain, dns.TypeMX)
	m.data.TTL, m.data.Authentic = int(a.TTL.Seconds()), a.Authentic
	switch a.Outcome {
	case Answered:
		m.explicit(a)
	case NoData:
		m.implicit()
	case NXDomain:
		m.missing(a)
	default:
		m.fail("the MX records of "+domain, a)
		m.nameServers(a)
	}
	m.advise()
	m.remote()
}

// implicit is for a domain without MX records: its own addresses count.
func (m *mxRun) implicit() {
	h := lookupHost(m.ctx, m.r, m.domain)
	addrs := h.addrs()
	if len(addrs) == 0 {
		if a, ok := h.failure(); ok {
			m.fail("the addresses of "+m.domain+", which has no MX record,", a)
			return
		}
		m.add(Fail, MXNone, "", "%s exists, but has neither an MX record nor an address: it takes no mail", m.domain)
		m.suggest()
		return
	}
	m.data.Implicit = true
	m.add(Warn, MXImplicit, "", "%s has no MX record, so mail goes to its own address %s (RFC 5321 section 5.1); whether mail is wanted there is left open", m.domain, addrs[0])
	m.judge([]mxCandidate{{host: MXHost{Name: m.domain, Addresses: addrs}, answers: h}})
}

// remote compares the host that a bounce names with those of today.
func (m *mxRun) remote() {
	if m.query.Remote == "" || len(m.data.Hosts) == 0 {
		return
	}
	name := canonical(m.query.Remote)
	ip, isIP := parseLiteral(name)
	for _, h := range m.data.Hosts {
		// Other hosts of the same owner stand in behind one name.
		if h.Name == name || !isIP && registrable(h.Name) == registrable(name) {
			return
		}
		for _, addr := range h.Addresses {
			if isIP && addr == ip {
				return
			}
		}
	}
	m.add(Info, MXRemoteUnlisted, "", "%s, which the bounce names, is none of the mail hosts that %s has now", printable(name, 255), m.domain)
}
