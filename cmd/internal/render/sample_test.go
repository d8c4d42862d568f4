package render

import (
	"net/netip"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

var sampleTime = time.Date(2026, 11, 2, 10, 14, 7, 0, time.FixedZone("", 3600))

// sampleEntry is an entry as the catalogue has them.
func sampleEntry() *catalog.Entry {
	return &catalog.Entry{
		ID: "gmail/5.7.26", Code: "550 5.7.26", Provider: "gmail", Name: "Message is not authenticated",
		Meaning:  "Neither SPF nor DKIM passed for the message, and Gmail takes mail only where at least one does.",
		Causes:   []string{"The sending host is missing from the SPF record", "The message carries no DKIM signature"},
		Fix:      []string{"Publish an SPF record that covers the sending host", "Sign the mail with DKIM"},
		Checks:   []string{"spf", "dkim", "dmarc"},
		Category: catalog.AuthFailure, Permanence: catalog.Permanent,
		Link: "https://support.google.com/mail/answer/81126", Source: "RFC 7372 section 3.3; Google",
	}
}

// sample is a diagnosis with one recipient and a bit of all.
func sample() *diagnose.Diagnosis {
	rep := &dsn.Report{
		Kind: dsn.KindFailure, Format: "rfc3464", Date: sampleTime, EnvelopeID: "QQ314159", ArrivalDate: sampleTime,
		ReportingMTA: dsn.MTA{Type: "dns", Name: "out.example.com"},
		Recipients: []dsn.Recipient{{
			Final: dsn.Address{Type: "rfc822", Value: "jane@example.net"}, Original: dsn.Address{Type: "rfc822", Value: "jane@example.org"},
			Action: dsn.ActionFailed, Status: dsn.Status{Class: 5, Subject: 7, Detail: 26}, Reply: 550, Command: "DATA",
			Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550-5.7.26 This mail has been blocked because the sender is unauthenticated. " +
				"SPF [example.com] with ip: [192.0.2.10] = did not pass, DKIM = did not pass. To learn more see https://support.google.com/mail/answer/81126#authentication 4-20020a05600c sm123456"},
			RemoteMTA:   dsn.MTA{Type: "dns", Name: "mx.example.net", Address: netip.MustParseAddr("198.51.100.25")},
			LastAttempt: sampleTime, EventID: "b3f1",
		}},
		Original: dsn.Original{
			MessageID: "<1@example.com>", From: "news@example.com", EnvelopeFrom: "b+1@bounces.example.com",
			To: []string{"jane@example.org"}, Subject: "November news", Date: sampleTime,
			SendingIP: netip.MustParseAddr("192.0.2.10"), HELO: "out.example.com",
			DKIM: []dsn.Signature{{Domain: "example.com", Selector: "s1"}}, Complete: true,
		},
		Problems: []dsn.Problem{{ID: dsn.ProblemBoundaryMismatch, Text: "the parts are divided by another boundary than the header announces"}},
	}
	return &diagnose.Diagnosis{
		Case: diagnose.Case{Report: rep, Matches: []catalog.Match{{
			Category: catalog.AuthFailure, Permanence: catalog.Permanent, Provider: "gmail", Entry: sampleEntry(),
			Why: catalog.Why{Rule: "gmail/5.7.26", Matched: "sender is unauthenticated"},
		}}},
		Verdicts: []diagnose.Verdict{
			{
				Cause: "spf-ip-not-authorised", Confidence: diagnose.Confirmed, Who: diagnose.SenderDNS, Recipients: []int{0},
				Summary: "192.0.2.10 is not in the SPF record of example.com.",
				Evidence: []diagnose.Evidence{
					{Check: "bounce", Detail: "the reply blames SPF", Record: "SPF [example.com] with ip: [192.0.2.10] = did not pass"},
					{Check: "spf", Target: "example.com", Detail: `192.0.2.10 matches no term; "-all" makes it fail`, Record: "v=spf1 ip4:192.0.2.0/29 include:_spf.example.net -all"},
				},
				Fix: []diagnose.Fix{
					{Text: "Publish this SPF record in place of the present one.", Name: "example.com", Type: "TXT", Value: "v=spf1 ip4:192.0.2.0/29 ip4:192.0.2.10 include:_spf.example.net -all"},
					{Text: "Wait for the old record to expire, then check: ndr check spf example.com --ip 192.0.2.10"},
				},
			},
			{
				Cause: "dkim-key-missing", Confidence: diagnose.Possible, Who: diagnose.SenderDNS, Recipients: []int{0},
				Summary: "the key s1._domainkey.example.com of the message's signature could not be found",
			},
		},
		Checks: []check.Result{
			{Check: "spf", Target: "example.com", Status: check.Fail, Duration: 42 * time.Millisecond, Findings: []check.Finding{
				{Severity: check.Fail, ID: "spf-fail", Text: `192.0.2.10 matches no term; "-all" makes it fail`, Position: -1}}},
			{Check: "dkim", Target: "s1._domainkey.example.com", Status: check.Unknown, Findings: []check.Finding{
				{Severity: check.Unknown, ID: "dkim-dns-failure", Text: "the name server of example.com answered SERVFAIL", Position: -1}}},
			{Check: "dmarc", Target: "example.com", Status: check.Pass},
		},
	}
}

// hostile is text that no terminal must get: it clears the screen, sets the
// title, turns the direction, and hides.
const hostile = "a\x1b[2J\x1b]0;pwned\x07b\u202ec\u2066d\u200be\u2028f\u0085g\u009b31mh\r\nFix        trust me\xffi\U000e0041j\u3164"

// hostileSample has hostile text wherever a mail or DNS can put it.
func hostileSample() *diagnose.Diagnosis { return attacked(hostile) }
