package check

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
)

// A countingListener counts the connections that are made.
type countingListener struct {
	net.Listener
	n atomic.Int64
}

func (l *countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.n.Add(1)
	}
	return conn, err
}

// TestClientTLS asks over TLS; the certificate is that of httptest, which is
// good for 127.0.0.1. One of the servers closes each connection after one
// answer, the other one keeps it.
func TestClientTLS(t *testing.T) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	for _, tt := range []struct {
		name  string
		serve func(*fakeServer, net.Listener)
		conns int64
	}{
		{"closes", func(s *fakeServer, ln net.Listener) { s.streams(ln) }, 3},
		{"keeps", func(s *fakeServer, ln net.Listener) { s.longStreams(ln) }, 1},
	} {
		ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: web.TLS.Certificates})
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		s, counted := &fakeServer{answer: good}, &countingListener{Listener: ln}
		go tt.serve(s, counted)
		c := &Client{Servers: []string{"tls://" + ln.Addr().String()}, TLS: &tls.Config{RootCAs: roots}}
		for range 3 {
			if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Answered {
				t.Errorf("%s: Lookup = %v, %q, want an answer over TLS", tt.name, a.Outcome, a.Reason)
			}
		}
		if got := counted.n.Load(); got != tt.conns || len(s.asked()) != 3 {
			t.Errorf("%s: %d connections and %d questions for 3 lookups, want %d and 3", tt.name, got, len(s.asked()), tt.conns)
		}
		c = &Client{Servers: c.Servers}
		if a := c.Lookup(t.Context(), "mail.example.com", dns.TypeA); a.Outcome != Unreachable || !strings.Contains(a.Reason, "certificate") {
			t.Errorf("%s: Lookup = %v, %q, want unreachable because of the certificate", tt.name, a.Outcome, a.Reason)
		}
	}
}
