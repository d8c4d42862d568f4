package diagnose_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// refusal is a bounce of one recipient at example.net.
func refusal(text string) *dsn.Report {
	return &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{{
		Final: dsn.Address{Value: "jane@example.net"}, Action: dsn.ActionFailed, Diagnostic: dsn.Diagnostic{Type: "smtp", Text: text},
	}}}
}

// A live world: example.net has one mail host and a policy host.
type liveWorld struct {
	authority *checktest.Authority
	routes    *checktest.Routes
	zone      string
}

func newLiveWorld(t *testing.T) *liveWorld {
	t.Helper()
	a, err := checktest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return &liveWorld{authority: a, routes: &checktest.Routes{To: map[string]string{}},
		zone: ";ndr secure .\nexample.net. MX 10 mx.example.net.\nmx.example.net. A 203.0.113.25\n"}
}

func (w *liveWorld) issue(t *testing.T, i checktest.Issue) *tls.Certificate {
	t.Helper()
	c, err := w.authority.Issue(i)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mail has a server at the mail host, with a certificate or none.
func (w *liveWorld) mail(t *testing.T, cert *tls.Certificate) {
	t.Helper()
	m := &checktest.MailServer{Cert: cert}
	addr, err := m.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	w.routes.To["203.0.113.25:25"] = addr
}

// policy has a server for an MTA-STS policy.
func (w *liveWorld) policy(t *testing.T, mode, mx string) {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(rw, "version: STSv1\nmode: %s\nmx: %s\nmax_age: 604800\n", mode, mx)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*w.issue(t, checktest.Issue{Names: []string{"mta-sts.example.net"}})}}
	s.StartTLS()
	t.Cleanup(s.Close)
	w.routes.To["203.0.113.80:443"] = s.Listener.Addr().String()
	w.zone += "_mta-sts.example.net. TXT \"v=STSv1; id=1\"\nmta-sts.example.net. A 203.0.113.80\n"
}

