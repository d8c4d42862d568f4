package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// A step is what a reply says about a name: the end, or how far its CNAME
// records lead.
type step struct {
	outcome Outcome // 0: ask for end
	chain   []string
	end     string
	records []dns.RR
	ttl     uint32
}

// readReply follows the CNAME records in a reply from name on. Records that
// the chain does not lead to are not looked at: a server has no business to
// send them. ttl is an upper bound from earlier replies.
func readReply(m *dns.Msg, name string, qtype uint16, ttl uint32) step {
	s := step{end: name, ttl: ttl}
	for range maxChain + 1 {
		next, cnameTTL := "", uint32(0)
		for _, rr := range m.Answer {
			h := rr.Header()
			if h.Class != dns.ClassINET || canonical(h.Name) != s.end {
				continue
			}
			if h.Rrtype == qtype {
				s.records = append(s.records, rr)
				s.ttl = min(s.ttl, h.Ttl)
			} else if cname, ok := rr.(*dns.CNAME); ok {
				next, cnameTTL = canonical(cname.Target), h.Ttl
			}
		}
		if len(s.records) > 0 {
			s.outcome = Answered
			return s
		}
		if next == "" {
			break
		}
		s.chain, s.end, s.ttl = append(s.chain, next), next, min(s.ttl, cnameTTL)
	}
	soa := soaOf(m)
	switch {
	case m.Rcode == dns.RcodeNameError:
		s.outcome = NXDomain
	case soa != nil || len(s.chain) == 0:
		s.outcome = NoData
	default:
		return s
	}
	// Without a SOA record a negative answer may not be kept (RFC 2308 section
	// 5).
	if soa == nil {
		s.ttl = 0
	} else {
		s.ttl = min(s.ttl, soa.Hdr.Ttl, soa.Minttl)
	}
	return s
}

func soaOf(m *dns.Msg) *dns.SOA {
	for _, rr := range m.Ns {
		if soa, ok := rr.(*dns.SOA); ok {
			return soa
		}
	}
	return nil
}

// isLame reports whether a reply without an error is no answer either: the
// server sends us elsewhere, or neither knows the zone nor asks others.
func isLame(m *dns.Msg) bool {
	if m.Rcode != dns.RcodeSuccess || len(m.Answer) > 0 || m.Authoritative || soaOf(m) != nil {
		return false
	}
	for _, rr := range m.Ns {
		if rr.Header().Rrtype == dns.TypeNS {
			return true
		}
	}
	return !m.RecursionAvailable
}

// rcodeText names a response code with what the server says of it (RFC 8914).
func rcodeText(m *dns.Msg) string {
	text, ok := dns.RcodeToString[m.Rcode]
	if !ok {
		text = fmt.Sprintf("response code %d", m.Rcode)
	}
	if errs := extendedErrors(m); len(errs) > 0 {
		text += " (" + strings.Join(errs, "; ") + ")"
	}
	return text
}

// extendedErrors gives the extended errors of a reply, RFC 8914, at most four.
func extendedErrors(m *dns.Msg) []string {
	opt := m.IsEdns0()
	if opt == nil {
		return nil
	}
	var all []string
	for _, o := range opt.Option {
		ede, ok := o.(*dns.EDNS0_EDE)
		if !ok || len(all) == 4 {
			continue
		}
		text, ok := dns.ExtendedErrorCodeToString[ede.InfoCode]
		if !ok {
			text = fmt.Sprintf("extended error %d", ede.InfoCode)
		}
		if ede.ExtraText != "" {
			text += ": " + printable(ede.ExtraText, 200)
		}
		all = append(all, text)
	}
	return all
}

// madeUp reports whether the server says that an answer is not that of the
// domain: a filter stands before it (RFC 8914 sections 4.5 and 4.16 to 4.18). For
// names that are none of the internet's (RFC 6761) that is as it should be.
func madeUp(m *dns.Msg) bool {
	opt := m.IsEdns0()
	if opt == nil {
		return false
	}
	if len(m.Question) == 1 {
		if name := canonical(m.Question[0].Name); IsLocalName(name) || isBelow(name, "test") {
			return false
		}
	}
	return slices.ContainsFunc(opt.Option, func(o dns.EDNS0) bool {
		ede, ok := o.(*dns.EDNS0_EDE)
		return ok && (ede.InfoCode == dns.ExtendedErrorCodeForgedAnswer || ede.InfoCode == dns.ExtendedErrorCodeBlocked ||
			ede.InfoCode == dns.ExtendedErrorCodeCensored || ede.InfoCode == dns.ExtendedErrorCodeFiltered)
	})
}

// notDNSSEC reports whether the server says what its SERVFAIL is about, and it
// is something else than DNSSEC.
func notDNSSEC(m *dns.Msg) bool {
	opt := m.IsEdns0()
	if opt == nil {
		return false
	}
	other := false
	for _, o := range opt.Option {
		ede, ok := o.(*dns.EDNS0_EDE)
		if !ok {
			continue
		}
		switch ede.InfoCode {
		case dns.ExtendedErrorCodeNoReachableAuthority, dns.ExtendedErrorCodeNetworkError,
			dns.ExtendedErrorCodeNotReady, dns.ExtendedErrorCodeInvalidData, dns.ExtendedErrorCodeCachedError:
			other = true
		case dns.ExtendedErrorCodeUnsupportedDNSKEYAlgorithm, dns.ExtendedErrorCodeUnsupportedDSDigestType,
			dns.ExtendedErrorCodeDNSSECIndeterminate, dns.ExtendedErrorCodeDNSBogus,
			dns.ExtendedErrorCodeSignatureExpired, dns.ExtendedErrorCodeSignatureNotYetValid,
			dns.ExtendedErrorCodeDNSKEYMissing, dns.ExtendedErrorCodeRRSIGsMissing,
			dns.ExtendedErrorCodeNoZoneKeyBitSet, dns.ExtendedErrorCodeNSECMissing:
			return false
		}
	}
	return other
}
