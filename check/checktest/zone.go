package checktest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// negativeTTL is how long a negative answer may be kept where no SOA record
// says so; maxChain bounds the CNAME records that are followed.
const (
	negativeTTL = 5 * time.Minute
	maxChain    = 16
)

// A Zone is a [check.Resolver] that answers from a master file alone. It is
// safe for concurrent use.
type Zone struct {
	nodes    map[string]node
	failures map[question]check.Outcome // dns.TypeANY for all types
	latency  time.Duration
	secure   []string // what these names and those below say is authentic

	mu      sync.Mutex
	queries []Query
	asked   int
}

var _ check.Resolver = (*Zone)(nil)

// A node is a name with its records by type; none for an empty non-terminal.
type node map[uint16][]dns.RR

type question struct {
	name  string
	qtype uint16
}

// Lookup implements [check.Resolver]. It asks nobody; a Zone's answers have the
// server "zone".
func (z *Zone) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	z.log(name, qtype)
	a := check.Answer{Name: canonical(name), Type: qtype, Server: "zone", RTT: z.latency}
	if err := z.wait(ctx); err != nil {
		a.Outcome, a.Reason, a.Server = check.Timeout, "no answer before the time was up: "+err.Error(), ""
		return a
	}
	f := z.follow(a.Name, qtype)
	for _, rr := range f.chain {
		a.CNAMEs = append(a.CNAMEs, canonical(target(rr)))
	}
	a.Outcome, a.Reason, a.Records, a.TTL = f.outcome, f.reason, f.records, f.ttl()
	a.Authentic = f.outcome.Known() && z.proven(a.Name)
	for _, name := range a.CNAMEs {
		a.Authentic = a.Authentic && z.proven(name)
	}
	return a
}

// proven reports whether the file calls a name secure.
func (z *Zone) proven(name string) bool {
	for _, top := range z.secure {
		if dns.IsSubDomain(dns.Fqdn(top), dns.Fqdn(name)) {
			return true
		}
	}
	return false
}

// wait lets the latency pass.
func (z *Zone) wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil || z.latency == 0 {
		return err
	}
	t := time.NewTimer(z.latency)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A found is what the zone has for a question.
type found struct {
	outcome check.Outcome
	reason  string
	chain   []dns.RR // the CNAME records on the way
	records []dns.RR
	soa     *dns.SOA // the closest above the end of the chain, or nil
}

// ttl gives how long the answer may be kept, RFC 2308 section 5.
func (f found) ttl() time.Duration {
	if !f.outcome.Known() {
		return 0
	}
	ttl := uint32(negativeTTL / time.Second)
	switch {
	case f.outcome == check.Answered:
		ttl = f.records[0].Header().Ttl
	case f.soa != nil:
		ttl = min(f.soa.Hdr.Ttl, f.soa.Minttl)
	}
	for _, rrs := range [][]dns.RR{f.chain, f.records} {
		for _, rr := range rrs {
			ttl = min(ttl, rr.Header().Ttl)
		}
	}
	return time.Duration(ttl) * time.Second
}

// follow looks for a question and goes where CNAME and DNAME records send it.
func (z *Zone) follow(name string, qtype uint16) found {
	var f found
	start := name
	for range maxChain {
		if o, ok := z.failure(name, qtype); ok {
			f.outcome = o
			f.reason = fmt.Sprintf("the zone file lets %s %s fail: %s", show(name), dns.TypeToString[qtype], o)
			return f
		}
		n, exists := z.find(name)
		f.soa = z.soaAbove(name)
		switch {
		case len(n[qtype]) > 0:
			f.outcome, f.records = check.Answered, n[qtype]
			return f
		case len(n[dns.TypeCNAME]) > 0:
			rr := n[dns.TypeCNAME][0]
			f.chain = append(f.chain, rr)
			name = canonical(target(rr))
			continue
		case !exists:
			if rr, ok := z.dname(name); ok {
				f.chain = append(f.chain, rr)
				name = canonical(target(rr))
				continue
			}
			f.outcome = check.NXDomain
			return f
		}
		f.outcome = check.NoData
		return f
	}
	f.outcome = check.ServFail
	f.reason = fmt.Sprintf("the CNAME chain from %s does not end within %d links, it is %s now", show(start), maxChain, show(name))
	return f
}

// find gives the node of a name, that of a wildcard as if it were the name's
// own (RFC 4592 section 3.3.1). It reports whether the name exists.
func (z *Zone) find(name string) (node, bool) {
	if n, ok := z.nodes[name]; ok {
		return n, true
	}
	encloser := z.encloser(name)
	wild := "*"
	if encloser != "" {
		wild = "*." + encloser
	}
	n, ok := z.nodes[wild]
	if !ok {
		return nil, false
	}
	own := make(node, len(n))
	for t, rrs := range n {
		for _, rr := range rrs {
			rr = dns.Copy(rr)
			rr.Header().Name = dns.Fqdn(name)
			own[t] = append(own[t], rr)
		}
	}
	return own, true
}

// encloser gives the closest name above that exists.
func (z *Zone) encloser(name string) string {
	for n, more := parent(name); more; n, more = parent(n) {
		if _, ok := z.nodes[n]; ok {
			return n
		}
	}
	return ""
}

// dname makes the CNAME record that a DNAME record above name stands for (RFC
// 6672 section 3.1).
func (z *Zone) dname(name string) (dns.RR, bool) {
	for n, more := parent(name); more && n != ""; n, more = parent(n) {
		rrs := z.nodes[n][dns.TypeDNAME]
		if len(rrs) == 0 {
			continue
		}
		to := name[:len(name)-len(n)] + rrs[0].(*dns.DNAME).Target
		if _, ok := dns.IsDomainName(to); !ok {
			return nil, false
		}
		hdr := dns.RR_Header{Name: dns.Fqdn(name), Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: rrs[0].Header().Ttl}
		return &dns.CNAME{Hdr: hdr, Target: to}, true
	}
	return nil, false
}

func (z *Zone) soaAbove(name string) *dns.SOA {
	for n, more := name, true; more; n, more = parent(n) {
		if rrs := z.nodes[n][dns.TypeSOA]; len(rrs) > 0 {
			return rrs[0].(*dns.SOA)
		}
	}
	return nil
}

// failure gives the outcome that the file steers a question to.
func (z *Zone) failure(name string, qtype uint16) (check.Outcome, bool) {
	if len(z.failures) == 0 {
		return 0, false
	}
	for _, t := range [...]uint16{qtype, dns.TypeANY} {
		if o, ok := z.failures[question{name, t}]; ok {
			return o, true
		}
		for n, more := parent(name); more && n != ""; n, more = parent(n) {
			if o, ok := z.failures[question{"*." + n, t}]; ok {
				return o, true
			}
		}
	}
	return 0, false
}

func target(cname dns.RR) string { return cname.(*dns.CNAME).Target }

func show(name string) string {
	if name == "" {
		return "the root"
	}
	return name
}
