package check_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
)

// positions gives the findings of a parser as "severity id@position".
func positions(findings []check.Finding) string {
	var s []string
	for _, f := range findings {
		s = append(s, fmt.Sprintf("%s %s@%d", f.Severity, f.ID, f.Position))
	}
	return strings.Join(s, ", ")
}

// TestParseMTASTSRecord goes through the grammar of RFC 8461 section 3.1.
func TestParseMTASTSRecord(t *testing.T) {
	tests := []struct {
		text     string
		id       string // "" where senders ignore the record
		problems string
	}{
		{"v=STSv1; id=20160831085700Z;", "20160831085700Z", ""}, // the example of the RFC
		{"v=STSv1; id=a", "a", ""},
		{"v=STSv1;id=a", "a", ""},
		{"v=STSv1 ; id=a", "a", "warn mta-sts-version-space@7"},
		{"v=STSv1;\tid=a\t;", "a", ""},
		{"v=STSv1; id=" + strings.Repeat("a", 32), strings.Repeat("a", 32), ""},
		{"v=STSv1; id=" + strings.Repeat("a", 33), "", "fail mta-sts-record-invalid@12"},
		{"v=STSv1; id=2026-11-24", "", "fail mta-sts-record-invalid@12"},
		{"v=STSv1; id=", "", "fail mta-sts-record-invalid@9"},
		{"v=STSv1; id = a", "", "fail mta-sts-record-invalid@9"},
		{"v=STSv1; ID=a", "", "info mta-sts-unknown-field@9, fail mta-sts-record-invalid@-1"},
		{"v=STSv1;", "", "fail mta-sts-record-invalid@-1"},
		{"v=STSv1", "", "fail mta-sts-record-invalid@-1"},
		{"v=STSv1; id=a; id=b", "a", "warn mta-sts-duplicate-field@15"},
		{"v=STSv1; id=a; x-y.z_1=some:thing", "a", "info mta-sts-unknown-field@15"},
		{"v=STSv1; x=1; id=a", "a", "info mta-sts-unknown-field@9"},
		{"v=STSv1;; id=a", "", "fail mta-sts-record-invalid@8"},
		{"v=STSv1; id=a; nonsense", "", "fail mta-sts-record-invalid@15"},
		{"v=STSv1; id=a b", "", "fail mta-sts-record-invalid@9"},
		{"v=STSv1; id=a; -x=1", "", "fail mta-sts-record-invalid@15"},
		{"v=STSv1; id=ä", "", "fail mta-sts-record-invalid@9"},
	}
	for _, tt := range tests {
		r := check.ParseMTASTSRecord(tt.text)
		if got := positions(r.Problems); got != tt.problems || r.Valid != (tt.id != "") || r.Valid && r.ID != tt.id {
			t.Errorf("ParseMTASTSRecord(%q) = %q, %v, %s, want %q, %s", tt.text, r.ID, r.Valid, got, tt.id, tt.problems)
		}
	}
}

