package mailbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/seed-d13f741b/ndr/cmd/internal/dovecot"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A fakeMemory remembers what the store would.
type fakeMemory struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (m *fakeMemory) Position(context.Context, string) (string, error) { return "", nil }

func (m *fakeMemory) Seen(_ context.Context, _ string, ids []string) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := make([]bool, len(ids))
	for i, id := range ids {
		list[i] = m.seen[id]
	}
	return list, nil
}

func (m *fakeMemory) note(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seen[id] = true
}

func testOptions(after After, memory *fakeMemory, log io.Writer) Options {
	return Options{
		Once: true, After: after, MaxSize: 1 << 20, Poll: 10 * time.Millisecond, Memory: memory,
		Log:    slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Getenv: func(name string) string { return map[string]string{"NDR_PASSWORD": "s3cret-pass"}[name] },
	}
}

// drain runs a source to its end as the pipeline would: outcome decides what
// becomes of each body. It gives the bodies in order.
func drain(t *testing.T, url string, o Options, outcome func(body string) Outcome) ([]string, error) {
	t.Helper()
	src, err := Open(url, o)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	items := make(chan *Item, 100)
	var bodies []string
	done := make(chan struct{})
	go func() {
		defer close(done)
		for item := range items {
			s := Settled{Item: item}
			body, err := readItem(ctx, item)
			switch {
			case errors.Is(err, dsn.ErrTooLarge):
				s.Outcome, s.Reason = Undecodable, err
			case err != nil:
				s.Outcome, s.Reason = Deferred, err
			default:
				s.Outcome = outcome(body)
			}
			bodies = append(bodies, body)
			memory := o.Memory.(*fakeMemory)
			if item.Remember && s.Outcome == Stored || s.Outcome == NotBounce || s.Outcome == Undecodable {
				memory.note(item.ID)
			}
			if err := src.Settle(ctx, []Settled{s}); err != nil {
				t.Errorf("Settle: %v", err)
			}
		}
	}()
	err = src.Run(ctx, func(ctx context.Context, item *Item) error { items <- item; return nil })
	close(items)
	<-done
	return bodies, err
}

func readItem(ctx context.Context, item *Item) (string, error) {
	r, err := item.Open(ctx)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func allStored(string) Outcome { return Stored }

func testMail(n int) string {
	return fmt.Sprintf("From: MAILER-DAEMON@mx.example.net\r\nSubject: bounce %d\r\n\r\n.dot\r\nbody %d\r\n", n, n)
}

// An imapBox is an IMAP server in memory.
type imapBox struct {
	url  string
	user *imapmemserver.User
}

func newIMAPBox(t *testing.T, mails ...string) *imapBox {
	t.Helper()
	mem := imapmemserver.New()
	user := imapmemserver.NewUser("jane", "s3cret-pass")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem.AddUser(user)
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapUIDPlus: {}, imap.CapMove: {}},
		InsecureAuth: true,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l) //nolint:errcheck // ends with the test
	t.Cleanup(func() { server.Close() })
	box := &imapBox{"imap://jane@" + l.Addr().String() + "/INBOX", user}
	for _, m := range mails {
		box.add(t, m)
	}
	return box
}

