package check_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// smtpWorld has one mail host at 203.0.113.25.
const smtpWorld = `
example.net. MX 10 mx.example.net.
mx.example.net. A 203.0.113.25
two.example. MX 10 mx1.two.example.
two.example. MX 20 mx2.two.example.
mx1.two.example. A 203.0.113.1
mx2.two.example. A 203.0.113.2
inside.example. MX 10 mx.inside.example.
mx.inside.example. A 127.0.0.1
meta.example. MX 10 mx.meta.example.
mx.meta.example. A 169.254.169.254
mx.meta.example. A 168.63.129.16
mx.meta.example. AAAA fd00:ec2::254
mx.meta.example. AAAA ::ffff:169.254.169.254
mx.meta.example. AAAA 64:ff9b::a9fe:a9fe
null.example. MX 0 .
broken.example. TXT "x"
;ndr fail broken.example MX servfail
control.example. A 203.0.113.99
`

// probeOne probes example.net, whose mail host is f.
func probeOne(t *testing.T, ca testCA, f *checktest.MailServer, q check.SMTPQuery, patience time.Duration) (check.Result, check.SMTPServer) {
	t.Helper()
	port := "25"
	if len(q.Ports) > 0 {
		port = fmt.Sprint(q.Ports[0])
	}
	zone := world(t, smtpWorld)
	q.Prober = &check.Prober{Roots: ca.Roots, Dialer: &checktest.Routes{To: map[string]string{"203.0.113.25:" + port: start(t, f)}},
		ReplyTimeout: patience, HELO: "probe.example.org"}
	q.Domain = "example.net"
	res := check.SMTP(t.Context(), zone, q)
	wellFormed(t, res, zone)
	servers := res.Data.(*check.SMTPData).Servers
	if len(servers) != 1 {
		t.Fatalf("%d servers, want 1: %+v", len(servers), res)
	}
	return res, servers[0]
}