func TestIsMTASTS(t *testing.T) {
	for text, want := range map[string]bool{
		"v=STSv1; id=1": true, "v=STSv1;id=1": true, "v=STSv1 ; id=1": true, "v=STSv1": true,
		"v=STSv10; id=1": false, "v=STSv2; id=1": false, "v=stsv1; id=1": false, " v=STSv1; id=1": false, "V=STSv1; id=1": false, "v=spf1 -all": false, "": false,
	} {
		if got := check.IsMTASTS(text); got != want {
			t.Errorf("IsMTASTS(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestParseMTASTSPolicy goes through RFC 8461 section 3.2.
func TestParseMTASTSPolicy(t *testing.T) {
	const good = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n"
	tests := []struct {
		name, text string
		valid      bool
		problems   string
	}{
		{"example of the RFC", "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n", true, ""},
		{"LF", good, true, ""},
		{"no line break at the end", strings.TrimSuffix(good, "\n"), true, ""},
		{"any order", "max_age: 604800\nmx: mail.example.com\nmode: testing\nversion: STSv1\n", true, ""},
		{"no space behind the colon", "version:STSv1\nmode:enforce\nmx:mail.example.com\nmax_age:604800\n", true, ""},
		{"more spaces, and behind", "version:  STSv1 \nmode:\tenforce\nmx: mail.example.com\t\nmax_age: 604800\n", true, ""},
		{"empty line", good + "\n", true, "warn mta-sts-policy-syntax@-1"},
		{"mode none without mx", "version: STSv1\nmode: none\nmax_age: 86400\n", true, ""},
		{"mode enforce without mx", "version: STSv1\nmode: enforce\nmax_age: 604800\n", false, "fail mta-sts-policy-invalid@-1"},
		{"mode testing without mx", "version: STSv1\nmode: testing\nmax_age: 604800\n", false, "fail mta-sts-policy-invalid@-1"},
		{"no version", "mode: enforce\nmx: mail.example.com\nmax_age: 604800\n", false, "fail mta-sts-policy-invalid@-1"},
		{"other version", strings.Replace(good, "STSv1", "STSv2", 1), false, "fail mta-sts-policy-invalid@9"},
		{"version in another case", strings.Replace(good, "STSv1", "stsv1", 1), false, "fail mta-sts-policy-invalid@9"},
		{"no mode", "version: STSv1\nmx: mail.example.com\nmax_age: 604800\n", false, "fail mta-sts-policy-invalid@-1"},
		{"unknown mode", strings.Replace(good, "enforce", "report", 1), false, "fail mta-sts-policy-invalid@6"},
		{"mode in another case", strings.Replace(good, "enforce", "Enforce", 1), false, "fail mta-sts-policy-invalid@6"},
		{"no max_age", "version: STSv1\nmode: enforce\nmx: mail.example.com\n", false, "fail mta-sts-policy-invalid@-1"},
		{"max_age with a unit", strings.Replace(good, "604800", "7d", 1), false, "fail mta-sts-policy-invalid@9"},
		{"negative max_age", strings.Replace(good, "604800", "-1", 1), false, "fail mta-sts-policy-invalid@9"},
		{"eleven digits", strings.Replace(good, "604800", "00000604800", 1), false, "fail mta-sts-policy-invalid@9"},
		{"a year", strings.Replace(good, "604800", "31557600", 1), true, ""},
		{"more than a year", strings.Replace(good, "604800", "31557601", 1), true, "warn mta-sts-max-age-long@9"},
		{"less than a day", strings.Replace(good, "604800", "3600", 1), true, "warn mta-sts-max-age-short@9"},
		{"zero", strings.Replace(good, "604800", "0", 1), true, "warn mta-sts-max-age-short@9"},
		{"mode twice", good + "mode: none\n", true, "warn mta-sts-policy-duplicate@0"},
		{"mx twice", good + "mx: MAIL.example.com\n", true, "info mta-sts-policy-duplicate@4"},
		{"unknown key", good + "colour: blue\n", true, "info mta-sts-policy-unknown-key@0"},
		{"max-age", strings.Replace(good, "max_age", "max-age", 1), false, "warn mta-sts-policy-unknown-key@0, fail mta-sts-policy-invalid@-1"},
		{"Mode", strings.Replace(good, "mode", "Mode", 1), false, "warn mta-sts-policy-unknown-key@0, fail mta-sts-policy-invalid@-1"},
		{"no colon", good + "mx mail2.example.com\n", false, "fail mta-sts-policy-invalid@0"},
		{"space before the colon", strings.Replace(good, "mode:", "mode :", 1), false, "fail mta-sts-policy-invalid@0, fail mta-sts-policy-invalid@-1"},
		{"equals sign", "version=STSv1\nmode: enforce\nmx: mail.example.com\nmax_age: 604800\n", false, "fail mta-sts-policy-invalid@0, fail mta-sts-policy-invalid@-1"},
		{"no value", strings.Replace(good, "enforce", "", 1), false, "fail mta-sts-policy-invalid@6, fail mta-sts-policy-invalid@-1"},
		{"mx is an address", strings.Replace(good, "mail.example.com", "192.0.2.1", 1), false, "fail mta-sts-mx-invalid@4"},
		{"mx is an IPv6 address", strings.Replace(good, "mail.example.com", "[2001:db8::1]", 1), false, "fail mta-sts-mx-invalid@4"},
		{"mx is *", strings.Replace(good, "mail.example.com", "*", 1), false, "fail mta-sts-mx-invalid@4"},
		{"star within", strings.Replace(good, "mail.example.com", "mail.*.example.com", 1), false, "fail mta-sts-mx-invalid@4"},
		{"star in a label", strings.Replace(good, "mail.example.com", "mx*.example.com", 1), false, "fail mta-sts-mx-invalid@4"},
		{"old pattern .example.com", strings.Replace(good, "mail.example.com", ".example.com", 1), false, "fail mta-sts-mx-invalid@4"},
		{"dot at the end", strings.Replace(good, "mail.example.com", "mail.example.com.", 1), false, "fail mta-sts-mx-invalid@4"},
		{"two names in one mx", strings.Replace(good, "mail.example.com", "a.example.com b.example.com", 1), false, "fail mta-sts-mx-invalid@4"},
		{"U-label", strings.Replace(good, "mail.example.com", "mäil.example.com", 1), false, "fail mta-sts-mx-invalid@4"},
		{"A-label", strings.Replace(good, "mail.example.com", "xn--mil-qla.example.com", 1), true, ""},
		{"byte order mark", "\ufeff" + good, false, "fail mta-sts-policy-invalid@0"},
		{"empty", "", false, "warn mta-sts-policy-syntax@-1, fail mta-sts-policy-invalid@-1, fail mta-sts-policy-invalid@-1, fail mta-sts-policy-invalid@-1"},
		{"web page", "<!DOCTYPE html>\n<html>\n", false, "fail mta-sts-policy-invalid@0, fail mta-sts-policy-invalid@0, fail mta-sts-policy-invalid@-1, fail mta-sts-policy-invalid@-1, fail mta-sts-policy-invalid@-1"},
	}
	for _, tt := range tests {
		p := check.ParseMTASTSPolicy(tt.text)
		if got := positions(p.Problems); got != tt.problems || p.Valid != tt.valid {
			t.Errorf("%s: %v, %s, want %v, %s", tt.name, p.Valid, got, tt.valid, tt.problems)
		}
	}
	p := check.ParseMTASTSPolicy(tests[0].text)
	if p.Version != "STSv1" || p.Mode != check.MTASTSEnforce || p.MaxAge != 604800 || !slices.Equal(p.MX, []string{"mail.example.com", "*.example.net", "backupmx.example.com"}) {
		t.Errorf("the example of the RFC = %+v", p)
	}
	if p = check.ParseMTASTSPolicy(good + "mode: none\n"); p.Mode != check.MTASTSEnforce {
		t.Errorf("of two modes %q counts, want the first", p.Mode)
	}
}

// TestMTASTSMatch goes through RFC 8461 section 4.1.
func TestMTASTSMatch(t *testing.T) {
	tests := []struct {
		pattern, host string
		want          bool
	}{
		{"mail.example.com", "mail.example.com", true},
		{"mail.example.com", "MAIL.Example.COM.", true},
		{"mail.example.com", "mail2.example.com", false},
		{"mail.example.com", "a.mail.example.com", false},
		{"*.example.com", "mail.example.com", true},
		{"*.example.com", "example.com", false},
		{"*.example.com", "a.b.example.com", false},
		{"*.example.com", ".example.com", false},
		{"*.EXAMPLE.com", "mail.example.com", true},
		{"*.example.com", "mailexample.com", false},
		{"example.com", "mail.example.com", false},
		{"*.mail.protection.example.com", "example-net.mail.protection.example.com", true},
	}
	for _, tt := range tests {
		p := check.ParseMTASTSPolicy("version: STSv1\nmode: enforce\nmax_age: 604800\nmx: " + tt.pattern + "\n")
		if _, got := p.Match(tt.host); got != tt.want {
			t.Errorf("%q against %q = %v, want %v", tt.host, tt.pattern, got, tt.want)
		}
	}
}

const stsWorld = `
example.net. MX 10 mx1.example.net.
example.net. MX 20 mx2.example.net.
_mta-sts.example.net. TXT "v=STSv1; id=1"
mta-sts.example.net. A 203.0.113.80
`

// policyServer serves HTTPS for mta-sts.example.net, at 203.0.113.80.
func policyServer(t *testing.T, cert *tls.Certificate, h http.HandlerFunc) *checktest.Routes {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = quietLog()
	s.TLS = &tls.Config{Certificates: []tls.Certificate{*cert}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return &checktest.Routes{To: map[string]string{"203.0.113.80:443": s.Listener.Addr().String()}}
}

// TestMTASTSFetch fetches policies from servers that behave and others.
func TestMTASTSFetch(t *testing.T) {
	ca := newCA(t)
	good := ca.good(t, "mta-sts.example.net")
	policy := func(mode, mx string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Host != "mta-sts.example.net" || r.URL.Path != "/.well-known/mta-sts.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			fmt.Fprintf(w, "version: STSv1\r\nmode: %s\r\nmx: %s\r\nmax_age: 604800\r\n", mode, mx)
		}
	}
	typed := func(kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			fmt.Fprint(w, "version: STSv1\nmode: enforce\nmx: *.example.net\nmax_age: 604800\n")
		}
	}
	tests := []struct {
		name   string
		cert   *tls.Certificate
		serve  http.HandlerFunc
		status check.Status
		ids    string
	}{
		{"good", good, policy("enforce", "*.example.net"), check.Pass, ""},
		{"one host does not fit", good, policy("enforce", "mx1.example.net"), check.Fail, "fail mta-sts-mx-mismatch"},
		{"testing", good, policy("testing", "*.example.net"), check.Info, "info mta-sts-mode-testing"},
		{"testing, one does not fit", good, policy("testing", "mx1.example.net"), check.Warn, "info mta-sts-mode-testing, warn mta-sts-mx-mismatch"},
		{"none", good, policy("none", "mx9.example.net"), check.Info, "info mta-sts-mode-none"},
		{"a pattern that is not used", good, policy("enforce", "*.example.net\r\nmx: old.example.org"), check.Info, "info mta-sts-mx-unused"},
		{"invalid", good, policy("on", "*.example.net"), check.Fail, "fail mta-sts-policy-invalid"},
		{"not found", good, http.NotFound, check.Fail, "fail mta-sts-http-status"},
		{"redirect", good, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://127.0.0.1/secret", http.StatusMovedPermanently)
		}, check.Fail, "fail mta-sts-redirect"},
		{"web page", good, typed("text/html"), check.Fail, "fail mta-sts-content-type"},
		{"no content type", good, typed(""), check.Fail, "fail mta-sts-content-type"},
		{"too large", good, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Write(bytes.Repeat([]byte("mx: mail.example.net\n"), 4000))
		}, check.Fail, "fail mta-sts-too-large"},
		{"endless", good, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			for {
				if _, err := w.Write(bytes.Repeat([]byte("x"), 4096)); err != nil {
					return
				}
			}
		}, check.Fail, "fail mta-sts-too-large"},
		{"slow", good, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, check.Unknown, "unknown mta-sts-fetch-timeout"},
		{"hangs up", good, func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, check.Fail, "fail mta-sts-fetch-failed"},
		{"expired certificate", ca.expired(t, "mta-sts.example.net"), policy("enforce", "*.example.net"), check.Fail, "fail mta-sts-certificate"},
		{"certificate of the mail host", ca.good(t, "mx1.example.net"), policy("enforce", "*.example.net"), check.Fail, "fail mta-sts-certificate"},
		{"self-signed certificate", ca.self(t, "mta-sts.example.net"), policy("enforce", "*.example.net"), check.Fail, "fail mta-sts-certificate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := policyServer(t, tt.cert, tt.serve)
			patience := 10 * time.Second
			if tt.status == check.Unknown {
				patience = 100 * time.Millisecond // the server is silent
			}
			zone := world(t, stsWorld)
			res := check.MTASTS(t.Context(), zone, check.MTASTSQuery{Domain: "example.net", Prober: &check.Prober{Roots: ca.Roots, Dialer: d, ReplyTimeout: patience}})
			wellFormed(t, res, zone)
			if res.Status != tt.status || ids(res) != tt.ids {
				t.Errorf("%s, %s\n%s\nwant %s, %s", res.Status, ids(res), texts(res), tt.status, tt.ids)
			}
			if dials := d.Dialed(); !slices.Equal(dials, []string{"203.0.113.80:443"}) {
				t.Errorf("dialled %v, want the policy host once", dials)
			}
		})
	}
}

