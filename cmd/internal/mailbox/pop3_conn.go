package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
)

// A popConn is a POP3 session, RFC 1939. There is no kept library that has STLS
// (RFC 2595), UIDL and bounded reading.
type popConn struct {
	conn    *timedConn
	text    *textproto.Conn
	release func() bool
}

// maxPopLine bounds a line of a server in bytes, RFC 2449 section 4 says 512.
const maxPopLine = 4 << 10

// maxPopList bounds the messages that are listed.
const maxPopList = 1_000_000

// A popError is an answer -ERR.
type popError struct{ text string }

func (e *popError) Error() string { return "the server says: " + e.text }

// connectPOP logs in. The session ends with ctx.
func (s *server) connectPOP(ctx context.Context) (*popConn, error) {
	password, err := s.secret.get(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	p := &popConn{conn: conn, text: newPopText(conn)}
	p.release = context.AfterFunc(ctx, func() { conn.Close() })
	if err := p.start(ctx, s, password); err != nil {
		p.close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return p, nil
}

// newPopText reads lines of a bounded length.
func newPopText(conn *timedConn) *textproto.Conn {
	c := textproto.NewConn(conn)
	c.R = bufio.NewReaderSize(conn, maxPopLine)
	c.Reader = *textproto.NewReader(c.R)
	return c
}

func (p *popConn) start(ctx context.Context, s *server, password string) error {
	if _, err := p.answer(); err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	if !s.implicitTLS() && !s.clear {
		if _, err := p.command("STLS"); err != nil {
			return final(fmt.Errorf("STLS (?tls=none goes without): %w", err))
		}
		client := tls.Client(p.conn, s.tlsConfig())
		if err := client.HandshakeContext(ctx); err != nil {
			return tlsError(err)
		}
		p.conn = &timedConn{Conn: client, patience: p.conn.patience}
		p.text = newPopText(p.conn) // what came before TLS is dropped
	}
	return p.login(s, password)
}

func (p *popConn) login(s *server, password string) error {
	var err error
	switch s.auth {
	case "xoauth2":
		_, ir, _ := (&xoauth2{s.user, password}).Start()
		err = p.sasl("XOAUTH2", ir)
	case "oauthbearer":
		ir := "n,a=" + s.user + ",\x01host=" + s.host + "\x01auth=Bearer " + password + "\x01\x01"
		err = p.sasl("OAUTHBEARER", []byte(ir))
	default:
		if _, err = p.command("USER " + s.user); err == nil {
			_, err = p.command("PASS " + password)
		}
	}
	if err == nil {
		return nil
	}
	err = fmt.Errorf("login as %s: %w", s.user, err)
	var refused *popError
	if errors.As(err, &refused) && !popPassing(refused.text) && (s.auth == "plain" || s.secret.command == "") {
		return final(err)
	}
	return err
}

// popPassing reports whether a refusal is about trouble that passes: the codes
// of RFC 2449 and RFC 3206, and the words of servers without them.
func popPassing(text string) bool {
	text = strings.ToUpper(text)
	for _, word := range [...]string{"[IN-USE]", "[LOGIN-DELAY]", "[SYS/TEMP]", "LOCK", "BUSY", "TRY AGAIN", "TEMPORAR"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// sasl sends an initial response, RFC 5034. A server that refuses a token says
// why in a challenge, which is answered with an empty line.
func (p *popConn) sasl(mechanism string, initial []byte) error {
	if err := p.text.PrintfLine("AUTH %s %s", mechanism, base64.StdEncoding.EncodeToString(initial)); err != nil {
		return err
	}
	line, err := p.text.ReadLine()
	if err == nil && strings.HasPrefix(line, "+ ") {
		if err := p.text.PrintfLine("AQ=="); err != nil { // RFC 7628 section 3.2.3
			return err
		}
		line, err = p.text.ReadLine()
	}
	if err != nil {
		return err
	}
	_, err = popAnswer(line)
	return err
}

// command sends one line and reads the first line of the answer. It must not
// have line ends in it.
func (p *popConn) command(line string) (string, error) {
	if strings.ContainsAny(line, "\r\n") {
		return "", final(errors.New("a line end in a user name or password"))
	}
	if err := p.text.PrintfLine("%s", line); err != nil {
		return "", err
	}
	return p.answer()
}

func (p *popConn) answer() (string, error) {
	line, err := p.text.ReadLine()
	if err != nil {
		return "", err
	}
	return popAnswer(line)
}

func popAnswer(line string) (string, error) {
	if rest, ok := strings.CutPrefix(line, "+OK"); ok {
		return strings.TrimSpace(rest), nil
	}
	if rest, ok := strings.CutPrefix(line, "-ERR"); ok {
		return "", &popError{strings.TrimSpace(rest)}
	}
	return "", fmt.Errorf("an answer that is not POP3: %.40q", line)
}

// A popMessage is one line of UIDL, with the size of LIST.
type popMessage struct {
	number int
	uid    string
	size   int64
}

// list gives the messages of the mailbox.
func (p *popConn) list() ([]popMessage, error) {
	var list []popMessage
	at := map[int]int{}
	err := p.lines("UIDL", func(number int, value string) {
		at[number] = len(list)
		list = append(list, popMessage{number: number, uid: value})
	})
	if err != nil {
		var refused *popError
		if errors.As(err, &refused) {
			return nil, final(fmt.Errorf("the server has no UIDL: %w", err))
		}
		return nil, err
	}
	return list, p.lines("LIST", func(number int, value string) {
		if i, ok := at[number]; ok {
			list[i].size, _ = strconv.ParseInt(value, 10, 64) // 0 where it can't be read: not known
		}
	})
}

// lines reads an answer of many lines, each with the number of a message.
func (p *popConn) lines(command string, each func(number int, value string)) error {
	if _, err := p.command(command); err != nil {
		return err
	}
	for range maxPopList {
		line, err := p.text.ReadLine()
		switch {
		case err != nil:
			return err
		case line == ".":
			return nil
		}
		number, value, _ := strings.Cut(line, " ")
		if n, err := strconv.Atoi(number); err == nil && value != "" {
			each(n, strings.TrimSpace(value))
		}
	}
	return fmt.Errorf("more than %d messages", maxPopList)
}

// retrieve reads a message of at most limit bytes and one more.
func (p *popConn) retrieve(number int, limit int64) ([]byte, error) {
	if _, err := p.command("RETR " + strconv.Itoa(number)); err != nil {
		return nil, err
	}
	r := p.text.DotReader()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return b, errors.New("a message that is larger than the server says")
	}
	_, err = io.Copy(io.Discard, r)
	return b, err
}

// quit ends the session, which carries out what was deleted.
func (p *popConn) quit() error {
	_, err := p.command("QUIT")
	p.close()
	return err
}

func (p *popConn) close() {
	if p.release != nil {
		p.release()
	}
	p.conn.Close()
}
