package diagnose_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

var signingKey = sync.OnceValue(func() ed25519.PrivateKey {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
})

// A returnedMail is a message of ours, or one that only looks like it.
type returnedMail struct {
	from, id, received string
	signer             string // d=, "" for no signature
	edit               []string
}

func (m returnedMail) text(t *testing.T) string {
	t.Helper()
	or := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	mail := "From: " + or(m.from, "joe@example.com") + "\r\nTo: jane@example.net\r\nSubject: Minutes\r\nDate: Mon, 2 Nov 2026 09:14:01 +0000\r\n" +
		"Message-ID: " + or(m.id, "<1@example.com>") + "\r\n\r\nHello.\r\n"
	if m.signer != "" {
		var b bytes.Buffer
		if err := dkim.Sign(&b, strings.NewReader(mail), &dkim.SignOptions{Domain: m.signer, Selector: "s1", Signer: signingKey(), HeaderCanonicalization: "relaxed", BodyCanonicalization: "relaxed"}); err != nil {
			t.Fatal(err)
		}
		mail = b.String()
	}
	for i := 0; i+1 < len(m.edit); i += 2 {
		if !strings.Contains(mail, m.edit[i]) {
			t.Fatalf("%q is not in the message", m.edit[i])
		}
		mail = strings.Replace(mail, m.edit[i], m.edit[i+1], 1)
	}
	return "Received: " + or(m.received, "from out.example.com (out.example.com [192.0.2.10]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000") + "\r\n" + mail
}

// bounceOf puts a message, or its header alone, into a bounce to an address.
func bounceOf(to, reporter, returned string, headerOnly bool) string {
	typ := "message/rfc822"
	if headerOnly {
		typ, returned = "text/rfc822-headers", returned[:strings.Index(returned, "\r\n\r\n")+2]
	}
	return "From: MAILER-DAEMON@" + reporter + "\r\nTo: " + to + "\r\nSubject: Undelivered\r\nDate: Mon, 2 Nov 2026 09:14:07 +0000\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; " + reporter + "\r\n\r\nFinal-Recipient: rfc822; jane@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
		"--b\r\nContent-Type: " + typ + "\r\n\r\n" + returned + "\r\n--b--\r\n"
}

