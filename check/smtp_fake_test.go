package check_test

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// routes are a Dialer: where the addresses of a test's world really are.
// An address that is not among them refuses connections, one with the value
// "silent" never answers.
type routes struct {
	to     map[string]string
	mu     sync.Mutex
	dialed []string
}

func (r *routes) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	r.mu.Lock()
	r.dialed = append(r.dialed, address)
	r.mu.Unlock()
	real, ok := r.to[address]
	switch {
	case !ok || real == "refused":
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	case real == "no-route":
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ENETUNREACH}
	case real == "unreachable":
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.EHOSTUNREACH}
	case real == "silent":
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return (&net.Dialer{}).DialContext(ctx, network, real)
}

func (r *routes) dials() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.dialed...)
}

// listen serves connections on a loopback port until the test ends.
func listen(t testing.TB, handle func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				handle(conn)
			}()
		}
	}()
	return ln.Addr().String()
}

// A fakeSMTP is a mail server whose answers can be replaced by others, by the
// first word of the command. "" is the greeting; an answer of "drop" closes the
// connection, "reset" cuts it off, "hang" says nothing more, and one that ends
// in "+" sends the rest of it as it is, without a line break.
type fakeSMTP struct {
	cert     *tls.Certificate
	implicit bool
	minVer   uint16
	maxVer   uint16
	ehlo     []string
	answers  map[string]string
	mu       sync.Mutex
	commands []string
}

func (f *fakeSMTP) handle(conn net.Conn) {
	if f.implicit {
		conn = f.tls(conn)
	}
	f.serve(conn, conn)
}

func (f *fakeSMTP) tls(conn net.Conn) net.Conn {
	return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*f.cert}, MinVersion: max(f.minVer, tls.VersionTLS10), MaxVersion: f.maxVer})
}

// serve speaks over conn; raw is the TCP connection.
func (f *fakeSMTP) serve(conn, raw net.Conn) {
	if !f.say(conn, raw, "", "220 mx.example.net ESMTP ready") {
		return
	}
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		f.mu.Lock()
		f.commands = append(f.commands, line)
		f.mu.Unlock()
		first, _, _ := strings.Cut(line, " ")
		verb := strings.ToUpper(first)
		usual := map[string]string{"EHLO": f.hello(conn == raw), "HELO": "250 mx.example.net", "STARTTLS": "220 2.0.0 go ahead",
			"MAIL": "250 2.1.0 ok", "RCPT": "250 2.1.5 ok", "RSET": "250 2.0.0 ok", "QUIT": "221 2.0.0 bye"}[verb]
		if !f.say(conn, raw, verb, usual) || verb == "QUIT" {
			return
		}
		if verb == "STARTTLS" && conn == raw && f.cert != nil && !strings.HasPrefix(f.answers[verb], "4") {
			conn = f.tls(raw)
			r = bufio.NewReader(conn)
		}
	}
}

// heard gives the commands so far.
func (f *fakeSMTP) heard() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.commands...)
}

func (f *fakeSMTP) hello(plain bool) string {
	lines := append([]string{"mx.example.net greets you"}, f.ehlo...)
	if f.ehlo == nil {
		lines = append(lines, "SIZE 10240000", "8BITMIME")
		if plain && f.cert != nil {
			lines = append(lines, "STARTTLS")
		}
	}
	for i := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		lines[i] = "250" + sep + lines[i]
	}
	return strings.Join(lines, "\r\n")
}

// say sends an answer and reports whether the conversation goes on.
func (f *fakeSMTP) say(conn, raw net.Conn, verb, usual string) bool {
	answer, ok := f.answers[verb]
	if !ok {
		answer = usual
	}
	switch answer {
	case "drop":
		return false
	case "reset":
		raw.(*net.TCPConn).SetLinger(0)
		return false
	case "hang":
		io.Copy(io.Discard, conn)
		return false
	}
	if text, as := strings.CutSuffix(answer, "+"); as {
		_, err := io.WriteString(conn, text)
		return err == nil
	}
	_, err := io.WriteString(conn, answer+"\r\n")
	return err == nil
}

// A testCA makes certificates.
type testCA struct {
	cert  *x509.Certificate
	key   crypto.Signer
	roots *x509.CertPool
}

func newCA(t testing.TB) *testCA {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(2, 0, 0), KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	ca := &testCA{key: key, roots: x509.NewCertPool()}
	if ca.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	ca.roots.AddCert(ca.cert)
	return ca
}

// issue makes a certificate for names, in days from now; self has it sign
// itself, and rsaBits make it one of RSA.
func (ca *testCA) issue(t testing.TB, from, to int, self bool, rsaBits int, names ...string) *tls.Certificate {
	t.Helper()
	var key crypto.Signer
	var err error
	if rsaBits > 0 {
		key, err = rsa.GenerateKey(rand.Reader, rsaBits)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: time.Now().AddDate(0, 0, from), NotAfter: time.Now().AddDate(0, 0, to), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	parent, signer := ca.cert, ca.key
	if self {
		parent, signer = tmpl, key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	c := &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	if !self {
		c.Certificate = append(c.Certificate, ca.cert.Raw)
	}
	return c
}

// good is a certificate in order for a name.
func (ca *testCA) good(t testing.TB, name string) *tls.Certificate {
	return ca.issue(t, -1, 90, false, 0, name)
}

// quietLog is for servers whose clients are meant to fail.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
