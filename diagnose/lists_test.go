package diagnose_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// The access key of a list reaches the resolver, and nothing else.
func TestDNSBLKeys(t *testing.T) {
	const bounce = "From: MAILER-DAEMON@example.com\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.com\n\n" +
		"Final-Recipient: rfc822; jane@example.org\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 5.7.1 Service unavailable; client [192.0.2.10] blocked using zen.spamhaus.org\n\n--b--\n"
	report, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		t.Fatal(err)
	}
	zone, err := checktest.ParseString("10.2.0.192.s3cr3tk3y.zen.dq.spamhaus.net. A 127.0.0.4\n10.2.0.192.s3cr3tk3y.zen.dq.spamhaus.net. TXT \"asked with S3cr3tk3y\"\n")
	if err != nil {
		t.Fatal(err)
	}
	d := &diagnose.Diagnoser{Resolver: zone, DNSBL: check.DNSBLQuery{Keys: map[string]string{"spamhaus": "s3cr3tk3y"}, Zones: []string{"not.example"}}}
	got := d.Diagnose(t.Context(), report)
	if v := got.Verdicts[0]; v.Cause != diagnose.IPListed || v.Confidence != diagnose.Confirmed {
		t.Errorf("verdict %s, %s, want %s, %s", v.Cause, v.Confidence, diagnose.IPListed, diagnose.Confirmed)
	}
	text := fmt.Sprintf("%+v", got.Verdicts)
	for _, res := range got.Checks {
		text += fmt.Sprintf("%+v %+v", res, res.Data)
	}
	if strings.Contains(strings.ToLower(text), "s3cr3t") || !strings.Contains(text, "<key>") {
		t.Errorf("the key shows in %s", text)
	}
}
