package check

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// An smtpTask is one connection: equal ones of a Prober are made once.
type smtpTask struct {
	host      string
	to        netip.AddrPort
	implicit  bool
	recipient string
	relay     bool
}

// session connects and talks, or gives what came of it before.
func (p *Prober) session(ctx context.Context, task smtpTask) SMTPServer {
	blank := SMTPServer{Host: task.host, Address: task.to.Addr(), Port: task.to.Port(), Extensions: []string{}}
	server, ok := recall(ctx, p.remembered(), task, func() (SMTPServer, bool) {
		s := &smtpSession{prober: p, task: task, server: blank}
		s.run(ctx)
		return s.server, s.server.State != SMTPSkipped
	})
	if !ok {
		server = blank
		server.State, server.Stage, server.Reason, server.id = SMTPTimeout, "connect", "no answer in time", SMTPConnTimeout
	}
	return server
}

// An smtpSession is one conversation and what came of it.
type smtpSession struct {
	prober *Prober
	task   smtpTask
	server SMTPServer
	talk   *smtpTalk
}

func (s *smtpSession) run(ctx context.Context) {
	start := time.Now()
	conn, err := s.prober.dial(ctx, s.task.to)
	s.server.ConnectMS = time.Since(start).Milliseconds()
	if err != nil {
		s.server.Stage = "connect"
		s.server.State, s.server.Reason = dialState(err)
		s.server.id = stateFindings[s.server.State]
		return
	}
	s.talk = s.prober.talk(ctx, conn)
	defer s.talk.close()
	if s.task.implicit && !s.handshake(ctx, TLSImplicit) {
		return
	}
	if !s.greet() || !s.hello() {
		return
	}
	if !s.task.implicit && !s.secure(ctx) {
		return
	}
	s.server.State = SMTPOpen
	s.ask()
	s.talk.quit()
}

// fail notes where and why the conversation ended.
func (s *smtpSession) fail(stage string, err error) bool {
	s.server.Stage = stage
	state, reason := dialState(err)
	switch {
	case errors.Is(err, errSMTPLong), errors.Is(err, errSMTPSyntax):
		state, reason = SMTPGarbled, strings.TrimPrefix(err.Error(), "check: ")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		state, reason = SMTPClosed, "the server closed the connection"
	}
	s.server.id = stateFindings[state]
	if errors.Is(err, errSMTPLong) {
		s.server.id = SMTPReplyTooLong
	}
	if s.server.Banner.Code != 0 {
		state = SMTPBroken
	}
	s.server.State, s.server.Reason = state, fmt.Sprintf("at %s: %s", stage, reason)
	return false
}

// greet reads the greeting.
func (s *smtpSession) greet() bool {
	start := time.Now()
	banner, err := s.talk.reply()
	s.server.BannerMS = time.Since(start).Milliseconds()
	if err != nil {
		return s.fail("greeting", err)
	}
	s.server.Banner = banner
	if banner.Code != 220 {
		s.server.State, s.server.Stage = SMTPRejected, "greeting"
		s.server.Reason = fmt.Sprintf("the server greets with %d %s", banner.Code, oneLine(banner.Text))
		s.talk.quit()
		return false
	}
	return true
}

// hello says EHLO, or HELO where that is not understood (RFC 5321 section 3.2).
func (s *smtpSession) hello() bool {
	name := s.prober.helo(s.talk.conn.LocalAddr())
	r, err := s.talk.command("EHLO " + name)
	if err == nil && r.Code >= 500 {
		s.server.helo = true
		r, err = s.talk.command("HELO " + name)
	}
	if err != nil {
		return s.fail("EHLO", err)
	}
	if r.Code/100 != 2 {
		s.server.State, s.server.Stage, s.server.id = SMTPBroken, "EHLO", SMTPEHLORefused
		s.server.Reason = fmt.Sprintf("the server answers EHLO with %d %s", r.Code, oneLine(r.Text))
		return false
	}
	lines := strings.Split(r.Text, "\n")
	s.server.EHLO, _, _ = strings.Cut(strings.TrimSpace(lines[0]), " ")
	s.server.Extensions, s.server.Size = []string{}, 0
	for _, line := range lines[1:] {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		s.server.Extensions = append(s.server.Extensions, line)
		if keyword, size, ok := strings.Cut(line, " "); ok && strings.EqualFold(keyword, "SIZE") {
			s.server.Size, _ = strconv.ParseInt(size, 10, 64)
		}
	}
	return true
}

