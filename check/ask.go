package check

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A reply is the message that answers a question, or why there is none.
type reply struct {
	msg     *dns.Msg
	from    string
	trusted bool

	outcome  Outcome
	reason   string
	extended []string
}

// replied makes the reply of a message that answers.
func replied(msg *dns.Msg, s *server) reply {
	return reply{msg: msg, from: s.name, trusted: s.trusted, extended: extendedErrors(msg)}
}

// A round is the asking of one question: what each server made of it.
type round struct {
	question dns.Question
	servers  []*server
	fails    []fail // one for each of servers
}

// A fail is why a server gave no answer. The outcome is 0 while it has not
// been asked.
type fail struct {
	outcome Outcome
	text    string
	tries   int
	msg     *dns.Msg // its SERVFAIL
	// extended are the extended errors that it gave.
	extended []string
}

// final reports whether it is no use to ask the server again.
func (f fail) final() bool {
	return f.outcome == ServFail || f.outcome == Refused || f.outcome == Unreachable
}

// ask asks the servers, in order and in turns, until one has an answer.
func (c *Client) ask(ctx context.Context, name string, qtype uint16) reply {
	r := round{question: dns.Question{Name: fqdn(name), Qtype: qtype, Qclass: dns.ClassINET}, servers: c.inOrder()}
	r.fails = make([]fail, len(r.servers))
	tries := positive(c.Tries, defaultTries)
	for try := range tries {
		if try > 0 && !pause(ctx, c.jitter()) {
			break
		}
		for i, s := range r.servers {
			if r.fails[i].final() || ctx.Err() != nil {
				continue
			}
			// QUIRK(firewalls): some drop questions with EDNS0, so that the
			// last try goes without.
			m := c.newQuery(s, r.question, try == 0 || try < tries-1)
			msg, f := c.try(ctx, s, m, len(r.servers)-i)
			if f.outcome == 0 {
				return replied(msg, s)
			}
			f.tries = r.fails[i].tries + 1
			r.fails[i] = f
		}
	}
	if rep, ok := c.unchecked(ctx, r); ok {
		return rep
	}
	return r.failed(ctx)
}

// unchecked finds out whether a SERVFAIL means that DNSSEC validation failed:
// then the server gives the records to who asks it not to check (RFC 4035
// section 3.2.2). Because a SERVFAIL may pass by itself, the plain question is
// asked once more before that is believed.
func (c *Client) unchecked(ctx context.Context, r round) (reply, bool) {
	for i, f := range r.fails {
		if f.msg == nil || notDNSSEC(f.msg) {
			continue
		}
		s := r.servers[i]
		m := c.newQuery(s, r.question, true)
		m.CheckingDisabled = true
		if _, fcd := c.try(ctx, s, m, 1); fcd.outcome != 0 {
			continue
		}
		msg, again := c.try(ctx, s, c.newQuery(s, r.question, true), 1)
		switch {
		case again.outcome == 0:
			return replied(msg, s), true
		case again.msg != nil:
			reason := fmt.Sprintf("%s: DNSSEC validation failed: %s, though without validation it answers", s.name, again.text)
			return reply{outcome: Bogus, reason: reason, from: s.name, extended: again.extended}, true
		}
	}
	return reply{}, false
}

// failed sums up why there is no answer. What a server said counts more than
// that another one said nothing.
func (r round) failed(ctx context.Context) reply {
	rep := reply{outcome: Timeout}
	weight := map[Outcome]int{ServFail: 4, Refused: 3, Timeout: 2, Unreachable: 1}
	var texts []string
	best := 0
	for i, f := range r.fails {
		if f.outcome == 0 {
			continue
		}
		text := r.servers[i].name + ": " + f.text
		if f.tries > 1 {
			text += fmt.Sprintf(", tried %d times", f.tries)
		}
		texts = append(texts, text)
		if weight[f.outcome] > best {
			best, rep.outcome, rep.from, rep.extended = weight[f.outcome], f.outcome, r.servers[i].name, f.extended
		}
	}
	if best <= weight[Timeout] {
		rep.from = "" // nobody answered
	}
	if len(texts) == 0 {
		texts = []string{"no time was left to ask: " + context.Cause(ctx).Error()}
	}
	rep.reason = strings.Join(texts, "; ")
	return rep
}

// newQuery makes the message. The AD bit asks to be told whether the answer is
// authentic (RFC 6840 section 5.7) without the signatures.
func (c *Client) newQuery(s *server, q dns.Question, edns bool) *dns.Msg {
	if c.RandomCase {
		q.Name = randomCase(q.Name)
	}
	m := &dns.Msg{Question: []dns.Question{q}}
	m.Id, m.RecursionDesired, m.AuthenticatedData = dns.Id(), true, true
	if edns && !s.noEDNS.Load() {
		m.SetEdns0(udpSize, false)
		if c.Cookies {
			s.cookies.put(m)
		}
	}
	return m
}

