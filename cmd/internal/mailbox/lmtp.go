package mailbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"github.com/seed-d13f741b/ndr/dsn"
)

// An lmtpSource is an LMTP server, RFC 2033: an MTA hands bounces over, and is
// told that they are taken only when they are in the store.
type lmtpSource struct {
	Options
	name   string
	server *smtp.Server
	listen func() (net.Listener, error)
}

// What one connection may ask for.
const (
	lmtpTimeout    = 5 * time.Minute
	lmtpRecipients = 1000
	lmtpConns      = 64
	lmtpSmall      = 1 << 20 // bytes
	lmtpLarge      = 4       // messages over lmtpSmall that are held at once
)

// openLMTP reads "lmtp:HOST:PORT" or "lmtp:/PATH/OF/SOCKET", with "?cert=FILE&key=FILE"
// for STARTTLS and "?other=reject" for a refusal of what is no bounce.
func openLMTP(rest string, o Options) (Source, error) {
	addr, query, _ := strings.Cut(rest, "?")
	s := &lmtpSource{Options: o, name: "lmtp:" + rest}
	if o.Once {
		return nil, badURL(s.name, "a server waits for mail and has no end: leave out --once")
	}
	options, err := url.ParseQuery(query)
	if err != nil {
		return nil, badURL(s.name, "%w", err)
	}
	if _, _, err := net.SplitHostPort(addr); err != nil && !strings.HasPrefix(addr, "/") {
		return nil, badURL(s.name, "must be lmtp:HOST:PORT or lmtp:/PATH/OF/SOCKET")
	}
	backend := &lmtpBackend{src: s, large: make(chan struct{}, lmtpLarge)}
	server := smtp.NewServer(backend)
	server.LMTP, server.Domain = true, "ndr"
	server.MaxMessageBytes, server.MaxRecipients = o.MaxSize, lmtpRecipients
	server.ReadTimeout, server.WriteTimeout = lmtpTimeout, lmtpTimeout
	server.EnableSMTPUTF8, server.EnableBINARYMIME = true, false
	server.ErrorLog = slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn)
	s.server = server
	for key := range options {
		switch key {
		case "cert", "key":
		case "other":
			if options.Get(key) != "reject" {
				return nil, badURL(s.name, "other=%s: must be reject, or left out", options.Get(key))
			}
			backend.rejectOther = true
		default:
			return nil, badURL(s.name, "unknown option %q: known are cert, key and other", key)
		}
	}
	if options.Has("cert") || options.Has("key") {
		cert, err := tls.LoadX509KeyPair(options.Get("cert"), options.Get("key"))
		if err != nil {
			return nil, fmt.Errorf("mailbox: %s: %w", s.name, err)
		}
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	s.listen = func() (net.Listener, error) { return listenLMTP(addr) }
	return s, nil
}

// listenLMTP listens at a port, or at a socket that nobody else listens at.
func listenLMTP(addr string) (net.Listener, error) {
	if !strings.HasPrefix(addr, "/") {
		return net.Listen("tcp", addr)
	}
	l, err := net.Listen("unix", addr)
	if err == nil {
		return l, nil
	}
	if c, dialErr := net.Dial("unix", addr); dialErr == nil {
		c.Close()
		return nil, err
	}
	if fi, statErr := os.Lstat(addr); statErr != nil || fi.Mode().Type() != fs.ModeSocket {
		return nil, err
	}
	if err := os.Remove(addr); err != nil { // left over by a program that was killed
		return nil, err
	}
	return net.Listen("unix", addr)
}

// Name implements Source.
func (s *lmtpSource) Name() string { return s.name }

// Run implements Source.
func (s *lmtpSource) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	l, err := s.listen()
	if err != nil {
		return fmt.Errorf("mailbox: %s: %w", s.name, err)
	}
	backend := s.server.Backend.(*lmtpBackend)
	backend.ctx, backend.give = ctx, give
	s.Log.Info("listening", "source", s.name, "address", l.Addr().String())
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		// What was received in full is still answered.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = s.server.Shutdown(grace)
	})
	err = s.server.Serve(netutil.LimitListener(l, lmtpConns))
	if stop() {
		return fmt.Errorf("mailbox: %s: %w", s.name, err)
	}
	<-stopped
	return ctx.Err()
}

// Settle implements Source.
func (s *lmtpSource) Settle(_ context.Context, settled []Settled) error {
	for _, item := range settled {
		item.Handle.(chan Settled) <- item
	}
	return nil
}

// Close implements Source.
func (s *lmtpSource) Close() error {
	if err := s.server.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// An lmtpBackend makes sessions.
type lmtpBackend struct {
	src         *lmtpSource
	ctx         context.Context
	give        func(context.Context, *Item) error
	rejectOther bool
	large       chan struct{} // one for each large message that is held
}

// NewSession implements smtp.Backend.
func (b *lmtpBackend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &lmtpSession{b: b, peer: c.Conn().RemoteAddr().String()}, nil
}

// An lmtpSession takes the messages of one connection.
type lmtpSession struct {
	b     *lmtpBackend
	peer  string
	rcpts []string
}

// Mail implements smtp.Session.
func (s *lmtpSession) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt implements smtp.Session.
func (s *lmtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.rcpts = append(s.rcpts, to)
	return nil
}

// Reset implements smtp.Session.
func (s *lmtpSession) Reset() { s.rcpts = nil }

// Logout implements smtp.Session.
func (s *lmtpSession) Logout() error { return nil }

// Data implements smtp.Session.
func (s *lmtpSession) Data(r io.Reader) error { return s.take(r) }

// LMTPData implements smtp.LMTPSession: the answer is the same for all
// recipients, as they share the one message.
func (s *lmtpSession) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	err := s.take(r)
	for _, to := range s.rcpts {
		status.SetStatus(to, err)
	}
	return err
}

var (
	errLater = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not stored for now, try again later"}
	errOther = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "only bounce messages are taken here"}
)

// receive reads a message into memory, of which large ones take so much that
// only some are let in at once: the others wait, and their clients with them.
// release gives the place back. The error is of the connection, a size over the
// limit, or errLater where the end comes first.
func (b *lmtpBackend) receive(r io.Reader) (body []byte, release func(), err error) {
	var buf bytes.Buffer
	_, err = io.CopyN(&buf, r, lmtpSmall)
	switch {
	case errors.Is(err, io.EOF):
		return buf.Bytes(), func() {}, nil
	case err != nil:
		return nil, nil, err
	}
	select {
	case b.large <- struct{}{}:
	case <-b.ctx.Done():
		return nil, nil, errLater
	}
	release = func() { <-b.large }
	if _, err := buf.ReadFrom(r); err != nil {
		release()
		return nil, nil, err
	}
	return buf.Bytes(), release, nil
}

// take gives a message to the pipeline and waits for what becomes of it.
func (s *lmtpSession) take(r io.Reader) error {
	body, release, err := s.b.receive(r)
	if err != nil {
		return err
	}
	defer release()
	done := make(chan Settled, 1)
	item := &Item{
		Name: s.b.src.name + " from " + s.peer, Size: int64(len(body)), Held: int64(len(body)), Received: time.Now(), Handle: done,
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
	}
	if err := s.b.give(s.b.ctx, item); err != nil {
		return errLater
	}
	settled := <-done
	switch {
	case settled.Outcome == Deferred:
		return errLater
	case settled.Outcome == NotBounce && s.b.rejectOther:
		return errOther
	case settled.Outcome == Undecodable && errors.Is(settled.Reason, dsn.ErrTooLarge):
		return smtp.ErrDataTooLarge
	}
	return nil
}
