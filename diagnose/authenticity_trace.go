package diagnose

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// maxSenders bounds the addresses in the trace that SPF is asked about.
const maxSenders = 4

// sender finds out whether the address that the message came from is one that
// its sender's SPF record allows. Where an older address in the trace is one, the
// message was forwarded.
//
// It is no evidence what the sender's own system wrote down of its users, which
// SPF does not name.
func (p *provenance) sender(ctx context.Context, r check.Resolver) {
	o := &p.rep.Original
	address := o.EnvelopeFrom
	if address == "" {
		address = p.target
	}
	addresses := p.senders()
	if domainOf(address) == "" || len(addresses) == 0 || p.ours(p.rep.ReportingMTA.Name) || submitted(o) {
		return
	}
	for i, ip := range addresses {
		res := check.SPF(ctx, r, check.SPFQuery{IP: ip, Sender: address})
		data, ok := res.Data.(*check.SPFData)
		switch {
		case !ok || data.Result == check.SPFTemperror:
			p.other = append(p.other, reason(AuthenticityLookup, "SPF of %s could not be evaluated", domainOf(address)))
			return
		case data.Result != check.SPFFail:
			p.allowed = data.Result == check.SPFPass
			return
		case i == len(addresses)-1:
			p.bad = append(p.bad, reason(SPFNotAllowed, "the message came from %s, from where the SPF record of %s allows no mail", addresses[0], domainOf(address)))
		}
	}
}

// senders are the public addresses in the trace, the newest first.
func (p *provenance) senders() []netip.Addr {
	var out []netip.Addr
	add := func(ip netip.Addr) {
		if public(ip) && !slices.Contains(out, ip) && len(out) < maxSenders {
			out = append(out, ip)
		}
	}
	add(p.rep.ReceivedFromMTA.Address)
	for _, hop := range p.rep.Original.Received {
		add(hop.IP)
	}
	return out
}

// linked reports whether a signature of the domain speaks for the one to which
// the bounce was sent: both are of one owner, or the message has a trace of the
// latter. Else somebody's own, well-signed mail had our address put in as its
// sender.
func (p *provenance) linked(domain string) bool {
	return len(p.own.Domains) > 0 || p.domain == "" || sameOwner(domain, p.domain) || p.traces(p.domain) || p.rewritten()
}

// rewritten reports whether the bounce went to an address that list or
// forwarding software has made.
func (p *provenance) rewritten() bool {
	return slices.ContainsFunc(p.rep.Rewrites, func(rw dsn.Rewrite) bool { return strings.EqualFold(domainOf(rw.Address), p.domain) })
}

// traces reports whether the returned header, or who reports, has to do with a
// domain: what the client says of itself and the envelope do not count, which
// are what is forged.
func (p *provenance) traces(domain string) bool {
	o := &p.rep.Original
	same := func(name string) bool { return sameOwner(strings.Trim(name, "[]"), domain) }
	if same(domainOf(o.From)) || same(domainOf(strings.Trim(o.MessageID, "<>"))) || same(p.rep.ReportingMTA.Name) ||
		slices.ContainsFunc(o.DKIM, func(s dsn.Signature) bool { return same(s.Domain) }) ||
		slices.ContainsFunc(o.Received, func(hop dsn.Hop) bool { return same(hop.By) || same(hop.From) }) {
		return true
	}
	raw := o.Raw
	if len(raw) == 0 {
		raw = o.Partial
	}
	return slices.ContainsFunc(check.HeaderValues(raw, listFields...), func(v string) bool { return strings.Contains(strings.ToLower(v), domain) })
}

// listFields are fields in which those name themselves who send for others.
var listFields = []string{"sender", "list-id", "list-post", "list-unsubscribe", "resent-from", "resent-sender", "reply-to", "errors-to", "x-original-sender", "x-report-abuse", "feedback-id"}

// trace tells of a message in which nothing is ours: its sender was forged.
func (p *provenance) trace() {
	o := &p.rep.Original
	if o.From == "" || len(o.Received) == 0 || o.MessageID == "" && len(o.DKIM) == 0 {
		return // too little came back
	}
	if len(p.own.Domains) > 0 {
		if !slices.ContainsFunc(p.own.Domains, p.traces) {
			p.bad = append(p.bad, reason(NoTrace, "nothing in the returned header has to do with %s: its From field, its message ID, its signatures and the hosts on its way are others", strings.Join(p.own.Domains, ", ")))
		}
		return
	}
	// SPF speaks for who has several domains and lets another send for them. A
	// bounce by the author's own system is about what that system has sent, be
	// it with our address as the return path.
	if p.allowed || p.domain == "" || p.traces(p.domain) || p.rewritten() || collects(p.target) || sameOwner(p.rep.ReportingMTA.Name, domainOf(o.From)) {
		return
	}
	p.bad = append(p.bad, reason(NoTrace, "the bounce was sent to %s, and nothing in the returned header has to do with %s: its From field, its message ID, its signatures and the hosts on its way are others", p.target, p.domain))
}

// collects reports whether an address is one at which bounces of others' mail
// are collected: then its domain need not stand anywhere else.
func collects(address string) bool {
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	for _, word := range []string{"bounce", "return", "verp", "mailer", "postmaster", "delivery", "ndr", "dsn", "envelope", "owner-", "noreply", "no-reply"} {
		if strings.Contains(local, word) {
			return true
		}
	}
	return strings.ContainsAny(local, "+=")
}