// TestMTASTSRecords looks at DNS alone: nobody is dialled.
func TestMTASTSRecords(t *testing.T) {
	tests := []struct {
		name, zone string
		status     check.Status
		ids        string
	}{
		{"record and host", stsWorld, check.Info, "info mta-sts-not-fetched"},
		{"nothing", "example.net. MX 10 mx.example.net.\n", check.Info, "info mta-sts-missing"},
		{"no domain", "", check.Info, "info mta-sts-missing"},
		{"host without a record", "mta-sts.example.net. A 203.0.113.80\n", check.Warn, "warn mta-sts-missing"},
		{"record without a host", `_mta-sts.example.net. TXT "v=STSv1; id=1"` + "\n", check.Fail, "fail mta-sts-host-missing"},
		{"two records", stsWorld + `_mta-sts.example.net. TXT "v=STSv1; id=2"` + "\n", check.Fail, "fail mta-sts-multiple-records"},
		{"beside other TXT", stsWorld + `_mta-sts.example.net. TXT "v=spf1 -all"` + "\n", check.Info, "info mta-sts-not-fetched"},
		{"in pieces", strings.Replace(stsWorld, `"v=STSv1; id=1"`, `"v=STSv1; " "id=1"`, 1), check.Info, "info mta-sts-not-fetched"},
		{"through a CNAME", "_mta-sts.example.net. CNAME _mta-sts.example.org.\n_mta-sts.example.org. TXT \"v=STSv1; id=1\"\nmta-sts.example.net. CNAME mta-sts.example.org.\nmta-sts.example.org. A 203.0.113.80\n", check.Info, "info mta-sts-not-fetched"},
		{"wrong case", strings.Replace(stsWorld, "v=STSv1", "v=stsv1", 1), check.Fail, "fail mta-sts-record-invalid"},
		{"quoted twice", strings.Replace(stsWorld, `"v=STSv1; id=1"`, `"\"v=STSv1; id=1\""`, 1), check.Fail, "fail mta-sts-record-invalid"},
		{"no id", strings.Replace(stsWorld, "; id=1", ";", 1), check.Fail, "fail mta-sts-record-invalid"},
		{"at the apex", `example.net. TXT "v=STSv1; id=1"` + "\n", check.Fail, "fail mta-sts-wrong-place"},
		{"at the policy host", `mta-sts.example.net. TXT "v=STSv1; id=1"` + "\n", check.Fail, "fail mta-sts-wrong-place"},
		{"SERVFAIL", ";ndr fail _mta-sts.example.net servfail\n", check.Unknown, "unknown mta-sts-dns-failure"},
		{"host SERVFAIL", stsWorld + ";ndr fail mta-sts.example.net servfail\n", check.Unknown, "unknown mta-sts-dns-failure"},
	}
	for _, tt := range tests {
		zone := world(t, tt.zone)
		res := check.MTASTS(t.Context(), zone, check.MTASTSQuery{Domain: "example.net"})
		wellFormed(t, res, zone)
		if res.Status != tt.status || ids(res) != tt.ids {
			t.Errorf("%s: %s, %s\n%s\nwant %s, %s", tt.name, res.Status, ids(res), texts(res), tt.status, tt.ids)
		}
	}
}

