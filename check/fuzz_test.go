package check

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// FuzzReply holds what reads a server's packet to ending, and to giving only
// what was asked for.
func FuzzReply(f *testing.F) {
	q := &dns.Msg{MsgHdr: dns.MsgHdr{Id: 1}, Question: []dns.Question{{Name: "mail.example.com.", Qtype: dns.TypeA, Qclass: dns.ClassINET}}}
	for _, m := range []*dns.Msg{
		respond(q, dns.RcodeSuccess, mailA),
		respond(q, dns.RcodeNameError, theSOA),
		respond(q, dns.RcodeSuccess, "mail.example.com. CNAME b.example.com.", "b.example.com. CNAME mail.example.com."),
		respond(q, dns.RcodeServerFailure),
		long(q),
	} {
		f.Add(pack(m)[0])
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		m, err := match(packet, q)
		if (m == nil) == (err == nil) {
			t.Fatalf("match = %v, %v, want exactly one of them", m, err)
		}
		if err != nil {
			return
		}
		isLame(m)
		rcodeText(m)
		notDNSSEC(m)
		s := readReply(m, "mail.example.com", dns.TypeA, 60)
		if (s.outcome == Answered) != (len(s.records) > 0) || s.ttl > 60 || len(s.chain) > maxChain+1 {
			t.Fatalf("readReply = %+v", s)
		}
		if s.outcome == 0 && len(s.chain) == 0 {
			t.Fatalf("readReply = %+v: nowhere to ask next", s)
		}
		for _, rr := range s.records {
			if rr.Header().Rrtype != dns.TypeA || canonical(rr.Header().Name) != s.end {
				t.Fatalf("readReply gives %v at the end of %v", rr, s.chain)
			}
		}
	})
}

// FuzzNames holds what reads names to ending, and its results to their form.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"example.com", "bücher.example", "[IPv6:2001:db8::1]", "https://www.spamhaus.org/query/ip/192.0.2.1", "10.2.0.192.static.example.net", `a\.b.`, "gmial.com"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := asciiName(s); err == nil {
			if again, err := asciiName(name); err != nil || again != name {
				t.Errorf("asciiName(%q) = %q, but asciiName of that = %q, %v", s, name, again, err)
			}
			if _, ok := dns.IsDomainName(name); !ok {
				t.Errorf("asciiName(%q) = %q, which DNS cannot hold", s, name)
			}
		}
		for _, zone := range ZonesIn(s) {
			if _, ok := loadRegistry().byZone[zone]; !ok {
				t.Errorf("ZonesIn(%q) gives %q", s, zone)
			}
		}
		if d := SuggestDomain(s); d != "" && !strings.Contains(mailDomains, d+"\n") {
			t.Errorf("SuggestDomain(%q) = %q", s, d)
		}
		printable(s, 20)
		isHostName(s)
		hostNameProblem(canonical(s), "example.com")
	})
}
