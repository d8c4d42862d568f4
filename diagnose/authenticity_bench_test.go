package diagnose

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// BenchmarkAuthenticityOffline judges a bounce of our own mail and one of
// another's, of which the whole trace is looked at, without lookups.
func BenchmarkAuthenticityOffline(b *testing.B) {
	const bounce = "From: MAILER-DAEMON@mx.example.net\nTo: joe@example.com\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n" +
		"Received: from a.example.org (a.example.org [203.0.113.9]) by mx.example.net; Mon, 2 Nov 2026 09:14:02 +0000\nReceived: from b.example.org (b.example.org [203.0.113.8]) by a.example.org; Mon, 2 Nov 2026 09:14:01 +0000\n" +
		"From: joe@example.com\nTo: jane@example.net\nMessage-ID: <1@mail.example.com>\nSubject: hi\n\nHi.\n--b--\n"
	others := strings.NewReplacer("joe@example.com\nTo: jane", "win@example.org\nTo: jane", "mail.example.com", "example.org").Replace(bounce)
	for _, m := range []struct{ name, mail string }{{"ours", bounce}, {"another's", others}} {
		rep, err := dsn.Parse(strings.NewReader(m.mail))
		if err != nil {
			b.Fatal(err)
		}
		c := newCase(rep, catalog.Builtin())
		b.Run(m.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				authenticity(context.Background(), nil, Own{}, &c, nil)
			}
		})
	}
}
