package diagnose_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A rawCheck is one from elsewhere, with all the mistakes that one can have.
type rawCheck struct {
	name    string
	targets func() []diagnose.Target
	run     func() check.Result
}

func (c rawCheck) Name() string                             { return c.name }
func (c rawCheck) Targets(*diagnose.Case) []diagnose.Target { return c.targets() }
func (c rawCheck) Run(context.Context, check.Resolver, diagnose.Target) check.Result {
	return c.run()
}

// TestOwnChecksGoneWrong: a check that panics, or leaves out what it has to say,
// is unknown; the others and the verdicts are as without it.
func TestOwnChecksGoneWrong(t *testing.T) {
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		t.Fatal(err)
	}
	world, err := checktest.ParseString(zone)
	if err != nil {
		t.Fatal(err)
	}
	one := func() []diagnose.Target { return []diagnose.Target{{Domain: "example.com"}, {Domain: "example.com"}} }
	empty := func() check.Result { return check.Result{} }
	d := &diagnose.Diagnoser{Resolver: world, Checks: []diagnose.Check{
		rawCheck{"targets", func() []diagnose.Target { panic("oh") }, empty},
		rawCheck{"runs", one, func() check.Result { panic("dear") }},
		rawCheck{"silent", one, empty},
		rawCheck{"none", func() []diagnose.Target { return nil }, empty},
		rawCheck{"good", one, func() check.Result { return check.Result{Check: "better", Target: "x", Status: check.Pass} }},
	}}
	got := d.Diagnose(t.Context(), rep)
	want := (&diagnose.Diagnoser{Resolver: world}).Diagnose(t.Context(), rep)
	if g, w := fmt.Sprint(got.Verdicts), fmt.Sprint(want.Verdicts); g != w {
		t.Errorf("the verdicts are %s, want %s", g, w)
	}
	var own []string
	for _, r := range got.Checks[len(want.Checks):] {
		text := ""
		for _, f := range r.Findings {
			text += " " + f.ID + ": " + f.Text
		}
		own = append(own, fmt.Sprintf("%s %s %s%s", r.Check, r.Target, r.Status, text))
	}
	wantOwn := []string{
		"targets  unknown check-panic: the check failed: oh",
		"runs example.com unknown check-panic: the check failed: dear",
		"silent  unknown",
		"better x pass",
	}
	if !slices.Equal(own, wantOwn) {
		t.Errorf("the results are %q, want %q", own, wantOwn)
	}
}

func TestVerdictOf(t *testing.T) {
	d := &diagnose.Diagnosis{Verdicts: []diagnose.Verdict{
		{Cause: diagnose.SPFMissing, Recipients: []int{1}},
		{Cause: diagnose.DMARCPolicyReject, Recipients: []int{0, 1}},
	}}
	for i, want := range []diagnose.Cause{diagnose.DMARCPolicyReject, diagnose.SPFMissing, ""} {
		v, ok := d.VerdictOf(i)
		if ok != (want != "") || ok && v.Cause != want {
			t.Errorf("VerdictOf(%d) = %v, %t, want %q", i, v, ok, want)
		}
	}
}
