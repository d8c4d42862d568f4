package check

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// clientCookieLen is the length of a client cookie, RFC 7873 section 4, as it
// is written in hexadecimal.
const clientCookieLen = 16

// errWrongCookie is what is wrong with an answer that somebody sends who has not
// seen the question.
var errWrongCookie = errors.New("it has another DNS cookie")

// A cookieJar holds the DNS cookies of one server (RFC 7873): ours, which every
// answer of a server that knows cookies has to repeat, and the server's.
type cookieJar struct {
	mu             sync.Mutex
	client, server string
}

// put adds the cookies to a question with EDNS0.
func (j *cookieJar) put(m *dns.Msg) {
	opt := m.IsEdns0()
	if opt == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.client == "" {
		var b [clientCookieLen / 2]byte
		_, _ = rand.Read(b[:]) // it never fails
		j.client = hex.EncodeToString(b[:])
	}
	opt.Option = append(opt.Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: j.client + j.server})
}

// keep keeps the server's cookie for the next question.
func (j *cookieJar) keep(msg *dns.Msg) {
	if c := cookieOf(msg); len(c) > clientCookieLen {
		j.mu.Lock()
		j.server = c[clientCookieLen:]
		j.mu.Unlock()
	}
}

// cookieOf gives the cookies in a message, or "".
func cookieOf(m *dns.Msg) string {
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			if c, ok := o.(*dns.EDNS0_COOKIE); ok {
				return c.Cookie
			}
		}
	}
	return ""
}

// sameCookie reports whether an answer repeats the client cookie of a question,
// if both have one (RFC 7873 section 5.3).
func sameCookie(msg, m *dns.Msg) bool {
	asked, got := cookieOf(m), cookieOf(msg)
	return len(asked) < clientCookieLen || got == "" ||
		len(got) >= clientCookieLen && strings.EqualFold(got[:clientCookieLen], asked[:clientCookieLen])
}
