package render

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestStoredEvent goes through the document, as a store does: what is shown of
// one recipient is about that one, with what is to be copied, and made visible.
func TestStoredEvent(t *testing.T) {
	d := &diagnose.Diagnosis{
		Case: diagnose.Case{
			Report: &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{
				{Final: dsn.Address{Value: "jane@example.net"}, Diagnostic: dsn.Diagnostic{Text: "550 5.7.23 SPF \x1b[31mfailed"}},
				{Final: dsn.Address{Value: "carl@example.net"}, Diagnostic: dsn.Diagnostic{Text: "550 5.1.1 unknown"}},
			}},
			Matches: make([]catalog.Match, 2),
		},
		Verdicts: []diagnose.Verdict{
			{Cause: diagnose.SPFMissing, Confidence: diagnose.Confirmed, Who: diagnose.SenderDNS, Recipients: []int{0}, Summary: "example.com has no SPF record.",
				Evidence: []diagnose.Evidence{{Check: "spf", Target: "example.com", Detail: "there is none"}},
				Fix: []diagnose.Fix{
					{Text: "Publish one.", Name: "example.com", Type: "TXT", Value: "v=spf1 mx ~all"},
					{Text: "Check it:", Command: "ndr check spf example.com"},
				}},
			{Cause: diagnose.RecipientUnknown, Confidence: diagnose.Likely, Recipients: []int{1}, Summary: "Nobody is called carl."},
		},
		Authenticity: diagnose.Authenticity{Status: diagnose.Suspect, Reasons: []diagnose.Reason{{Text: "no trace of ours."}}},
	}
	var doc Document
	doc.Fill("bounce.eml", d)
	at := time.Date(2026, 11, 2, 9, 14, 7, 0, time.UTC)
	e := &StoredEvent{
		ID: "0123", Recipient: "jane@example.net", Action: "failed", Status: "5.7.23", Reply: 550, Category: "auth-failure", Permanence: "permanent",
		At: at, Received: at, Source: "maildir:box", Document: doc.AppendJSON(nil, false),
	}
	got, err := Text{Cols: 60}.AppendStoredEvent([]byte("before\n"), e)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimLeft(`
before
Event      0123
Recipient  jane@example.net
Outcome    failed 550 5.7.23
Category   auth-failure, permanent
Bounced    2026-11-02T09:14:07Z
Received   2026-11-02T09:14:07Z from maildir:box
Reply      | 550 5.7.23 SPF \x1b[31mfailed
Suspect    This may not be about mail of yours: no trace of
           ours.

Cause      spf-missing, confirmed: example.com has no SPF
           record.

Evidence for spf-missing, confirmed
  - spf example.com: there is none

Fix
  1. Publish one.

     example.com. IN TXT "v=spf1 mx ~all"

  2. Check it:

     ndr check spf example.com
`, "\n")
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("AppendStoredEvent (-want +got):\n%s", diff)
	}

	e.Document = []byte("{")
	if _, err := (Text{Cols: 60}).AppendStoredEvent(nil, e); err == nil || !bytes.Contains([]byte(err.Error()), []byte("0123: the stored document is damaged")) {
		t.Errorf("AppendStoredEvent of a damaged document = %v, want an error with the event's id", err)
	}
}
