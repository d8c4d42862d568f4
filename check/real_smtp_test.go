package check_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// A realPort is a port of a real mail server with what the probe has to find.
type realPort struct {
	name     string
	cert     *tls.Certificate
	implicit bool
	port     int

	status check.Status
	ids    string
	tls    check.SMTPTLS
}

// realPorts are those of a server that can be had with each certificate.
func realPorts(t *testing.T, ca testCA) []realPort {
	good := ca.good(t, "mx.example.net")
	ports := []realPort{
		{name: "good", cert: good, status: check.Pass, tls: check.TLSStarted},
		{name: "expired", cert: ca.expired(t, "mx.example.net"), status: check.Warn, ids: "warn smtp-cert-expired", tls: check.TLSStarted},
		{name: "wrong-name", cert: ca.good(t, "www.example.org"), status: check.Warn, ids: "warn smtp-cert-name-mismatch", tls: check.TLSStarted},
		{name: "self-signed", cert: ca.self(t, "mx.example.net"), status: check.Warn, ids: "warn smtp-cert-self-signed", tls: check.TLSStarted},
		{name: "none", status: check.Warn, ids: "warn smtp-no-starttls", tls: check.TLSNotOffered},
		{name: "implicit", cert: good, implicit: true, status: check.Pass, tls: check.TLSImplicit},
	}
	for i := range ports {
		ports[i].port = freePort(t)
	}
	return ports
}

