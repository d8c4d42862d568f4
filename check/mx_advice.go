package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// The size of networks that fail together: what one router or one building has.
const oneNetwork4, oneNetwork6 = 24, 48

// maxNameServers bounds the name servers that are looked at.
const maxNameServers = 8

// advise tells what is unwise about the hosts, where they can be used.
func (m *mxRun) advise() {
	if !m.query.Advice || m.unknown || worst(m.findings) == Fail {
		return
	}
	var hosts []MXHost
	for _, h := range m.data.Hosts {
		if h.Usable {
			hosts = append(hosts, h)
		}
	}
	networks := map[netip.Prefix]bool{}
	addrs, v4, v6 := 0, 0, 0
	for _, h := range hosts {
		for _, ip := range h.Addresses {
			addrs++
			bits := oneNetwork4
			if ip.Is6() {
				bits, v6 = oneNetwork6, v6+1
			} else {
				v4++
			}
			p, err := ip.Prefix(bits)
			if err == nil {
				networks[p] = true
			}
		}
	}
	switch {
	case v4 <= 1 && v6 <= 1 && len(hosts) == 1:
		m.add(Info, MXSingle, "", "%s is the only mail host, with one address: while it is down, mail has to wait at its senders", hosts[0].Name)
	case len(hosts) > 1 && addrs > 1 && (v4 == 0 || v6 == 0) && len(networks) == 1, len(hosts) > 1 && v4 > 1 && v6 > 1 && len(networks) == 2:
		m.add(Info, MXOneNetwork, "", "all %d mail hosts are in one network: what takes it down takes down all of them", len(hosts))
	}
}

// nameServers tells who should have answered for a domain that could not be
// looked up: its registered domain's name servers, and which of them have no
// address.
func (m *mxRun) nameServers(a Answer) {
	if !m.query.Advice || a.Outcome != ServFail && a.Outcome != Timeout && a.Outcome != Bogus {
		return
	}
	domain := registrable(m.domain)
	ns := m.r.Lookup(m.ctx, domain, dns.TypeNS)
	for _, rr := range ns.Records {
		if r, ok := rr.(*dns.NS); ok && len(m.data.NameServers) < maxNameServers {
			m.data.NameServers = append(m.data.NameServers, canonical(r.Ns))
		}
	}
	if len(m.data.NameServers) == 0 {
		return
	}
	slices.Sort(m.data.NameServers)
	answers := make([]hostAnswers, len(m.data.NameServers))
	var wg sync.WaitGroup
	for i, name := range m.data.NameServers {
		wg.Go(func() { answers[i] = lookupHost(m.ctx, m.r, name) })
	}
	wg.Wait()
	var gone []string
	for i, h := range answers {
		if h.absent() {
			gone = append(gone, m.data.NameServers[i])
		}
	}
	text := fmt.Sprintf("the name servers of %s are %s", domain, strings.Join(m.data.NameServers, ", "))
	switch {
	case len(gone) == len(answers):
		text += "; none of them has an address: the domain cannot be looked up by anybody"
	case len(gone) > 0:
		text += fmt.Sprintf("; %s has no address", strings.Join(gone, ", "))
	}
	m.add(Info, MXNameServers, "", "%s", text)
}