// secure says STARTTLS (RFC 3207) where it is offered, and EHLO again.
func (s *smtpSession) secure(ctx context.Context) bool {
	if !s.server.offers("STARTTLS") {
		s.server.STARTTLS = TLSNotOffered
		return true
	}
	r, err := s.talk.command("STARTTLS")
	if err != nil {
		return s.fail("STARTTLS", err)
	}
	if r.Code != 220 {
		s.server.STARTTLS = TLSRefused
		s.server.Reason = fmt.Sprintf("the server answers STARTTLS with %d %s", r.Code, oneLine(r.Text))
		return true
	}
	// What came with the answer came in plain text: it must not be taken for
	// something said under TLS (CVE-2011-0411).
	early := s.talk.r.Buffered() > 0
	if !s.handshake(ctx, TLSStarted) {
		return false
	}
	s.server.injected = early
	return s.hello()
}

func (s *smtpSession) handshake(ctx context.Context, how SMTPTLS) bool {
	state, err := s.talk.startTLS(ctx, s.serverName())
	if err != nil {
		s.server.STARTTLS = TLSFailed
		if s.fail("TLS", err); s.server.State == SMTPUnreachable {
			s.server.State = SMTPBroken // somebody is there, whatever it speaks
		}
		s.server.Reason, s.server.id = "the TLS handshake failed: "+tlsText(err), SMTPTLSFailed
		return false
	}
	s.server.STARTTLS = how
	s.server.TLS = judgeTLS(state, s.serverName(), s.prober.Roots, time.Now())
	return true
}

// serverName is the name that the certificate has to be for, empty where only
// an address is known.
func (s *smtpSession) serverName() string {
	if isHostName(s.task.host) {
		return s.task.host
	}
	return ""
}

// tlsText says why a handshake failed.
func tlsText(err error) string {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var op *net.OpError
	switch {
	case errors.As(err, &record):
		if text := string(record.RecordHeader[:]); splitsAsReply(text) {
			return fmt.Sprintf("the server goes on in plain text (%q)", printable(text, 10))
		}
		return "what the server sends is not TLS"
	case errors.As(err, &alert):
		return "the server ends it with the alert " + strconv.Quote(strings.TrimPrefix(alert.Error(), "tls: "))
	case errors.As(err, &op) && strings.Contains(op.Error(), "remote error"):
		return "the server ends it with the alert " + strconv.Quote(strings.TrimPrefix(op.Err.Error(), "tls: "))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed the connection"
	}
	if state, text := dialState(err); state != SMTPUnreachable {
		return text
	}
	text := err.Error()
	return printable(text[strings.LastIndex(text, "tls: ")+1:], 200)
}

func splitsAsReply(s string) bool {
	_, _, _, ok := splitReply(s)
	return ok
}

// ask asks about a recipient and as a relay, where that is wanted, and takes it
// back.
func (s *smtpSession) ask() {
	if s.task.recipient != "" {
		s.server.Recipient = s.envelope("<>", s.task.recipient)
	}
	if s.task.relay {
		s.server.Relay = s.envelope("<ndr-relay-test@example.org>", "ndr-relay-test@example.com")
	}
}

// envelope gives the answer to RCPT, or to MAIL where that was not taken. No
// message is ever sent.
func (s *smtpSession) envelope(from, to string) *SMTPReply {
	mail := "MAIL FROM:" + from
	if !isASCII(to) {
		mail += " SMTPUTF8"
	}
	r, err := s.talk.command(mail)
	if err == nil && r.Code/100 == 2 {
		r, err = s.talk.command("RCPT TO:<" + to + ">")
	}
	if err != nil {
		s.fail("RCPT", err)
		return nil
	}
	_, _ = s.talk.command("RSET")
	return &r
}

// badRecipient says why an address can't be put in a command, "" if it can.
func badRecipient(addr string) string {
	if addr == "" {
		return ""
	}
	at := strings.LastIndexByte(addr, '@')
	switch {
	case at <= 0 || at == len(addr)-1:
		return "it is no mail address"
	case len(addr) > 320:
		return "it is too long"
	case strings.ContainsAny(addr, "<>\r\n\t\x00") || printable(addr, 400) != addr || strings.Contains(addr, " "):
		return "it has characters that an address can't have"
	}
	return ""
}

// helo is the name to give in EHLO.
func (p *Prober) helo(local net.Addr) string {
	if p.HELO != "" && isHostName(canonical(p.HELO)) {
		return p.HELO
	}
	if name, err := os.Hostname(); err == nil && strings.Contains(name, ".") && isHostName(canonical(name)) {
		return name
	}
	if a, err := netip.ParseAddrPort(local.String()); err == nil {
		if ip := a.Addr().Unmap().WithZone(""); ip.Is6() {
			return "[IPv6:" + ip.String() + "]"
		} else {
			return "[" + ip.String() + "]"
		}
	}
	return "[127.0.0.1]"
}

// oneLine gives the text of a reply on one line.
func oneLine(text string) string { return printable(strings.ReplaceAll(text, "\n", " "), 300) }
