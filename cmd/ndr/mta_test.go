package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/seed-d13f741b/ndr/cmd/internal/loopback"
)

// An mtaTest is a mail system that gets a mail refused, makes a bounce of it on
// the spot, and delivers that to ndr: over LMTP, and into the pipe of ndr ingest.
type mtaTest struct {
	dir, ndr, socket, store string
	port                    int // of the server that refuses
}

// The addresses whose bounces go the one and the other way.
const (
	overLMTP = "bounces@lmtp.example"
	intoPipe = "bounces@pipe.example"
)

func newMTATest(t *testing.T) *mtaTest {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("a mail system of its own needs root")
	}
	// Not t.TempDir, whose parents others may not enter.
	dir, err := os.MkdirTemp("", "ndr-mta")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	m := &mtaTest{dir: dir, ndr: dir + "/ndr", socket: dir + "/lmtp", store: "sqlite:" + dir + "/db/ndr.db", port: refuser(t)}
	if out, err := exec.Command("go", "build", "-o", m.ndr, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(dir+"/db", 0o777), os.Chmod(dir+"/db", 0o777)); err != nil {
		t.Fatal(err)
	}
	watch := exec.Command("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", m.ndr, "watch", "--offline", "--store", m.store, "lmtp:127.0.0.1:"+fmt.Sprint(freePort(t)))
	m.socket = strings.TrimPrefix(watch.Args[len(watch.Args)-1], "lmtp:")
	var log bytes.Buffer
	watch.Stderr = &log
	if err := watch.Start(); err != nil {
		t.Skipf("setpriv of util-linux is missing: %v", err)
	}
	t.Cleanup(func() {
		_ = watch.Process.Signal(os.Interrupt)
		_ = watch.Wait()
		if t.Failed() {
			t.Logf("ndr watch said:\n%s", log.String())
		}
	})
	return m
}

// freePort gives a port that nobody uses.
func freePort(t *testing.T) int {
	t.Helper()
	ports, err := loopback.FreePorts(1)
	if err != nil {
		t.Fatal(err)
	}
	return ports[0]
}

