package diagnose_test

import (
	"context"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// mute answers no question but, where it is alive, those about the root.
type mute struct {
	outcome check.Outcome
	alive   bool
}

func (f mute) Lookup(_ context.Context, name string, qtype uint16) check.Answer {
	if strings.Trim(name, ".") == "" && f.alive {
		return check.Answer{Type: dns.TypeNS, Outcome: check.NoData}
	}
	return check.Answer{Name: name, Type: qtype, Outcome: f.outcome, Reason: "in words that say nothing"}
}

// A domain's own servers are to blame only where the resolver works.
func TestDNSFailureIsConfirmedByOutcome(t *testing.T) {
	const bounce = "From: MAILER-DAEMON@example.com\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.com\n\n" +
		"Final-Recipient: rfc822; jane@example.org\nAction: failed\nStatus: 4.4.3\nDiagnostic-Code: smtp; 451 4.4.3 Host or domain name not found. Name service error for name=example.org type=MX: Host not found, try again\n\n--b--\n"
	report, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		r    mute
		want diagnose.Confidence
	}{
		{mute{check.ServFail, false}, diagnose.Confirmed},
		{mute{check.Bogus, false}, diagnose.Confirmed},
		{mute{check.Timeout, true}, diagnose.Confirmed},
		{mute{check.Timeout, false}, diagnose.Likely},
		{mute{check.Unreachable, false}, diagnose.Likely},
		{mute{check.Refused, false}, diagnose.Likely},
	} {
		v := (&diagnose.Diagnoser{Resolver: tt.r}).Diagnose(t.Context(), report).Verdicts[0]
		if v.Cause != diagnose.RecipientDNSFailure || v.Confidence != tt.want {
			t.Errorf("%v, alive %v: %s, %s, want %s, %s", tt.r.outcome, tt.r.alive, v.Cause, v.Confidence, diagnose.RecipientDNSFailure, tt.want)
		}
	}
}