// tlsa publishes a record for the key of a certificate.
func (w *liveWorld) tlsa(t *testing.T, cert *tls.Certificate) {
	t.Helper()
	c, err := x509.ParseCertificate(cert.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	w.zone += "_25._tcp.mx.example.net. TLSA 3 1 1 " + hex.EncodeToString(sum[:]) + "\n"
}

func (w *liveWorld) diagnose(t *testing.T, text string, probe bool) *diagnose.Diagnosis {
	t.Helper()
	zone, err := checktest.ParseString(w.zone)
	if err != nil {
		t.Fatal(err)
	}
	d := &diagnose.Diagnoser{Resolver: zone}
	if probe {
		d.Prober = &check.Prober{Roots: w.authority.Roots, Dialer: w.routes, ConnectTimeout: time.Second}
	}
	return d.Diagnose(context.Background(), refusal(text))
}

// The words of refusals.
const (
	saysSTS         = "450 4.7.5 MTA-STS policy failure: MX host mx.example.net is not listed in the policy of example.net"
	saysDANE        = "450 4.7.5 Server certificate not trusted: no matching DANE TLSA records for mx.example.net"
	saysCertificate = "Server certificate not trusted"
	saysNotOffered  = "TLS is required, but was not offered by host mx.example.net[203.0.113.25]"
	saysStartTLS    = "530 5.7.0 Must issue a STARTTLS command first"
	saysRefused     = "connect to mx.example.net[203.0.113.25]:25: Connection refused"
	saysTimeout     = "connect to mx.example.net[203.0.113.25]:25: Connection timed out"
)

// TestProbe judges refusals by live servers, and the same without connections.
func TestProbe(t *testing.T) {
	good := checktest.Issue{Names: []string{"mx.example.net"}}
	expired := checktest.Issue{Names: []string{"mx.example.net"}, From: -90 * 24 * time.Hour, To: -time.Hour}
	tests := []struct {
		name       string
		text       string
		build      func(t *testing.T, w *liveWorld)
		cause      diagnose.Cause
		confidence diagnose.Confidence
		detail     string // of the evidence
		fix        string
	}{
		{"policy does not list the host", saysSTS, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, good))
			w.policy(t, "enforce", "mail.example.net")
		}, diagnose.MTASTSMismatch, diagnose.Confirmed, "mx.example.net fits no mx of the policy", `"mx: mx.example.net"`},
		{"certificate does not satisfy the policy", saysSTS, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, expired))
			w.policy(t, "enforce", "mx.example.net")
		}, diagnose.MTASTSMismatch, diagnose.Confirmed, "the certificate expired", "certificate of a public authority"},
		{"policy and certificates in order now", saysSTS, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, good))
			w.policy(t, "enforce", "*.example.net")
		}, diagnose.MTASTSMismatch, diagnose.Refuted, "all mail hosts fit", "Send again"},
		{"policy is there, mail host does not answer", saysSTS, func(t *testing.T, w *liveWorld) {
			w.policy(t, "enforce", "*.example.net")
		}, diagnose.MTASTSMismatch, diagnose.Likely, "announces an MTA-STS policy", ""},
		{"policy in test mode", saysSTS, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, good))
			w.policy(t, "testing", "mail.example.net")
		}, diagnose.MTASTSMismatch, diagnose.Likely, "announces an MTA-STS policy", ""},
		{"no policy", saysSTS, func(t *testing.T, w *liveWorld) {}, diagnose.MTASTSMismatch, diagnose.Likely, "has no MTA-STS policy", ""},
		{"TLSA of another certificate", saysDANE, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, good))
			w.tlsa(t, w.issue(t, good))
		}, diagnose.DANEMismatch, diagnose.Confirmed, "do not deliver", "TLSA record for the certificate"},
		{"TLSA without TLS", saysDANE, func(t *testing.T, w *liveWorld) {
			w.mail(t, nil)
			w.tlsa(t, w.issue(t, good))
		}, diagnose.DANEMismatch, diagnose.Confirmed, "no TLS", "offer STARTTLS"},
		{"TLSA fits now", saysDANE, func(t *testing.T, w *liveWorld) {
			c := w.issue(t, good)
			w.mail(t, c)
			w.tlsa(t, c)
		}, diagnose.DANEMismatch, diagnose.Refuted, "fits its TLSA records", "Send again"},
		{"TLSA not proven", saysDANE, func(t *testing.T, w *liveWorld) {
			w.zone = strings.TrimPrefix(w.zone, ";ndr secure .\n")
			w.mail(t, w.issue(t, good))
			w.tlsa(t, w.issue(t, good))
		}, diagnose.DANEMismatch, diagnose.Likely, "", ""},
		{"expired certificate", saysCertificate, func(t *testing.T, w *liveWorld) { w.mail(t, w.issue(t, expired)) }, diagnose.TLSFailure, diagnose.Confirmed, "the certificate expired", "renews the certificate"},
		{"self-signed certificate", saysCertificate, func(t *testing.T, w *liveWorld) {
			w.mail(t, w.issue(t, checktest.Issue{Names: []string{"mx.example.net"}, SelfSigned: true}))
		}, diagnose.TLSFailure, diagnose.Confirmed, "self-signed", ""},
		{"certificate in order now", saysCertificate, func(t *testing.T, w *liveWorld) { w.mail(t, w.issue(t, good)) }, diagnose.TLSFailure, diagnose.Refuted, "a certificate that verifies", "Send again"},
		{"STARTTLS not offered", saysNotOffered, func(t *testing.T, w *liveWorld) { w.mail(t, nil) }, diagnose.TLSFailure, diagnose.Confirmed, "does not offer STARTTLS", "offer STARTTLS"},
		{"nobody answers", saysNotOffered, func(t *testing.T, w *liveWorld) {}, diagnose.TLSFailure, diagnose.Likely, "", ""},
		{"the client has to use it", saysStartTLS, func(t *testing.T, w *liveWorld) { w.mail(t, w.issue(t, good)) }, diagnose.TLSFailure, diagnose.Likely, "offers STARTTLS, and it works", ""},
		{"too large", "552 5.3.4 Message size exceeds fixed limit", func(t *testing.T, w *liveWorld) { w.mail(t, nil) }, diagnose.MessageTooLarge, diagnose.Likely, "up to 10240000 octets", "below 7.0 MB"},
		{"refused still", saysRefused, func(t *testing.T, w *liveWorld) {}, diagnose.RecipientUnreachable, diagnose.Confirmed, "the connection was refused", ""},
		{"reachable again", saysRefused, func(t *testing.T, w *liveWorld) { w.mail(t, nil) }, diagnose.RecipientUnreachable, diagnose.Refuted, "greets with 220", "Send again"},
		{"silent, perhaps from here alone", saysTimeout, func(t *testing.T, w *liveWorld) { w.routes.To["203.0.113.25:25"] = checktest.RouteSilent },
			diagnose.RecipientUnreachable, diagnose.Likely, "a network that lets no mail out looks the same", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newLiveWorld(t)
			tt.build(t, w)
			dg := w.diagnose(t, tt.text, true)
			v := dg.Verdicts[0]
			details := func(e diagnose.Evidence) bool { return strings.Contains(e.Detail, tt.detail) }
			fixes := func(f diagnose.Fix) bool { return strings.Contains(f.Text, tt.fix) }
			if v.Cause != tt.cause || v.Confidence != tt.confidence || !slices.ContainsFunc(v.Evidence, details) || tt.fix != "" && !slices.ContainsFunc(v.Fix, fixes) {
				t.Errorf("want %s %s, evidence %q, fix %q", tt.cause, tt.confidence, tt.detail, tt.fix)
				logVerdicts(t, dg)
			}
			dialed := len(w.routes.Dialed())
			dg = w.diagnose(t, tt.text, false)
			if v := dg.Verdicts[0]; v.Cause != tt.cause || v.Confidence != diagnose.Likely {
				t.Errorf("without connections: %s %s, want %s %s", v.Cause, v.Confidence, tt.cause, diagnose.Likely)
				logVerdicts(t, dg)
			}
			if n := len(w.routes.Dialed()); n != dialed {
				t.Errorf("%d connections without a Prober", n-dialed)
			}
		})
	}
}

