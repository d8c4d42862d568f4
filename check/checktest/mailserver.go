package checktest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
)

// A MailServer speaks SMTP on a loopback port, well or badly. It takes no mail.
// Set its fields, Start it, and Close it.
type MailServer struct {
	// Cert has it offer STARTTLS, or with Implicit begin with TLS.
	Cert     *tls.Certificate
	Implicit bool
	// MinVersion and MaxVersion bound the TLS versions, as in package tls.
	MinVersion, MaxVersion uint16
	// EHLO are the extensions to name; nil for SIZE, 8BITMIME and, with Cert,
	// STARTTLS.
	EHLO []string
	// Answers are for commands by their verb, and for the greeting by "",
	// instead of the usual ones: lines divided by CRLF without the last one, or
	// one of the Answer words. One that ends in "+" is sent without it and
	// without a line break.
	Answers map[string]string

	listener net.Listener
	mu       sync.Mutex
	commands []string
}

// What a server can do instead of an answer.
const (
	AnswerDrop  = "drop"  // it closes the connection
	AnswerReset = "reset" // it cuts the connection off
	AnswerHang  = "hang"  // it says nothing more
)

// Start begins to listen and gives the address, "127.0.0.1:12345".
func (m *MailServer) Start() (addr string, err error) {
	if m.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return "", fmt.Errorf("checktest: mail server: %w", err)
	}
	go func() {
		for {
			conn, err := m.listener.Accept()
			if err != nil {
				return
			}
			go m.Serve(conn)
		}
	}()
	return m.listener.Addr().String(), nil
}

// Close ends listening.
func (m *MailServer) Close() error {
	if err := m.listener.Close(); err != nil {
		return fmt.Errorf("checktest: mail server: %w", err)
	}
	return nil
}

// Commands gives the commands that were sent so far.
func (m *MailServer) Commands() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.commands)
}

// Serve has one conversation over a connection, and closes it.
func (m *MailServer) Serve(raw net.Conn) {
	defer raw.Close()
	conn := raw
	if m.Implicit {
		conn = m.encrypt(raw)
	}
	if !m.say(conn, raw, "", "220 mx.example.net ESMTP ready") {
		return
	}
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		m.mu.Lock()
		m.commands = append(m.commands, line)
		m.mu.Unlock()
		first, _, _ := strings.Cut(line, " ")
		verb := strings.ToUpper(first)
		if !m.say(conn, raw, verb, m.usual(verb, conn == raw)) || verb == "QUIT" {
			return
		}
		if verb == "STARTTLS" && conn == raw && m.Cert != nil && !strings.HasPrefix(m.Answers[verb], "4") {
			conn = m.encrypt(raw)
			r = bufio.NewReader(conn)
		}
	}
}

// usual is the answer of a server in order.
func (m *MailServer) usual(verb string, plain bool) string {
	switch verb {
	case "EHLO":
		return m.hello(plain)
	case "HELO":
		return "250 mx.example.net"
	case "STARTTLS":
		return "220 2.0.0 go ahead"
	case "MAIL", "RCPT", "RSET":
		return "250 2.1.0 ok"
	case "QUIT":
		return "221 2.0.0 bye"
	}
	return "502 5.5.1 what?"
}

func (m *MailServer) encrypt(conn net.Conn) net.Conn {
	return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*m.Cert}, MinVersion: max(m.MinVersion, tls.VersionTLS10), MaxVersion: m.MaxVersion})
}

func (m *MailServer) hello(plain bool) string {
	lines := append([]string{"mx.example.net greets you"}, m.EHLO...)
	if m.EHLO == nil {
		lines = append(lines, "SIZE 10240000", "8BITMIME")
		if plain && m.Cert != nil {
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
func (m *MailServer) say(conn, raw net.Conn, verb, usual string) bool {
	answer, ok := m.Answers[verb]
	if !ok {
		answer = usual
	}
	switch answer {
	case AnswerDrop:
		return false
	case AnswerReset:
		if tcp, ok := raw.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // so that closing resets
		}
		return false
	case AnswerHang:
		_, _ = io.Copy(io.Discard, conn) // until the other side has enough
		return false
	}
	if text, as := strings.CutSuffix(answer, "+"); as {
		_, err := io.WriteString(conn, text)
		return err == nil
	}
	_, err := io.WriteString(conn, answer+"\r\n")
	return err == nil
}