// TestMTASTSNeverInside: a policy host that leads inside is not dialled.
func TestMTASTSNeverInside(t *testing.T) {
	for _, addr := range []string{"A 127.0.0.1", "A 169.254.169.254", "A 10.0.0.1", "AAAA ::1", "AAAA ::ffff:10.0.0.1"} {
		d := &checktest.Routes{}
		zone := world(t, strings.Replace(stsWorld, "A 203.0.113.80", addr, 1))
		res := check.MTASTS(t.Context(), zone, check.MTASTSQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}})
		if len(d.Dialed()) > 0 || res.Status != check.Unknown || ids(res) != "warn mta-sts-address-private" {
			t.Errorf("%s: dialled %v, %s %s", addr, d.Dialed(), res.Status, ids(res))
		}
	}
}

// TestMTASTSCancelled: the end of the context ends the fetch.
func TestMTASTSCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d := policyServer(t, newCA(t).good(t, "mta-sts.example.net"), func(_ http.ResponseWriter, r *http.Request) {})
	d.To["203.0.113.80:443"] = "silent"
	go cancel()
	if res := check.MTASTS(ctx, world(t, stsWorld), check.MTASTSQuery{Domain: "example.net", Prober: &check.Prober{Dialer: d}}); res.Status != check.Unknown {
		t.Errorf("status %s, want unknown", res.Status)
	}
}
