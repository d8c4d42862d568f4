package check

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
)

func TestClientDNSSEC(t *testing.T) {
	ede := func(m *dns.Msg, code uint16, text string) *dns.Msg {
		m.SetEdns0(udpSize, false)
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: code, ExtraText: text})
		return m
	}
	var flaky atomic.Int64
	for _, tt := range []struct {
		name    string
		answer  func(q *dns.Msg, network string) [][]byte
		outcome Outcome
		reason  string
		asked   int
	}{
		{"bogus", func(q *dns.Msg, _ string) [][]byte {
			if q.CheckingDisabled {
				return pack(respond(q, dns.RcodeSuccess, mailA))
			}
			return pack(ede(respond(q, dns.RcodeServerFailure), dns.ExtendedErrorCodeSignatureExpired, "signature\x1b[31m of example.com"))
		}, Bogus, "Signature Expired: signature [31m of example.com", 3},
		{"bogus denial", func(q *dns.Msg, _ string) [][]byte {
			if q.CheckingDisabled {
				return pack(respond(q, dns.RcodeNameError, theSOA))
			}
			return pack(respond(q, dns.RcodeServerFailure))
		}, Bogus, "DNSSEC validation failed", 3},
		{"SERVFAIL for another reason", func(q *dns.Msg, _ string) [][]byte {
			return pack(ede(respond(q, dns.RcodeServerFailure), dns.ExtendedErrorCodeNoReachableAuthority, "all servers are down"))
		}, ServFail, "No Reachable Authority: all servers are down", 1},
		{"SERVFAIL without checking too", rcode(dns.RcodeServerFailure), ServFail, "SERVFAIL", 2},
		{"SERVFAIL that passes", func(q *dns.Msg, _ string) [][]byte {
			if flaky.Add(1) == 1 {
				return pack(respond(q, dns.RcodeServerFailure))
			}
			return pack(respond(q, dns.RcodeSuccess, mailA))
		}, Answered, "", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, true, tt.answer)
			a := client(s).Lookup(t.Context(), "mail.example.com", dns.TypeA)
			if a.Outcome != tt.outcome || !strings.Contains(a.Reason, tt.reason) || len(s.asked()) != tt.asked {
				t.Errorf("Lookup = %v, %q after %q, want %v, %q after %d questions", a.Outcome, a.Reason, s.asked(), tt.outcome, tt.reason, tt.asked)
			}
		})
	}
}

func TestClientAuthentic(t *testing.T) {
	ad := func(q *dns.Msg, _ string) [][]byte {
		m := respond(q, dns.RcodeSuccess, mailA)
		m.AuthenticatedData = q.AuthenticatedData
		return pack(m)
	}
	s := serve(t, true, ad)
	if a := client(s).Lookup(t.Context(), "mail.example.com", dns.TypeA); !a.Authentic {
		t.Error("the AD bit of a server on a loopback address does not count")
	}
	for _, tt := range []struct {
		trusted []string
		want    bool
	}{{nil, false}, {[]string{"192.0.2.53"}, true}, {[]string{"192.0.2.54"}, false}} {
		c := &Client{Servers: []string{"192.0.2.53"}, Trusted: tt.trusted}
		c.configure()
		if got := c.servers[0].trusted; got != tt.want {
			t.Errorf("trusted with %q = %v, want %v", tt.trusted, got, tt.want)
		}
	}
	// A chain is authentic if all its links are.
	half := serve(t, true, func(q *dns.Msg, _ string) [][]byte {
		if q.Question[0].Name == "a.example.com." {
			return pack(respond(q, dns.RcodeSuccess, "a.example.com. CNAME mail.example.com."))
		}
		return ad(q, "udp")
	})
	if a := client(half).Lookup(t.Context(), "a.example.com", dns.TypeA); a.Authentic || a.Outcome != Answered {
		t.Errorf("Lookup = %v, authentic %v, want an answer that is not", a.Outcome, a.Authentic)
	}
}
