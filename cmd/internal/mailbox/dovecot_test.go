package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/seed-d13f741b/ndr/cmd/internal/dovecot"
)

func startDovecot(t *testing.T) *dovecot.Server {
	t.Helper()
	d, err := dovecot.Start()
	if errors.Is(err, dovecot.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Stop)
	return d
}

// fill puts n messages into jane's inbox.
func fill(t *testing.T, d *dovecot.Server, n int) {
	t.Helper()
	for i := range n {
		name := fmt.Sprintf("%d.%d.test", time.Now().UnixNano(), i)
		if err := d.Deliver(name, []byte(strings.ReplaceAll(testMail(i), "\r\n", "\n"))); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDovecot runs the sources against a real server.
func TestDovecot(t *testing.T) {
	d := startDovecot(t)
	const n = 150
	for _, tt := range []struct {
		url, after  string
		inbox, done int
	}{
		{fmt.Sprintf("imaps://jane@localhost:%d/?ca=%s", d.IMAPS, d.CA), "seen", n, 0},
		{fmt.Sprintf("pop3s://jane@localhost:%d?ca=%s", d.POP3S, d.CA), "keep", n, 0},
		{fmt.Sprintf("imap://jane@127.0.0.1:%d/", d.IMAP), "keep", n, 0},
		{fmt.Sprintf("imap://jane@localhost:%d/?tls=starttls&ca=%s", d.IMAP, d.CA), "keep", n, 0},
		{fmt.Sprintf("pop3://jane@localhost:%d?tls=starttls&ca=%s", d.POP3, d.CA), "keep", n, 0},
		{fmt.Sprintf("imaps://jane@localhost:%d/INBOX?ca=%s", d.IMAPS, d.CA), "move:Done", 0, n},
		{fmt.Sprintf("imaps://jane@localhost:%d/Done?ca=%s", d.IMAPS, d.CA), "delete", 0, 0},
	} {
		if len(d.Names("")) == 0 && len(d.Names("Done")) == 0 {
			fill(t, d, n)
		}
		after, err := ParseAfter(tt.after)
		if err != nil {
			t.Fatal(err)
		}
		o := testOptions(after, &fakeMemory{seen: map[string]bool{}}, io.Discard)
		got, err := drain(t, tt.url, o, allStored)
		if err != nil || len(got) != n {
			t.Fatalf("%s --after %s: %d messages, %v\n%s", tt.url, tt.after, len(got), err, d.Log())
		}
		if inbox, done := len(d.Names("")), len(d.Names("Done")); inbox != tt.inbox || done != tt.done {
			t.Errorf("%s --after %s: %d in INBOX, %d in Done, want %d, %d", tt.url, tt.after, inbox, done, tt.inbox, tt.done)
		}
	}
	fill(t, d, n)
	o := testOptions(After{Action: AfterDelete}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	if got, err := drain(t, fmt.Sprintf("pop3://jane@127.0.0.1:%d", d.POP3), o, allStored); err != nil || len(got) != n || len(d.Names("")) != 0 {
		t.Errorf("pop3 --after delete: %d messages, %v, %d left", len(got), err, len(d.Names("")))
	}
}

// TestDovecotLMTP reads the Maildir that Dovecot's LMTP server delivers into,
// with the field that it puts before a message.
func TestDovecotLMTP(t *testing.T) {
	d := startDovecot(t)
	const n = 20
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", d.LMTP))
	if err != nil {
		t.Fatal(err)
	}
	lmtp := smtp.NewClientLMTP(c)
	defer lmtp.Close()
	for i := range n {
		if err := errors.Join(lmtp.Mail("", nil), lmtp.Rcpt("jane", nil), deliver(lmtp, testMail(i))); err != nil {
			t.Fatalf("message %d: %v\n%s", i, err, d.Log())
		}
	}
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	got, err := drain(t, "maildir:"+d.Inbox(), o, allStored)
	if err != nil || len(got) != n {
		t.Fatalf("%d messages, %v, want %d\n%s", len(got), err, n, d.Log())
	}
	for _, name := range d.Names("") {
		if !strings.HasSuffix(name, ":2,S") {
			t.Errorf("%s is not marked as seen", name)
		}
	}
}

func deliver(c *smtp.Client, mail string) error {
	w, err := c.Data()
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, mail)
	return errors.Join(err, w.Close())
}

// TestDovecotRefusals are wrong passwords and certificates.
func TestDovecotRefusals(t *testing.T) {
	d := startDovecot(t)
	for _, url := range []string{
		fmt.Sprintf("imaps://jane@localhost:%d/?ca=%s", d.IMAPS, d.OtherCA),
		fmt.Sprintf("pop3s://jane@localhost:%d?ca=%s", d.POP3S, d.OtherCA),
	} {
		start := time.Now()
		_, err := drain(t, url, testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard), allStored)
		if err == nil || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: error %v after %v, want one about the certificate", url, err, time.Since(start))
		}
	}
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	o.Getenv = func(string) string { return "wrong" }
	for _, url := range []string{fmt.Sprintf("imap://jane@127.0.0.1:%d/", d.IMAP), fmt.Sprintf("pop3://jane@127.0.0.1:%d", d.POP3)} {
		if _, err := drain(t, url, o, allStored); err == nil || !strings.Contains(err.Error(), "login as jane") || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error %v, want one about the login", url, err)
		}
	}
}
