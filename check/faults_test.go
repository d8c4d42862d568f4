package check

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// No check concludes anything from a server that misbehaves: each is unknown, and
// its finding has the outcome of the lookup and its reason.
func TestChecksOfMisbehaviour(t *testing.T) {
	ip := netip.MustParseAddr("192.0.2.1")
	checks := map[string]func(context.Context, Resolver) Result{
		"mx":  func(ctx context.Context, r Resolver) Result { return MX(ctx, r, MXQuery{Domain: "mail.example.com"}) },
		"spf": func(ctx context.Context, r Resolver) Result { return SPF(ctx, r, SPFQuery{Domain: "mail.example.com"}) },
		"spf -ip": func(ctx context.Context, r Resolver) Result {
			return SPF(ctx, r, SPFQuery{Domain: "mail.example.com", IP: ip})
		},
		"ptr":  func(ctx context.Context, r Resolver) Result { return PTR(ctx, r, PTRQuery{IP: ip}) },
		"helo": func(ctx context.Context, r Resolver) Result { return PTR(ctx, r, PTRQuery{HELO: "mail.example.com"}) },
		"dnsbl": func(ctx context.Context, r Resolver) Result {
			return DNSBL(ctx, r, DNSBLQuery{IP: ip, Zones: []string{"zen.spamhaus.org", "bl.example.com"}})
		},
	}
	for _, tt := range misbehaviours() {
		if tt.outcome.Known() {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for name, f := range checks {
				res := f(t.Context(), NewCache(client(serve(t, tt.tcp, tt.answer))))
				if res.Status != Unknown {
					t.Errorf("%s is %s, want unknown\n%+v", name, res.Status, res.Findings)
				}
				missing := 0
				for _, f := range res.Findings {
					if f.Severity == Pass || f.Severity == Fail || f.Severity == Warn {
						t.Errorf("%s concludes %s: %s", name, f.ID, f.Text)
					}
					if f.Outcome != 0 && !f.Outcome.Known() && f.Severity == Unknown {
						missing++
					}
				}
				if missing == 0 {
					t.Errorf("%s: no finding has the outcome of a lookup: %+v", name, res.Findings)
				}
			}
		})
	}
}

// A stream may end in the middle, or never.
func TestClientTornStream(t *testing.T) {
	for _, tt := range []struct {
		name, sent string
		hold       bool
		outcome    Outcome
		reason     string
	}{
		{"closed at once", "", false, Unreachable, "closed the connection"},
		{"closed in the length", "\x00", false, Unreachable, "closed the connection"},
		{"closed in the message", "\x00\x50abc", false, Unreachable, "closed the connection"},
		{"no message of that length", "\x00\x00", false, Unreachable, "0 octets"},
		{"silent in the message", "\xff\xffabc", true, Timeout, "over TCP"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, false, func(q *dns.Msg, _ string) [][]byte {
				m := respond(q, dns.RcodeSuccess)
				m.Truncated = true
				return pack(m)
			})
			ln, err := net.Listen("tcp", s.addr)
			if err != nil {
				t.Skipf("the port was taken by another: %v", err)
			}
			defer ln.Close()
			go func() {
				for {
					conn, err := ln.Accept()
					if err != nil {
						return
					}
					var size [2]byte
					_, _ = io.ReadFull(conn, size[:])
					_, _ = io.ReadFull(conn, make([]byte, binary.BigEndian.Uint16(size[:])))
					_, _ = io.WriteString(conn, tt.sent)
					if tt.hold {
						time.Sleep(2 * tryTime)
					}
					conn.Close()
				}
			}()
			if a := client(s).Lookup(t.Context(), "mail.example.com", dns.TypeTXT); a.Outcome != tt.outcome || !strings.Contains(a.Reason, tt.reason) {
				t.Errorf("Lookup = %v, %q, want %v, %q", a.Outcome, a.Reason, tt.outcome, tt.reason)
			}
		})
	}
}

// What comes from another port than the one that was asked is no answer.
func TestClientAnswerFromElsewhere(t *testing.T) {
	other, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	go func() {
		buf := make([]byte, 4096)
		for {
			n, from, err := pc.ReadFrom(buf)
			q := new(dns.Msg)
			if err != nil {
				return
			}
			if q.Unpack(buf[:n]) == nil {
				_, _ = other.WriteTo(pack(respond(q, dns.RcodeSuccess, mailA))[0], from)
			}
		}
	}()
	c := &Client{Servers: []string{pc.LocalAddr().String()}, TryTimeout: tryTime}
	if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Timeout {
		t.Errorf("Lookup = %v, %q, want a time-out", a.Outcome, a.Reason)
	}
}

// A server that has IPv6 only is asked over IPv6, also behind one that is dead.
func TestClientIPv6Only(t *testing.T) {
	pc, err := net.ListenPacket("udp", "[::1]:0")
	if err != nil {
		t.Skipf("no IPv6 on this machine: %v", err)
	}
	defer pc.Close()
	s := &fakeServer{answer: good}
	go s.packets(pc)
	dead := serve(t, true, silent)
	for _, servers := range [][]string{{pc.LocalAddr().String()}, {dead.addr, pc.LocalAddr().String()}} {
		c := &Client{Servers: servers, TryTimeout: tryTime}
		if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered || a.Server != pc.LocalAddr().String() {
			t.Errorf("Lookup by %q = %v from %q, %q, want an answer", servers, a.Outcome, a.Server, a.Reason)
		}
	}
}