// TestSMTPServers probes servers that behave and those that do not.
func TestSMTPServers(t *testing.T) {
	ca := newCA(t)
	good := ca.good(t, "mx.example.net")
	flood := strings.Repeat("250-more\r\n", 200)
	tests := []struct {
		name   string
		server *checktest.MailServer
		query  check.SMTPQuery
		status check.Status
		state  check.SMTPState
		tls    check.SMTPTLS
		ids    string
		text   string
	}{
		{"good", &checktest.MailServer{Cert: good}, check.SMTPQuery{}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
		{"implicit TLS", &checktest.MailServer{Cert: good, Implicit: true}, check.SMTPQuery{Ports: []uint16{465}}, check.Pass, check.SMTPOpen, check.TLSImplicit, "", ""},
		{"submission", &checktest.MailServer{Cert: good}, check.SMTPQuery{Ports: []uint16{587}}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
		{"no STARTTLS", &checktest.MailServer{}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSNotOffered, "warn smtp-no-starttls", "goes unencrypted"},
		{"no STARTTLS for submission", &checktest.MailServer{}, check.SMTPQuery{Ports: []uint16{587}}, check.Fail, check.SMTPOpen, check.TLSNotOffered, "fail smtp-no-starttls", ""},
		{"STARTTLS stripped on the way", &checktest.MailServer{Cert: good, EHLO: []string{"SIZE 1000", "XXXXXXXA"}}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSNotOffered, "warn smtp-no-starttls", ""},
		{"STARTTLS 454", &checktest.MailServer{Cert: good, Answers: map[string]string{"STARTTLS": "454 4.7.0 TLS not available"}}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSRefused, "warn smtp-starttls-refused", "454 4.7.0 TLS not available"},
		{"STARTTLS then hangs up", &checktest.MailServer{Cert: good, Answers: map[string]string{"STARTTLS": "drop"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-closed", "at STARTTLS"},
		{"STARTTLS then plain text", &checktest.MailServer{EHLO: []string{"STARTTLS"}, Answers: map[string]string{"STARTTLS": "220 go\r\n250 not TLS at all, sorry"}}, check.SMTPQuery{}, check.Fail, check.SMTPBroken, check.TLSFailed, "fail smtp-tls-failed", "TLS"},
		{"injected after STARTTLS", &checktest.MailServer{Cert: good, Answers: map[string]string{"STARTTLS": "220 go\r\n250 injected"}}, check.SMTPQuery{}, check.Fail, check.SMTPOpen, check.TLSStarted, "fail smtp-starttls-injection", "before encryption begins"},
		{"TLS alert", &checktest.MailServer{Cert: good, MinVersion: tls.VersionTLS13, MaxVersion: tls.VersionTLS12}, check.SMTPQuery{}, check.Fail, check.SMTPBroken, check.TLSFailed, "fail smtp-tls-failed", "alert"},
		{"old TLS", &checktest.MailServer{Cert: good, MaxVersion: tls.VersionTLS11}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-tls-old", "TLS 1.1"},
		{"expired", &checktest.MailServer{Cert: ca.expired(t, "mx.example.net")}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-expired", "3 days ago"},
		{"expired on 465", &checktest.MailServer{Cert: ca.expired(t, "mx.example.net"), Implicit: true}, check.SMTPQuery{Ports: []uint16{465}}, check.Fail, check.SMTPOpen, check.TLSImplicit, "fail smtp-cert-expired", ""},
		{"expires soon", &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"mx.example.net"}, To: 5 * day})}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-expires-soon", ""},
		{"not yet valid", &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"mx.example.net"}, From: 3 * day})}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-not-yet-valid", ""},
		{"wrong name", &checktest.MailServer{Cert: ca.good(t, "www.example.org")}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-name-mismatch", "is for www.example.org, not for mx.example.net"},
		{"wildcard", &checktest.MailServer{Cert: ca.good(t, "*.example.net")}, check.SMTPQuery{}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
		{"self-signed", &checktest.MailServer{Cert: ca.self(t, "mx.example.net")}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-self-signed", ""},
		{"unknown authority", &checktest.MailServer{Cert: newCA(t).good(t, "mx.example.net")}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-untrusted", ""},
		{"weak key", &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"mx.example.net"}, RSABits: 1024})}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-weak-key", "1024 bits"},
		{"SHA-1", &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"mx.example.net"}, RSABits: 2048, SelfSigned: true, SHA1: true})}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-self-signed, warn smtp-cert-weak-signature", "SHA1-RSA"},
		{"expired, wrong name and self-signed", &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"www.example.org"}, From: -90 * day, To: -3 * day, SelfSigned: true})}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-cert-expired, warn smtp-cert-name-mismatch, warn smtp-cert-self-signed", ""},
		{"multi-line greeting", &checktest.MailServer{Cert: good, Answers: map[string]string{"": "220-welcome\r\n220 mx.example.net ESMTP"}}, check.SMTPQuery{}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
		{"8-bit greeting", &checktest.MailServer{Cert: good, Answers: map[string]string{"": "220 gr\xfc\xdfe \x1b[31m"}}, check.SMTPQuery{}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
		{"greets 421", &checktest.MailServer{Answers: map[string]string{"": "421 4.7.0 too many connections"}}, check.SMTPQuery{}, check.Warn, check.SMTPRejected, "", "warn smtp-banner-rejected", "421"},
		{"greets 554", &checktest.MailServer{Answers: map[string]string{"": "554 5.7.1 no mail from you"}}, check.SMTPQuery{}, check.Warn, check.SMTPRejected, "", "warn smtp-banner-rejected", "554"},
		{"garbage", &checktest.MailServer{Answers: map[string]string{"": "SSH-2.0-OpenSSH_9.2"}}, check.SMTPQuery{}, check.Fail, check.SMTPGarbled, "", "fail smtp-not-smtp", "SSH-2.0"},
		{"HTTP", &checktest.MailServer{Answers: map[string]string{"": "HTTP/1.1 400 Bad Request\r\n\r\n"}}, check.SMTPQuery{}, check.Fail, check.SMTPGarbled, "", "fail smtp-not-smtp", ""},
		{"TLS expected, plain spoken", &checktest.MailServer{}, check.SMTPQuery{Ports: []uint16{465}}, check.Fail, "", check.TLSFailed, "fail smtp-tls-failed", "plain text"},
		{"plain expected, TLS spoken", &checktest.MailServer{Cert: good, Implicit: true}, check.SMTPQuery{}, check.Unknown, check.SMTPTimeout, "", "unknown smtp-egress-unknown, unknown smtp-timeout", ""},
		{"silent", &checktest.MailServer{Answers: map[string]string{"": "hang"}}, check.SMTPQuery{}, check.Unknown, check.SMTPTimeout, "", "unknown smtp-egress-unknown, unknown smtp-timeout", ""},
		{"closes at once", &checktest.MailServer{Answers: map[string]string{"": "drop"}}, check.SMTPQuery{}, check.Fail, check.SMTPClosed, "", "fail smtp-closed", ""},
		{"resets at once", &checktest.MailServer{Answers: map[string]string{"": "reset"}}, check.SMTPQuery{}, check.Fail, check.SMTPReset, "", "fail smtp-reset", ""},
		{"reset at EHLO", &checktest.MailServer{Answers: map[string]string{"EHLO": "reset"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-reset", "at EHLO"},
		{"hangs at EHLO", &checktest.MailServer{Answers: map[string]string{"EHLO": "hang"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-timeout", "at EHLO"},
		{"half an EHLO", &checktest.MailServer{Answers: map[string]string{"EHLO": "250-mx.example.net\r\n250-SIZ+"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-timeout", ""},
		{"HELO only", &checktest.MailServer{Answers: map[string]string{"EHLO": "502 5.5.1 what?"}}, check.SMTPQuery{}, check.Warn, check.SMTPOpen, check.TLSNotOffered, "warn smtp-ehlo-refused", ""},
		{"neither", &checktest.MailServer{Answers: map[string]string{"EHLO": "550 no", "HELO": "550 no"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-ehlo-refused", "550 no"},
		{"421 at EHLO", &checktest.MailServer{Answers: map[string]string{"EHLO": "421 4.3.2 closing"}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-ehlo-refused", "421"},
		{"endless lines", &checktest.MailServer{Answers: map[string]string{"EHLO": flood}}, check.SMTPQuery{}, check.Warn, check.SMTPBroken, "", "warn smtp-reply-too-long", "100 lines"},
		{"endless greeting", &checktest.MailServer{Answers: map[string]string{"": "220-" + strings.Repeat("x", 100_000) + "+"}}, check.SMTPQuery{}, check.Fail, check.SMTPGarbled, "", "fail smtp-reply-too-long", "2048 octets"},
		{"recipient taken", &checktest.MailServer{Cert: good}, check.SMTPQuery{Recipient: "jane@example.net"}, check.Info, check.SMTPOpen, check.TLSStarted, "info smtp-rcpt-accepted", "jane@example.net"},
		{"recipient refused", &checktest.MailServer{Cert: good, Answers: map[string]string{"RCPT": "550 5.1.1 no such user"}}, check.SMTPQuery{Recipient: "jane@example.net"}, check.Fail, check.SMTPOpen, check.TLSStarted, "fail smtp-rcpt-refused", "5.1.1"},
		{"recipient put off", &checktest.MailServer{Cert: good, Answers: map[string]string{"RCPT": "450 4.2.0 greylisted"}}, check.SMTPQuery{Recipient: "jane@example.net"}, check.Warn, check.SMTPOpen, check.TLSStarted, "warn smtp-rcpt-deferred", "whoever comes again later"},
		{"sender refused", &checktest.MailServer{Answers: map[string]string{"MAIL": "530 5.7.0 Must issue a STARTTLS command first"}}, check.SMTPQuery{Recipient: "jane@example.net"}, check.Fail, check.SMTPOpen, check.TLSNotOffered, "warn smtp-no-starttls, fail smtp-rcpt-refused", "530"},
		{"relay", &checktest.MailServer{Cert: good}, check.SMTPQuery{OpenRelay: true}, check.Fail, check.SMTPOpen, check.TLSStarted, "fail smtp-open-relay", ""},
		{"no relay", &checktest.MailServer{Cert: good, Answers: map[string]string{"RCPT": "554 5.7.1 Relay access denied"}}, check.SMTPQuery{OpenRelay: true}, check.Pass, check.SMTPOpen, check.TLSStarted, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			patience := 10 * time.Second
			if strings.Contains(tt.ids, "timeout") {
				patience = 300 * time.Millisecond // the server is silent
			}
			res, server := probeOne(t, ca, tt.server, tt.query, patience)
			if res.Status != tt.status || ids(res) != tt.ids || !strings.Contains(texts(res), tt.text) {
				t.Errorf("status %s, findings %s\n%s\nwant %s, %s, with %q", res.Status, ids(res), texts(res), tt.status, tt.ids, tt.text)
			}
			if tt.state != "" && server.State != tt.state || server.STARTTLS != tt.tls {
				t.Errorf("state %q, starttls %q, want %q, %q (%s)", server.State, server.STARTTLS, tt.state, tt.tls, server.Reason)
			}
			for _, c := range tt.server.Commands() {
				if strings.HasPrefix(c, "DATA") || tt.query.Recipient == "" && !tt.query.OpenRelay && (strings.HasPrefix(c, "MAIL") || strings.HasPrefix(c, "RCPT")) {
					t.Errorf("the server was sent %q", c)
				}
			}
		})
	}
}

func TestSMTPTells(t *testing.T) {
	ca := newCA(t)
	f := &checktest.MailServer{Cert: ca.make(t, checktest.Issue{Names: []string{"mx.example.net", "mail.example.net"}, RSABits: 2048})}
	_, s := probeOne(t, ca, f, check.SMTPQuery{}, 10*time.Second)
	if s.Banner.Text != "mx.example.net ESMTP ready" || s.EHLO != "mx.example.net" || s.Size != 10240000 || !slices.Equal(s.Extensions, []string{"SIZE 10240000", "8BITMIME"}) {
		t.Errorf("server %+v", s)
	}
	d := s.TLS
	if d == nil || !d.Verified || d.Version != "TLS 1.3" || d.Cipher == "" || d.ServerName != "mx.example.net" || len(d.Certificates) != 2 || !strings.HasPrefix(d.TLSA, "3 1 1 ") {
		t.Fatalf("TLS %+v", d)
	}
	c := d.Certificates[0]
	if c.Key != "rsa" || c.Bits != 2048 || c.SelfSigned || !slices.Equal(c.Names, []string{"mx.example.net", "mail.example.net"}) || c.Issuer != "CN=Test authority" || len(c.SHA256) != 64 {
		t.Errorf("certificate %+v", c)
	}
	want := []string{"EHLO probe.example.org", "STARTTLS", "EHLO probe.example.org", "QUIT"}
	if got := f.Commands(); !slices.Equal(got, want) {
		t.Errorf("commands %q, want %q", got, want)
	}
}

// TestSMTPReach tells apart why there is no connection.
func TestSMTPReach(t *testing.T) {
	ca := newCA(t)
	good := start(t, &checktest.MailServer{Cert: ca.good(t, "mx1.two.example")})
	tests := []struct {
		name    string
		first   string
		second  string
		control string
		status  check.Status
		ids     string
		egress  string
	}{
		{"both refuse", "refused", "refused", "", check.Fail, "fail smtp-refused, fail smtp-refused", "unknown"},
		{"one refuses", good, "refused", "", check.Warn, "warn smtp-refused", "open"},
		{"one is silent", good, "silent", "", check.Warn, "warn smtp-timeout", "open"},
		{"one without a route here", good, "no-route", "", check.Info, "info smtp-no-route", "open"},
		{"no route to either", "no-route", "no-route", "", check.Unknown, "info smtp-no-route, info smtp-no-route", "unknown"},
		{"both silent", "silent", "silent", "", check.Unknown, "unknown smtp-egress-unknown, unknown smtp-timeout, unknown smtp-timeout", "unknown"},
		{"both silent, as the control", "silent", "silent", "silent", check.Unknown, "unknown smtp-egress-blocked, unknown smtp-timeout, unknown smtp-timeout", "blocked"},
		{"both refuse, as the control", "refused", "refused", "refused", check.Unknown, "unknown smtp-egress-blocked, unknown smtp-refused, unknown smtp-refused", "blocked"},
		{"both silent, the control answers", "silent", "silent", good, check.Fail, "fail smtp-timeout, fail smtp-timeout", "open"},
		{"silent and unreachable", "silent", "unreachable", "", check.Fail, "fail smtp-timeout, fail smtp-unreachable", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &checktest.Routes{To: map[string]string{"203.0.113.1:25": tt.first, "203.0.113.2:25": tt.second}}
			p := &check.Prober{Roots: ca.Roots, Dialer: d, ConnectTimeout: time.Second}
			if tt.control != "" {
				p.Control, d.To["203.0.113.99:25"] = "control.example", tt.control
			}
			res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "two.example", Prober: p})
			if got := res.Data.(*check.SMTPData).Egress; res.Status != tt.status || ids(res) != tt.ids || got != tt.egress {
				t.Errorf("status %s, findings %s, egress %s\n%s\nwant %s, %s, %s", res.Status, ids(res), got, texts(res), tt.status, tt.ids, tt.egress)
			}
			if tt.control == "" && slices.ContainsFunc(d.Dialed(), func(a string) bool {
				return !strings.HasPrefix(a, "203.0.113.1:") && !strings.HasPrefix(a, "203.0.113.2:")
			}) {
				t.Errorf("dialled %v without having been told of a control host", d.Dialed())
			}
		})
	}
}

// TestSMTPNeverInside: names that lead inside are not dialled.
func TestSMTPNeverInside(t *testing.T) {
	for _, domain := range []string{"inside.example", "meta.example"} {
		d := &checktest.Routes{}
		res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: domain, Prober: &check.Prober{Dialer: d, Control: "mx." + domain}})
		if dials := d.Dialed(); len(dials) > 0 {
			t.Errorf("%s: dialled %v", domain, dials)
		}
		if res.Status != check.Unknown || !strings.Contains(ids(res), "smtp-address-private") {
			t.Errorf("%s: %s %s", domain, res.Status, ids(res))
		}
	}
	// Nor are the addresses themselves, unless that is allowed.
	for _, ip := range []string{"127.0.0.1", "10.1.2.3", "169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "::1", "fd00:ec2::254",
		"::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "0.0.0.0", "255.255.255.255", "224.0.0.1"} {
		d := &checktest.Routes{}
		q := check.SMTPQuery{IP: netip.MustParseAddr(ip), Prober: &check.Prober{Dialer: d}}
		if check.SMTP(t.Context(), world(t, ""), q); len(d.Dialed()) > 0 {
			t.Errorf("%s was dialled", ip)
		}
		q.Prober = &check.Prober{Dialer: d, AllowPrivate: true}
		if check.SMTP(t.Context(), world(t, ""), q); len(d.Dialed()) != 1 {
			t.Errorf("%s was not dialled though it was allowed", ip)
		}
	}
	// Addresses for examples have no host; without a Dialer nobody goes there.
	res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "example.net"})
	if res.Status != check.Unknown || ids(res) != "warn smtp-address-private" {
		t.Errorf("example address: %s %s", res.Status, ids(res))
	}
}

// rebinding answers another address every time that it is asked.
type rebinding struct {
	check.Resolver
	asked int
}

func (r *rebinding) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	a := r.Resolver.Lookup(ctx, name, qtype)
	if name == "mx.rebind.example" && qtype == 1 {
		if r.asked++; r.asked > 1 {
			return r.Resolver.Lookup(ctx, "inside.rebind.example", qtype)
		}
	}
	return a
}

// TestSMTPRebinding: what was judged is what is dialled, and never a name.
func TestSMTPRebinding(t *testing.T) {
	d := &checktest.Routes{}
	r := &rebinding{Resolver: world(t, `
rebind.example. MX 10 mx.rebind.example.
mx.rebind.example. A 203.0.113.7
inside.rebind.example. A 127.0.0.1
`)}
	check.SMTP(t.Context(), r, check.SMTPQuery{Domain: "rebind.example", Prober: &check.Prober{Dialer: d}})
	check.SMTP(t.Context(), r, check.SMTPQuery{Domain: "rebind.example", Prober: &check.Prober{Dialer: d}})
	if got := d.Dialed(); !slices.Equal(got, []string{"203.0.113.7:25"}) {
		t.Errorf("dialled %v, want the judged address alone", got)
	}
}

func TestSMTPTargets(t *testing.T) {
	tests := []struct {
		query  check.SMTPQuery
		status check.Status
		ids    string
		target string
	}{
		{check.SMTPQuery{Domain: "null.example"}, check.Fail, "fail smtp-no-host", "null.example"},
		{check.SMTPQuery{Domain: "missing.example"}, check.Fail, "fail smtp-no-host", "missing.example"},
		{check.SMTPQuery{Domain: "broken.example"}, check.Unknown, "unknown smtp-dns-failure", "broken.example"},
		{check.SMTPQuery{Domain: "a b"}, check.Fail, "fail smtp-no-host", "a b"},
		{check.SMTPQuery{Host: "nothing.example"}, check.Fail, "fail smtp-no-host", "nothing.example"},
		{check.SMTPQuery{Host: "a..b"}, check.Fail, "fail smtp-target-invalid", "a..b"},
		{check.SMTPQuery{Host: "mx.example.net", Ports: []uint16{2525}}, check.Fail, "fail smtp-refused", "mx.example.net:2525"},
		{check.SMTPQuery{IP: netip.MustParseAddr("2001:db8::1"), Ports: []uint16{465}}, check.Fail, "fail smtp-refused", "[2001:db8::1]:465"},
		{check.SMTPQuery{Domain: "example.net", Recipient: "jane"}, check.Fail, "fail smtp-target-invalid", "example.net"},
		{check.SMTPQuery{Domain: "example.net", Recipient: "a@b>\r\nDATA"}, check.Fail, "fail smtp-target-invalid", "example.net"},
	}
	for _, tt := range tests {
		tt.query.Prober = &check.Prober{Dialer: &checktest.Routes{}}
		res := check.SMTP(t.Context(), world(t, smtpWorld), tt.query)
		if res.Status != tt.status || ids(res) != tt.ids || res.Target != tt.target {
			t.Errorf("SMTP(%+v) = %s %s %q, want %s %s %q", tt.query, res.Status, ids(res), res.Target, tt.status, tt.ids, tt.target)
		}
	}
}

// TestSMTPSilentPort: a silent address does not hold the others up: all are
// connected to at once.
func TestSMTPSilentPort(t *testing.T) {
	ca := newCA(t)
	reached := make(chan struct{})
	d := &checktest.Routes{To: map[string]string{"203.0.113.1:25": "silent", "203.0.113.2:25": listen(t, func(c net.Conn) {
		(&checktest.MailServer{Cert: ca.good(t, "mx2.two.example")}).Serve(c)
		close(reached)
	})}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan check.Result)
	go func() {
		done <- check.SMTP(ctx, world(t, smtpWorld), check.SMTPQuery{Domain: "two.example", Prober: &check.Prober{Dialer: d, Roots: ca.Roots}})
	}()
	<-reached // while the first is silent still
	cancel()
	res := <-done
	if got := res.Data.(*check.SMTPData).Servers; got[1].State != check.SMTPOpen || got[0].State != check.SMTPTimeout {
		t.Errorf("states %s, %s, want timeout, open", got[0].State, got[1].State)
	}
}

// TestSMTPSlowDrip: a server that sends byte after byte has no more time than
// one that is silent, and the end of the context ends everything.
func TestSMTPSlowDrip(t *testing.T) {
	addr := listen(t, func(c net.Conn) {
		for range 1000 {
			if _, err := c.Write([]byte("2")); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	d := &checktest.Routes{To: map[string]string{"203.0.113.25:25": addr}}
	res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d, ReplyTimeout: 100 * time.Millisecond}})
	if s := res.Data.(*check.SMTPData).Servers[0]; s.State != check.SMTPTimeout {
		t.Errorf("state %s (%s), want timeout", s.State, s.Reason)
	}
}

// slowDialer connects to a server that lets its clients wait before it greets.
type slowDialer time.Duration

func (d slowDialer) DialContext(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		time.Sleep(time.Duration(d))
		(&checktest.MailServer{}).Serve(server)
	}()
	return client, nil
}

// TestSMTPGreetDelay: a greeting that is slow to come is told of, and one that
// is too slow is a time-out. The clock moves with the waiting alone.
func TestSMTPGreetDelay(t *testing.T) {
	for delay, want := range map[time.Duration]string{
		time.Second:      "warn smtp-no-starttls",
		6 * time.Second:  "info smtp-greet-delay, warn smtp-no-starttls",
		20 * time.Second: "unknown smtp-egress-unknown, unknown smtp-timeout",
	} {
		synctest.Test(t, func(t *testing.T) {
			res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "example.net", Prober: &check.Prober{Dialer: slowDialer(delay), HELO: "probe.example.org"}})
			if ids(res) != want {
				t.Errorf("after %v: %s, want %s", delay, ids(res), want)
			}
			time.Sleep(time.Minute) // for the server to end
		})
	}
}

// TestSMTPOneTime: all addresses together take no longer than one, and the
// context bounds it.
func TestSMTPOneTime(t *testing.T) {
	zone := "example.net. MX 10 mx.example.net.\n"
	for i := range 9 {
		zone += fmt.Sprintf("mx.example.net. A 203.0.113.%d\n", i)
	}
	d := &checktest.Routes{To: map[string]string{}}
	for i := range 9 {
		d.To[fmt.Sprintf("203.0.113.%d:25", i)] = checktest.RouteSilent
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		res := check.SMTP(t.Context(), world(t, zone), check.SMTPQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}})
		if took := time.Since(start); took != 10*time.Second || res.Status != check.Unknown {
			t.Errorf("%s after %v, want unknown after 10s", res.Status, took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start = time.Now()
		check.SMTP(ctx, world(t, zone), check.SMTPQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}})
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("took %v with 3s to go", took)
		}
	})
}

