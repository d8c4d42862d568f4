package check

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// resolvConf is where the system says which servers to ask, resolv.conf(5).
const resolvConf = "/etc/resolv.conf"

// restTime is how long a server that did not answer is asked last.
const restTime = 30 * time.Second

// A server is one that a Client asks, with what the Client learnt about it.
type server struct {
	name    string // as in Client.Servers
	addr    string // "host:port"
	tls     bool
	trusted bool
	slots   chan struct{}
	idle    chan net.Conn // open TLS connections

	answered atomic.Int64 // when it last answered, in nanoseconds since 1970
	resting  atomic.Int64 // until when it is asked last, likewise
	noEDNS   atomic.Bool  // it answers only questions without EDNS0
	cookies  cookieJar
}

// configure sets the servers up; an error is for every Lookup to tell.
func (c *Client) configure() {
	names, trustAll := c.Servers, false
	if len(names) == 0 {
		names, trustAll = systemServers(resolvConf)
	}
	for _, name := range names {
		s, err := newServer(name)
		if err != nil {
			c.setup = err
			return
		}
		host, _, _ := net.SplitHostPort(s.addr)
		ip, err := netip.ParseAddr(host)
		s.trusted = trustAll || err == nil && ip.IsLoopback() || slices.Contains(c.Trusted, host)
		s.idle = make(chan net.Conn, maxIdle)
		s.slots = make(chan struct{}, positive(c.PerServer, defaultPerServer))
		c.servers = append(c.servers, s)
	}
}

// newServer reads one of Client.Servers.
func newServer(name string) (*server, error) {
	addr, isTLS := strings.CutPrefix(name, "tls://")
	port := "53"
	if isTLS {
		port = "853"
	}
	if ip, err := netip.ParseAddr(strings.Trim(addr, "[]")); err == nil {
		return &server{name: name, addr: net.JoinHostPort(ip.String(), port), tls: isTLS}, nil
	}
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		host, p = addr, port
	}
	if n, perr := strconv.ParseUint(p, 10, 16); perr != nil || n == 0 || host == "" || strings.ContainsAny(host, "/ ") || strings.Contains(host, ":") && err != nil {
		return nil, fmt.Errorf("check: %q is no name server: give \"host:port\" or \"tls://host:port\"", name)
	}
	return &server{name: name, addr: net.JoinHostPort(host, p), tls: isTLS}, nil
}

// systemServers gives the servers of a resolv.conf file, and the local host
// where there are none, as resolv.conf(5) says; and whether its option "trust-ad"
// says that their AD bit counts.
func systemServers(file string) (names []string, trustAD bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return localServers(), false
	}
	conf, err := dns.ClientConfigFromReader(bytes.NewReader(text))
	if err != nil || len(conf.Servers) == 0 {
		return localServers(), false
	}
	for _, host := range conf.Servers {
		names = append(names, net.JoinHostPort(host, conf.Port))
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 0 && words[0] == "options" {
			trustAD = trustAD || slices.Contains(words[1:], "trust-ad")
		}
	}
	return names, trustAD
}

func localServers() []string { return []string{"127.0.0.1:53", "[::1]:53"} }

// inOrder gives the servers in the order in which to ask them: those at rest
// last. One whose rest is over goes to its place for this caller alone, who
// finds out for all whether it is back.
func (c *Client) inOrder() []*server {
	if len(c.servers) == 1 {
		return c.servers
	}
	now := time.Now()
	order := make([]*server, 0, len(c.servers))
	var last []*server
	for _, s := range c.servers {
		until := s.resting.Load()
		switch {
		case until == 0:
			order = append(order, s)
		case now.UnixNano() > until && s.resting.CompareAndSwap(until, now.Add(restTime).UnixNano()):
			order = append(order, s)
		default:
			last = append(last, s)
		}
	}
	return append(order, last...)
}

// rest notes that a question sent at a time got no answer. A server that has
// answered others since is not dead, the question is hard.
func (s *server) rest(sent time.Time) {
	if s.answered.Load() < sent.UnixNano() {
		s.resting.Store(time.Now().Add(restTime).UnixNano())
	}
}

// alive notes that the server answered.
func (s *server) alive() {
	s.answered.Store(time.Now().UnixNano())
	s.resting.Store(0)
}

// acquire waits for a free slot.
func (s *server) acquire(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *server) release() { <-s.slots }
