package check

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// maxPolicy is the size up to which a policy is read, RFC 8461 section 3.3.
const maxPolicy = 64 << 10

// maxPolicyAddresses bounds the addresses of a policy host that are tried.
const maxPolicyAddresses = 4

// MTASTSFetch is what became of fetching a policy.
type MTASTSFetch struct {
	URL string `json:"url"`
	// Address is where it came from, Code the HTTP status, 0 where it did not
	// get so far.
	Address     string `json:"address"`
	Code        int    `json:"code"`
	ContentType string `json:"content_type"`
	// Location is where a redirect leads, which senders do not follow.
	Location string   `json:"location"`
	TLS      *TLSData `json:"tls"`
	// Text is the policy as it came.
	Text string `json:"text"`
}

// errCertificate is wrapped by the error for a policy host whose certificate is
// not in order.
var errCertificate = errors.New("the certificate of the policy host is not in order")

// A policyFetch is one fetch of a policy and what there is to say about it.
type policyFetch struct {
	ctx      context.Context
	prober   *Prober
	host     string
	fetch    *MTASTSFetch
	policy   *MTASTSPolicy
	findings []Finding
	unknown  bool
}

// policyKey is what a policy is remembered by.
type policyKey struct{ domain string }

// A policyConn is what was seen of the connection to a policy host. It is made on
// a goroutine of package http, which may go on when the fetch was given up.
type policyConn struct {
	mu      sync.Mutex
	address string
	tls     *TLSData
}

// note reads or changes it.
func (c *policyConn) note(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

// fetch gets the policy of the domain, or what came of that before.
func (m *mtastsRun) fetch(addrs []netip.Addr) {
	f, ok := recall(m.ctx, m.prober.remembered(), policyKey{m.domain}, func() (*policyFetch, bool) {
		f := &policyFetch{ctx: m.ctx, prober: m.prober, host: "mta-sts." + m.domain}
		f.run(addrs)
		return f, !f.unknown
	})
	if !ok {
		m.unknown = true
		m.add(Unknown, "mta-sts-fetch-timeout", "the policy of %s could not be fetched: no answer in time", m.domain)
		return
	}
	m.data.Fetch, m.data.Policy = f.fetch, f.policy
	m.findings = append(m.findings, f.findings...)
	m.unknown = m.unknown || f.unknown
}

func (f *policyFetch) add(severity Status, id, format string, args ...any) {
	f.findings = append(f.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// run gets the policy of a domain from one of the addresses of its policy
// host, with the limits of RFC 8461 section 3.3: no redirects, a certificate
// that verifies, 64 KB, no cache, no proxy.
func (f *policyFetch) run(addrs []netip.Addr) {
	f.fetch = &MTASTSFetch{URL: "https://" + f.host + "/.well-known/mta-sts.txt"}
	limit := 3 * positive(f.prober.ReplyTimeout, defaultProbeTimeout)
	ctx, cancel := context.WithTimeout(f.ctx, limit)
	defer cancel()
	seen := &policyConn{}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return f.dialPolicyHost(ctx, addrs, seen)
		},
		TLSClientConfig: &tls.Config{ServerName: f.host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: true, // VerifyConnection verifies
			VerifyConnection: func(state tls.ConnectionState) error {
				judged := judgeTLS(&state, f.host, f.prober.Roots, time.Now())
				seen.note(func() { seen.tls = judged })
				if judged.Verified {
					return nil
				}
				return fmt.Errorf("check: %w", errCertificate)
			}},
		DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 32 << 10,
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.fetch.URL, nil)
	if err != nil {
		f.add(Fail, "mta-sts-fetch-failed", "%s can't be fetched: %s", f.fetch.URL, err)
		return
	}
	req.Header.Set("User-Agent", "ndr")
	req.Header.Set("Accept", "text/plain")
	resp, err := client.Do(req)
	seen.note(func() { f.fetch.Address, f.fetch.TLS = seen.address, seen.tls })
	if err != nil {
		f.fetchFailed(err)
		return
	}
	defer resp.Body.Close()
	f.response(resp)
}

// dialPolicyHost connects to the first of the addresses that takes it; those
// that are not of the public internet are refused, as everywhere.
func (f *policyFetch) dialPolicyHost(ctx context.Context, addrs []netip.Addr, seen *policyConn) (net.Conn, error) {
	err := fmt.Errorf("check: the policy host has no address")
	for i, ip := range addrs {
		if i == maxPolicyAddresses {
			break
		}
		var conn net.Conn
		var dialErr error
		if conn, dialErr = f.prober.dial(ctx, netip.AddrPortFrom(ip, 443)); dialErr == nil {
			seen.note(func() { seen.address = ip.String() })
			return conn, nil
		}
		if i == 0 || errors.Is(err, errForbidden) {
			err = dialErr
		}
	}
	return nil, err
}

// fetchFailed tells why there was no response.
func (f *policyFetch) fetchFailed(err error) {
	url := f.fetch.URL
	if errors.Is(err, errCertificate) {
		for _, p := range f.fetch.TLS.Problems {
			switch p.ID {
			case SMTPCertExpiresSoon, SMTPCertWeakKey, SMTPCertWeakSignature, SMTPTLSOld, SMTPTLSWeakCipher:
			default:
				f.add(Fail, "mta-sts-certificate", "senders do not take the policy from %s: %s", url, p.Text)
			}
		}
		return
	}
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch state, text := dialState(err); {
	case errors.As(err, &record) || errors.As(err, &alert) || strings.Contains(err.Error(), "tls: "):
		f.add(Fail, "mta-sts-fetch-failed", "%s can't be fetched: the TLS handshake failed: %s", url, tlsText(err))
	case state == SMTPSkipped:
		f.unknown = true
		f.add(Warn, "mta-sts-address-private", "the policy host was not connected to: %s", text)
	case state == SMTPTimeout || state == SMTPNoRoute || state == SMTPBlocked:
		f.unknown = true
		f.add(Unknown, "mta-sts-fetch-timeout", "%s could not be fetched: %s", url, text)
	default:
		f.add(Fail, "mta-sts-fetch-failed", "%s can't be fetched: %s", url, text)
	}
}

// reasonOf gives the innermost error of a chain that still wraps target.
func reasonOf(err, target error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil || next == target || !errors.Is(next, target) {
			return err.Error()
		}
		err = next
	}
}