// TestSMTPPorts connects to several ports at once: one that is refused or silent
// does not hold up the rest, and what one shows helps to judge another.
func TestSMTPPorts(t *testing.T) {
	ca := newCA(t)
	cert := ca.good(t, "mx.example.net")
	open, implicit := start(t, &checktest.MailServer{Cert: cert}), start(t, &checktest.MailServer{Cert: cert, Implicit: true})
	tests := []struct {
		name            string
		p25, p465, p587 string
		status          check.Status
		ids, egress     string
	}{
		{"all open", open, implicit, open, check.Pass, "", "open"},
		{"mail only", open, "refused", "refused", check.Info, "info smtp-refused, info smtp-refused", "open"},
		{"users only", "refused", implicit, open, check.Fail, "fail smtp-refused", "unknown"},
		{"25 blocked", "silent", implicit, open, check.Unknown, "unknown smtp-egress-blocked, unknown smtp-timeout", "blocked"},
		{"none", "refused", "refused", "refused", check.Fail, "fail smtp-refused, fail smtp-refused, fail smtp-refused", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &checktest.Routes{To: map[string]string{"203.0.113.25:25": tt.p25, "203.0.113.25:465": tt.p465, "203.0.113.25:587": tt.p587}}
			res := check.SMTP(t.Context(), world(t, smtpWorld), check.SMTPQuery{Domain: "example.net", Ports: []uint16{25, 465, 587},
				Prober: &check.Prober{Roots: ca.Roots, Dialer: d, ConnectTimeout: time.Second}})
			if got := res.Data.(*check.SMTPData).Egress; res.Status != tt.status || ids(res) != tt.ids || got != tt.egress || res.Target != "example.net:25,465,587" {
				t.Errorf("%s %s, %s, egress %s\n%s\nwant %s, %s, %s", res.Target, res.Status, ids(res), got, texts(res), tt.status, tt.ids, tt.egress)
			}
		})
	}
}

