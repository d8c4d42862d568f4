package check

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// maxMXHosts bounds the hosts that are looked at: mail systems do not try more
// either, and the names are a stranger's.
const maxMXHosts = 20

// An mxCandidate is a host of an MX record with what was asked about it.
type mxCandidate struct {
	host    MXHost
	record  string
	answers hostAnswers
	// problem is what is wrong with the name, known without a lookup: an id and
	// a text.
	problem, text string
}

// explicit is for a domain with MX records.
func (m *mxRun) explicit(a Answer) {
	records := make([]*dns.MX, 0, len(a.Records))
	for _, rr := range a.Records {
		if mx, ok := rr.(*dns.MX); ok {
			records = append(records, mx)
		}
	}
	slices.SortStableFunc(records, func(a, b *dns.MX) int {
		return cmp.Or(cmp.Compare(a.Preference, b.Preference), cmp.Compare(canonical(a.Mx), canonical(b.Mx)))
	})
	records = m.nullMX(records)
	hosts := m.candidates(records)
	var wg sync.WaitGroup
	for i := range hosts {
		if hosts[i].problem == "" {
			wg.Go(func() { hosts[i].answers = lookupHost(m.ctx, m.r, hosts[i].host.Name) })
		}
	}
	if len(hosts) > 0 && registrable(m.domain) != m.domain {
		m.wildcard(a)
	}
	wg.Wait()
	m.judge(hosts)
}

// nullMX takes the records that say "no mail here" out, RFC 7505.
func (m *mxRun) nullMX(records []*dns.MX) []*dns.MX {
	rest := make([]*dns.MX, 0, len(records))
	var null []*dns.MX
	for _, mx := range records {
		if canonical(mx.Mx) == "" {
			null = append(null, mx)
		} else {
			rest = append(rest, mx)
		}
	}
	switch {
	case len(null) == 0:
	case len(rest) > 0:
		m.add(Warn, MXNullMalformed, recordText(null[0]), "%s has a null MX record beside others, which RFC 7505 section 3 forbids; some systems will send no mail there", m.domain)
	default:
		m.data.NullMX = true
		m.add(Fail, MXNull, recordText(null[0]), "%s states that it takes no mail (null MX, RFC 7505)", m.domain)
		if len(null) > 1 || null[0].Preference != 0 {
			m.add(Info, MXNullMalformed, recordText(null[0]), "RFC 7505 section 3 wants a null MX to be one record with the preference 0")
		}
		m.suggest()
	}
	return rest
}

// candidates gives the hosts of the records, each once and not too many, with
// what their names show already.
func (m *mxRun) candidates(records []*dns.MX) []mxCandidate {
	seen := map[string]bool{}
	hosts := make([]mxCandidate, 0, len(records))
	for _, mx := range records {
		name := canonical(mx.Mx)
		if seen[name] {
			m.add(Info, MXDuplicate, recordText(mx), "%s is named more than once", name)
			continue
		}
		seen[name] = true
		if len(hosts) == maxMXHosts {
			m.add(Info, MXTooMany, "", "%s has %d MX records; only the first %d hosts were looked at", m.domain, len(records), maxMXHosts)
			break
		}
		c := mxCandidate{host: MXHost{Name: name, Preference: mx.Preference}, record: recordText(mx)}
		c.problem, c.text = hostNameProblem(name, m.domain)
		hosts = append(hosts, c)
	}
	return hosts
}

// hostNameProblem says what is wrong with the name of a mail host of domain,
// as the id of a finding and a text, both empty where nothing is.
func hostNameProblem(name, domain string) (id, text string) {
	if _, ok := parseLiteral(name); ok {
		return MXHostIPLiteral, fmt.Sprintf("%s is an address, where an MX record must have a host name (RFC 1035 section 3.3.9)", name)
	}
	switch {
	case name == "0" || name == "0."+domain || name == "null" || name == `\.` || name == `\.`+"."+domain:
		return MXNullMalformed, fmt.Sprintf(`%q looks meant as a null MX, whose host is written as a single "." (RFC 7505)`, name)
	case IsLocalName(name):
		return MXHostLocal, fmt.Sprintf("%s is a name that only exists inside a network or computer", name)
	case strings.ContainsAny(name, "/:@\\ "):
		return MXHostInvalid, fmt.Sprintf("%s is no host name", printable(name, 255))
	}
	return "", ""
}