// response judges what the policy host answers.
func (f *policyFetch) response(resp *http.Response) {
	f.fetch.Code, f.fetch.ContentType = resp.StatusCode, printable(resp.Header.Get("Content-Type"), 100)
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		f.fetch.Location = printable(resp.Header.Get("Location"), 300)
		f.add(Fail, "mta-sts-redirect", "%s redirects to %s (HTTP %d), and senders must not follow (RFC 8461 section 3.3)", f.fetch.URL, f.fetch.Location, f.fetch.Code)
		return
	case resp.StatusCode != http.StatusOK:
		f.add(Fail, "mta-sts-http-status", "%s gives HTTP %d, so that senders find no policy", f.fetch.URL, f.fetch.Code)
		return
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPolicy+1))
	switch {
	case len(body) > maxPolicy:
		f.add(Fail, "mta-sts-too-large", "the policy is larger than 64 KB, up to which senders read it")
		return
	case err != nil:
		f.fetchFailed(err)
		return
	}
	if kind, _, err := mime.ParseMediaType(f.fetch.ContentType); err != nil || kind != "text/plain" {
		f.add(Fail, "mta-sts-content-type", "the policy comes as %q, and must come as text/plain: senders may refuse it (RFC 8461 section 3.2)", f.fetch.ContentType)
	}
	f.fetch.Text = printablePolicy(string(body))
	f.policy = ParseMTASTSPolicy(string(body))
	f.findings = append(f.findings, f.policy.Problems...)
}

// printablePolicy makes a file fit to be shown, with its lines.
func printablePolicy(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	if len(lines) > 100 {
		lines = append(lines[:100], "...")
	}
	for i, l := range lines {
		lines[i] = printable(strings.TrimRight(l, "\r"), 300)
	}
	return strings.Join(lines, "\n")
}
