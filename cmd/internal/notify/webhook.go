package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// WebhookOptions are the settings of a Webhook.
type WebhookOptions struct {
	// URL is where to post to: https, or http where the host is the loopback.
	URL string
	// Secrets are the keys of the signature, one for each that is sent: while a
	// key is changed there are two. One is "whsec_" and base64, or the bytes
	// themselves.
	Secrets []string
	// CA is a PEM file with the authorities to trust in place of the system's,
	// "" for those.
	CA string
	// Agent is the User-Agent.
	Agent string
}

// A Webhook is a Sender that posts messages, signed as the Standard Webhooks
// specification 1.0 has it (https://www.standardwebhooks.com/). Its errors never
// have the URL or a secret in them, nor what the server wrote in its body.
type Webhook struct {
	url    string
	keys   [][]byte
	agent  string
	client *http.Client
}

// leastSecret is how long a secret has to be, in bytes.
const leastSecret = 16

// NewWebhook makes a Webhook. It connects to nothing.
func NewWebhook(o WebhookOptions) (*Webhook, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" {
		return nil, errors.New("notify: the URL can't be read: it must be https://HOST/PATH")
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: time.Minute,
		TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 8,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	switch {
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		transport.Proxy = nil
		transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second, Control: onlyLoopback}).DialContext
	case u.Scheme != "https":
		return nil, errors.New("notify: the URL must begin with https:// (http:// is for 127.0.0.1, [::1] and localhost)")
	}
	if o.CA != "" {
		if transport.TLSClientConfig.RootCAs, err = readCA(o.CA); err != nil {
			return nil, err
		}
	}
	w := &Webhook{url: o.URL, agent: o.Agent}
	for _, s := range o.Secrets {
		key, err := secretKey(s)
		if err != nil {
			return nil, err
		}
		w.keys = append(w.keys, key)
	}
	if len(w.keys) == 0 {
		return nil, errors.New("notify: a webhook needs a secret, the key of its signature")
	}
	w.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return w, nil
}

func secretKey(s string) ([]byte, error) {
	key := []byte(s)
	if coded, ok := strings.CutPrefix(s, "whsec_"); ok {
		var err error
		if key, err = base64.StdEncoding.DecodeString(coded); err != nil {
			return nil, errors.New("notify: what stands behind whsec_ in the secret is no base64")
		}
	}
	if len(key) < leastSecret {
		return nil, fmt.Errorf("notify: the secret has fewer than %d bytes: anybody could try all keys", leastSecret)
	}
	return key, nil
}

func readCA(file string) (*x509.CertPool, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("notify: ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("notify: ca: %s has no certificate in PEM", file)
	}
	return pool, nil
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}

// onlyLoopback refuses a connection to elsewhere, wherever a name leads.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	if host, _, err := net.SplitHostPort(address); err != nil || !isLoopback(host) {
		return errors.New("the name is not one of the loopback")
	}
	return nil
}

// Host gives the host of the URL, which is no secret.
func (w *Webhook) Host() string {
	u, err := url.Parse(w.url)
	if err != nil {
		return ""
	}
	return u.Host
}

// sign gives the value of webhook-signature: for each key the HMAC-SHA-256 of
// ID.TIMESTAMP.BODY in base64.
func (w *Webhook) sign(id, timestamp string, body []byte) string {
	var all []string
	for _, key := range w.keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + timestamp + "."))
		mac.Write(body)
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(all, " ")
}

// Send implements Sender.
func (w *Webhook) Send(ctx context.Context, m *Message) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(m.Body))
	if err != nil {
		return errors.New("the URL can't be used")
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", w.agent)
	req.Header.Set("webhook-id", m.ID)
	req.Header.Set("webhook-timestamp", timestamp)
	req.Header.Set("webhook-signature", w.sign(m.ID, timestamp, m.Body))
	resp, err := w.client.Do(req)
	if err != nil {
		return plain(err)
	}
	defer resp.Body.Close()
	// The status is all that counts; a body that ends soon leaves a connection
	// that can be used again.
	defer time.AfterFunc(drainTime, cancel).Stop()
	_, _ = io.CopyN(io.Discard, resp.Body, maxBody)
	return judge(resp, time.Now())
}

// What is read of a body, and for how long.
const (
	maxBody   = 16 << 10
	drainTime = 500 * time.Millisecond
)

// judge makes an error of a response that does not say that the receiver has
// the message.
func judge(resp *http.Response, now time.Time) error {
	code := resp.StatusCode
	text := strings.TrimSpace(fmt.Sprintf("the server answered %d %s", code, http.StatusText(code)))
	switch {
	case code >= 200 && code <= 299:
		return nil
	case code == http.StatusGone:
		return &RefusedError{Text: text, Gone: true}
	case code >= 300 && code <= 399:
		return &RefusedError{Text: text + ": redirects are not followed, the url must be the one that answers"}
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		return &RefusedError{Text: text, After: retryAfter(resp.Header.Get("Retry-After"), now)}
	}
	return &RefusedError{Text: text}
}

// maxAfter bounds what a server may ask for.
const maxAfter = 24 * time.Hour

// retryAfter reads the field of RFC 9110 section 10.2.3: seconds or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, maxAfter)
	}
	if t, err := http.ParseTime(s); err == nil && t.After(now) {
		return min(t.Sub(now), maxAfter)
	}
	return 0
}

// plain takes the URL out of an error of the client.
func plain(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("the server did not answer in time")
	}
	return err
}
