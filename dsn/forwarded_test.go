package dsn

import (
	"fmt"
	"strings"
	"testing"
)

// TestForwardedDepth opens messages within messages up to a bound.
func TestForwardedDepth(t *testing.T) {
	mail := "From: MAILER-DAEMON@mx.example.com\nContent-Type: message/delivery-status\n\n" +
		"Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; jane@example.org\nAction: failed\nStatus: 5.1.1\n"
	for depth := range maxForwards + 2 {
		rep, err := Parse(strings.NewReader(mail))
		if err != nil {
			t.Fatal(err)
		}
		want := KindFailure
		if depth > maxForwards {
			want = KindNone
		}
		if rep.Kind != want {
			t.Errorf("at depth %d: kind %s, want %s", depth, rep.Kind, want)
		}
		if forwarded := hasProblem(rep, ProblemForwarded); forwarded != (depth > 0 && want == KindFailure) {
			t.Errorf("at depth %d: problems %v", depth, rep.Problems)
		}
		mail = fmt.Sprintf("From: bob@example.com\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%[1]d\n\nhelp\n--b%[1]d\nContent-Type: message/rfc822\n\n%s\n--b%[1]d--\n", depth, mail)
	}
}

func hasProblem(rep *Report, id ProblemID) bool {
	for _, p := range rep.Problems {
		if p.ID == id {
			return true
		}
	}
	return false
}