// writePEM writes a certificate with its key in one file.
func writePEM(t *testing.T, file string, c *tls.Certificate) {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, block := range append([]*pem.Block{{Type: "PRIVATE KEY", Bytes: key}}, certBlocks(c)...) {
		if err := pem.Encode(&b, block); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func certBlocks(c *tls.Certificate) []*pem.Block {
	var blocks []*pem.Block
	for _, der := range c.Certificate {
		blocks = append(blocks, &pem.Block{Type: "CERTIFICATE", Bytes: der})
	}
	return blocks
}

// needRoot skips a test of servers that change to users of their own.
func needRoot(t *testing.T, names ...string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("not run as root, as which the server has to be started")
	}
	for _, name := range names {
		if _, err := user.Lookup(name); err != nil {
			t.Skipf("there is no user %s, whom the server runs as", name)
		}
	}
}

// startPostfix starts one Postfix with a port for each certificate.
func startPostfix(t *testing.T, ports []realPort) {
	t.Helper()
	const postfix, daemons = "/usr/sbin/postfix", "/usr/lib/postfix/sbin"
	if _, err := os.Stat(postfix); err != nil {
		t.Skip("postfix is not installed: this test needs the Debian package postfix")
	}
	needRoot(t, "postfix")
	dir := openDir(t)
	for _, sub := range []string{"etc", "queue", "data"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var master strings.Builder
	for _, p := range ports {
		fmt.Fprintf(&master, "127.0.0.1:%d inet n - n - - smtpd\n", p.port)
		if p.cert == nil {
			master.WriteString("  -o smtpd_tls_security_level=none\n")
			continue
		}
		file := filepath.Join(dir, "etc", p.name+".pem")
		writePEM(t, file, p.cert)
		fmt.Fprintf(&master, "  -o smtpd_tls_security_level=may -o smtpd_tls_chain_files=%s\n", file)
		if p.implicit {
			master.WriteString("  -o smtpd_tls_wrappermode=yes\n")
		}
	}
	for _, s := range []string{"cleanup unix n - n - 0 cleanup", "rewrite unix - - n - - trivial-rewrite", "tlsmgr unix - - n 1000? 1 tlsmgr",
		"bounce unix - - n - 0 bounce", "anvil unix - - n - 1 anvil", "proxymap unix - - n - - proxymap", "postlog unix-dgram n - n - 1 postlogd", "qmgr unix n - n 300 1 qmgr", "error unix - - n - - error"} {
		master.WriteString(s + "\n")
	}
	main := fmt.Sprintf(`compatibility_level = 3.6
queue_directory = %[1]s/queue
data_directory = %[1]s/data
daemon_directory = %[2]s
maillog_file = %[1]s/log
maillog_file_prefixes = /tmp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination = example.net
mynetworks = 192.0.2.1/32
alias_maps =
local_recipient_maps = inline:{jane=yes}
smtpd_recipient_restrictions = reject_unauth_destination
`, dir, daemons)
	for name, text := range map[string]string{"main.cf": main, "master.cf": master.String()} {
		if err := os.WriteFile(filepath.Join(dir, "etc", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(dir, "data")).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if out, err := exec.Command(postfix, "-c", filepath.Join(dir, "etc"), "start").CombinedOutput(); err != nil {
		t.Skipf("postfix does not start here: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		_ = exec.Command(postfix, "-c", filepath.Join(dir, "etc"), "stop").Run()
		if log, err := os.ReadFile(filepath.Join(dir, "log")); err == nil && t.Failed() {
			t.Logf("postfix said:\n%s", log)
		}
	})
	if err := waitFor(ports); err != nil {
		t.Fatal(err)
	}
}

// waitFor waits until all ports take connections.
func waitFor(ports []realPort) error {
	for _, p := range ports {
		addr := fmt.Sprintf("127.0.0.1:%d", p.port)
		for try := 0; ; try++ {
			conn, err := net.Dial("tcp", addr)
			if err == nil {
				conn.Close()
				break
			}
			if try == 100 {
				return fmt.Errorf("port %s: %w", p.name, err)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	return nil
}

// probeReal probes a port as that of mx.example.net.
func probeReal(t *testing.T, ca testCA, p realPort, q check.SMTPQuery) (check.Result, check.SMTPServer) {
	t.Helper()
	q.IP, q.Host, q.Ports, q.Implicit = netip.MustParseAddr("127.0.0.1"), "mx.example.net", []uint16{uint16(p.port)}, p.implicit
	q.Prober = &check.Prober{Roots: ca.Roots, AllowPrivate: true, HELO: "probe.example.org"}
	res := check.SMTP(t.Context(), world(t, ""), q)
	return res, res.Data.(*check.SMTPData).Servers[0]
}

// steady gives the status and findings of a result but for that the greeting was
// slow: a server looks its client up in DNS first, which takes long where there
// is no network.
func steady(res check.Result) (check.Status, string) {
	const slow = "info " + check.SMTPGreetDelay
	found := strings.TrimPrefix(strings.TrimPrefix(ids(res), slow), ", ")
	if found == "" && res.Status == check.Info {
		return check.Pass, found
	}
	return res.Status, found
}

// TestRealPostfix probes Postfix with good and bad certificates, and with none.
func TestRealPostfix(t *testing.T) {
	ca := newCA(t)
	ports := realPorts(t, ca)
	startPostfix(t, ports)
	for _, p := range ports {
		res, s := probeReal(t, ca, p, check.SMTPQuery{})
		status, found := steady(res)
		if status != p.status || found != p.ids || s.STARTTLS != p.tls || s.State != check.SMTPOpen {
			t.Errorf("%s: %s, %s, %s, %s\n%s\nwant %s, %s, %s", p.name, status, found, s.STARTTLS, s.State, texts(res), p.status, p.ids, p.tls)
		}
		if s.EHLO != "mx.example.net" || !strings.Contains(s.Banner.Text, "ESMTP Postfix") || !slices.Contains(s.Extensions, "PIPELINING") || s.Size != 10240000 {
			t.Errorf("%s: %+v", p.name, s)
		}
	}
	for rcpt, want := range map[string]string{"jane@example.net": "info smtp-rcpt-accepted", "joe@example.net": "fail smtp-rcpt-refused", "joe@example.com": "warn smtp-rcpt-deferred"} {
		res, _ := probeReal(t, ca, ports[0], check.SMTPQuery{Recipient: rcpt})
		if _, found := steady(res); found != want {
			t.Errorf("%s: %s, want %s\n%s", rcpt, found, want, texts(res))
		}
	}
	if res, s := probeReal(t, ca, ports[0], check.SMTPQuery{OpenRelay: true}); res.Status == check.Fail || s.Relay == nil || s.Relay.Code != 454 && s.Relay.Code != 554 {
		t.Errorf("relay: %s %+v", res.Status, s.Relay)
	}
	plain := ports[4]
	plain.implicit = true
	if res, _ := probeReal(t, ca, plain, check.SMTPQuery{}); ids(res) != "fail smtp-tls-failed" {
		t.Errorf("TLS on a plain port: %s %s", ids(res), texts(res))
	}
	t.Run("DANE", func(t *testing.T) { realDANE(t, ca, ports) })
}

// realDANE holds records against the certificates of a real server.
func realDANE(t *testing.T, ca testCA, ports []realPort) {
	for i, p := range ports[:5] {
		zone := world(t, daneZone(tlsa(3, 1, 1, ports[0].cert.Certificate[0])))
		d := &checktest.Routes{To: map[string]string{"203.0.113.25:25": fmt.Sprintf("127.0.0.1:%d", p.port)}}
		res := check.DANE(t.Context(), zone, check.DANEQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}})
		want := map[bool]check.DANEResult{true: check.DANEMatch, false: check.DANEFails}[i == 0]
		if got := res.Data.(*check.DANEData).Hosts[0].Result; got != want {
			t.Errorf("%s: %s, want %s (%s)", p.name, got, want, texts(res))
		}
	}
}

// TestRealOpenSMTPD probes OpenSMTPD. Its build in Debian 12 fails every TLS
// handshake (a private key that it looks for in the wrong process), which is a
// case of its own: then the probe has to tell that.
func TestRealOpenSMTPD(t *testing.T) {
	smtpd := ""
	for _, path := range []string{"/usr/sbin/smtpd", "/opt/opensmtpd/usr/sbin/smtpd"} {
		if out, _ := exec.Command(path, "-h").CombinedOutput(); smtpd == "" && strings.Contains(string(out), "OpenSMTPD") {
			smtpd = path
		}
	}
	if smtpd == "" {
		t.Skip("OpenSMTPD is not installed: this test needs the Debian package opensmtpd, or its files below /opt/opensmtpd")
	}
	needRoot(t, "opensmtpd", "opensmtpq")
	ca := newCA(t)
	ports := realPorts(t, ca)
	dir := openDir(t)
	var conf strings.Builder
	for _, p := range ports {
		if p.cert == nil {
			fmt.Fprintf(&conf, "listen on 127.0.0.1 port %d hostname mx.example.net\n", p.port)
			continue
		}
		key, crt := filepath.Join(dir, p.name+".key"), filepath.Join(dir, p.name+".crt")
		writePEM(t, key, p.cert)
		writePEM(t, crt, p.cert)
		mode := "tls"
		if p.implicit {
			mode = "smtps"
		}
		fmt.Fprintf(&conf, "pki %s cert %q\npki %s key %q\nlisten on 127.0.0.1 port %d %s pki %s hostname mx.example.net\n", p.name, crt, p.name, key, p.port, mode, p.name)
	}
	conf.WriteString("action \"keep\" maildir \"" + dir + "/mail\"\nmatch from any for domain \"example.net\" action \"keep\"\n")
	file := filepath.Join(dir, "smtpd.conf")
	if err := os.WriteFile(file, []byte(conf.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(smtpd, "-n", "-f", file).CombinedOutput(); err != nil {
		t.Skipf("OpenSMTPD does not take the configuration: %v %s", err, out)
	}
	// There is one control socket on a machine, also for tests that run at once.
	for try := 0; try < 100; try++ {
		conn, err := net.Dial("unix", "/var/run/smtpd.sock")
		if err != nil {
			break
		}
		conn.Close()
		time.Sleep(100 * time.Millisecond)
	}
	run(t, smtpd, "-d", "-f", file)
	if err := waitFor(ports); err != nil {
		t.Skipf("OpenSMTPD does not come up here, where another one may run: %v", err)
	}
	for _, p := range ports {
		res, s := probeReal(t, ca, p, check.SMTPQuery{})
		if s.STARTTLS == check.TLSFailed && p.cert != nil {
			t.Logf("%s: %s", p.name, s.Reason)
			if _, found := steady(res); found != "fail smtp-tls-failed" || !strings.Contains(s.Reason, "alert") {
				t.Errorf("%s: %s, %s, want fail smtp-tls-failed and the alert\n%s", p.name, res.Status, ids(res), texts(res))
			}
			continue
		}
		if status, found := steady(res); status != p.status || found != p.ids || s.STARTTLS != p.tls || s.State != check.SMTPOpen || !strings.Contains(s.Banner.Text, "OpenSMTPD") {
			t.Errorf("%s: %s, %s, %s\n%s\nwant %s, %s, %s", p.name, res.Status, ids(res), s.STARTTLS, texts(res), p.status, p.ids, p.tls)
		}
	}
	for rcpt, want := range map[string]string{"joe@example.com": "warn smtp-no-starttls, fail smtp-rcpt-refused"} {
		res, _ := probeReal(t, ca, ports[4], check.SMTPQuery{Recipient: rcpt})
		if _, found := steady(res); found != want {
			t.Errorf("%s: %s, want %s\n%s", rcpt, found, want, texts(res))
		}
	}
}
