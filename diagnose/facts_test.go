package diagnose

import (
	"context"
	"fmt"
	"testing"

	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestManyRecipients: the reporting system's addresses are looked up once, not once
// for each recipient, so that lookups are left for the checks.
func TestManyRecipients(t *testing.T) {
	zone, err := checktest.ParseString("mx.example.org. A 192.0.2.1\n")
	if err != nil {
		t.Fatal(err)
	}
	rep := &dsn.Report{Kind: dsn.KindFailure, ReportingMTA: dsn.MTA{Name: "mx.example.org"}}
	rep.Original.From = "joe@example.org"
	for i := range 700 {
		rep.Recipients = append(rep.Recipients, dsn.Recipient{
			Final: dsn.Address{Value: fmt.Sprintf("u%d@example.net", i)}, Action: dsn.ActionFailed, Reply: 550,
			Diagnostic: dsn.Diagnostic{Type: "smtp", Text: "550 5.7.1 SPF check failed"}, RemoteMTA: dsn.MTA{Name: "mx.example.net"},
		})
	}
	c := newCase(rep, catalog.Builtin())
	resolveSenders(context.Background(), zone, &c)
	if n := zone.Asked(); n != 2 {
		t.Errorf("%d questions, want 2, one for each family", n)
	}
	for i := range rep.Recipients {
		if got := c.Facts(i).SendingIP.String(); got != "192.0.2.1" {
			t.Fatalf("recipient %d: SendingIP = %s, want 192.0.2.1", i, got)
		}
	}
}
