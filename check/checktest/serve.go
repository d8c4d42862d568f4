package checktest

import (
	"context"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// ServeDNS implements [dns.Handler]: it answers as a recursive server would
// whose world is the zone. A question that the file lets time out, or calls
// unreachable, gets no answer. Answers that are too long for UDP are cut, with
// the TC bit.
func (z *Zone) ServeDNS(w dns.ResponseWriter, req *dns.Msg) {
	if len(req.Question) != 1 || z.wait(context.Background()) != nil {
		return
	}
	q := req.Question[0]
	z.log(q.Name, q.Qtype)
	f := z.follow(canonical(q.Name), q.Qtype)
	m := new(dns.Msg)
	m.SetReply(req)
	m.RecursionAvailable = true
	m.Answer = append(append(m.Answer, f.chain...), f.records...)
	switch f.outcome {
	case check.Timeout, check.Unreachable:
		return
	case check.NXDomain:
		m.Rcode = dns.RcodeNameError
	case check.Refused:
		m.Rcode = dns.RcodeRefused
	case check.Bogus:
		// A validating server gives the records away to who asks not to check.
		if !req.CheckingDisabled {
			m.Rcode = dns.RcodeServerFailure
		}
	case check.ServFail:
		m.Rcode = dns.RcodeServerFailure
	}
	if f.soa != nil && f.outcome.Absent() {
		m.Ns = append(m.Ns, f.soa)
	}
	size := dns.MinMsgSize
	if opt := req.IsEdns0(); opt != nil {
		size = max(size, int(opt.UDPSize()))
		m.SetEdns0(uint16(size), false)
	}
	if w.LocalAddr().Network() == "udp" {
		m.Truncate(size)
	}
	// A client that is gone is no concern of the zone's.
	_ = w.WriteMsg(m)
}
