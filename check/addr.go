package check

import (
	"context"
	"net/netip"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// hostAnswers are the answers for the addresses of a host.
type hostAnswers struct{ a, aaaa Answer }

// lookupHost asks for the IPv4 and the IPv6 addresses of a host at once.
func lookupHost(ctx context.Context, r Resolver, name string) hostAnswers {
	var h hostAnswers
	var wg sync.WaitGroup
	wg.Go(func() { h.a = r.Lookup(ctx, name, dns.TypeA) })
	h.aaaa = r.Lookup(ctx, name, dns.TypeAAAA)
	wg.Wait()
	return h
}

// addrs gives the addresses, IPv4 first, in the order of the answers, each
// once. It is never nil.
func (h hostAnswers) addrs() []netip.Addr {
	return append(recordAddrs(h.a.Records), recordAddrs(h.aaaa.Records)...)
}

// absent reports whether the host has no address, for sure.
func (h hostAnswers) absent() bool { return h.a.Outcome.Absent() && h.aaaa.Outcome.Absent() }

// missing reports whether the host's name does not exist.
func (h hostAnswers) missing() bool {
	return h.absent() && (h.a.Outcome == NXDomain || h.aaaa.Outcome == NXDomain)
}

// failure gives one of the answers that are none.
func (h hostAnswers) failure() (Answer, bool) {
	if !h.a.Outcome.Known() {
		return h.a, true
	}
	return h.aaaa, !h.aaaa.Outcome.Known()
}

// alias gives the end of the CNAME chain from the host's name, or "".
func (h hostAnswers) alias() string {
	for _, a := range [...]Answer{h.a, h.aaaa} {
		if n := len(a.CNAMEs); n > 0 {
			return a.CNAMEs[n-1]
		}
	}
	return ""
}

// recordAddrs gives the addresses of A and AAAA records, each once.
func recordAddrs(rrs []dns.RR) []netip.Addr {
	addrs := []netip.Addr{}
	seen := map[netip.Addr]bool{}
	for _, rr := range rrs {
		var ip netip.Addr
		switch rr := rr.(type) {
		case *dns.A:
			ip, _ = netip.AddrFromSlice(rr.A.To4())
		case *dns.AAAA:
			ip, _ = netip.AddrFromSlice(rr.AAAA.To16())
		}
		if ip.IsValid() && !seen[ip] {
			seen[ip] = true
			addrs = append(addrs, ip)
		}
	}
	return addrs
}

// specialPrefixes are the ranges of the IANA special-purpose registries (RFC
// 6890) that nobody on the internet can reach. The documentation ranges (RFC
// 5737, RFC 3849) are left out: examples and test worlds live there.
var specialPrefixes = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "an address of no host (RFC 1122)"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("100.64.0.0/10"), "an address inside a provider's network (RFC 6598)"},
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address (RFC 3927)"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("192.0.0.0/24"), "an address for protocol use (RFC 6890)"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address (RFC 1918)"},
	{netip.MustParsePrefix("198.18.0.0/15"), "a benchmarking address (RFC 2544)"},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address (RFC 1112)"},
	{netip.MustParsePrefix("::/128"), "the unspecified address"},
	{netip.MustParsePrefix("::1/128"), "the loopback address"},
	{netip.MustParsePrefix("::/96"), "an obsolete IPv4-compatible address (RFC 4291)"},
	{netip.MustParsePrefix("64:ff9b::/96"), "a NAT64 address (RFC 6052)"},
	{netip.MustParsePrefix("100::/64"), "a discard address (RFC 6666)"},
	{netip.MustParsePrefix("2001::/32"), "a Teredo address (RFC 4380)"},
	{netip.MustParsePrefix("2002::/16"), "a 6to4 address (RFC 7526)"},
	{netip.MustParsePrefix("fc00::/7"), "a unique local address (RFC 4193)"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
	{netip.MustParsePrefix("fec0::/10"), "a site-local address (RFC 3879)"},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address"},
}

// unreachable says what ip is where it cannot be reached from the internet at
// large, "" where it can.
func unreachable(ip netip.Addr) string {
	if ip.Is4In6() {
		if what := unreachable(ip.Unmap()); what != "" {
			return what
		}
		return "an IPv4 address in an IPv6 record (RFC 4291)"
	}
	for _, s := range specialPrefixes {
		if s.prefix.Contains(ip) {
			return s.what
		}
	}
	return ""
}

// localNames are the top-level names that exist inside a network at most: RFC
// 6761, RFC 6762, RFC 8375, RFC 7686 and ICANN's reservation of "internal".
var localNames = []string{"localhost", "invalid", "local", "localdomain", "internal", "home.arpa", "onion"}

// IsLocalName reports whether the canonical name cannot be one on the internet.
func IsLocalName(name string) bool {
	for _, l := range localNames {
		if isBelow(name, l) {
			return true
		}
	}
	return false
}

// parseLiteral reads an address that stands where a name should, also in
// brackets (RFC 5321 section 4.1.3).
func parseLiteral(name string) (netip.Addr, bool) {
	s := strings.TrimSuffix(name, ".")
	if inner, ok := strings.CutPrefix(s, "["); ok {
		s = strings.TrimSuffix(inner, "]")
	}
	if len(s) > 5 && strings.EqualFold(s[:5], "IPv6:") {
		s = s[5:]
	}
	ip, err := netip.ParseAddr(s)
	return ip, err == nil && ip.Zone() == ""
}