// judge says what is wrong with each host, and sums up. What is wrong with one
// host is a failure where no other can be used.
func (m *mxRun) judge(hosts []mxCandidate) {
	usable, v4, unknown := 0, 0, 0
	for i := range hosts {
		c := &hosts[i]
		c.host.Addresses = c.answers.addrs()
		c.host.CNAME = c.answers.alias()
		if c.problem == "" {
			c.problem, c.text = c.addressProblem(m.domain)
		}
		c.host.Usable = c.problem == ""
		switch {
		case c.host.Usable:
			usable++
			if slices.ContainsFunc(c.host.Addresses, func(ip netip.Addr) bool { return ip.Is4() && unreachable(ip) == "" }) {
				v4++
			}
		case c.problem == MXDNSFailure:
			unknown++
		}
		m.data.Hosts = append(m.data.Hosts, c.host)
	}
	severity := Warn
	if usable == 0 {
		severity = Fail
	}
	for _, c := range hosts {
		m.report(c, severity)
	}
	switch {
	case len(hosts) == 0:
	case usable == 0 && unknown > 0:
		m.unknown = true
		m.demote()
	case usable == 0:
		m.add(Fail, MXNoUsableHost, "", "none of the mail hosts of %s can be reached, so no mail gets there", m.domain)
		m.suggest()
	case v4 == 0 && unknown == 0:
		m.add(Warn, MXIPv6Only, "", "no mail host of %s has an IPv4 address, so senders without IPv6 cannot deliver", m.domain)
	}
}

// demote turns failures of hosts into warnings: another host may be fine, only
// that nobody could say.
func (m *mxRun) demote() {
	for i := range m.findings {
		if m.findings[i].Severity == Fail {
			m.findings[i].Severity = Warn
		}
	}
}

// addressProblem says what is wrong with the addresses of a host.
func (c *mxCandidate) addressProblem(domain string) (id, text string) {
	name := c.host.Name
	if len(c.host.Addresses) > 0 {
		what := ""
		for _, ip := range c.host.Addresses {
			if what = unreachable(ip); what == "" {
				return "", ""
			}
		}
		return MXHostPrivate, fmt.Sprintf("%s has only addresses that cannot be reached from the internet: %s is %s", name, c.host.Addresses[0], unreachable(c.host.Addresses[0]))
	}
	if a, ok := c.answers.failure(); ok {
		return MXDNSFailure, fmt.Sprintf("the addresses of %s could not be looked up: %s", name, why(a))
	}
	prefix, relative := strings.CutSuffix(name, "."+domain)
	if _, ok := parseLiteral(prefix); relative && ok {
		return MXHostIPLiteral, fmt.Sprintf("%s is the address %s, where an MX record must have a host name; the domain was added to it because the final dot is missing", name, prefix)
	}
	alias := ""
	if c.host.CNAME != "" {
		alias = fmt.Sprintf(" (an alias of %s)", c.host.CNAME)
	}
	if c.answers.missing() {
		return MXHostMissing, fmt.Sprintf("the mail host %s%s does not exist", name, alias)
	}
	return MXHostNoAddress, fmt.Sprintf("the mail host %s%s has no address", name, alias)
}

// report adds the findings about one host.
func (m *mxRun) report(c mxCandidate, severity Status) {
	switch c.problem {
	case "":
	case MXDNSFailure:
		a, _ := c.answers.failure()
		m.noAnswer(c.record, a, "%s", c.text)
	default:
		m.add(severity, c.problem, c.record, "%s", c.text)
	}
	if m.data.Implicit {
		return
	}
	if c.host.CNAME != "" && c.problem != MXDNSFailure { // a loop leads nowhere
		m.add(Warn, MXHostCNAME, c.record, "the mail host %s is an alias (CNAME) of %s, which RFC 2181 section 10.3 forbids; some systems refuse it", c.host.Name, c.host.CNAME)
	}
	if c.host.Usable && isParking(c.host.Name) {
		m.add(Warn, MXParked, c.record, "%s takes mail for domains that are up for sale: it is unlikely that anybody reads it", c.host.Name)
		m.suggest()
	}
	if a, ok := c.answers.failure(); ok && c.host.Usable {
		m.noAnswer(c.record, a, "the %s addresses of %s could not be looked up: %s", dns.TypeToString[a.Type], c.host.Name, why(a))
	}
}

// wildcard finds out whether any name beside the domain has its MX records.
func (m *mxRun) wildcard(a Answer) {
	parent, ok := parentName(m.domain)
	if !ok {
		return
	}
	// The label is always the same for a domain: equal questions are asked once.
	probe := m.r.Lookup(m.ctx, fmt.Sprintf("ndr-%x.%s", hashName(m.domain), parent), dns.TypeMX)
	if probe.Outcome != Answered || mxSet(probe) != mxSet(a) {
		return
	}
	m.data.Wildcard = true
	m.add(Info, MXWildcard, "", "any name in %s has these MX records: a wildcard answers, %s may not be a mail domain of its own", parent, m.domain)
}

// mxSet gives the hosts of an answer in one string, to compare.
func mxSet(a Answer) string {
	var names []string
	for _, rr := range a.Records {
		if mx, ok := rr.(*dns.MX); ok {
			names = append(names, canonical(mx.Mx))
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
