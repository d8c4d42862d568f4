package check

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A Dialer opens connections. A *net.Dialer is one.
type Dialer interface {
	// DialContext is only ever called with the network "tcp" and an IP address
	// with a port, never with a name: what was looked up and judged is what is
	// dialled.
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// A Prober is how the checks that look at more than DNS connect to mail and web
// servers. The zero Prober is good for use; it is safe for concurrent use. A
// check that is given none contacts nobody but the Resolver.
//
// A Prober remembers for ten minutes what a server said, so that several checks
// of one domain, and a thousand bounces of it, connect once.
type Prober struct {
	// Dialer opens the connections, nil for one of package net.
	Dialer Dialer
	// Roots are the authorities whose certificates are trusted, nil for those
	// of the system.
	Roots *x509.CertPool
	// AllowPrivate allows addresses that are not on the public internet:
	// private, loopback, link-local and other special ones (RFC 6890). A name
	// that a stranger chose may lead to them.
	AllowPrivate bool
	// HELO is the name to give in EHLO; empty for the machine's own where that
	// has a domain, or else the address in brackets (RFC 5321 section 4.1.4).
	HELO string
	// Control is a host, with or without a port, that is known to take mail. It
	// is dialled where no server answers at all, to tell a network that lets no
	// mail out from servers that are down. Nobody is dialled where it is empty.
	Control string
	// ConnectTimeout and ReplyTimeout bound one connection attempt and one
	// reply of the server, 0 for 10 seconds.
	ConnectTimeout time.Duration
	ReplyTimeout   time.Duration
	// MaxAddresses bounds the addresses that one check connects to, 0 for 12.
	MaxAddresses int

	once   sync.Once
	memory *probeMemory
	// left is how many connections may still be opened, nil for any number.
	left *atomic.Int64
}

// The defaults of a Prober.
const (
	defaultProbeTimeout = 10 * time.Second
	defaultMaxAddresses = 12
)

// errForbidden is wrapped by the error for an address that may not be dialled.
var errForbidden = errors.New("not dialled")

// hiddenPrefixes are addresses that look public and are not, beside
// specialPrefixes.
var hiddenPrefixes = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("168.63.129.16/32"), "the address of a cloud provider's own service (Azure)"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "a NAT64 address of a local network (RFC 8215)"},
	{netip.MustParsePrefix("::ffff:0:0:0/96"), "an IPv4-translated address (RFC 7915)"},
	{netip.MustParsePrefix("192.88.99.0/24"), "an obsolete 6to4 relay address (RFC 7526)"},
	{netip.MustParsePrefix("5f00::/16"), "a segment routing address (RFC 9602)"},
}

// documentation are the ranges for examples (RFC 5737, RFC 3849, RFC 9637). No
// host has such an address; only a Dialer that a program brings along knows
// where to go for it.
var documentation = []netip.Prefix{
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
}

// Limit gives a Prober with the settings and the memory of p that opens at most
// n connections: a budget for one message, whose names are a stranger's.
func (p *Prober) Limit(n int) *Prober {
	limited := &Prober{Dialer: p.Dialer, Roots: p.Roots, AllowPrivate: p.AllowPrivate, HELO: p.HELO, Control: p.Control,
		ConnectTimeout: p.ConnectTimeout, ReplyTimeout: p.ReplyTimeout, MaxAddresses: p.MaxAddresses, left: &atomic.Int64{}}
	limited.left.Store(int64(n))
	memory := p.remembered()
	limited.once.Do(func() { limited.memory = memory })
	return limited
}

// remembered gives what is known of servers.
func (p *Prober) remembered() *probeMemory {
	p.once.Do(func() { p.memory = &probeMemory{flights: map[any]*probeFlight{}} })
	return p.memory
}

// forbidden says why the prober will not dial an address, "" where it will.
func (p *Prober) forbidden(ip netip.Addr) string {
	if !ip.IsValid() || ip.Zone() != "" {
		return "no address on the internet"
	}
	if p.Dialer == nil {
		for _, d := range documentation {
			if d.Contains(ip) {
				return "an address for examples (RFC 5737, RFC 3849), which no host has"
			}
		}
	}
	if p.AllowPrivate {
		return ""
	}
	if what := unreachable(ip); what != "" {
		return what
	}
	for _, h := range hiddenPrefixes {
		if h.prefix.Contains(ip) {
			return h.what
		}
	}
	return ""
}

// dial connects to an address. The address is judged here, right before it is
// dialled, and no name is resolved on the way.
func (p *Prober) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if what := p.forbidden(to.Addr()); what != "" {
		return nil, fmt.Errorf("check: %w: %s is %s", errForbidden, to.Addr(), what)
	}
	if p.left != nil && p.left.Add(-1) < 0 {
		return nil, fmt.Errorf("check: %w: %s: the budget of connections is used up", errForbidden, to.Addr())
	}
	limit := positive(p.ConnectTimeout, defaultProbeTimeout)
	if deadline, ok := ctx.Deadline(); ok {
		// Leave time to talk to a server that is slow to take the connection.
		limit = min(limit, time.Until(deadline)*2/3)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := p.dialer().DialContext(ctx, "tcp", to.String())
	if err != nil {
		return nil, fmt.Errorf("check: connect to %s: %w", to, err)
	}
	return conn, nil
}

func (p *Prober) dialer() Dialer {
	if p.Dialer != nil {
		return p.Dialer
	}
	return &net.Dialer{}
}

func (p *Prober) maxAddresses() int {
	if p.MaxAddresses > 0 {
		return p.MaxAddresses
	}
	return defaultMaxAddresses
}

// dialState gives what an error of connecting or talking says of the server,
// and words for it.
func dialState(err error) (SMTPState, string) {
	var te interface{ Timeout() bool }
	if errors.Is(err, errForbidden) {
		return SMTPSkipped, strings.TrimPrefix(reasonOf(err, errForbidden), "check: not dialled: ")
	}
	err = posixError(err)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return SMTPRefused, "the connection was refused: nothing listens on that port, or a firewall says so"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ECONNABORTED):
		return SMTPReset, "the connection was cut off (reset)"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return SMTPBlocked, "this machine's own firewall forbids the connection"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EAFNOSUPPORT), errors.Is(err, syscall.EADDRNOTAVAIL):
		return SMTPNoRoute, "this machine has no route to such addresses"
	case errors.Is(err, syscall.EHOSTUNREACH):
		return SMTPUnreachable, "a router on the way says that the host can't be reached"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.As(err, &te) && te.Timeout():
		return SMTPTimeout, "no answer in time"
	}
	return SMTPUnreachable, netText(err)
}
