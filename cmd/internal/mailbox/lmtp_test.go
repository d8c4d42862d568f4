package mailbox

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// TestLMTP answers each message by what became of it.
func TestLMTP(t *testing.T) {
	o := testOptions(After{}, &fakeMemory{seen: map[string]bool{}}, io.Discard)
	o.Once = false
	socket := t.TempDir() + "/lmtp"
	src, err := Open("lmtp:"+socket+"?other=reject", o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- src.Run(ctx, func(_ context.Context, item *Item) error {
			body, _ := readItem(ctx, item)
			outcome := Stored
			for _, o := range []Outcome{NotBounce, Deferred} {
				if strings.Contains(body, string(o)) {
					outcome = o
				}
			}
			return src.Settle(ctx, []Settled{{Item: item, Outcome: outcome}})
		})
	}()
	for _, tt := range []struct {
		body string
		code int
	}{
		{testMail(1), 0},
		{"Subject: x\r\n\r\nnot-bounce\r\n", 550},
		{"Subject: x\r\n\r\ndeferred\r\n", 451},
		{"Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 20_000), 552},
	} {
		if code := sendLMTP(t, socket, tt.body); code != tt.code {
			t.Errorf("%.40q: reply %d, want %d", tt.body, code, tt.code)
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
	if err := src.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// TestLMTPHoldsFewLargeMessages lets small messages in while the places for large
// ones are taken, and a large one when a place is free again.
func TestLMTPHoldsFewLargeMessages(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := &lmtpBackend{ctx: ctx, large: make(chan struct{}, 1)}
	large := strings.Repeat("x", lmtpSmall+1)
	body, release, err := b.receive(strings.NewReader(large))
	if err != nil || string(body) != large {
		t.Fatalf("receive = %d bytes, %v, want %d, nil", len(body), err, len(large))
	}
	if body, _, err := b.receive(strings.NewReader("small")); err != nil || string(body) != "small" {
		t.Errorf("receive beside a large one = %q, %v, want \"small\", nil", body, err)
	}
	release()
	if _, _, err := b.receive(strings.NewReader(large)); err != nil {
		t.Errorf("receive after release = %v, want nil", err)
	}
	cancel() // no place will be free
	if _, _, err := b.receive(strings.NewReader(large)); err != errLater {
		t.Errorf("receive without a place = %v, want %v", err, errLater)
	}
}

// sendLMTP gives the code by which the message was refused, or 0.
func sendLMTP(t *testing.T, socket, body string) int {
	t.Helper()
	var conn net.Conn
	var err error
	for range 100 { // the server begins to listen in its own time
		if conn, err = net.Dial("unix", socket); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	code := func(err error) int {
		var e *smtp.SMTPError
		var each smtp.LMTPDataError
		switch {
		case errors.As(err, &each):
			return lmtpCode(each)
		case errors.As(err, &e):
			return e.Code
		case err != nil:
			t.Fatal(err)
		}
		return 0
	}
	if err := c.Mail("", nil); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"bounces@example.com", "more@example.com"} {
		if err := c.Rcpt(to, nil); err != nil {
			t.Fatal(err)
		}
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		return code(err)
	}
	_, err = w.CloseWithLMTPResponse()
	return code(err)
}

// lmtpCode gives the one code that all recipients got.
func lmtpCode(each smtp.LMTPDataError) int {
	code := 0
	for _, e := range each {
		code = e.Code
	}
	return code
}
