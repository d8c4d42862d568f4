package diagnose

import (
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestUnknownAdvice holds the first step of a bounce without a reason to what can
// be done: nothing while mail waits, and no reading of a reply that is not there.
func TestUnknownAdvice(t *testing.T) {
	for _, tt := range []struct {
		action     dsn.Action
		said, want string
	}{
		{dsn.ActionFailed, "it went wrong", "Read the words of the reply."},
		{dsn.ActionFailed, "", "There is no reply in the bounce"},
		{dsn.ActionDelayed, "", "Nothing is to be done yet"},
	} {
		r := dsn.Recipient{Action: tt.action}
		r.Final.Value, r.Diagnostic.Text = "jane@example.net", tt.said
		d := (&Diagnoser{}).Diagnose(t.Context(), &dsn.Report{Kind: dsn.KindFailure, Recipients: []dsn.Recipient{r}})
		if len(d.Verdicts) == 0 || d.Verdicts[0].Cause != UnknownCause || len(d.Verdicts[0].Fix) == 0 {
			t.Fatalf("%s %q: verdicts %+v, want unknown with advice", tt.action, tt.said, d.Verdicts)
		}
		if got := d.Verdicts[0].Fix[0].Text; !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s %q: the first step is %q, want %q", tt.action, tt.said, got, tt.want)
		}
	}
}

// TestNothingFailed holds what is about no delivery to that: an absence notice
// gives nobody up, whatever it says.
func TestNothingFailed(t *testing.T) {
	for _, kind := range []dsn.Kind{dsn.KindAutoreply, dsn.KindFeedback, dsn.KindDisposition} {
		r := dsn.Recipient{}
		r.Final.Value, r.Diagnostic.Text = "jane@example.net", "550 5.1.1 user unknown"
		m := (&Diagnoser{}).Diagnose(t.Context(), &dsn.Report{Kind: kind, Recipients: []dsn.Recipient{r}}).Matches[0]
		if m.Permanence != catalog.NothingFailed || m.Suppress {
			t.Errorf("%s: permanence %s, suppress %t, want none, false", kind, m.Permanence, m.Suppress)
		}
	}
}
