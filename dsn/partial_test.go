package dsn_test

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A returned message is kept as it came back, whole or in part, where that is
// asked for.
func TestReturnedIsKept(t *testing.T) {
	const head = "From: joe@example.com\nSubject: hi\nMessage-ID: <1@example.com>\n"
	bounce := func(typ, content string) string {
		return "From: MAILER-DAEMON@mx.example.net\nTo: joe@example.com\nSubject: failed\nMIME-Version: 1.0\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" +
			"Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 5.1.1\n\n" +
			"--b\nContent-Type: " + typ + "\n\n" + content + "\n--b--\n"
	}
	long := head + "\n" + strings.Repeat("0123456789012345678901234567890123456789\n", 2500)
	tests := []struct {
		name, mail   string
		keep         int
		raw, partial int // lengths, -1 for at least one byte
	}{
		{"whole", bounce("message/rfc822", head+"\nHi."), 1 << 20, len(head) + 4, 0},
		{"header only", bounce("text/rfc822-headers", head), 1 << 20, 0, len(head)},
		{"cut", bounce("message/rfc822", long), 1000, 0, -1},
		{"not asked for", bounce("message/rfc822", head+"\nHi."), 0, 0, 0},
	}
	for _, tt := range tests {
		rep, err := (&dsn.Parser{KeepReturned: tt.keep}).Parse(strings.NewReader(tt.mail))
		if err != nil {
			t.Fatalf("%s: Parse = %v", tt.name, err)
		}
		o := rep.Original
		if len(o.Raw) != tt.raw || len(o.Partial) != tt.partial && (tt.partial >= 0 || len(o.Partial) == 0) {
			t.Errorf("%s: %d bytes raw and %d partial, want %d and %d", tt.name, len(o.Raw), len(o.Partial), tt.raw, tt.partial)
		}
		if b := append(o.Raw, o.Partial...); len(b) > 0 && !strings.HasPrefix(string(b), head[:20]) {
			t.Errorf("%s: kept is %q", tt.name, b[:20])
		}
	}
}