func (b *imapBox) add(t *testing.T, mail string) {
	t.Helper()
	r := literal{strings.NewReader(mail), int64(len(mail))}
	if _, err := b.user.Append("INBOX", r, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

type literal struct {
	io.Reader
	size int64
}

func (l literal) Size() int64 { return l.size }

// count gives how many messages and how many unseen ones a folder has.
func (b *imapBox) count(t *testing.T, folder string) string {
	t.Helper()
	st, err := b.user.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		return "none"
	}
	return fmt.Sprintf("%d/%d", *st.NumMessages, *st.NumUnseen)
}

func TestIMAPAfter(t *testing.T) {
	for _, tt := range []struct {
		after  string
		inbox  string // messages/unseen behind it
		moved  string
		second int // what a second run is given
	}{
		{"seen", "4/1", "none", 0},
		{"keep", "4/4", "none", 0},
		{"delete", "2/1", "none", 0},
		{"move:Done", "2/1", "2/2", 0},
	} {
		t.Run(tt.after, func(t *testing.T) {
			box := newIMAPBox(t, testMail(1), "Subject: lunch\r\n\r\nprivate\r\n", testMail(2), "Subject: large\r\n\r\n"+strings.Repeat("x", 2<<20))
			after, err := ParseAfter(tt.after)
			if err != nil {
				t.Fatal(err)
			}
			memory := &fakeMemory{seen: map[string]bool{}}
			o := testOptions(after, memory, io.Discard)
			outcome := func(body string) Outcome {
				if strings.Contains(body, "private") {
					return NotBounce
				}
				return Stored
			}
			got, err := drain(t, box.url, o, outcome)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 4 || !slices.Contains(got, testMail(1)) || !slices.Contains(got, testMail(2)) {
				t.Errorf("given %q", got)
			}
			if c := box.count(t, "INBOX"); c != tt.inbox {
				t.Errorf("INBOX has %s, want %s", c, tt.inbox)
			}
			if c := box.count(t, "Done"); c != tt.moved {
				t.Errorf("Done has %s, want %s", c, tt.moved)
			}
			again, err := drain(t, box.url, o, outcome)
			if err != nil || len(again) != tt.second {
				t.Errorf("given again: %q, %v", again, err)
			}
		})
	}
}

// TestIMAPDeferred gives again what was not stored.
func TestIMAPDeferred(t *testing.T) {
	box := newIMAPBox(t, testMail(1))
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	for i, outcome := range []Outcome{Deferred, Stored} {
		got, err := drain(t, box.url, o, func(string) Outcome { return outcome })
		if err != nil || len(got) != 1 {
			t.Errorf("run %d: %q, %v, want the one message", i, got, err)
		}
	}
}

// TestIMAPFollows gives what comes in while the connection idles.
func TestIMAPFollows(t *testing.T) {
	box := newIMAPBox(t, testMail(1))
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	o.Once = false
	src, err := Open(box.url, o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	items := make(chan *Item)
	ended := make(chan error, 1)
	go func() {
		ended <- src.Run(ctx, func(ctx context.Context, item *Item) error {
			select {
			case items <- item:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for n := 1; n <= 3; n++ {
		select {
		case item := <-items:
			if body, _ := readItem(ctx, item); body != testMail(n) {
				t.Fatalf("message %d: %q", n, body)
			}
			if err := src.Settle(ctx, []Settled{{Item: item, Outcome: Stored}}); err != nil {
				t.Fatal(err)
			}
		case <-ctx.Done():
			t.Fatalf("message %d did not come", n)
		}
		box.add(t, testMail(n+1))
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want context.Canceled", err)
	}
}

// TestServerRefusals ends at once where trying again is pointless, with one line
// that says what to do and has no secret in it.
func TestServerRefusals(t *testing.T) {
	box := newIMAPBox(t)
	host := strings.TrimPrefix(strings.TrimSuffix(box.url, "/INBOX"), "imap://jane@")
	for _, tt := range []struct{ url, want string }{
		{"imap://bob@" + host, "login as bob"},
		{"imap://jane@" + host + "/Nowhere", `folder "Nowhere"`},
		{"imap://jane:s3cret-pass@" + host, "no password in a URL"},
		{"imap://jane@" + host + "?password-env=NDR_OTHER", "set the environment variable NDR_OTHER"},
		{"imap://jane@" + host + "?password-file=/nonexistent/file", "password file"},
		{"imap://jane@" + host + "?password=s3cret-pass", `unknown option "password"`},
		{"imap://" + host, "must be like imap://USER@HOST"},
		{"pop3://jane@" + host + "/INBOX", "POP3 has no folders"},
		{"lmtp:127.0.0.1:0", "leave out --once"},
		{"gopher://x", "unknown kind of source"},
	} {
		var log bytes.Buffer
		_, err := drain(t, tt.url, testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, &log), allStored)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.url, err, tt.want)
			continue
		}
		if all := err.Error() + log.String(); strings.Contains(all, "s3cret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q shows the password, or has several lines", tt.want, all)
		}
	}
}

// TestSecretCommand reads a password from a command and a file.
func TestSecretCommand(t *testing.T) {
	box := newIMAPBox(t, testMail(1))
	file := t.TempDir() + "/password"
	if err := os.WriteFile(file, []byte("s3cret-pass\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"?password-file=" + file, "?password-command=cat+" + file} {
		o := testOptions(After{Action: AfterKeep}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
		o.Getenv = func(string) string { return "" }
		if got, err := drain(t, box.url+query, o, allStored); err != nil || len(got) != 1 {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
}

// TestIMAPFolderMadeAnew leaves messages alone that have the UIDs of others in a
// folder that is no more.
func TestIMAPFolderMadeAnew(t *testing.T) {
	box := newIMAPBox(t)
	o := testOptions(After{Action: AfterDelete}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	url := strings.TrimSuffix(box.url, "INBOX") + "Bounces"
	fill := func(mail string) {
		if err := box.user.Create("Bounces", nil); err != nil {
			t.Fatal(err)
		}
		if _, err := box.user.Append("Bounces", literal{strings.NewReader(mail), int64(len(mail))}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	fill(testMail(1))
	src, err := Open(url, o)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var given []*Item
	if err := src.Run(t.Context(), func(_ context.Context, item *Item) error { given = append(given, item); return nil }); err != nil || len(given) != 1 {
		t.Fatalf("%d given, %v", len(given), err)
	}
	if err := box.user.Delete("Bounces"); err != nil {
		t.Fatal(err)
	}
	fill(testMail(2))
	err = src.Settle(t.Context(), []Settled{{Item: given[0], Outcome: Stored}})
	if err == nil || !strings.Contains(err.Error(), "made anew") {
		t.Errorf("Settle = %v, want an error that the folder was made anew", err)
	}
	if got, err := drain(t, url, o, allStored); err != nil || len(got) != 1 || got[0] != testMail(2) {
		t.Errorf("given %q, %v, want the new message", got, err)
	}
}

// TestExpiredCertificate ends at once, with what is wrong.
func TestExpiredCertificate(t *testing.T) {
	cert, key := t.TempDir()+"/cert.pem", t.TempDir()+"/key.pem"
	if err := dovecot.WriteCertificate(cert, key, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).Handshake() // which the client breaks off
			c.Close()
		}
	}()
	for _, scheme := range []string{"imaps", "pop3s"} {
		url := fmt.Sprintf("%s://jane@localhost:%d?ca=%s", scheme, l.Addr().(*net.TCPAddr).Port, cert)
		_, err := drain(t, url, testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard), allStored)
		if err == nil || !strings.Contains(err.Error(), "the server's certificate") || !strings.Contains(err.Error(), "expired") {
			t.Errorf("%s: error %v, want one that the certificate has expired", scheme, err)
		}
	}
}
