package check

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
)

// cookieServer answers mail.example.com A to who has its cookie, and BADCOOKIE
// to others; change gives what it makes of the cookie that it sends.
func cookieServer(change func(string) string) (answer func(*dns.Msg, string) [][]byte, refused *atomic.Int64) {
	const own = "0123456789abcdef"
	refused = &atomic.Int64{}
	return func(q *dns.Msg, _ string) [][]byte {
		got := cookieOf(q)
		if len(got) < clientCookieLen {
			return nil
		}
		m := respond(q, dns.RcodeSuccess, mailA)
		if !strings.HasSuffix(got, own) {
			refused.Add(1)
			m = respond(q, dns.RcodeBadCookie)
		}
		opt := &dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT}}
		opt.Option = append(opt.Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: change(got[:clientCookieLen] + own)})
		opt.SetExtendedRcode(uint16(m.Rcode))
		m.Extra = append(m.Extra, opt)
		return pack(m)
	}, refused
}

func TestClientCookies(t *testing.T) {
	same := func(s string) string { return s }
	answer, refused := cookieServer(same)
	c := client(serve(t, true, answer))
	c.Cookies = true
	for i := range 3 {
		if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered {
			t.Errorf("lookup %d = %v, %q, want an answer", i, a.Outcome, a.Reason)
		}
	}
	if refused.Load() != 1 {
		t.Errorf("%d questions were without the server's cookie, want the first alone", refused.Load())
	}
	// Without the option, none is sent.
	var cookies atomic.Int64
	plain := client(serve(t, true, func(q *dns.Msg, network string) [][]byte {
		if cookieOf(q) != "" {
			cookies.Add(1)
		}
		return good(q, network)
	}))
	if a := plain.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered || cookies.Load() != 0 {
		t.Errorf("Lookup = %v with %d cookies, want an answer without", a.Outcome, cookies.Load())
	}
	// A server that knows no cookies serves as before.
	plain.Cookies = true
	if a := plain.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered || cookies.Load() != 1 {
		t.Errorf("Lookup = %v with %d cookies, want an answer with 1", a.Outcome, cookies.Load())
	}
	// One that never takes its own cookie is no server.
	broken := func(q *dns.Msg, _ string) [][]byte {
		if q.IsEdns0() == nil {
			return nil
		}
		return pack(extendedCookie(q))
	}
	never := client(serve(t, true, broken))
	never.Cookies = true
	if a := never.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != ServFail || !strings.Contains(a.Reason, "BADCOOKIE") {
		t.Errorf("Lookup = %v, %q, want SERVFAIL for BADCOOKIE", a.Outcome, a.Reason)
	}
}

// extendedCookie answers BADCOOKIE.
func extendedCookie(q *dns.Msg) *dns.Msg {
	m := respond(q, dns.RcodeBadCookie)
	opt := &dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT}}
	opt.SetExtendedRcode(dns.RcodeBadCookie)
	m.Extra = append(m.Extra, opt)
	return m
}

// An answer with another client cookie is a forgery.
func TestClientCookieForged(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"another": func(s string) string { return "ffffffffffffffff" + s[clientCookieLen:] },
		"short":   func(s string) string { return s[:8] },
	} {
		answer, _ := cookieServer(change)
		c := client(serve(t, true, answer))
		c.Cookies = true
		if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome.Known() {
			t.Errorf("%s: Lookup = %v, want no answer", name, a.Outcome)
		}
	}
}
