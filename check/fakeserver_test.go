package check

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// tryTime is short, so that servers which keep silent do not keep the tests.
const tryTime = 100 * time.Millisecond

// A fakeServer is a name server on a loopback port that does what its function
// says: the packets to send for a question, over "udp" or "tcp".
type fakeServer struct {
	addr   string
	answer func(q *dns.Msg, network string) [][]byte

	mu  sync.Mutex
	log []string // "udp example.com. A"
}

// serve starts a fakeServer. Without tcp, nobody listens on its TCP port.
func serve(t testing.TB, tcp bool, answer func(q *dns.Msg, network string) [][]byte) *fakeServer {
	t.Helper()
	s := &fakeServer{answer: answer}
	for range 20 {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		pc, err := net.ListenPacket("udp", ln.Addr().String())
		if err != nil {
			ln.Close()
			continue // the port is another's over UDP
		}
		s.addr = ln.Addr().String()
		t.Cleanup(func() { pc.Close(); ln.Close() })
		go s.packets(pc)
		if tcp {
			go s.streams(ln)
		} else {
			ln.Close()
		}
		return s
	}
	t.Fatal("no port is free for both TCP and UDP")
	return nil
}

func (s *fakeServer) packets(pc net.PacketConn) {
	buf := make([]byte, 65536)
	for {
		n, from, err := pc.ReadFrom(buf)
		if err != nil {
			return
		}
		for _, p := range s.reply(buf[:n], "udp") {
			_, _ = pc.WriteTo(p, from)
		}
	}
}

// streams answers one question on each connection, longStreams any number.
func (s *fakeServer) streams(ln net.Listener)     { s.accept(ln, 1) }
func (s *fakeServer) longStreams(ln net.Listener) { s.accept(ln, 1000) }

func (s *fakeServer) accept(ln net.Listener, questions int) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			for range questions {
				var size [2]byte
				if _, err := io.ReadFull(conn, size[:]); err != nil {
					return
				}
				buf := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(conn, buf); err != nil {
					return
				}
				for _, p := range s.reply(buf, "tcp") {
					_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(p))), p...))
				}
			}
		}()
	}
}

func (s *fakeServer) reply(packet []byte, network string) [][]byte {
	q := new(dns.Msg)
	if err := q.Unpack(packet); err != nil || len(q.Question) != 1 {
		return nil
	}
	entry := network + " " + q.Question[0].Name + " " + dns.TypeToString[q.Question[0].Qtype]
	if q.CheckingDisabled {
		entry += " cd"
	}
	s.mu.Lock()
	s.log = append(s.log, entry)
	s.mu.Unlock()
	return s.answer(q, network)
}

// asked gives the questions so far.
func (s *fakeServer) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// respond makes a message that answers q with a response code and records.
func respond(q *dns.Msg, rcode int, records ...string) *dns.Msg {
	m := new(dns.Msg)
	m.SetRcode(q, rcode)
	m.RecursionAvailable = true
	for _, text := range records {
		rr, err := dns.NewRR(text)
		if err != nil {
			panic(err)
		}
		if rr.Header().Rrtype == dns.TypeSOA {
			m.Ns = append(m.Ns, rr)
		} else {
			m.Answer = append(m.Answer, rr)
		}
	}
	return m
}

func pack(m *dns.Msg) [][]byte {
	b, err := m.Pack()
	if err != nil {
		panic(err)
	}
	return [][]byte{b}
}

const (
	mailA  = "mail.example.com. 300 A 192.0.2.1"
	theSOA = "example.com. 900 SOA ns.example.com. root.example.com. 1 7200 900 1209600 600"
)

// good answers mail.example.com A; other names do not exist.
func good(q *dns.Msg, _ string) [][]byte {
	if q.Question[0].Name == "mail.example.com." {
		if q.Question[0].Qtype == dns.TypeA {
			return pack(respond(q, dns.RcodeSuccess, mailA))
		}
		return pack(respond(q, dns.RcodeSuccess, theSOA))
	}
	return pack(respond(q, dns.RcodeNameError, theSOA))
}

func rcode(code int) func(*dns.Msg, string) [][]byte {
	return func(q *dns.Msg, _ string) [][]byte { return pack(respond(q, code)) }
}

func silent(*dns.Msg, string) [][]byte { return nil }

func client(servers ...*fakeServer) *Client {
	c := &Client{TryTimeout: tryTime}
	for _, s := range servers {
		c.Servers = append(c.Servers, s.addr)
	}
	return c
}
