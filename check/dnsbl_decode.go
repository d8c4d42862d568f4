package check

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

var (
	loopback = netip.MustParsePrefix("127.0.0.0/8")
	// refusals is the range in which lists say that they do not answer: what
	// Spamhaus began, others do too.
	refusals = netip.MustParsePrefix("127.255.255.0/24")
)

// decode gives the addresses that a list answered with their meaning.
//
// The order matters: an answer that no list gives is the resolver's, and one
// that refuses is not a listing, whatever stands beside it.
func (q *listQuery) decode(addrs []netip.Addr) {
	q.Codes = []string{}
	for _, ip := range addrs {
		q.Codes = append(q.Codes, ip.String())
	}
	for _, ip := range addrs {
		if !loopback.Contains(ip) || ip == netip.AddrFrom4([4]byte{127, 0, 0, 1}) && !q.list.knows(ip) {
			q.Result = Rewritten
			q.Detail = fmt.Sprintf("%s is no answer of a blocklist (RFC 5782 section 2.1): the resolver answers for names that do not exist, or the zone has a new owner", ip)
			return
		}
	}
	for _, ip := range addrs {
		if text := q.list.refusal(ip); text != "" {
			q.Result, q.Detail = ListRefused, text
			return
		}
	}
	q.listing(addrs)
}

// listing sums up answers that are entries. The gravest class counts, and what
// does not speak against the subject is no listing.
func (q *listQuery) listing(addrs []netip.Addr) {
	class := ClassWhite
	for _, ip := range addrs {
		meanings := q.list.meanings(ip)
		if len(meanings) == 0 {
			if !q.list.near(ip) {
				q.Result = TempError
				q.Detail = fmt.Sprintf("%s is an answer whose meaning the list does not tell", ip)
				return
			}
			meanings = []ListCode{{Means: fmt.Sprintf("an entry of a kind that is not documented (%s)", ip), Class: ClassInformational}}
		}
		for _, m := range meanings {
			c := m.Class
			if c == "" {
				c = q.list.Class
			}
			if gravity(c) > gravity(class) {
				class = c
			}
			if m.Means != "" && !slices.Contains(q.Reasons, m.Means) {
				q.Reasons = append(q.Reasons, m.Means)
			}
		}
	}
	q.Class = class
	q.Result = Listed
	if class == ClassWhite {
		q.Result = NotListed
	}
}

func gravity(c ListClass) int {
	return slices.Index([]ListClass{ClassWhite, ClassInformational, ClassPolicy, ClassAbuse}, c)
}

// knows reports whether the list gives an answer that others never do.
func (l *Blocklist) knows(ip netip.Addr) bool {
	return len(l.meanings(ip)) > 0 && len(l.Codes)+len(l.Bits) > 0 && !l.onlyByStar(ip) || l.refusal(ip) != ""
}

// onlyByStar reports whether the list means ip by nothing but a "*".
func (l *Blocklist) onlyByStar(ip netip.Addr) bool {
	return !slices.ContainsFunc(l.Codes, func(c ListCode) bool { return c.Code == ip.String() })
}

// refusal says what a list means by an answer that refuses, and "" for another.
func (l *Blocklist) refusal(ip netip.Addr) string {
	switch {
	case ip == netip.AddrFrom4([4]byte{127, 255, 255, 252}):
		return fmt.Sprintf("it answered %s: the zone is misspelt", ip)
	case ip == netip.AddrFrom4([4]byte{127, 255, 255, 254}):
		return fmt.Sprintf("it answered %s: it does not answer public or unidentified resolvers", ip)
	case ip == netip.AddrFrom4([4]byte{127, 255, 255, 255}):
		return fmt.Sprintf("it answered %s: too many questions came from this resolver", ip)
	case refusals.Contains(ip):
		return fmt.Sprintf("it answered %s: it does not answer this resolver", ip)
	case slices.ContainsFunc(l.Refused, func(code string) bool { return fits(code, ip) }):
		return fmt.Sprintf("it answered %s: it does not answer this resolver or this question", ip)
	}
	return ""
}

// meanings gives what the list means by an answer, nothing where it does not
// say.
func (l *Blocklist) meanings(ip netip.Addr) []ListCode {
	if len(l.Codes)+len(l.Bits) == 0 {
		return []ListCode{{Code: ip.String()}}
	}
	for _, c := range l.Codes {
		if fits(c.Code, ip) {
			return []ListCode{c}
		}
	}
	var all []ListCode
	octets := ip.As4()
	if octets[1] == 0 && octets[2] == 0 {
		for _, b := range l.Bits {
			if octets[3]&b.Bit != 0 {
				all = append(all, ListCode{Means: b.Means, Class: b.Class})
			}
		}
	}
	return all
}

// near reports whether a documented answer of the list is in the same /24: then
// the answer is an entry, if of a kind that is new.
func (l *Blocklist) near(ip netip.Addr) bool {
	prefix := ip.String()
	prefix = prefix[:strings.LastIndexByte(prefix, '.')+1]
	return slices.ContainsFunc(l.Codes, func(c ListCode) bool { return strings.HasPrefix(c.Code, prefix) })
}

// fits reports whether an address is what a code says, in which "*" stands for
// any octet.
func fits(code string, ip netip.Addr) bool {
	octets := ip.As4()
	i := 0
	for part := range strings.SplitSeq(code, ".") {
		if i == 4 || part != "*" && part != fmt.Sprint(octets[i]) {
			return false
		}
		i++
	}
	return i == 4
}

// publicResolvers are well-known ones that many share.
var publicResolvers = []string{
	"8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844",
	"1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001",
	"9.9.9.9", "149.112.112.112", "9.9.9.10", "9.9.9.11", "2620:fe::fe", "2620:fe::9",
	"208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53",
	"64.6.64.6", "64.6.65.6", "94.140.14.14", "94.140.15.15", "76.76.2.0", "76.76.10.0",
	"4.2.2.1", "4.2.2.2", "4.2.2.3", "4.2.2.4", "4.2.2.5", "4.2.2.6", "185.228.168.9", "77.88.8.8", "77.88.8.1",
	"223.5.5.5", "223.6.6.6", "119.29.29.29", "114.114.114.114",
}

// isPublicResolver reports whether Answer.Server is one of them.
func isPublicResolver(server string) bool {
	server = strings.TrimPrefix(server, "tls://")
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		host = strings.Trim(server, "[]")
	}
	return slices.Contains(publicResolvers, host)
}