// TestProberMemory: a server is connected to once for all checks and bounces of
// ten minutes, but what only a caller's own limits brought about is tried again.
func TestProberMemory(t *testing.T) {
	m := &checktest.MailServer{}
	d := &checktest.Routes{To: map[string]string{"203.0.113.25:25": start(t, m)}}
	p := &check.Prober{Dialer: d, HELO: "probe.example.org"}
	probe := func(ctx context.Context, p *check.Prober) check.SMTPServer {
		res := check.SMTP(ctx, world(t, ""), check.SMTPQuery{Host: "mx.example.net", IP: netip.MustParseAddr("203.0.113.25"), Prober: p})
		return res.Data.(*check.SMTPData).Servers[0]
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, step := range []struct {
		name  string
		ctx   context.Context
		p     *check.Prober
		want  check.SMTPState
		dials int
	}{
		{"no connection left", t.Context(), p.Limit(0), check.SMTPSkipped, 0},
		{"no time left", ended, p.Limit(1), check.SMTPTimeout, 1},
		{"first", t.Context(), p.Limit(1), check.SMTPOpen, 2},
		{"again, with another budget", t.Context(), p.Limit(0), check.SMTPOpen, 2},
		{"again, without one", t.Context(), p, check.SMTPOpen, 2},
	} {
		if s := probe(step.ctx, step.p); s.State != step.want || len(d.Dialed()) != step.dials {
			t.Errorf("%s: %s (%s) after %d connections, want %s after %d", step.name, s.State, s.Reason, len(d.Dialed()), step.want, step.dials)
		}
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if s := probe(t.Context(), p.Limit(1)); s.State != check.SMTPOpen {
				t.Errorf("at once: %s", s.State)
			}
		})
	}
	wg.Wait()
	if n := len(d.Dialed()); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}