func TestAuthenticity(t *testing.T) {
	keys := func(domain string) string {
		return fmt.Sprintf("s1._domainkey.%s. TXT \"v=DKIM1; k=ed25519; p=%s\"\n", domain, base64.StdEncoding.EncodeToString(signingKey().Public().(ed25519.PublicKey)))
	}
	const spf = `example.com. TXT "v=spf1 ip4:192.0.2.10 -all"` + "\n"
	const elsewhere = "from dsl.example.org (dsl.example.org [203.0.113.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"
	const forwarded = "from fwd.example.org (fwd.example.org [203.0.113.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:03 +0000\r\n" +
		"Received: from out.example.com (out.example.com [192.0.2.10]) by fwd.example.org with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"
	spam := returnedMail{from: "win@example.org", id: "<x@example.org>", received: elsewhere}
	tests := []struct {
		name       string
		mail       returnedMail
		to         string // joe@example.com
		reporter   string // mx.example.net
		zone       string
		headerOnly bool
		own        diagnose.Own
		offline    bool
		status     diagnose.AuthenticityStatus
		reason     diagnose.ReasonID // of the first, "" for none
	}{
		// signatures
		{name: "signed", mail: returnedMail{signer: "example.com"}, zone: keys("example.com"), status: "verified", reason: "original-dkim-valid"},
		{name: "signed by a subdomain", mail: returnedMail{signer: "mail.example.com"}, zone: keys("mail.example.com"), status: "verified", reason: "original-dkim-valid"},
		{name: "signed, header only", mail: returnedMail{signer: "example.com"}, headerOnly: true, zone: keys("example.com"), status: "verified", reason: "original-dkim-header-valid"},
		{name: "signed, footer", mail: returnedMail{signer: "example.com", edit: []string{"Hello.", "Hello.\r\n--\r\nusers list"}}, zone: keys("example.com"), status: "verified", reason: "original-dkim-header-valid"},
		{name: "signed, subject tag", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "[users] Minutes"}}, zone: keys("example.com"), status: "verified", reason: "original-dkim-header-valid"},
		{name: "signed, subject tag, header only", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "[users] Minutes"}}, headerOnly: true, zone: keys("example.com"), status: "verified", reason: "original-dkim-header-valid"},
		{name: "signed, another subject", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "Buy!"}}, zone: keys("example.com"), status: "suspect", reason: "original-dkim-invalid"},
		{name: "signed, another subject, header only", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "Buy!"}}, headerOnly: true, zone: keys("example.com"), status: "suspect", reason: "original-dkim-invalid"},
		{name: "forged, but the token is ours", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "Buy!"}}, to: verpAddress("s3cr3t-key", "jane@example.net"), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, zone: keys("example.com"), status: "verified", reason: "verp-valid"},
		{name: "key missing", mail: returnedMail{signer: "example.com"}, zone: "example.com. A 192.0.2.1\n", status: "unverified"},
		{name: "key revoked", mail: returnedMail{signer: "example.com"}, zone: `s1._domainkey.example.com. TXT "v=DKIM1; k=ed25519; p="`, status: "unverified"},
		{name: "key can't be looked up", mail: returnedMail{signer: "example.com"}, zone: ";ndr fail s1._domainkey.example.com servfail", status: "unverified", reason: "dns-failure"},
		{name: "forged and the key can't be looked up", mail: returnedMail{signer: "example.com", edit: []string{"Minutes", "Buy!"}}, zone: ";ndr fail *.example.com timeout", status: "unverified", reason: "dns-failure"},
		{name: "signed, offline", mail: returnedMail{signer: "example.com"}, zone: keys("example.com"), offline: true, status: "unverified"},
		{name: "signed by a provider", mail: returnedMail{signer: "esp.example"}, zone: keys("esp.example"), status: "unverified"},
		{name: "provider's return path", mail: returnedMail{signer: "example.com", received: "from out.esp.example (out.esp.example [192.0.2.10]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"}, to: "b1@esp.example", zone: keys("example.com"), status: "verified", reason: "original-dkim-valid"},
		{name: "well-signed spam in our name", mail: returnedMail{from: "win@example.org", id: "<x@example.org>", received: elsewhere, signer: "example.org"}, zone: keys("example.org"), status: "suspect", reason: "no-trace"},
		{name: "own domains, signed by one", mail: returnedMail{signer: "mail.example.com"}, own: diagnose.Own{Domains: []string{"example.com"}}, zone: keys("mail.example.com"), status: "verified", reason: "original-dkim-valid"},
		{name: "own domains, signed by another", mail: returnedMail{signer: "example.com"}, own: diagnose.Own{Domains: []string{"example.org"}}, zone: keys("example.com"), status: "suspect", reason: "no-trace"},
		// SPF
		{name: "SPF allows it", zone: spf, status: "unverified"},
		{name: "SPF does not allow it", mail: returnedMail{received: elsewhere}, zone: spf, status: "suspect", reason: "spf-fail"},
		{name: "SPF does not allow it, header only", mail: returnedMail{received: elsewhere}, headerOnly: true, zone: spf, status: "suspect", reason: "spf-fail"},
		{name: "SPF softly", mail: returnedMail{received: elsewhere}, zone: `example.com. TXT "v=spf1 ip4:192.0.2.10 ~all"`, status: "unverified"},
		{name: "no SPF record", mail: returnedMail{received: elsewhere}, zone: "example.com. A 192.0.2.10", status: "unverified"},
		{name: "SPF fails to be looked up", mail: returnedMail{received: elsewhere}, zone: ";ndr fail example.com servfail", status: "unverified", reason: "dns-failure"},
		{name: "SPF permerror", mail: returnedMail{received: elsewhere}, zone: `example.com. TXT "v=spf1 ipv4:192.0.2.10 -all"`, status: "unverified"},
		{name: "forwarded", mail: returnedMail{received: forwarded}, zone: spf, status: "unverified"},
		{name: "bounce of our own server, of its client", mail: returnedMail{received: elsewhere}, reporter: "mail.example.com", zone: spf, status: "unverified"},
		{name: "submitted", mail: returnedMail{received: "from [203.0.113.9] (dsl.example.org [203.0.113.9]) by mx.example.net with ESMTPSA; Mon, 2 Nov 2026 09:14:02 +0000"}, zone: spf, status: "unverified"},
		{name: "private address", mail: returnedMail{received: "from pc (pc [10.0.0.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"}, zone: spf, status: "unverified"},
		{name: "SPF does not allow it, but signed", mail: returnedMail{signer: "example.com", received: elsewhere}, zone: spf + keys("example.com"), status: "verified", reason: "original-dkim-valid"},
		{name: "SPF does not allow it, offline", mail: returnedMail{received: elsewhere}, zone: spf, offline: true, status: "unverified"},
		// traces
		{name: "nothing is ours", mail: spam, zone: "example.com. A 192.0.2.1", status: "suspect", reason: "no-trace"},
		{name: "another brand of ours, through a provider that SPF allows", mail: returnedMail{from: "news@brand.example", id: "<x@esp.example>", received: "from out.esp.example (out.esp.example [203.0.113.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"}, zone: `example.com. TXT "v=spf1 ip4:203.0.113.9 -all"`, status: "unverified"},
		{name: "the same, signed by the brand", mail: returnedMail{from: "news@brand.example", id: "<x@esp.example>", received: "from out.esp.example (out.esp.example [203.0.113.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000", signer: "brand.example"}, zone: `example.com. TXT "v=spf1 ip4:203.0.113.9 -all"` + "\n" + keys("brand.example"), status: "verified", reason: "original-dkim-valid"},
		{name: "nothing is ours, offline", mail: spam, offline: true, status: "suspect", reason: "no-trace"},
		{name: "nothing is ours, at an address for bounces", mail: spam, to: "bounce-17@example.com", zone: "example.com. A 192.0.2.1", status: "unverified"},
		{name: "our host handed it on", mail: returnedMail{from: "win@example.org", id: "<x@example.org>", received: "from mail.example.com (mail.example.com [192.0.2.10]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"}, zone: "example.com. A 192.0.2.1", status: "unverified"},
		{name: "our host in HELO alone", mail: returnedMail{from: "win@example.org", id: "<x@example.org>", received: "from mail.example.com (dsl.example.org [203.0.113.9]) by mx.example.net with ESMTP; Mon, 2 Nov 2026 09:14:02 +0000"}, zone: "example.com. A 192.0.2.1", status: "suspect", reason: "no-trace"},
		{name: "our list sent it", mail: returnedMail{from: "ann@example.org", id: "<x@example.org>", received: elsewhere, edit: []string{"Subject:", "List-Id: <users.lists.example.com>\r\nSubject:"}}, zone: "example.com. A 192.0.2.1", status: "unverified"},
		{name: "nothing is ours, by the author's own system", mail: spam, reporter: "mail.example.org", zone: "example.com. A 192.0.2.1", status: "unverified"},
		{name: "own domains, none of them", mail: spam, own: diagnose.Own{Domains: []string{"example.com", "news.example"}}, offline: true, status: "suspect", reason: "no-trace"},
		{name: "own domains, From", own: diagnose.Own{Domains: []string{"example.com"}}, mail: returnedMail{received: elsewhere}, offline: true, status: "unverified"},
		// tokens
		{name: "VERP names the recipient", to: "bounces+jane=example.net@example.com", offline: true, status: "verified", reason: "verp-recipient"},
		{name: "VERP names whom the message was to, behind an alias", to: "bounces+jane=alias.example@example.com", mail: returnedMail{edit: []string{"To: jane@example.net", "To: jane@alias.example"}}, offline: true, status: "verified", reason: "verp-recipient"},
		{name: "VERP names another", to: "bounces+jim=example.net@example.com", offline: true, status: "unverified"},
		{name: "VERP names the recipient, SPF does not allow it", to: "bounces+jane=example.net@example.com", mail: returnedMail{received: elsewhere}, zone: spf, status: "verified", reason: "verp-recipient"},
		{name: "VERP with a token", to: verpAddress("s3cr3t-key", "jane@example.net"), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "verified", reason: "verp-valid"},
		{name: "VERP with a token of the old secret", to: verpAddress("old-secret", "jane@example.net"), own: diagnose.Own{Secrets: []string{"s3cr3t-key", "old-secret"}}, offline: true, status: "verified", reason: "verp-valid"},
		{name: "BATV", to: batvAddress("s3cr3t-key", 3), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "verified", reason: "batv-valid"},
		{name: "BATV in capitals", to: strings.ToUpper(batvAddress("s3cr3t-key", 3)), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "verified", reason: "batv-valid"},
		{name: "BATV of another secret", to: batvAddress("other-secret", 3), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "suspect", reason: "batv-invalid"},
		{name: "BATV past its time", to: batvAddress("s3cr3t-key", -3), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "unverified", reason: "token-expired"},
		{name: "BATV without a secret", to: batvAddress("s3cr3t-key", 3), offline: true, status: "unverified"},
		{name: "SRS", to: srsAddress("s3cr3t-key"), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "verified", reason: "srs-valid"},
		{name: "SRS of another secret", to: srsAddress("other-secret"), own: diagnose.Own{Secrets: []string{"s3cr3t-key"}}, offline: true, status: "suspect", reason: "srs-invalid"},
		{name: "SRS without a secret", to: srsAddress("s3cr3t-key"), mail: spam, offline: true, status: "unverified"},
		// message IDs
		{name: "message ID known", own: diagnose.Own{Sent: sent("<1@example.com>")}, offline: true, status: "verified", reason: "message-id-known"},
		{name: "message ID not known", own: diagnose.Own{Sent: sent("<2@example.com>")}, offline: true, status: "suspect", reason: "message-id-unknown"},
		{name: "message ID can't be told", own: diagnose.Own{Sent: func(context.Context, string) (bool, bool) { return false, false }}, offline: true, status: "unverified"},
		{name: "message ID not known, but signed", mail: returnedMail{signer: "example.com"}, own: diagnose.Own{Sent: sent("<2@example.com>")}, zone: keys("example.com"), status: "verified", reason: "original-dkim-valid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			to, reporter := tt.to, tt.reporter
			if to == "" {
				to = "joe@example.com"
			}
			if reporter == "" {
				reporter = "mx.example.net"
			}
			rep, err := (&dsn.Parser{KeepReturned: 1 << 20}).Parse(strings.NewReader(bounceOf(to, reporter, tt.mail.text(t), tt.headerOnly)))
			if err != nil {
				t.Fatal(err)
			}
			d := &diagnose.Diagnoser{Own: tt.own}
			zone, err := checktest.ParseString(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			if !tt.offline {
				d.Resolver = zone
			}
			got := d.Diagnose(context.Background(), rep).Authenticity
			first := diagnose.ReasonID("")
			if len(got.Reasons) > 0 {
				first = got.Reasons[0].ID
			}
			if got.Status != tt.status || first != tt.reason {
				t.Errorf("authenticity is %v, want %s by %q", got, tt.status, tt.reason)
			}
			if strings.Contains(fmt.Sprint(got.Reasons), "%!") || slices.ContainsFunc(got.Reasons, func(r diagnose.Reason) bool { return r.Text == "" }) {
				t.Errorf("reasons %v", got.Reasons)
			}
			if tt.offline && zone.Asked() > 0 || len(zone.Duplicates()) > 0 {
				t.Errorf("asked %v", zone.Queries())
			}
		})
	}
}

