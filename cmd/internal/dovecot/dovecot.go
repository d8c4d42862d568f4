// Package dovecot runs a real Dovecot on loopback ports, for tests of the
// sources that read mail servers.
package dovecot

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	_ "embed"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/loopback"
)

// A Server is a Dovecot with the user jane. The first of its certificates is its
// own, the other is nobody's.
type Server struct {
	IMAP, IMAPS, POP3, POP3S, LMTP int
	CA, OtherCA                    string // PEM files

	dir      string
	cmd      *exec.Cmd
	uid, gid int
}

// Password is that of jane.
const Password = "s3cret-pass"

// ErrMissing says what this machine lacks.
var ErrMissing = errors.New("dovecot can't be run here")

const toInstall = "apt-get install dovecot-imapd dovecot-pop3d dovecot-lmtpd"

//go:embed dovecot.conf
var conf string

// Start runs one, with its files in a new folder.
func Start() (*Server, error) {
	program, err := installed()
	if err != nil {
		return nil, err
	}
	nobody, err := user.Lookup("nobody")
	if err != nil || os.Getuid() != 0 {
		return nil, fmt.Errorf("%w: it needs root and a user nobody", ErrMissing)
	}
	dir, err := os.MkdirTemp("", "ndr-dovecot")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, CA: dir + "/cert.pem", OtherCA: dir + "/other.pem"}
	s.uid, _ = strconv.Atoi(nobody.Uid)
	s.gid, _ = strconv.Atoi(nobody.Gid)
	if err := s.start(program); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// installed gives the program, if its parts are there too.
func installed() (string, error) {
	program, err := exec.LookPath("dovecot")
	if err != nil {
		return "", fmt.Errorf("%w: it is not installed: %s", ErrMissing, toInstall)
	}
	parts, err := exec.Command("doveconf", "-h", "libexec_dir").Output()
	if err != nil {
		return "", fmt.Errorf("doveconf: %w", err)
	}
	for _, name := range []string{"imap", "pop3", "lmtp"} {
		if _, err := os.Stat(filepath.Join(strings.TrimSpace(string(parts)), name)); err != nil {
			return "", fmt.Errorf("%w: its %s is not installed: %s", ErrMissing, name, toInstall)
		}
	}
	return program, nil
}

func (s *Server) start(program string) error {
	ports, err := loopback.FreePorts(5)
	if err != nil {
		return err
	}
	s.IMAP, s.IMAPS, s.POP3, s.POP3S, s.LMTP = ports[0], ports[1], ports[2], ports[3], ports[4]
	for cert, key := range map[string]string{s.CA: "/key.pem", s.OtherCA: "/otherkey.pem"} {
		if err := WriteCertificate(cert, s.dir+key, time.Now().Add(24*time.Hour)); err != nil {
			return err
		}
	}
	for _, sub := range []string{"", "/jane", "/jane/new", "/jane/cur", "/jane/tmp"} {
		path := s.dir + "/mail" + sub
		if err := errors.Join(os.MkdirAll(path, 0o755), os.Chown(path, s.uid, s.gid)); err != nil {
			return err
		}
	}
	file := s.dir + "/dovecot.conf"
	text := fmt.Appendf(nil, conf, s.dir, s.IMAP, s.IMAPS, s.POP3, s.POP3S, s.LMTP)
	if err := errors.Join(os.Chmod(s.dir, 0o755), os.WriteFile(file, text, 0o644)); err != nil {
		return err
	}
	s.cmd = exec.Command(program, "-F", "-c", file)
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for _, port := range ports {
		if !listens(port) {
			return fmt.Errorf("dovecot does not listen at port %d: %s", port, s.Log())
		}
	}
	return nil
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

// WriteCertificate makes a self-signed certificate for localhost that is valid
// until a time, in PEM files.
func WriteCertificate(certFile, keyFile string, until time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o644),
		os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600),
	)
}

// Deliver puts a message into jane's inbox, under a name that is new.
func (s *Server) Deliver(name string, body []byte) error {
	tmp := filepath.Join(s.dir, "mail/jane/tmp", name)
	return errors.Join(os.WriteFile(tmp, body, 0o600), os.Chown(tmp, s.uid, s.gid), os.Rename(tmp, filepath.Join(s.dir, "mail/jane/new", name)))
}

// Inbox gives the folder of jane's inbox, a Maildir.
func (s *Server) Inbox() string { return filepath.Join(s.dir, "mail/jane") }

// Names gives the file names of the messages of a folder, "" for the inbox; a
// name ends in the flags, such as ":2,S".
func (s *Server) Names(folder string) []string {
	if folder != "" {
		folder = "." + folder
	}
	var names []string
	for _, sub := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(s.dir, "mail/jane", folder, sub))
		if err != nil {
			continue // no such folder has no messages
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
	}
	return names
}

// Drop breaks all connections that are open.
func (s *Server) Drop() error {
	for _, name := range []string{"imap", "pop3", "imap-login", "pop3-login"} {
		err := exec.Command("pkill", "-KILL", "-P", strconv.Itoa(s.cmd.Process.Pid), "-x", name).Run()
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: there is none
			return fmt.Errorf("pkill: %w", err)
		}
	}
	return nil
}

// Log gives what Dovecot wrote.
func (s *Server) Log() string {
	b, err := os.ReadFile(s.dir + "/log")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Stop ends the server and removes its files.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	}
	os.RemoveAll(s.dir)
}