// try asks one server once and judges what comes back. The time is that of one
// try, or where less is left, a fair share of it: sharers is how many servers
// are still to be asked.
func (c *Client) try(ctx context.Context, s *server, m *dns.Msg, sharers int) (*dns.Msg, fail) {
	limit := positive(c.TryTimeout, defaultTryTimeout)
	if deadline, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(deadline)/time.Duration(sharers))
	}
	if limit <= 0 {
		return nil, fail{outcome: Timeout, text: "no time was left to ask it"}
	}
	if err := s.acquire(ctx); err != nil {
		return nil, fail{outcome: Timeout, text: "too many other questions were under way"}
	}
	defer s.release()
	sent := time.Now()
	tctx, cancel := context.WithDeadline(ctx, sent.Add(limit))
	defer cancel()
	msg, err := c.exchange(tctx, s, m)
	if err == nil && c.Cookies {
		msg, err = c.withCookie(tctx, s, m, msg)
	}
	if err == nil && needsNoEDNS(msg) && m.IsEdns0() != nil {
		plain := m.Copy()
		plain.Id, plain.Extra = dns.Id(), nil
		if msg, err = c.exchange(tctx, s, plain); err == nil && !needsNoEDNS(msg) {
			s.noEDNS.Store(true)
		}
	}
	if err != nil {
		f := netFail(err, limit)
		// Give no server a bad name for our own impatience.
		if f.outcome == Unreachable || ctx.Err() == nil && limit >= min(positive(c.TryTimeout, defaultTryTimeout), restTime/100) {
			s.rest(sent)
		}
		return nil, f
	}
	s.alive()
	return msg, judge(msg)
}

// withCookie keeps the cookie of an answer, and asks once more where the answer
// is that the cookie in the question will not do (RFC 7873 section 5.3).
func (c *Client) withCookie(ctx context.Context, s *server, m, msg *dns.Msg) (*dns.Msg, error) {
	s.cookies.keep(msg)
	if msg.Rcode != dns.RcodeBadCookie {
		return msg, nil
	}
	again := c.newQuery(s, m.Question[0], true)
	msg, err := c.exchange(ctx, s, again)
	if err == nil {
		s.cookies.keep(msg)
	}
	return msg, err
}

// needsNoEDNS reports whether a server says that it does not understand EDNS0
// (RFC 6891 section 7).
func needsNoEDNS(m *dns.Msg) bool {
	return m.Rcode == dns.RcodeFormatError || m.Rcode == dns.RcodeNotImplemented || m.Rcode == dns.RcodeBadVers
}

// judge gives the fail that a reply stands for; its outcome is 0 for an answer.
func judge(m *dns.Msg) fail {
	switch {
	case isLame(m):
		return fail{outcome: ServFail, text: "it refers to other servers instead of asking them: it is no resolver"}
	case madeUp(m):
		return fail{outcome: Refused, text: "it does not give the answer of the domain, but one of its own: " + rcodeText(m), extended: extendedErrors(m)}
	case m.Rcode == dns.RcodeSuccess || m.Rcode == dns.RcodeNameError:
		return fail{}
	case m.Rcode == dns.RcodeServerFailure:
		return fail{outcome: ServFail, text: rcodeText(m), msg: m, extended: extendedErrors(m)}
	case m.Rcode == dns.RcodeRefused || m.Rcode == dns.RcodeNotAuth:
		return fail{outcome: Refused, text: rcodeText(m), extended: extendedErrors(m)}
	}
	return fail{outcome: ServFail, text: rcodeText(m), extended: extendedErrors(m)}
}

// netFail gives the fail for an exchange that did not come about.
func netFail(err error, limit time.Duration) fail {
	var te interface{ Timeout() bool }
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &te) && te.Timeout() {
		text := fmt.Sprintf("no answer within %v", limit.Round(time.Millisecond))
		if junk := (*junkError)(nil); errors.As(err, &junk) {
			text += ": " + junk.Error()
		} else if cut := (*truncatedError)(nil); errors.As(err, &cut) {
			text += " over TCP, which the answer needs"
		}
		return fail{outcome: Timeout, text: text}
	}
	return fail{outcome: Unreachable, text: netText(err)}
}

// jitter is how long to wait before asking once more, so that many clients do
// not do so at once.
func (c *Client) jitter() time.Duration {
	return rand.N(positive(c.TryTimeout, defaultTryTimeout)/20 + 1)
}

// pause waits and reports whether there is still time.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func randomCase(name string) string {
	b := []byte(name)
	for i, c := range b {
		if 'a' <= c && c <= 'z' && rand.Uint32()&1 == 0 {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
