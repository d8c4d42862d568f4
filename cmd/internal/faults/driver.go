package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A driver is a source under test.
type driver interface {
	// deliver puts a mail there as a mail system does. It is called from one
	// goroutine, whether ndr runs or not; errRefused says that nobody took it,
	// and that it is to be tried again.
	deliver(m mail) error
	// commands are the programs that take from it, each as the arguments of ndr
	// but for those of the store; none for a source that runs them itself.
	commands() [][]string
	// left gives an error where a mail is lost or stuck at the source, after all
	// were handled.
	left(m *mails) error
	close()
}

var errRefused = errors.New("nobody took the mail")

// A disturber is a source that can fail by itself, such as a server that drops
// its connections.
type disturber interface{ disturb() error }

func driverNames() []string {
	return []string{"maildir", "mbox", "spool", "ingest", "imap", "pop3", "lmtp", "queue"}
}

// newDriver makes a source in a folder.
func newDriver(name, dir string) (driver, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	switch name {
	case "maildir":
		d := &folderDriver{url: "maildir:" + dir, tmp: filepath.Join(dir, "tmp"), in: filepath.Join(dir, "new"), done: filepath.Join(dir, "cur")}
		return d, errors.Join(os.Mkdir(d.tmp, 0o700), os.Mkdir(d.in, 0o700), os.Mkdir(d.done, 0o700))
	case "spool":
		d := &folderDriver{url: "spool:" + dir, tmp: filepath.Join(dir, "tmp"), in: dir, done: filepath.Join(dir, "done"), failed: filepath.Join(dir, "failed")}
		return d, os.Mkdir(d.tmp, 0o700)
	case "mbox":
		d := &mboxDriver{file: filepath.Join(dir, "box")}
		return d, os.WriteFile(d.file, nil, 0o600)
	case "ingest":
		return &ingestDriver{}, nil
	case "imap", "pop3":
		return newServerDriver(name, dir)
	case "lmtp":
		return &lmtpDriver{socket: filepath.Join(dir, "socket")}, nil
	case "queue":
		box, err := newDriver("maildir", filepath.Join(dir, "box"))
		if err != nil {
			return nil, err
		}
		return newQueueDriver(box.(*folderDriver), dir)
	}
	return nil, fmt.Errorf("there is no source %q", name)
}

// A folderDriver delivers into a Maildir or a spool folder.
type folderDriver struct {
	url, tmp, in, done, failed string
	n                          int
}

func (d *folderDriver) deliver(m mail) error {
	d.n++
	name := fmt.Sprintf("%d.M%d.mail.example", 1764000000+d.n/50, d.n)
	if err := os.WriteFile(filepath.Join(d.tmp, name), m.body, 0o600); err != nil {
		return err
	}
	return os.Rename(filepath.Join(d.tmp, name), filepath.Join(d.in, name))
}

func (d *folderDriver) commands() [][]string { return [][]string{{"watch", "--poll", "1s", d.url}} }
func (d *folderDriver) close()               {}

func (d *folderDriver) left(m *mails) error {
	in, done, failed := countFiles(d.in), countFiles(d.done), countFiles(d.failed)
	handled := m.counts[bounce] + m.counts[duplicate] + m.counts[again] + m.counts[broken]
	fmt.Printf("  at the source: %d delivered; %d handled, %d left as they were (%d no bounces)\n", d.n, done+failed, in, m.counts[private])
	if in != m.counts[private] || done+failed != handled {
		return fmt.Errorf("at the source are %d handled and %d others, want %d and %d", done+failed, in, handled, m.counts[private])
	}
	return nil
}

func countFiles(dir string) int {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	n := 0
	for _, e := range entries {
		if e.Type().IsRegular() {
			n++
		}
	}
	return n
}

// An mboxDriver appends to an mbox, under a dot-lock as mail systems do.
type mboxDriver struct {
	file string
	n    int
}

func (d *mboxDriver) deliver(m mail) error {
	if m.kind == broken {
		return nil // what stands in an mbox is a mail, if an odd one
	}
	lock := d.file + ".lock"
	f, err := os.OpenFile(lock, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errRefused
	}
	f.Close()
	defer os.Remove(lock)
	box, err := os.OpenFile(d.file, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer box.Close()
	d.n++
	_, err = fmt.Fprintf(box, "From MAILER-DAEMON Tue Sep  1 00:00:00 2026\n%s\n", m.body)
	return err
}

func (d *mboxDriver) commands() [][]string {
	return [][]string{{"watch", "--poll", "1s", "mbox:" + d.file}}
}
func (d *mboxDriver) close() {}

func (d *mboxDriver) left(*mails) error {
	b, err := os.ReadFile(d.file)
	if err != nil {
		return err
	}
	n := bytes.Count(b, []byte("From MAILER-DAEMON Tue Sep"))
	fmt.Printf("  at the source: %d delivered, %d in the mbox\n", d.n, n)
	if n != d.n {
		return fmt.Errorf("the mbox has %d messages, want %d", n, d.n)
	}
	return nil
}

// An ingestDriver runs ndr ingest for each mail, as a mail system does, and
// keeps a mail in its queue until that says that it is done.
type ingestDriver struct {
	ndr, store string
	// kill says when to kill the next process.
	kill    func(*exec.Cmd)
	n       int
	refused int
}

func (d *ingestDriver) deliver(m mail) error {
	cmd := exec.Command(d.ndr, "ingest", "--offline", "--store", d.store)
	cmd.Stdin = bytes.NewReader(m.body)
	if err := cmd.Start(); err != nil {
		return err
	}
	d.kill(cmd)
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil, errors.As(err, &exit) && exit.ExitCode() == 65 && m.kind == broken:
		d.n++
		return nil
	case errors.As(err, &exit) && slices.Contains([]int{75, -1}, exit.ExitCode()):
		d.refused++
		return errRefused
	}
	return fmt.Errorf("ndr ingest: %w", err)
}

func (d *ingestDriver) commands() [][]string { return nil }
func (d *ingestDriver) close()               {}

func (d *ingestDriver) left(m *mails) error {
	fmt.Printf("  at the source: %d delivered, %d times put off and tried again\n", d.n, d.refused)
	if d.n != len(m.list) {
		return fmt.Errorf("%d were delivered, want %d", d.n, len(m.list))
	}
	return nil
}

// tail gives the last lines of a log.
func tail(log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
