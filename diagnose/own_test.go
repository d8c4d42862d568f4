package diagnose

import (
	"context"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// An ownPTR is a check from another module that has the name and the target of
// a built-in one, and no data.
type ownPTR struct{}

func (ownPTR) Name() string             { return "ptr" }
func (ownPTR) Targets(c *Case) []Target { return ptrTargets(c, 0) }
func (ownPTR) Run(context.Context, check.Resolver, Target) check.Result {
	return check.Result{Check: "ptr", Status: check.Fail}
}

func TestOwnCheckOfBuiltinName(t *testing.T) {
	zone, err := checktest.ParseString("a.example. A 192.0.2.1\n")
	if err != nil {
		t.Fatal(err)
	}
	rep := &dsn.Report{Kind: dsn.KindFailure, Original: dsn.Original{HELO: "mail.example.com"}, Recipients: []dsn.Recipient{{
		Final: dsn.Address{Value: "jane@example.net"}, Action: dsn.ActionFailed, Reply: 550,
		Diagnostic: dsn.Diagnostic{Text: "550 5.7.1 This message was identified as spam"},
	}}}
	d := &Diagnoser{Resolver: zone, Checks: []Check{ownPTR{}}}
	dg := d.Diagnose(context.Background(), rep)
	if got := dg.Matches[0].Category; got != catalog.Spam {
		t.Fatalf("category %s, want spam: the test tests nothing", got)
	}
	if n := len(dg.Checks); n == 0 || dg.Checks[n-1].Check != "ptr" {
		t.Errorf("Checks = %v, want the own one last", dg.Checks)
	}
	if len(dg.Verdicts) == 0 || dg.Verdicts[0].Cause != SpamContent {
		t.Errorf("Verdicts = %v, want %s", dg.Verdicts, SpamContent)
	}
}
