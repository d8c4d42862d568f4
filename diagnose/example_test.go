package diagnose_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

const bounce = `From: MAILER-DAEMON@mx.example.net
To: news@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_1"

--=_1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; jane@example.net
Action: failed
Status: 5.7.23
Diagnostic-Code: smtp; 550 5.7.23 SPF validation failed

--=_1
Content-Type: text/rfc822-headers

Return-Path: <news@example.com>
Received: from out.example.com (out.example.com [192.0.2.10]) by mx.example.net
From: news@example.com
Message-ID: <1@example.com>

--=_1--
`

const zone = `
example.com. 300 IN TXT "v=spf1 ip4:198.51.100.0/24 -all"
`

func ExampleDiagnoser_Diagnose() {
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		fmt.Println(err)
		return
	}
	world, err := checktest.Parse(strings.NewReader(zone))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &diagnose.Diagnoser{Resolver: world}
	v := d.Diagnose(context.Background(), rep).Verdicts[0]
	fmt.Println(v.Cause, v.Confidence)
	fmt.Println(v.Summary)
	fmt.Println(v.Fix[0].Name, v.Fix[0].Type, v.Fix[0].Value)
	// Output:
	// spf-ip-not-authorised confirmed
	// SPF of example.com does not allow 192.0.2.10 to send.
	// example.com TXT v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.10 -all
}

// bimiCheck is a check from outside of this module: it looks for the sender's
// logo record, and applies to every bounce with a From domain.
type bimiCheck struct{}

func (bimiCheck) Name() string { return "bimi" }

func (bimiCheck) Targets(c *diagnose.Case) []diagnose.Target {
	if len(c.Matches) == 0 || c.Facts(0).FromDomain == "" {
		return nil
	}
	return []diagnose.Target{{Domain: c.Facts(0).FromDomain}}
}

func (bimiCheck) Run(ctx context.Context, r check.Resolver, t diagnose.Target) check.Result {
	const txt = 16 // dns.TypeTXT
	res := check.Result{Check: "bimi", Target: t.Domain, Queries: 1}
	switch a := r.Lookup(ctx, "default._bimi."+t.Domain, txt); {
	case a.Outcome == check.Answered:
		res.Status = check.Pass
	case a.Outcome.Absent():
		res.Status = check.Info
	default:
		res.Status = check.Unknown
	}
	return res
}

// A check from another module is passed in beside the built-in ones.
func ExampleCheck() {
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		fmt.Println(err)
		return
	}
	world, err := checktest.Parse(strings.NewReader(zone))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &diagnose.Diagnoser{Resolver: world, Checks: []diagnose.Check{bimiCheck{}}}
	results := d.Diagnose(context.Background(), rep).Checks
	last := results[len(results)-1]
	fmt.Println(last.Check, last.Target, last.Status)
	// Output: bimi example.com info
}

// One row for each recipient: what became of it, what the refusal is about, and
// the cause that explains it best.
func ExampleDiagnosis_VerdictOf() {
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := (&diagnose.Diagnoser{}).Diagnose(context.Background(), rep)
	for i, rcpt := range rep.Recipients {
		row := []any{rcpt.Final.Value, rcpt.Action, rcpt.Status, d.Matches[i].Category}
		if v, ok := d.VerdictOf(i); ok {
			row = append(row, v.Cause, v.Confidence)
		}
		fmt.Println(row...)
	}
	// Output: jane@example.net failed 5.7.23 auth-failure spf-ip-not-authorised likely
}