// refuser is a mail server at which nobody is known.
func refuser(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return refusal{}, nil }))
	s.Domain = "mx.example.org"
	go s.Serve(l) //nolint:errcheck // ends with the test
	t.Cleanup(func() { s.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

type refusal struct{}

func (refusal) Reset()                               {}
func (refusal) Logout() error                        { return nil }
func (refusal) Mail(string, *smtp.MailOptions) error { return nil }
func (refusal) Data(io.Reader) error                 { return errors.New("nobody is here") }
func (refusal) Rcpt(to string, _ *smtp.RcptOptions) error {
	return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + ">: no such user here"}
}

// expect waits until both bounces are in the store.
func (m *mtaTest) expect(t *testing.T, recipients ...string) {
	t.Helper()
	var got map[string]string
	for range 150 {
		got = m.events(t)
		if len(got) >= len(recipients) {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	for _, r := range recipients {
		if got[r] != "user-unknown" {
			t.Errorf("the store says of %s %q, want user-unknown; all: %v", r, got[r], got)
		}
	}
}

// events gives the category of each recipient on the suppression list.
func (m *mtaTest) events(t *testing.T) map[string]string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, m.ndr, "suppress", "--format", "json", "--store", m.store).Output()
	if err != nil {
		return nil // the store is not made yet
	}
	var list []struct{ Address, Category string }
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	categories := map[string]string{}
	for _, e := range list {
		categories[e.Address] = e.Category
	}
	return categories
}

const mtaMail = "From: News <news@example.com>\nTo: %s\nSubject: News\nMessage-ID: <%s>\nDate: Mon, 2 Nov 2026 09:00:00 +0000\n\nNews.\n"

// TestPostfix has Postfix make bounces and deliver them.
func TestPostfix(t *testing.T) {
	if _, err := exec.LookPath("/usr/sbin/postfix"); err != nil {
		t.Skip("postfix is not installed: apt-get install postfix")
	}
	m := newMTATest(t)
	port := freePort(t)
	for _, sub := range []string{"etc", "queue", "data"} {
		if err := os.Mkdir(filepath.Join(m.dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	main := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
daemon_directory = /usr/lib/postfix/sbin
maillog_file = %[1]s/log
maillog_file_prefixes = /tmp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.com
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
smtp_host_lookup = native
lmtp_host_lookup = native
transport_maps = inline:{lmtp.example=lmtp:inet:%[2]s, pipe.example=ndr:, example.org=smtp:[127.0.0.1]:%[3]d}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
`, m.dir, m.socket, m.port)
	master := fmt.Sprintf("127.0.0.1:%d inet n - n - - smtpd\n", port)
	for _, s := range []string{"cleanup unix n - n - 0 cleanup", "rewrite unix - - n - - trivial-rewrite", "tlsmgr unix - - n 1000? 1 tlsmgr", "bounce unix - - n - 0 bounce",
		"defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "proxymap unix - - n - - proxymap",
		"postlog unix-dgram n - n - 1 postlogd", "qmgr unix n - n 300 1 qmgr", "error unix - - n - - error", "retry unix - - n - - error", "smtp unix - - n - - smtp", "lmtp unix - - n - - lmtp",
		"ndr unix - n n - - pipe\n  flags=R user=nobody argv=" + m.ndr + " ingest --offline --store " + m.store} {
		master += s + "\n"
	}
	for name, text := range map[string]string{"main.cf": main, "master.cf": master} {
		if err := os.WriteFile(filepath.Join(m.dir, "etc", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	postfix := func(command string) ([]byte, error) {
		return exec.Command("/usr/sbin/postfix", "-c", m.dir+"/etc", command).CombinedOutput()
	}
	if out, err := exec.Command("chown", "postfix", m.dir+"/data").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if out, err := postfix("start"); err != nil {
		t.Skipf("postfix does not start here: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		_, _ = postfix("stop")
		if log, err := os.ReadFile(m.dir + "/log"); err == nil && t.Failed() {
			t.Logf("postfix said:\n%s", log)
		}
	})
	submit(t, port, overLMTP, "anna@example.org")
	submit(t, port, intoPipe, "ben@example.org")
	m.expect(t, "anna@example.org", "ben@example.org")
}

// submit gives a mail to a server that may not listen yet.
func submit(t *testing.T, port int, from, to string) {
	t.Helper()
	var c *smtp.Client
	var err error
	for range 100 {
		if c, err = smtp.Dial(fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	body := strings.ReplaceAll(fmt.Sprintf(mtaMail, to, from), "\n", "\r\n")
	if err := c.SendMail(from, []string{to}, strings.NewReader(body)); err != nil {
		t.Fatal(err)
	}
}

// TestExim does the same with Exim.
func TestExim(t *testing.T) {
	exim := ""
	for _, path := range []string{"/usr/sbin/exim4", "/opt/exim/usr/sbin/exim4"} {
		if _, err := os.Stat(path); err == nil {
			exim = path
		}
	}
	if exim == "" {
		t.Skip("Exim is not installed: this test needs the Debian package exim4-daemon-light, or its files below /opt/exim")
	}
	owner, err := user.Lookup("Debian-exim")
	if err != nil {
		t.Skip("there is no user Debian-exim, whom Exim runs as")
	}
	m := newMTATest(t)
	host, port, err := net.SplitHostPort(m.socket)
	if err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf(`exim_path = %[1]s
primary_hostname = mail.example.com
spool_directory = %[2]s/spool
log_file_path = %[2]s/log_%%slog
exim_user = Debian-exim
exim_group = %[3]s
keep_environment =
host_lookup =
qualify_domain = example.com
begin routers
remote:
  driver = manualroute
  domains = example.org
  transport = remote_smtp
  route_list = * 127.0.0.1
  self = send
lmtp:
  driver = manualroute
  domains = lmtp.example
  transport = ndr_lmtp
  route_list = * %[4]s
  self = send
pipe:
  driver = accept
  domains = pipe.example
  transport = ndr_ingest
begin transports
remote_smtp:
  driver = smtp
  port = %[5]d
  allow_localhost
ndr_lmtp:
  driver = smtp
  protocol = lmtp
  port = %[6]s
  allow_localhost
ndr_ingest:
  driver = pipe
  command = %[7]s ingest --offline --store %[8]s
  user = nobody
begin retry
* * F,1h,1m
`, exim, m.dir, owner.Gid, host, m.port, port, m.ndr, m.store)
	file := m.dir + "/exim.conf"
	if err := os.WriteFile(file, []byte(conf), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("install", "-d", "-o", "Debian-exim", m.dir+"/spool").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if err := os.Chmod(m.dir, 0o777); err != nil { // for the log
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if log, err := os.ReadFile(m.dir + "/log_mainlog"); err == nil && t.Failed() {
			t.Logf("exim said:\n%s", log)
		}
	})
	for from, to := range map[string]string{overLMTP: "carla@example.org", intoPipe: "dan@example.org"} {
		send := exec.Command(exim, "-C", file, "-odi", "-oi", "-f", from, to)
		send.Stdin = strings.NewReader(fmt.Sprintf(mtaMail, to, from))
		if out, err := send.CombinedOutput(); err != nil {
			t.Fatalf("exim: %v\n%s", err, out)
		}
	}
	for range 3 { // the bounces are in its queue
		if out, err := exec.Command(exim, "-C", file, "-qff").CombinedOutput(); err != nil {
			t.Fatalf("exim -qff: %v\n%s", err, out)
		}
	}
	m.expect(t, "carla@example.org", "dan@example.org")
}
