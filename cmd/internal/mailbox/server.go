package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// A server is a mail server that messages are fetched from, as its URL names
// it: "imaps://jane@mail.example.com/Bounces?password-file=/etc/ndr/imap".
type server struct {
	name   string // the URL, which has no secret in it
	scheme string
	host   string
	port   string
	user   string
	folder string
	auth   string // plain, xoauth2 or oauthbearer
	secret secret
	// clear says that the connection goes without TLS, as it does to loopback
	// addresses.
	clear bool
	roots *x509.CertPool // nil for the system's
}

// The ports of RFC 8314 and before, by scheme.
var serverPorts = map[string]string{"imap": "143", "imaps": "993", "pop3": "110", "pop3s": "995"}

// parseServer reads the URL of a server. A password in it is refused: command
// lines are read by others, and land in logs.
func parseServer(raw string, getenv func(string) string) (*server, error) {
	u, err := url.Parse(raw)
	if err != nil {
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err // without the URL, which may have a password
		}
		return nil, badURL(raw, "%w", err)
	}
	fail := func(format string, args ...any) (*server, error) { return nil, badURL(raw, format, args...) }
	if _, has := u.User.Password(); has {
		return fail("no password in a URL: name where it is with ?password-env=, ?password-file= or ?password-command=")
	}
	s := &server{name: raw, scheme: u.Scheme, host: u.Hostname(), port: u.Port(), user: u.User.Username(), folder: strings.TrimPrefix(u.Path, "/"), auth: "plain"}
	if s.host == "" || s.user == "" {
		return fail("must be like %s://USER@HOST/FOLDER", u.Scheme)
	}
	if s.port == "" {
		s.port = serverPorts[u.Scheme]
	}
	s.clear = isLoopback(s.host)
	s.secret.getenv = getenv
	for key, values := range u.Query() {
		value := values[len(values)-1]
		switch key {
		case "password-env":
			s.secret.env = value
		case "password-file":
			s.secret.file = value
		case "password-command":
			s.secret.command = value
		case "auth":
			if value != "plain" && value != "xoauth2" && value != "oauthbearer" {
				return fail("auth=%s: must be plain, xoauth2 or oauthbearer", value)
			}
			s.auth = value
		case "tls":
			if value != "none" && value != "starttls" {
				return fail("tls=%s: must be none or starttls", value)
			}
			s.clear = value == "none"
		case "ca":
			if s.roots, err = readRoots(value); err != nil {
				return fail("ca=%s: %v", value, err)
			}
		default:
			return fail("unknown option %q: known are password-env, password-file, password-command, auth, ca and tls", key)
		}
	}
	if s.secret.env == "" && s.secret.file == "" && s.secret.command == "" {
		s.secret.env = "NDR_PASSWORD"
	}
	return s, nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func readRoots(file string) (*x509.CertPool, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, errors.New("no certificate in PEM form in it")
	}
	return pool, nil
}

func (s *server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// implicitTLS reports whether TLS begins with the connection.
func (s *server) implicitTLS() bool { return strings.HasSuffix(s.scheme, "s") }

// How long a server may take to connect, and to send the next bytes.
const (
	dialTimeout = 30 * time.Second
	readTimeout = 2 * time.Minute
)

// dial connects, with TLS where the scheme asks for it.
func (s *server) dial(ctx context.Context) (*timedConn, error) {
	d := net.Dialer{Timeout: dialTimeout}
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, err
	}
	timed := newTimedConn(conn)
	if !s.implicitTLS() {
		return timed, nil
	}
	client := tls.Client(timed, s.tlsConfig())
	if err := client.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, tlsError(err)
	}
	return &timedConn{Conn: client, patience: timed.patience}, nil
}

// tlsError makes an error of a certificate that nobody will mend by waiting a
// final one.
func tlsError(err error) error {
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return final(fmt.Errorf("the server's certificate: %w", cert.Err))
	}
	return err
}

// A timedConn is a connection whose peer may not be silent for longer than its
// patience.
type timedConn struct {
	net.Conn
	patience *atomic.Int64 // a time.Duration
}

func newTimedConn(c net.Conn) *timedConn {
	t := &timedConn{Conn: c, patience: new(atomic.Int64)}
	t.patience.Store(int64(readTimeout))
	return t
}

// Read implements io.Reader.
func (c *timedConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(time.Duration(c.patience.Load()))); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

// Write implements io.Writer.
func (c *timedConn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(readTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