func sent(ids ...string) func(context.Context, string) (bool, bool) {
	return func(_ context.Context, id string) (bool, bool) { return slices.Contains(ids, id), true }
}

func verpAddress(secret, recipient string) string {
	return "bounces+" + diagnose.Token(secret, recipient) + "-" + strings.Replace(recipient, "@", "=", 1) + "@example.com"
}

func mac(secret, text string) []byte {
	h := hmac.New(sha1.New, []byte(secret))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// batvAddress makes the BATV address of joe@example.com that ends some days
// after 2 November 2026, day 20759 since 1970.
func batvAddress(secret string, days int) string {
	day := fmt.Sprintf("0%03d", (20759+days)%1000)
	return "prvs=" + day + hex.EncodeToString(mac(secret, day+"joe@example.com"))[:6] + "=joe@example.com"
}

// srsAddress makes the SRS address of ann@example.org at fwd.example.com.
func srsAddress(secret string) string {
	return "SRS0=" + base64.StdEncoding.EncodeToString(mac(secret, "7kexample.organn"))[:4] + "=7K=example.org=ann@fwd.example.com"
}

// Token is part of what users build on.
func TestToken(t *testing.T) {
	if a, b := diagnose.Token("k", "Jane@example.net"), diagnose.Token("k", "jane@example.net"); a != b || len(a) != 16 || a == diagnose.Token("l", "jane@example.net") {
		t.Errorf("Token = %q, %q", a, b)
	}
}

// deaf answers nothing.
type deaf struct{}

func (deaf) Lookup(_ context.Context, name string, qtype uint16) check.Answer {
	return check.Answer{Name: name, Type: qtype, Outcome: check.ServFail, Reason: "out of order"}
}

// A bounce is not suspect for want of an answer.
func TestAuthenticityWithoutAnswers(t *testing.T) {
	n := 0
	for _, w := range readWorlds(t) {
		a := diagnoseIn(deaf{}, w.rep).Authenticity
		if a.Status == diagnose.Suspect && a.Reasons[0].ID != diagnose.NoTrace {
			t.Errorf("%s: %v", w.dir, a)
		}
		n++
	}
	if n == 0 {
		t.Error("no worlds")
	}
}