// TestProbeHostileBounce: whatever a bounce names, connections go to public
// addresses of today's mail hosts alone.
func TestProbeHostileBounce(t *testing.T) {
	inside := []string{
		"mx.example.net. A 127.0.0.1\nmta-sts.example.net. A 127.0.0.1\n",
		"mx.example.net. A 169.254.169.254\nmta-sts.example.net. A 169.254.169.254\n",
		"mx.example.net. A 10.0.0.1\nmx.example.net. AAAA fd00:ec2::254\nmta-sts.example.net. AAAA ::1\n",
		"mx.example.net. AAAA ::ffff:127.0.0.1\nmta-sts.example.net. AAAA ::ffff:169.254.169.254\n",
		"mx.example.net. CNAME localhost.\nlocalhost. A 127.0.0.1\nmta-sts.example.net. CNAME localhost.\n",
	}
	for _, hosts := range inside {
		zone, err := checktest.ParseString("example.net. MX 10 mx.example.net.\n_mta-sts.example.net. TXT \"v=STSv1; id=1\"\n_25._tcp.mx.example.net. TLSA 3 1 1 " + strings.Repeat("ab", 32) + "\n" + hosts)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{saysSTS, saysDANE, saysCertificate, saysRefused, saysTimeout, "TLS is required, but was not offered by host evil[127.0.0.1]"} {
			routes := &checktest.Routes{}
			rep := refusal(text)
			rep.Recipients[0].RemoteMTA = dsn.MTA{Name: "localhost"}
			d := &diagnose.Diagnoser{Resolver: zone, Prober: &check.Prober{Dialer: routes}}
			dg := d.Diagnose(context.Background(), rep)
			if got := routes.Dialed(); len(got) > 0 {
				t.Errorf("%q in a world with %q: dialled %v", text, hosts, got)
			}
			for _, v := range dg.Verdicts {
				if v.Confidence == diagnose.Confirmed && v.Cause != diagnose.RecipientMXBroken {
					t.Errorf("%q: %s is confirmed by nobody", text, v.Cause)
				}
			}
		}
	}
}

// TestProbeFollowsNoRedirect: a policy host that sends elsewhere is not followed.
func TestProbeFollowsNoRedirect(t *testing.T) {
	w := newLiveWorld(t)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*w.issue(t, checktest.Issue{Names: []string{"mta-sts.example.net"}})}}
	s.StartTLS()
	defer s.Close()
	w.routes.To["203.0.113.80:443"] = s.Listener.Addr().String()
	w.zone += "_mta-sts.example.net. TXT \"v=STSv1; id=1\"\nmta-sts.example.net. A 203.0.113.80\n"
	w.diagnose(t, saysSTS, true)
	for _, addr := range w.routes.Dialed() {
		if addr != "203.0.113.80:443" && addr != "203.0.113.25:25" {
			t.Errorf("dialled %s", addr)
		}
	}
	if !slices.Contains(w.routes.Dialed(), "203.0.113.80:443") {
		t.Error("the policy host was not asked: the test tests nothing")
	}
}

// TestProbeShares: many bounces of one domain connect to its servers once.
func TestProbeShares(t *testing.T) {
	w := newLiveWorld(t)
	w.mail(t, w.issue(t, checktest.Issue{Names: []string{"mx.example.net"}}))
	w.policy(t, "enforce", "*.example.net")
	zone, err := checktest.ParseString(w.zone)
	if err != nil {
		t.Fatal(err)
	}
	d := &diagnose.Diagnoser{Resolver: check.NewCache(zone), Prober: &check.Prober{Roots: w.authority.Roots, Dialer: w.routes}}
	for _, text := range []string{saysSTS, saysCertificate, saysRefused, saysNotOffered} {
		d.Diagnose(context.Background(), refusal(text))
	}
	got := w.routes.Dialed()
	slices.Sort(got)
	if want := []string{"203.0.113.25:25", "203.0.113.80:443"}; !slices.Equal(got, want) {
		t.Errorf("dialled %v, want %v", got, want)
	}
}
