package diagnose_test

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

var worldsDir = flag.String("worlds", "../testdata/worlds", "the folder of the worlds to find the causes in")

// A world is a bounce with the DNS around it and what is to be found out:
// testdata/worlds/<name>/{bounce.eml,world.zone,expected.json}.
type world struct {
	dir  string
	rep  *dsn.Report
	zone *checktest.Zone
	want expected
}

// expected is expected.json. The first verdict has all that First gives, the
// verdicts of Also are among the others, those of Not are nowhere.
type expected struct {
	First wantVerdict   `json:"first"`
	Also  []wantVerdict `json:"also"`
	Not   []wantVerdict `json:"not"`
	// Authenticity is its status and first reason, where they are to be as given.
	Authenticity *struct {
		Status diagnose.AuthenticityStatus `json:"status"`
		Reason diagnose.ReasonID           `json:"reason"`
	} `json:"authenticity"`
}

type wantVerdict struct {
	Cause      diagnose.Cause      `json:"cause"`
	Confidence diagnose.Confidence `json:"confidence"`
	Who        diagnose.Actor      `json:"who"`
	// Fix is a record that is among the proposed ones, Advice words that stand
	// in one of the proposed steps, Evidence a check that the verdict rests on.
	Fix      *diagnose.Fix `json:"fix"`
	Advice   string        `json:"advice"`
	Evidence string        `json:"evidence"`
}

// mismatch says in which way v is not as wanted, "" where it is.
func (want *wantVerdict) mismatch(v *diagnose.Verdict) string {
	switch {
	case want.Cause != "" && v.Cause != want.Cause:
		return "cause " + string(v.Cause) + ", want " + string(want.Cause)
	case want.Confidence != "" && v.Confidence != want.Confidence:
		return "confidence " + string(v.Confidence) + ", want " + string(want.Confidence)
	case want.Who != "" && v.Who != want.Who:
		return "who " + string(v.Who) + ", want " + string(want.Who)
	case want.Evidence != "" && !slices.ContainsFunc(v.Evidence, func(e diagnose.Evidence) bool { return e.Check == want.Evidence }):
		return "no evidence of the check " + want.Evidence
	case want.Advice != "" && !slices.ContainsFunc(v.Fix, func(f diagnose.Fix) bool {
		return strings.Contains(f.Text, want.Advice) || strings.Contains(f.Value, want.Advice)
	}):
		return "no advice with " + want.Advice
	case want.Fix != nil && !slices.ContainsFunc(v.Fix, func(f diagnose.Fix) bool {
		return f.Name == want.Fix.Name && f.Type == want.Fix.Type && f.Value == want.Fix.Value
	}):
		return "no fix that publishes " + want.Fix.Name + " " + want.Fix.Type + " " + want.Fix.Value
	}
	return ""
}

func readWorlds(t testing.TB) []world {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(*worldsDir, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no worlds in %s (%v)", *worldsDir, err)
	}
	var ws []world
	for _, dir := range dirs {
		w := world{dir: dir}
		mail, err := os.Open(filepath.Join(dir, "bounce.eml"))
		if err != nil {
			t.Fatal(err)
		}
		if w.rep, err = (&dsn.Parser{KeepReturned: 1 << 20}).Parse(mail); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		mail.Close()
		if w.zone, err = checktest.ParseFile(filepath.Join(dir, "world.zone")); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&w.want); err != nil {
			t.Fatalf("%s/expected.json: %v", dir, err)
		}
		ws = append(ws, w)
	}
	return ws
}

func diagnoseIn(r check.Resolver, rep *dsn.Report) *diagnose.Diagnosis {
	d := &diagnose.Diagnoser{Resolver: r}
	return d.Diagnose(context.Background(), rep)
}

