package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func webhook(t *testing.T, url string, secrets ...string) *Webhook {
	t.Helper()
	w, err := NewWebhook(WebhookOptions{URL: url, Secrets: append(secrets, secret), Agent: "ndr/test"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestSign holds the signature to the example of the Standard Webhooks
// specification and its libraries.
func TestSign(t *testing.T) {
	w := webhook(t, "https://example.com/")
	got := w.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("sign = %s, want %s", got, want)
	}
}

// verify is what a receiver does, as docs/events.md has it.
func verify(key []byte, h http.Header, body []byte) bool {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", h.Get("webhook-id"), seconds, body)
	want := mac.Sum(nil)
	for _, one := range strings.Fields(h.Get("webhook-signature")) {
		got, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one, "v1,"))
		if err == nil && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}

// TestWebhookSends looks at what arrives: both keys verify it, another does not.
func TestWebhookSends(t *testing.T) {
	old := "the key of last year, not yet gone"
	decoded, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	seen := 0
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen++
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("webhook-id") != "e1" || r.UserAgent() != "ndr/test" {
			t.Errorf("%s with header %v", r.Method, r.Header)
		}
		if string(body) != `{"a":1}` || !verify([]byte(old), r.Header, body) || !verify(decoded, r.Header, body) {
			t.Errorf("%q is not verified: %v", body, r.Header)
		}
		if verify([]byte("another"), r.Header, body) || verify(decoded, r.Header, append(body, ' ')) {
			t.Error("it is verified with another key, or with another body")
		}
	}))
	defer server.Close()
	if err := webhook(t, server.URL, old).Send(t.Context(), &Message{"e1", []byte(`{"a":1}`)}); err != nil || seen != 1 {
		t.Errorf("Send = %v, %d requests", err, seen)
	}
}

// TestWebhookAnswers: what servers answer, and what is made of it.
func TestWebhookAnswers(t *testing.T) {
	followed := false
	answers := map[string]http.HandlerFunc{
		"204": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		"500": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "token=hunter2", 500) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/followed", http.StatusTemporaryRedirect)
		},
		"followed": func(http.ResponseWriter, *http.Request) { followed = true },
		"gone":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) },
		"busy":     func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "120"); w.WriteHeader(429) },
		"down": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "999999999")
			w.WriteHeader(503)
		},
		"odd": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "soon")
			w.WriteHeader(503)
		},
		"endless": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		},
		"drip": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
		"slow": func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); <-r.Context().Done() },
		"garbage": func(w http.ResponseWriter, _ *http.Request) {
			raw(w, "\x00\xffgarbage\x1b[2J"+strings.Repeat("x", 5000)+"\r\n\r\n")
		},
		"header": func(w http.ResponseWriter, _ *http.Request) {
			raw(w, "HTTP/1.1 200 OK\r\n"+strings.Repeat("X-Y: zzzzzzzzzzzzzzzzzzzzzzzzzz\r\n", 100_000)+"\r\n")
		},
		"hangup": func(w http.ResponseWriter, _ *http.Request) { raw(w, "") },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answers[strings.Trim(r.URL.Path, "/")](w, r) }))
	defer server.Close()
	for answer, want := range map[string]struct {
		text  string // "" where it was delivered
		gone  bool
		after time.Duration
	}{
		"204": {}, "endless": {}, "drip": {},
		"500": {text: "the server answered 500 Internal Server Error"}, "redirect": {text: "307 Temporary Redirect: redirects are not followed"},
		"gone": {text: "410 Gone", gone: true}, "busy": {text: "429", after: 2 * time.Minute}, "down": {text: "503", after: maxAfter}, "odd": {text: "503"},
		"slow": {text: "did not answer in time"}, "garbage": {text: "malformed HTTP"}, "header": {text: "exceeded"}, "hangup": {text: "EOF"},
	} {
		t.Run(answer, func(t *testing.T) {
			timeout := 20 * time.Second
			if answer == "slow" {
				timeout = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			err := webhook(t, strings.Replace(server.URL, "http://", "http://user:hunter2@", 1)+"/"+answer+"?token=hunter2").Send(ctx, &Message{"e1", []byte("{}")})
			if want.text == "" {
				if err != nil {
					t.Errorf("Send = %v, want nil", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), want.text) || strings.Contains(err.Error(), "hunter2") {
				t.Fatalf("Send = %v, want an error with %q and no secret", err, want.text)
			}
			var refused *RefusedError
			if errors.As(err, &refused); refused == nil {
				refused = &RefusedError{}
			}
			if refused.Gone != want.gone || refused.After != want.after {
				t.Errorf("gone %t, after %s, want %t, %s", refused.Gone, refused.After, want.gone, want.after)
			}
			if line := short(err.Error()); len(line) > 310 || strings.ContainsAny(line, "\n\r") {
				t.Errorf("the error is not bounded: %d bytes", len(line))
			}
		})
	}
	if followed {
		t.Error("the redirect was followed")
	}
}

// raw writes bytes in place of a response.
func raw(w http.ResponseWriter, s string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, s)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
}

func TestRetryAfterDate(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Duration{
		"Tue, 24 Nov 2026 10:05:00 GMT": 5 * time.Minute, "Tue, 24 Nov 2026 09:00:00 GMT": 0, "Tue, 24 Nov 2099 09:00:00 GMT": maxAfter,
		"": 0, "-5": 0, "99999999999999999999": 0, "7": 7 * time.Second,
	} {
		if got := retryAfter(in, now); got != want {
			t.Errorf("retryAfter(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestWebhookCA: a server with a certificate of one's own authority is trusted
// with ca alone.
func TestWebhookCA(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	server.Config.ErrorLog = nil
	if err := webhook(t, server.URL).Send(t.Context(), &Message{"e1", nil}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("Send to a server that is not trusted = %v", err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := NewWebhook(WebhookOptions{URL: server.URL, Secrets: []string{secret}, CA: file})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Send(t.Context(), &Message{"e1", nil}); err != nil {
		t.Errorf("Send with ca = %v", err)
	}
}

func TestNewWebhookErrors(t *testing.T) {
	for _, tt := range []struct {
		o    WebhookOptions
		want string
	}{
		{WebhookOptions{URL: "http://hunter2.example.com/x", Secrets: []string{secret}}, "must begin with https"},
		{WebhookOptions{URL: "ftp://example.com/hunter2", Secrets: []string{secret}}, "must begin with https"},
		{WebhookOptions{URL: "https://exa mple.com/hunter2", Secrets: []string{secret}}, "can't be read"},
		{WebhookOptions{URL: "hunter2", Secrets: []string{secret}}, "can't be read"},
		{WebhookOptions{URL: "https://example.com/"}, "needs a secret"},
		{WebhookOptions{URL: "https://example.com/", Secrets: []string{"hunter2"}}, "fewer than 16"},
		{WebhookOptions{URL: "https://example.com/", Secrets: []string{"whsec_hunter2!"}}, "no base64"},
		{WebhookOptions{URL: "https://example.com/", Secrets: []string{secret}, CA: "/no/such"}, "no such file"},
		{WebhookOptions{URL: "https://example.com/", Secrets: []string{secret}, CA: "webhook_test.go"}, "no certificate"},
	} {
		if _, err := NewWebhook(tt.o); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("NewWebhook = %v, want an error with %q and no secret", err, tt.want)
		}
	}
}
