package mailbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A dovecot is a real Dovecot on loopback ports, for the user jane.
type dovecot struct {
	dir                      string
	imap, imaps, pop3, pop3s int
	ca, otherCA              string // PEM files
	uid, gid                 int
}

const dovecotConf = `
base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = %[1]s/log
protocols = imap pop3
listen = 127.0.0.1
ssl = required
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = no
mail_location = maildir:%[1]s/mail/%%u
passdb {
  driver = static
  args = password=s3cret-pass
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=%[1]s/mail/%%u
}
service imap-login {
  inet_listener imap {
    port = %[2]d
  }
  inet_listener imaps {
    port = %[3]d
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = %[4]d
  }
  inet_listener pop3s {
    port = %[5]d
    ssl = yes
  }
}
service anvil {
  chroot =
}
`

// newDovecot starts one, or skips the test where that can't be.
func newDovecot(t *testing.T) *dovecot {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		t.Skip("dovecot is not installed: apt-get install dovecot-imapd dovecot-pop3d")
	}
	nobody, err := user.Lookup("nobody")
	if err != nil || os.Getuid() != 0 {
		t.Skip("dovecot needs root and a user nobody")
	}
	dir, err := os.MkdirTemp("", "ndr-dovecot")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	d := &dovecot{dir: dir, imap: freePort(t), imaps: freePort(t), pop3: freePort(t), pop3s: freePort(t), ca: dir + "/cert.pem", otherCA: dir + "/other.pem"}
	d.uid, _ = strconv.Atoi(nobody.Uid)
	d.gid, _ = strconv.Atoi(nobody.Gid)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	writeCert(t, d.ca, dir+"/key.pem")
	writeCert(t, d.otherCA, dir+"/otherkey.pem")
	for _, sub := range []string{"", "/jane", "/jane/new", "/jane/cur", "/jane/tmp"} {
		path := dir + "/mail" + sub
		if err := errors.Join(os.MkdirAll(path, 0o755), os.Chown(path, d.uid, d.gid)); err != nil {
			t.Fatal(err)
		}
	}
	conf := dir + "/dovecot.conf"
	if err := os.WriteFile(conf, fmt.Appendf(nil, dovecotConf, dir, d.imap, d.imaps, d.pop3, d.pop3s), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-F", "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for _, port := range []int{d.imap, d.imaps, d.pop3, d.pop3s} {
		if !listens(port) {
			log, _ := os.ReadFile(dir + "/log")
			t.Fatalf("dovecot does not listen at port %d: %s", port, log)
		}
	}
	return d
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func listens(port int) bool {
	for range 100 {
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			c.Close()
			return true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

// writeCert makes a self-signed certificate for localhost.
func writeCert(t *testing.T, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fill puts n messages into jane's inbox.
func (d *dovecot) fill(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		file := filepath.Join(d.dir, "mail/jane/new", fmt.Sprintf("%d.%d.test", time.Now().UnixNano(), i))
		if err := errors.Join(os.WriteFile(file, []byte(strings.ReplaceAll(testMail(i), "\r\n", "\n")), 0o600), os.Chown(file, d.uid, d.gid)); err != nil {
			t.Fatal(err)
		}
	}
}

// count gives how many messages a Maildir has.
func (d *dovecot) count(folder string) int {
	n := 0
	for _, sub := range []string{"new", "cur"} {
		entries, _ := os.ReadDir(filepath.Join(d.dir, "mail/jane", folder, sub))
		n += len(entries)
	}
	return n
}

// TestDovecot runs the sources against a real server.
func TestDovecot(t *testing.T) {
	d := newDovecot(t)
	const n = 150
	for _, tt := range []struct {
		url, after  string
		inbox, done int
	}{
		{fmt.Sprintf("imaps://jane@localhost:%d/?ca=%s", d.imaps, d.ca), "seen", n, 0},
		{fmt.Sprintf("pop3s://jane@localhost:%d?ca=%s", d.pop3s, d.ca), "keep", n, 0},
		{fmt.Sprintf("imap://jane@127.0.0.1:%d/", d.imap), "keep", n, 0},
		{fmt.Sprintf("imap://jane@localhost:%d/?tls=starttls&ca=%s", d.imap, d.ca), "keep", n, 0},
		{fmt.Sprintf("pop3://jane@localhost:%d?tls=starttls&ca=%s", d.pop3, d.ca), "keep", n, 0},
		{fmt.Sprintf("imaps://jane@localhost:%d/INBOX?ca=%s", d.imaps, d.ca), "move:Done", 0, n},
		{fmt.Sprintf("imaps://jane@localhost:%d/Done?ca=%s", d.imaps, d.ca), "delete", 0, 0},
	} {
		if d.count("") == 0 && d.count(".Done") == 0 {
			d.fill(t, n)
		}
		after, err := ParseAfter(tt.after)
		if err != nil {
			t.Fatal(err)
		}
		o := testOptions(after, &fakeMemory{seen: map[string]bool{}}, io.Discard)
		got, err := drain(t, tt.url, o, allStored)
		if err != nil || len(got) != n {
			log, _ := os.ReadFile(d.dir + "/log")
			t.Fatalf("%s --after %s: %d messages, %v\n%s", tt.url, tt.after, len(got), err, log)
		}
		if inbox, done := d.count(""), d.count(".Done"); inbox != tt.inbox || done != tt.done {
			t.Errorf("%s --after %s: %d in INBOX, %d in Done, want %d, %d", tt.url, tt.after, inbox, done, tt.inbox, tt.done)
		}
	}
	d.fill(t, n)
	o := testOptions(After{Action: AfterDelete}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	if got, err := drain(t, fmt.Sprintf("pop3://jane@127.0.0.1:%d", d.pop3), o, allStored); err != nil || len(got) != n || d.count("") != 0 {
		t.Errorf("pop3 --after delete: %d messages, %v, %d left", len(got), err, d.count(""))
	}
}

// TestDovecotRefusals are wrong passwords and certificates.
func TestDovecotRefusals(t *testing.T) {
	d := newDovecot(t)
	for _, url := range []string{
		fmt.Sprintf("imaps://jane@localhost:%d/?ca=%s", d.imaps, d.otherCA),
		fmt.Sprintf("pop3s://jane@localhost:%d?ca=%s", d.pop3s, d.otherCA),
	} {
		start := time.Now()
		_, err := drain(t, url, testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard), allStored)
		if err == nil || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: error %v after %v, want one about the certificate", url, err, time.Since(start))
		}
	}
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	o.Getenv = func(string) string { return "wrong" }
	for _, url := range []string{fmt.Sprintf("imap://jane@127.0.0.1:%d/", d.imap), fmt.Sprintf("pop3://jane@127.0.0.1:%d", d.pop3)} {
		if _, err := drain(t, url, o, allStored); err == nil || !strings.Contains(err.Error(), "login as jane") || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error %v, want one about the login", url, err)
		}
	}
}
