package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/seed-d13f741b/ndr/cmd/internal/dovecot"
)

// A serverDriver is a mailbox on a real Dovecot. IMAP flags what is done, POP3
// deletes it.
type serverDriver struct {
	*dovecot.Server
	command []string
	deletes bool
	n       int
	drops   int
}

func newServerDriver(name, dir string) (driver, error) {
	s, err := dovecot.Start()
	if err != nil {
		return nil, err
	}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(dovecot.Password+"\n"), 0o600); err != nil {
		return nil, err
	}
	d := &serverDriver{Server: s}
	options := "?password-file=" + password + "&ca=" + s.CA
	if name == "pop3" {
		d.deletes = true
		d.command = []string{"watch", "--poll", "1s", "--after", "delete", fmt.Sprintf("pop3s://jane@localhost:%d%s", s.POP3S, options)}
	} else {
		d.command = []string{"watch", "--poll", "1s", fmt.Sprintf("imaps://jane@localhost:%d/INBOX%s", s.IMAPS, options)}
	}
	return d, nil
}

func (d *serverDriver) deliver(m mail) error {
	d.n++
	return d.Deliver(fmt.Sprintf("%d.M%d.mail.example", 1764000000+d.n/50, d.n), m.body)
}

func (d *serverDriver) commands() [][]string { return [][]string{d.command} }

func (d *serverDriver) disturb() error {
	d.drops++
	return d.Drop()
}

func (d *serverDriver) left(m *mails) error {
	seen, others := 0, 0
	for _, name := range d.Names("") {
		if _, flags, _ := strings.Cut(name, ":2,"); strings.Contains(flags, "S") {
			seen++
		} else {
			others++
		}
	}
	handled := len(m.list) - m.counts[private]
	fmt.Printf("  at the source: %d delivered; %d flagged as seen, %d not (%d no bounces); all connections dropped %d times\n", d.n, seen, others, m.counts[private], d.drops)
	if stay := m.counts[private] + m.counts[broken]; d.deletes { // what can't be read is never deleted
		if seen+others != stay {
			return fmt.Errorf("at the source are %d, want %d", seen+others, stay)
		}
		return nil
	}
	if seen != handled || others != m.counts[private] {
		return fmt.Errorf("at the source are %d seen and %d others, want %d and %d", seen, others, handled, m.counts[private])
	}
	return nil
}

func (d *serverDriver) close() { d.Stop() }

// An lmtpDriver hands over one message at a time, as a mail system does that
// keeps it until it is taken.
type lmtpDriver struct {
	socket  string
	n       int
	refused int
}

func (d *lmtpDriver) deliver(m mail) error {
	if err := d.send(m.body); err != nil {
		d.refused++
		return errRefused
	}
	d.n++
	return nil
}

func (d *lmtpDriver) send(body []byte) error {
	conn, err := net.DialTimeout("unix", d.socket, time.Second)
	if err != nil {
		return err
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	// A mail system gives up after a while, and tries again.
	c.CommandTimeout, c.SubmissionTimeout = time.Second, time.Second
	if err := errors.Join(c.Mail("", nil), c.Rcpt("bounces@example.com", nil)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return err
	}
	_, err = w.CloseWithLMTPResponse()
	return err
}

func (d *lmtpDriver) commands() [][]string { return [][]string{{"watch", "lmtp:" + d.socket}} }
func (d *lmtpDriver) close()               {}

func (d *lmtpDriver) left(m *mails) error {
	fmt.Printf("  at the source: %d delivered, %d times put off and tried again\n", d.n, d.refused)
	if d.n != len(m.list) {
		return fmt.Errorf("%d were delivered, want %d", d.n, len(m.list))
	}
	return nil
}

// A queueDriver is a Maildir that is watched into a queue, from which a worker
// takes; the queue's server falls over too.
type queueDriver struct {
	*folderDriver
	options  server.Options
	server   *server.Server
	restarts int
}

func newQueueDriver(box *folderDriver, dir string) (driver, error) {
	d := &queueDriver{folderDriver: box, options: server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: filepath.Join(dir, "jetstream"), NoSigs: true, NoLog: true,
	}}
	if err := d.startServer(); err != nil {
		return nil, err
	}
	d.options.Port = d.server.Addr().(*net.TCPAddr).Port
	return d, nil
}

func (d *queueDriver) startServer() error {
	options := d.options // the server fills in what is not set
	s, err := server.NewServer(&options)
	if err != nil {
		return err
	}
	go s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		return errors.New("the NATS server does not start")
	}
	d.server = s
	return nil
}

func (d *queueDriver) commands() [][]string {
	url := fmt.Sprintf("nats://127.0.0.1:%d", d.options.Port)
	return [][]string{{"watch", "--queue", url, d.url}, {"work", "--queue", url}}
}

func (d *queueDriver) disturb() error {
	d.restarts++
	d.close()
	return d.startServer()
}

func (d *queueDriver) left(m *mails) error {
	fmt.Printf("  the queue's server was started again %d times\n", d.restarts)
	return d.folderDriver.left(m)
}

func (d *queueDriver) close() {
	d.server.Shutdown()
	d.server.WaitForShutdown()
}
