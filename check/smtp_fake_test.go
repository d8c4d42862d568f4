package check_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check/checktest"
)

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

// start starts a mail server until the test ends.
func start(t testing.TB, m *checktest.MailServer) string {
	t.Helper()
	addr, err := m.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return addr
}

// A testCA makes certificates.
type testCA struct{ *checktest.Authority }

func newCA(t testing.TB) testCA {
	t.Helper()
	a, err := checktest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return testCA{a}
}

func (ca testCA) make(t testing.TB, i checktest.Issue) *tls.Certificate {
	t.Helper()
	c, err := ca.Issue(i)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// good is a certificate in order for names.
func (ca testCA) good(t testing.TB, names ...string) *tls.Certificate {
	return ca.make(t, checktest.Issue{Names: names})
}

const day = 24 * time.Hour

// expired is one that has expired three days ago.
func (ca testCA) expired(t testing.TB, name string) *tls.Certificate {
	return ca.make(t, checktest.Issue{Names: []string{name}, From: -90 * day, To: -3*day - time.Hour})
}

// self is one that no authority vouches for.
func (ca testCA) self(t testing.TB, name string) *tls.Certificate {
	return ca.make(t, checktest.Issue{Names: []string{name}, SelfSigned: true})
}

// quietLog is for servers whose clients are meant to fail.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
