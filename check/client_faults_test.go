package check

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// long is an answer that does not fit into a packet.
func long(q *dns.Msg) *dns.Msg {
	m := respond(q, dns.RcodeSuccess)
	for i := range 200 {
		m.Answer = append(m.Answer, &dns.TXT{
			Hdr: dns.RR_Header{Name: "mail.example.com.", Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 60},
			Txt: []string{fmt.Sprintf("%0250d", i)},
		})
	}
	return m
}

// A misbehaviour is a way in which a server can misbehave: what comes of asking
// it for mail.example.com TXT, and a word of the reason.
type misbehaviour struct {
	name    string
	tcp     bool
	answer  func(q *dns.Msg, network string) [][]byte
	outcome Outcome
	reason  string
}

// misbehaviours gives all of them.
func misbehaviours() []misbehaviour {
	cut := func(q *dns.Msg) [][]byte {
		m := respond(q, dns.RcodeSuccess)
		m.Truncated = true
		return pack(m)
	}
	return []misbehaviour{
		{"truncated, then over TCP", true, func(q *dns.Msg, network string) [][]byte {
			if network == "udp" {
				return cut(q)
			}
			return pack(long(q))
		}, Answered, ""},
		{"truncated in the middle of a record", true, func(q *dns.Msg, network string) [][]byte {
			m := long(q)
			if network == "tcp" {
				return pack(m)
			}
			m.Truncated = true
			return [][]byte{pack(m)[0][:1000]}
		}, Answered, ""},
		{"64 KB over TCP", true, func(q *dns.Msg, network string) [][]byte {
			if network == "udp" {
				return cut(q)
			}
			m := long(q)
			for m.Len() < 65000 {
				m.Answer = append(m.Answer, m.Answer[0])
			}
			return pack(m)
		}, Answered, ""},
		{"truncated, and TCP refused", false, func(q *dns.Msg, _ string) [][]byte { return cut(q) }, Unreachable, "too long for UDP, and TCP fails: connection refused"},
		{"truncated, and TCP silent", true, func(q *dns.Msg, network string) [][]byte {
			if network == "udp" {
				return cut(q)
			}
			time.Sleep(2 * tryTime)
			return nil
		}, Timeout, "over TCP, which the answer needs"},
		{"truncated, and TCP closes", true, func(q *dns.Msg, network string) [][]byte {
			if network == "udp" {
				return cut(q)
			}
			return nil
		}, Unreachable, "closed the connection"},
		{"wrong id", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess, mailA)
			m.Id++
			return pack(m)
		}, Timeout, "it has another id"},
		{"wrong id, then the right one", true, func(q *dns.Msg, network string) [][]byte {
			m := respond(q, dns.RcodeNameError)
			m.Id++
			return append(pack(m), pack(respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "x"`))...)
		}, Answered, ""},
		{"wrong question", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess, mailA)
			m.Question[0].Name = "other.example.com."
			return pack(m)
		}, Timeout, "answers another question"},
		{"wrong type in the question", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess, mailA)
			m.Question[0].Qtype = dns.TypeMX
			return pack(m)
		}, Timeout, "answers another question"},
		{"a question for an answer", true, func(q *dns.Msg, _ string) [][]byte { return pack(q) }, Timeout, "it has another id"},
		{"records of another name", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(respond(q, dns.RcodeSuccess, `other.example.com. 60 TXT "forged"`))
		}, NoData, ""},
		{"right record among forged ones", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess, `other.example.com. 60 TXT "forged"`, `mail.example.com. 60 TXT "x"`, `other.example.com. 60 CNAME mail.example.com.`, "mail.example.com. 60 A 192.0.2.66")
			m.Extra = append(m.Extra, respond(q, 0, `mail.example.com. 60 TXT "forged"`).Answer...)
			m.Ns = append(m.Ns, respond(q, 0, `mail.example.com. 60 TXT "forged"`).Answer...)
			return pack(m)
		}, Answered, ""},
		{"another id over TCP", true, func(q *dns.Msg, network string) [][]byte {
			if network == "udp" {
				return cut(q)
			}
			m := respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "forged"`)
			m.Id++
			return pack(m)
		}, Unreachable, "it has another id"},
		{"an answer without a question", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "forged"`)
			m.Question = nil
			return pack(m)
		}, Timeout, "answers another question"},
		{"NXDOMAIN for another question", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeNameError, theSOA)
			m.Question[0].Name = "other.example.com."
			return pack(m)
		}, Timeout, "answers another question"},
		{"an empty packet", true, func(*dns.Msg, string) [][]byte { return [][]byte{{}} }, Timeout, "0 octets"},
		{"records of another class", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(respond(q, dns.RcodeSuccess, `mail.example.com. 60 CH TXT "chaos"`))
		}, NoData, ""},
		{"garbage", true, func(*dns.Msg, string) [][]byte { return [][]byte{[]byte("garbage for sure")} }, Timeout, "no answer to the question"},
		{"garbage with the right id", true, func(q *dns.Msg, _ string) [][]byte {
			return [][]byte{append(binary.BigEndian.AppendUint16(nil, q.Id), "\x80\x00\x00\x01\x00\x09\x00\x00\x00\x00garbage"...)}
		}, Unreachable, "damaged"},
		{"compression loop", true, func(q *dns.Msg, _ string) [][]byte {
			m := pack(respond(q, dns.RcodeSuccess))[0][:12]
			m[7] = 1                                           // one answer
			m[5] = 0                                           // no question
			m = append(m, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0) // whose name points at itself
			return [][]byte{m}
		}, Unreachable, "damaged"},
		{"SERVFAIL", true, rcode(dns.RcodeServerFailure), ServFail, "SERVFAIL"},
		{"REFUSED", true, rcode(dns.RcodeRefused), Refused, "REFUSED"},
		{"NXDOMAIN by a filter", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(withEDE(respond(q, dns.RcodeNameError, theSOA), dns.ExtendedErrorCodeBlocked, "by policy"))
		}, Refused, "one of its own: NXDOMAIN (Blocked: by policy)"},
		{"an answer by a filter", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(withEDE(respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "x"`), dns.ExtendedErrorCodeForgedAnswer, ""))
		}, Refused, "Forged Answer"},
		{"a stale answer", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(withEDE(respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "x"`), dns.ExtendedErrorCodeStaleAnswer, ""))
		}, Answered, ""},
		{"NOTIMP", true, rcode(dns.RcodeNotImplemented), ServFail, "NOTIMP"},
		{"FORMERR", true, rcode(dns.RcodeFormatError), ServFail, "FORMERR"},
		{"an unknown response code", true, rcode(13), ServFail, "response code 13"},
		{"FORMERR for EDNS0", true, func(q *dns.Msg, _ string) [][]byte {
			if q.IsEdns0() != nil {
				return pack(&dns.Msg{MsgHdr: dns.MsgHdr{Id: q.Id, Response: true, Rcode: dns.RcodeFormatError}})
			}
			return pack(respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "x"`))
		}, Answered, ""},
		{"EDNS0 dropped", true, func(q *dns.Msg, _ string) [][]byte {
			if q.IsEdns0() != nil {
				return nil
			}
			return pack(respond(q, dns.RcodeSuccess, `mail.example.com. 60 TXT "x"`))
		}, Answered, ""},
		{"silence", true, silent, Timeout, "no answer within 100ms, tried 2 times"},
		{"referral", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess)
			m.Ns = append(m.Ns, &dns.NS{Hdr: dns.RR_Header{Name: "com.", Rrtype: dns.TypeNS, Class: dns.ClassINET}, Ns: "ns.example.com."})
			return pack(m)
		}, ServFail, "no resolver"},
		{"empty without recursion", true, func(q *dns.Msg, _ string) [][]byte {
			m := respond(q, dns.RcodeSuccess)
			m.RecursionAvailable = false
			return pack(m)
		}, ServFail, "no resolver"},
		{"empty without SOA", true, rcode(dns.RcodeSuccess), NoData, ""},
		{"CNAME loop in one reply", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(respond(q, dns.RcodeSuccess, q.Question[0].Name+" CNAME b.example.com.", "b.example.com. CNAME c.example.com.", "c.example.com. CNAME b.example.com."))
		}, ServFail, "loop"},
		{"CNAME to itself", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(respond(q, dns.RcodeSuccess, q.Question[0].Name+" CNAME "+q.Question[0].Name))
		}, ServFail, "lead back to it"},
		{"endless CNAME chain, link by link", true, func(q *dns.Msg, _ string) [][]byte {
			return pack(respond(q, dns.RcodeSuccess, q.Question[0].Name+" CNAME a."+q.Question[0].Name))
		}, ServFail, "does not end within 16 links"},
	}
}

func TestClientMisbehaviour(t *testing.T) {
	for _, tt := range misbehaviours() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tt.tcp, tt.answer)
			a := client(s).Lookup(t.Context(), "mail.example.com", dns.TypeTXT)
			if a.Outcome != tt.outcome || !strings.Contains(a.Reason, tt.reason) {
				t.Errorf("Lookup = %v, %q, want %v, %q\nasked: %q", a.Outcome, a.Reason, tt.outcome, tt.reason, s.asked())
			}
			if !a.Outcome.Known() && !strings.Contains(a.Reason, s.addr) && !strings.Contains(a.Reason, "CNAME") {
				t.Errorf("reason %q does not name the server", a.Reason)
			}
			if got := len(s.asked()); got > 20 {
				t.Errorf("%d questions for one lookup", got)
			}
		})
	}
}

// withEDE adds an extended error (RFC 8914) to a reply.
func withEDE(m *dns.Msg, code uint16, text string) *dns.Msg {
	m.SetEdns0(1232, false)
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_EDE{InfoCode: code, ExtraText: text})
	return m
}
