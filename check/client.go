package check

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// The times and bounds of a zero Client, and those that cannot be set.
const (
	defaultTryTimeout = 2 * time.Second
	defaultTimeout    = 5 * time.Second
	defaultTries      = 2
	defaultPerServer  = 128
	maxChain          = 16 // CNAME records that are followed
)

// A Client is a Resolver that asks recursive name servers. The zero Client asks
// those of the system's resolv.conf. It is safe for concurrent use and must not
// be copied, nor its fields changed, after its first use.
//
// It asks over UDP with EDNS0 (RFC 6891; 1232 octets), over TCP where the
// answer did not fit, and without EDNS0 where a server does not know it. A
// server that does not answer is tried last for the next half minute, so that
// it costs one lookup its time and not all.
//
// Put a [Cache] in front: a Client asks whatever it is asked.
type Client struct {
	// Servers are asked in order until one knows: "host:port", "host" for port
	// 53, or "tls://host:port" for DNS over TLS (RFC 7858; port 853).
	Servers []string
	// TryTimeout bounds one try at one server, 0 for 2 seconds. Where the time
	// of the lookup is shorter, the servers share it.
	TryTimeout time.Duration
	// Timeout bounds one Lookup with all its tries, 0 for 5 seconds.
	Timeout time.Duration
	// Tries is how often a server that does not answer is asked, 0 for 2. One
	// that does answer, if only SERVFAIL or REFUSED, is not asked again.
	Tries int
	// Trusted are the hosts of Servers, beside loopback addresses, whose word
	// that an answer is authentic (the AD bit, RFC 4035 section 3.2.3) counts.
	// Those of the system are trusted where resolv.conf has the option "trust-ad".
	Trusted []string
	// PerServer bounds the questions that are under way to one server at a
	// time, 0 for 128.
	PerServer int
	// RandomCase asks with letters in random case, which a forged answer would
	// have to match (draft-vixie-dnsext-dns0x20). Off by default: there are
	// servers that do not give the letters back as they were.
	RandomCase bool
	// Cookies asks with DNS cookies (RFC 7873), by which an answer shows that who
	// sends it has seen the question, and a server knows a client that asked
	// before. Off by default: there are firewalls that drop what they do not know.
	Cookies bool
	// TLS is for servers of DNS over TLS, nil for the system's certificates.
	TLS *tls.Config

	once    sync.Once
	servers []*server
	setup   error
}

var _ Resolver = (*Client)(nil)

// Lookup implements [Resolver]. A name longer than DNS allows (RFC 1035
// section 2.3.4) is NXDomain without anybody being asked: it cannot exist.
func (c *Client) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	start := time.Now()
	a := Answer{Name: canonical(name), Type: qtype}
	c.once.Do(c.configure)
	if c.setup != nil {
		a.Outcome, a.Reason = Unreachable, c.setup.Error()
		return a
	}
	if _, ok := dns.IsDomainName(fqdn(name)); !ok {
		a.Outcome, a.Reason, a.TTL = NXDomain, "DNS cannot hold such a name", time.Hour
		return a
	}
	ctx, cancel := context.WithTimeout(ctx, positive(c.Timeout, defaultTimeout))
	defer cancel()
	c.chase(ctx, &a)
	a.RTT = time.Since(start)
	return a
}

// chase asks for a.Name and then, as often as a server only gives the first
// links of a CNAME chain, for where the chain has got to.
func (c *Client) chase(ctx context.Context, a *Answer) {
	name, ttl := a.Name, uint32(maxTTL/time.Second)
	for {
		rep := c.ask(ctx, name, a.Type)
		a.Server, a.ExtendedErrors = rep.from, rep.extended
		if rep.msg == nil {
			a.Outcome, a.Reason = rep.outcome, rep.reason
			return
		}
		s := readReply(rep.msg, name, a.Type, ttl)
		a.CNAMEs, ttl = append(a.CNAMEs, s.chain...), s.ttl
		a.Authentic = rep.msg.AuthenticatedData && rep.trusted && (len(a.CNAMEs) == len(s.chain) || a.Authentic)
		a.TTL = time.Duration(ttl) * time.Second
		if s.outcome != 0 {
			a.Outcome, a.Records = s.outcome, s.records
			return
		}
		name = s.end
		if reason := badChain(a.Name, a.CNAMEs); reason != "" {
			a.Outcome, a.Reason = ServFail, reason
			return
		}
	}
}

// badChain says what is wrong with a CNAME chain that goes on, or "".
func badChain(name string, chain []string) string {
	end := chain[len(chain)-1]
	if end == name {
		return fmt.Sprintf("the CNAME records of %s lead back to it", name)
	}
	for _, n := range chain[:len(chain)-1] {
		if n == end {
			return fmt.Sprintf("the CNAME records of %s run in a loop at %s", name, end)
		}
	}
	if len(chain) >= maxChain {
		return fmt.Sprintf("the CNAME chain from %s does not end within %d links, it is at %s now", name, maxChain, end)
	}
	return ""
}

func positive[T int | time.Duration](v, def T) T {
	if v > 0 {
		return v
	}
	return def
}
