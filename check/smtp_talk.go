package check

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// What is read of a server at most. RFC 5321 section 4.5.3.1.5 has 512 octets
// for a line; servers send more.
const (
	maxSMTPLine  = 2048
	maxSMTPLines = 100
	maxSMTPBytes = 64 << 10
)

// The ways in which what a server sends is no SMTP.
var (
	errSMTPLong   = errors.New("it sends more than a reply may have")
	errSMTPSyntax = errors.New("it does not speak SMTP")
)

// An SMTPReply is what a server said, RFC 5321 section 4.2.
type SMTPReply struct {
	Code int `json:"code"`
	// Text are the lines without the code, divided by line breaks.
	Text string `json:"text"`
}

// An smtpTalk is a conversation with one server. All reading is bounded, in
// bytes and in time.
type smtpTalk struct {
	conn  net.Conn
	r     *bufio.Reader
	left  int // bytes that may still be read
	step  time.Duration
	until time.Time
	stop  func() bool
}

// talk begins a conversation that ends with ctx.
func (p *Prober) talk(ctx context.Context, conn net.Conn) *smtpTalk {
	t := &smtpTalk{step: positive(p.ReplyTimeout, defaultProbeTimeout), left: maxSMTPBytes}
	t.until, _ = ctx.Deadline()
	t.use(conn)
	t.stop = context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
	return t
}

// use goes on over another connection: the one with TLS around it.
func (t *smtpTalk) use(conn net.Conn) {
	t.conn, t.r = conn, bufio.NewReaderSize(conn, maxSMTPLine)
}

// close ends the connection without a word.
func (t *smtpTalk) close() {
	t.stop()
	t.conn.Close()
}

// patience sets how long the server has for its next reply, all of it.
func (t *smtpTalk) patience() {
	deadline := time.Now().Add(t.step)
	if !t.until.IsZero() && t.until.Before(deadline) {
		deadline = t.until
	}
	t.conn.SetDeadline(deadline)
}

// command sends a line and gives the reply to it.
func (t *smtpTalk) command(line string) (SMTPReply, error) {
	t.patience()
	if _, err := io.WriteString(t.conn, line+"\r\n"); err != nil {
		return SMTPReply{}, fmt.Errorf("check: sending %s: %w", word(line), err)
	}
	return t.reply()
}

// reply reads a reply of any number of lines.
func (t *smtpTalk) reply() (SMTPReply, error) {
	t.patience()
	var lines []string
	for {
		line, err := t.line()
		if err != nil {
			return SMTPReply{}, err
		}
		code, rest, more, ok := splitReply(line)
		if !ok {
			return SMTPReply{}, fmt.Errorf("check: %w: it says %q", errSMTPSyntax, printable(line, 60))
		}
		lines = append(lines, rest)
		if !more {
			return SMTPReply{Code: code, Text: strings.Join(lines, "\n")}, nil
		}
		if len(lines) == maxSMTPLines {
			return SMTPReply{}, fmt.Errorf("check: %w: %d lines and no end", errSMTPLong, maxSMTPLines)
		}
	}
}

// line reads one line.
func (t *smtpTalk) line() (string, error) {
	b, err := t.r.ReadSlice('\n')
	t.left -= len(b)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("check: %w: a line of more than %d octets", errSMTPLong, maxSMTPLine)
	case t.left < 0:
		return "", fmt.Errorf("check: %w: more than %d octets in all", errSMTPLong, maxSMTPBytes)
	case err != nil:
		return "", fmt.Errorf("check: reading a reply: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// splitReply takes a line of a reply apart: "250-SIZE 1000" has more to come.
func splitReply(line string) (code int, text string, more, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, "", false, false
	}
	for i := range 3 {
		if line[i] < '0' || line[i] > '9' {
			return 0, "", false, false
		}
		code = code*10 + int(line[i]-'0')
	}
	if len(line) == 3 {
		return code, "", false, true
	}
	if line[3] != '-' && line[3] != ' ' {
		return 0, "", false, false
	}
	return code, printable(line[4:], 512), line[3] == '-', true
}

// quit takes leave, and does not wait long for what the server says to it.
func (t *smtpTalk) quit() {
	t.step = min(t.step, time.Second)
	_, _ = t.command("QUIT")
}

// startTLS speaks TLS from here on. Certificates are looked at afterwards, and
// old versions taken, so that they can be told of.
func (t *smtpTalk) startTLS(ctx context.Context, host string) (*tls.ConnectionState, error) {
	var suites []uint16
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = append(suites, s.ID)
	}
	conn := tls.Client(t.conn, &tls.Config{
		ServerName:         host,
		InsecureSkipVerify: true, // judgeTLS verifies, and says what is wrong
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       suites,
	})
	t.patience()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("check: TLS handshake: %w", err)
	}
	t.use(conn)
	state := conn.ConnectionState()
	return &state, nil
}

// word gives the first word of a command.
func word(line string) string {
	w, _, _ := strings.Cut(line, " ")
	return w
}
