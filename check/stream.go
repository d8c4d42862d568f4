package check

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"

	"github.com/miekg/dns"
)

// maxIdle bounds the TLS connections to a server that are kept for the next
// question (RFC 7858 section 3.4).
const maxIdle = 8

// exchangeStream asks over TCP or TLS. A TLS connection that is open already is
// used again; the server may have closed it meanwhile, then a new one is made.
func (c *Client) exchangeStream(ctx context.Context, s *server, m *dns.Msg, packed []byte) (*dns.Msg, error) {
	if conn := s.takeIdle(); conn != nil {
		if msg, err := s.askStream(ctx, conn, m, packed); err == nil || ctx.Err() != nil {
			return msg, err
		}
	}
	conn, err := c.dialStream(ctx, s)
	if err != nil {
		return nil, err
	}
	return s.askStream(ctx, conn, m, packed)
}

// askStream asks over a connection, and keeps or closes it.
func (s *server) askStream(ctx context.Context, conn net.Conn, m *dns.Msg, packed []byte) (*dns.Msg, error) {
	stop := interruptible(ctx, conn)
	msg, err := writeRead(conn, m, packed)
	// A connection whose deadline ctx may still move cannot be kept.
	if !stop() || err != nil || !s.keepIdle(conn) {
		conn.Close()
	}
	return msg, err
}

// writeRead sends a message with its length before it and reads one (RFC 1035
// section 4.2.2).
func writeRead(conn net.Conn, m *dns.Msg, packed []byte) (*dns.Msg, error) {
	if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)); err != nil {
		return nil, err
	}
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return nil, err
	}
	buf := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, buf); err != nil {
		return nil, err
	}
	return match(buf, m)
}

func (c *Client) dialStream(ctx context.Context, s *server) (net.Conn, error) {
	if s.tls {
		d := tls.Dialer{Config: c.TLS}
		return d.DialContext(ctx, "tcp", s.addr)
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", s.addr)
}

// takeIdle gives an open connection, or nil.
func (s *server) takeIdle() net.Conn {
	select {
	case conn := <-s.idle:
		return conn
	default:
		return nil
	}
}

// keepIdle keeps a TLS connection for the next question, if there is room.
func (s *server) keepIdle(conn net.Conn) bool {
	if !s.tls {
		return false
	}
	select {
	case s.idle <- conn:
		return true
	default:
		return false
	}
}
