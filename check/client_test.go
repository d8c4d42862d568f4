package check

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func TestClientAnswers(t *testing.T) {
	s := serve(t, true, good)
	c := client(s)
	for _, tt := range []struct {
		name    string
		qtype   uint16
		outcome Outcome
		ttl     time.Duration
	}{
		{"mail.example.com", dns.TypeA, Answered, 300 * time.Second},
		{"Mail.Example.COM.", dns.TypeA, Answered, 300 * time.Second},
		{"mail.example.com", dns.TypeMX, NoData, 600 * time.Second},
		{"other.example.com", dns.TypeMX, NXDomain, 600 * time.Second},
	} {
		a := c.Lookup(t.Context(), tt.name, tt.qtype)
		if a.Outcome != tt.outcome || a.TTL != tt.ttl || a.Server != s.addr || a.Reason != "" || a.Name != canonical(tt.name) || a.RTT <= 0 {
			t.Errorf("Lookup(%q, %s) = %+v, want %v for %v", tt.name, dns.TypeToString[tt.qtype], a, tt.outcome, tt.ttl)
		}
		if (len(a.Records) > 0) != (tt.outcome == Answered) {
			t.Errorf("Lookup(%q, %s) has %d records with %v", tt.name, dns.TypeToString[tt.qtype], len(a.Records), a.Outcome)
		}
	}
	if got := len(s.asked()); got != 4 {
		t.Errorf("%d questions for 4 lookups", got)
	}
}

// The root is a name too, however a Cache in front writes it.
func TestClientAsksAboutRoot(t *testing.T) {
	s := serve(t, true, func(q *dns.Msg, _ string) [][]byte {
		return pack(respond(q, dns.RcodeSuccess, ". 60 NS a.example."))
	})
	for _, name := range []string{".", ""} {
		if a := client(s).Lookup(t.Context(), name, dns.TypeNS); a.Outcome != Answered {
			t.Errorf("Lookup(%q) = %v, %s, want an answer", name, a.Outcome, a.Reason)
		}
	}
}

func TestClientNothingListens(t *testing.T) {
	s := serve(t, true, good)
	ln, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := ln.LocalAddr().String()
	ln.Close()
	c := &Client{Servers: []string{dead}, TryTimeout: tryTime}
	if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Unreachable || a.Server != "" || !strings.Contains(a.Reason, "connection refused") {
		t.Errorf("Lookup = %v, %q from %q, want unreachable", a.Outcome, a.Reason, a.Server)
	}
	c = &Client{Servers: []string{dead, s.addr}, TryTimeout: tryTime}
	if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered || a.Server != s.addr {
		t.Errorf("Lookup with a second server = %v, %q from %q, want an answer from %s", a.Outcome, a.Reason, a.Server, s.addr)
	}
}

// A server that fails in whatever way costs one time-out at most, and the next
// one is asked.
func TestClientFailover(t *testing.T) {
	for name, answer := range map[string]func(*dns.Msg, string) [][]byte{
		"silent":   silent,
		"SERVFAIL": rcode(dns.RcodeServerFailure),
		"REFUSED":  rcode(dns.RcodeRefused),
		"garbage":  func(*dns.Msg, string) [][]byte { return [][]byte{[]byte("garbage for sure")} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad, ok := serve(t, true, answer), serve(t, true, good)
			a := client(bad, ok).Lookup(t.Context(), "mail.example.com", dns.TypeA)
			if a.Outcome != Answered || a.Server != ok.addr || len(bad.asked()) != 1 {
				t.Errorf("Lookup = %v, %q from %s, %d times asked the first; want an answer from %s after one", a.Outcome, a.Reason, a.Server, len(bad.asked()), ok.addr)
			}
		})
	}
}

// A dead first server costs one lookup its time, not every one.
func TestClientRemembersDeadServer(t *testing.T) {
	bad, ok := serve(t, true, silent), serve(t, true, good)
	c := client(bad, ok)
	for range 50 {
		if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered {
			t.Fatalf("Lookup = %v, %q", a.Outcome, a.Reason)
		}
	}
	if got := len(bad.asked()); got != 1 {
		t.Errorf("the dead server was asked %d times, want once", got)
	}
	// Its rest over, one of many lookups tries it again.
	c.servers[0].resting.Store(1)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { c.Lookup(t.Context(), "mail.example.com", dns.TypeA) })
	}
	wg.Wait()
	if got := len(bad.asked()); got != 2 {
		t.Errorf("after its rest the dead server was asked %d times, want twice", got)
	}
}

// The servers share what time there is: a dead one leaves some to the next.
func TestClientSharesTime(t *testing.T) {
	bad, ok := serve(t, true, silent), serve(t, true, good)
	c := &Client{Servers: []string{bad.addr, ok.addr}}
	ctx, cancel := context.WithTimeout(t.Context(), 3*tryTime)
	defer cancel()
	if a := c.Lookup(ctx, "mail.example.com", dns.TypeA); a.Outcome != Answered {
		t.Errorf("Lookup = %v, %q, want an answer from the second server", a.Outcome, a.Reason)
	}
}

func TestClientAllFail(t *testing.T) {
	s1, s2, s3 := serve(t, true, silent), serve(t, true, rcode(dns.RcodeRefused)), serve(t, true, rcode(dns.RcodeServerFailure))
	a := client(s1, s2, s3).Lookup(t.Context(), "mail.example.com", dns.TypeA)
	if a.Outcome != ServFail || a.Server != s3.addr {
		t.Errorf("Lookup = %v from %s, want SERVFAIL from %s", a.Outcome, a.Server, s3.addr)
	}
	for _, want := range []string{s1.addr + ": no answer within", s2.addr + ": REFUSED", s3.addr + ": SERVFAIL"} {
		if !strings.Contains(a.Reason, want) {
			t.Errorf("reason %q does not have %q", a.Reason, want)
		}
	}
}

func TestClientContextEnds(t *testing.T) {
	s := serve(t, true, silent)
	c := &Client{Servers: []string{s.addr}, TryTimeout: time.Minute, Timeout: time.Minute}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(s.asked()) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if a := c.Lookup(ctx, "mail.example.com", dns.TypeA); a.Outcome != Timeout {
		t.Errorf("Lookup = %v, %q, want a time-out when the context is cancelled", a.Outcome, a.Reason)
	}
	if a := c.Lookup(ctx, "mail.example.com", dns.TypeA); a.Outcome != Timeout || a.Reason == "" || len(s.asked()) != 1 {
		t.Errorf("Lookup with an ended context = %v, %q after %d questions, want a time-out and nothing asked", a.Outcome, a.Reason, len(s.asked()))
	}
}