// TestWorlds finds the expected cause in each world.
func TestWorlds(t *testing.T) {
	for _, w := range readWorlds(t) {
		t.Run(filepath.Base(w.dir), func(t *testing.T) {
			dg := diagnoseIn(w.zone, w.rep)
			if len(dg.Verdicts) == 0 {
				t.Fatal("no verdict")
			}
			if m := w.want.First.mismatch(&dg.Verdicts[0]); m != "" {
				t.Errorf("first verdict: %s", m)
			}
			for _, want := range w.want.Also {
				if !slices.ContainsFunc(dg.Verdicts[1:], func(v diagnose.Verdict) bool { return want.mismatch(&v) == "" }) {
					t.Errorf("no further verdict %+v", want)
				}
			}
			for _, not := range w.want.Not {
				if slices.ContainsFunc(dg.Verdicts, func(v diagnose.Verdict) bool { return not.mismatch(&v) == "" }) {
					t.Errorf("unwanted verdict %+v", not)
				}
			}
			if want := w.want.Authenticity; want != nil {
				if a := dg.Authenticity; a.Status != want.Status || len(a.Reasons) == 0 || a.Reasons[0].ID != want.Reason {
					t.Errorf("authenticity %v, want %s by %s", a, want.Status, want.Reason)
				}
			}
			if t.Failed() {
				logVerdicts(t, dg)
			}
		})
	}
}

func logVerdicts(t *testing.T, dg *diagnose.Diagnosis) {
	t.Helper()
	for i, m := range dg.Matches {
		t.Logf("recipient %d: category %s by %s (%q)", i, m.Category, m.Why.Rule, m.Why.Matched)
	}
	for _, v := range dg.Verdicts {
		t.Logf("verdict %s %s %s: %s\n\tevidence %v\n\tfix %v", v.Cause, v.Confidence, v.Who, v.Summary, v.Evidence, v.Fix)
	}
	for _, c := range dg.Checks {
		t.Logf("check %s %s %s %v", c.Check, c.Target, c.Status, c.Findings)
	}
}

// TestWorldsOffline: without network nothing is confirmed or refuted.
func TestWorldsOffline(t *testing.T) {
	for _, w := range readWorlds(t) {
		for _, v := range diagnoseIn(nil, w.rep).Verdicts {
			if v.Confidence == diagnose.Confirmed || v.Confidence == diagnose.Refuted {
				t.Errorf("%s: %s is %s offline", w.dir, v.Cause, v.Confidence)
			}
		}
	}
}

// TestWorldsWithFailures lets each name that a diagnosis asks for fail in turn:
// what was not confirmed or refuted with all answers must not be without one.
func TestWorldsWithFailures(t *testing.T) {
	for _, w := range readWorlds(t) {
		t.Run(filepath.Base(w.dir), func(t *testing.T) {
			sure := make(map[string]bool)
			var names []string
			var mu sync.Mutex
			dg := diagnoseIn(check.Observe(w.zone, func(a check.Answer) {
				mu.Lock()
				defer mu.Unlock()
				if !slices.Contains(names, a.Name) {
					names = append(names, a.Name)
				}
			}), w.rep)
			for _, v := range dg.Verdicts {
				sure[string(v.Cause)+" "+string(v.Confidence)] = true
			}
			for _, name := range names {
				for _, outcome := range []check.Outcome{check.ServFail, check.Timeout, check.Refused} {
					for _, v := range diagnoseIn(failing{w.zone, name, outcome}, w.rep).Verdicts {
						if (v.Confidence == diagnose.Confirmed || v.Confidence == diagnose.Refuted) && !sure[string(v.Cause)+" "+string(v.Confidence)] && v.Cause != diagnose.RecipientDNSFailure && v.Cause != diagnose.SPFDNSFailure {
							t.Errorf("with %s for %s: %s is %s", outcome, name, v.Cause, v.Confidence)
						}
					}
				}
			}
		})
	}
}

// failing answers as the zone does but for one name.
type failing struct {
	zone    *checktest.Zone
	name    string
	outcome check.Outcome
}

func (f failing) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	if strings.EqualFold(strings.TrimSuffix(name, "."), strings.TrimSuffix(f.name, ".")) {
		return check.Answer{Name: name, Type: qtype, Outcome: f.outcome, Reason: "made to fail by the test"}
	}
	return f.zone.Lookup(ctx, name, qtype)
}
