package check

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

// udpSize is the size of answers that fits through the internet in one piece,
// as agreed on by the makers of name servers for the DNS flag day of 2020.
const udpSize = 1232

// A truncatedError is the failure of TCP where UDP would not do.
type truncatedError struct {
	cause string // why it would not do
	err   error
}

func (e *truncatedError) Error() string {
	return fmt.Sprintf("%s, and TCP fails: %s", e.cause, netText(e.err))
}
func (e *truncatedError) Unwrap() error { return e.err }

// A junkError is a time-out in which packets came that were no answer.
type junkError struct {
	last error // what was wrong with the last one
	err  error
}

func (e *junkError) Error() string {
	return "what came was no answer to the question: " + e.last.Error()
}
func (e *junkError) Unwrap() error { return e.err }

// The ways in which a message is no answer to a question.
var (
	errWrongID       = errors.New("it has another id")
	errWrongQuestion = errors.New("it answers another question")
	errDamaged       = errors.New("it is damaged")
)

// exchange sends a question to a server and gives the message that answers it:
// over TLS, or UDP and then TCP where the answer is truncated or damaged.
func (c *Client) exchange(ctx context.Context, s *server, m *dns.Msg) (*dns.Msg, error) {
	packed, err := m.Pack()
	if err != nil {
		return nil, fmt.Errorf("the question cannot be put into a message: %w", err)
	}
	if s.tls {
		return c.exchangeStream(ctx, s, m, packed)
	}
	msg, err := exchangeUDP(ctx, s.addr, m, packed)
	cause := ""
	switch {
	case err == nil && msg.Truncated:
		cause = "the answer is too long for UDP"
	case err != nil && errors.Is(err, errDamaged):
		cause = "the answer over UDP is damaged"
	default:
		return msg, err
	}
	if msg, err = c.exchangeStream(ctx, s, m, packed); err != nil {
		return nil, &truncatedError{cause, err}
	}
	return msg, nil
}

// buffers are for packets, large enough for servers that send more than was
// asked for.
var buffers = sync.Pool{New: func() any { return new([4096]byte) }}

// exchangeUDP asks over a socket, and so a port, of its own. It lets pass what
// does not answer the question: another's late answer, or a forgery.
func exchangeUDP(ctx context.Context, addr string, m *dns.Msg, packed []byte) (*dns.Msg, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "udp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer interruptible(ctx, conn)()
	if _, err := conn.Write(packed); err != nil {
		return nil, err
	}
	buf := buffers.Get().(*[4096]byte)
	defer buffers.Put(buf)
	var junk error
	for range 100 { // a flood of forgeries is not worth more
		n, err := conn.Read(buf[:])
		if err != nil {
			if junk != nil {
				return nil, &junkError{junk, err}
			}
			return nil, err
		}
		msg, err := match(buf[:n], m)
		if err == nil || errors.Is(err, errDamaged) {
			return msg, err
		}
		junk = err
	}
	return nil, &junkError{junk, context.DeadlineExceeded}
}

// interruptible lets the end of ctx end what conn is doing.
func interruptible(ctx context.Context, conn net.Conn) (stop func() bool) {
	// A connection that cannot have a deadline is closed by its user.
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	return context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

// match unpacks a message and holds it against the question.
func match(buf []byte, m *dns.Msg) (*dns.Msg, error) {
	if len(buf) < 12 {
		return nil, fmt.Errorf("%w: %d octets", errWrongID, len(buf))
	}
	if binary.BigEndian.Uint16(buf) != m.Id || buf[2]&0x80 == 0 {
		return nil, errWrongID
	}
	msg := new(dns.Msg)
	if err := msg.Unpack(buf); err != nil {
		if msg.Truncated && sameQuestion(msg, m) && sameCookie(msg, m) {
			return msg, nil // cut in the middle of a record, and said so
		}
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if !sameQuestion(msg, m) {
		return nil, errWrongQuestion
	}
	if !sameCookie(msg, m) {
		return nil, errWrongCookie
	}
	return msg, nil
}

// sameQuestion reports whether msg repeats the question of m, letter by letter
// where those are in random case. An error without a question is let through.
func sameQuestion(msg, m *dns.Msg) bool {
	if len(msg.Question) == 0 {
		return msg.Rcode != dns.RcodeSuccess && msg.Rcode != dns.RcodeNameError
	}
	got, want := msg.Question[0], m.Question[0]
	if got.Qtype != want.Qtype || got.Qclass != want.Qclass {
		return false
	}
	if want.Name != lowerASCII(want.Name) {
		return got.Name == want.Name
	}
	return strings.EqualFold(got.Name, want.Name)
}

// netText gives the gist of a network error, without the addresses that Go puts
// before it.
func netText(err error) string {
	var errno syscall.Errno
	var dnsErr *net.DNSError
	switch {
	case errors.As(err, new(*truncatedError)):
		return err.Error()
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "it closed the connection"
	case errors.As(err, &errno):
		return errno.Error()
	case errors.As(err, &dnsErr):
		return "its name cannot be resolved"
	}
	return printable(err.Error(), 200)
}
