package diagnose_test

import (
	"context"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestWorldsWithoutEvidence takes away what each confirmed verdict rests on:
// the names of its evidence fail, all at once and each way, and for what the
// returned message shows, the message did not come back. Nothing is confirmed
// without its evidence.
func TestWorldsWithoutEvidence(t *testing.T) {
	tried := 0
	for _, w := range readWorlds(t) {
		t.Run(filepath.Base(w.dir), func(t *testing.T) {
			var asked answers
			for _, v := range diagnoseIn(check.Observe(w.zone, asked.add), w.rep).Verdicts {
				// That lookups fail is what these two rest on.
				if v.Confidence != diagnose.Confirmed || v.Cause == diagnose.RecipientDNSFailure || v.Cause == diagnose.SPFDNSFailure {
					continue
				}
				tried++
				names := asked.behind(&v)
				switch {
				case len(names) == 0 && v.Cause == diagnose.HELOInvalid:
					continue // "localhost" is none, whatever DNS says
				case len(names) == 0 || v.Cause == diagnose.DKIMSignatureExpired: // by the date in the signature
					withoutReturned(t, w, v.Cause)
					continue
				}
				for _, outcome := range []check.Outcome{check.ServFail, check.Timeout, check.Refused} {
					without := failingNames{w.zone, names, outcome}
					for _, after := range diagnoseIn(without, w.rep).Verdicts {
						if after.Cause == v.Cause && after.Confidence == diagnose.Confirmed && slices.Equal(after.Recipients, v.Recipients) {
							t.Errorf("%s is confirmed although %v gives %s", v.Cause, names, outcome)
						}
					}
				}
			}
		})
	}
	t.Logf("%d confirmed verdicts", tried)
	if tried < 50 && *worldsDir == "../testdata/worlds" {
		t.Errorf("only %d confirmed verdicts were tried", tried)
	}
}

// withoutReturned holds a verdict that no lookup shows to the returned message.
func withoutReturned(t *testing.T, w world, cause diagnose.Cause) {
	t.Helper()
	rep := *w.rep
	rep.Original = dsn.Original{EnvelopeFrom: rep.Original.EnvelopeFrom}
	for _, after := range diagnoseIn(w.zone, &rep).Verdicts {
		if after.Cause == cause && after.Confidence == diagnose.Confirmed {
			t.Errorf("%s is confirmed without a lookup and without the returned message", cause)
		}
	}
}

// TestWorldsQuoteWhatIsThere: each record that a confirmed verdict quotes is
// one that the world has, also after a name of the world was emptied.
func TestWorldsQuoteWhatIsThere(t *testing.T) {
	for _, w := range readWorlds(t) {
		t.Run(filepath.Base(w.dir), func(t *testing.T) {
			var asked answers
			diagnoseIn(check.Observe(w.zone, asked.add), w.rep)
			for _, name := range append(asked.names(), "") {
				emptied := failingNames{w.zone, []string{name}, check.NXDomain}
				var now answers
				for _, v := range diagnoseIn(check.Observe(emptied, now.add), w.rep).Verdicts {
					if v.Confidence != diagnose.Confirmed {
						continue
					}
					for _, e := range v.Evidence {
						if e.Check != "bounce" && strings.HasPrefix(strings.ToLower(e.Record), "v=") && !now.have(e.Record) {
							t.Errorf("without %q, %s quotes %q, which is nowhere", name, v.Cause, e.Record)
						}
					}
				}
			}
		})
	}
}

// answers are those that a diagnosis got.
type answers struct {
	mu   sync.Mutex
	list []check.Answer
}

func (as *answers) add(a check.Answer) {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.list = append(as.list, a)
}

func (as *answers) names() []string {
	var names []string
	for _, a := range as.list {
		if name := plainName(a.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (as *answers) have(record string) bool {
	return slices.ContainsFunc(as.list, func(a check.Answer) bool { return holds(a, record) })
}

func holds(a check.Answer, record string) bool { return slices.Contains(a.Texts(), record) }

// behind gives the names that the evidence of a verdict is from: what it was
// looked up about, by itself, below a label or reversed, and the owners of the
// records that it quotes.
func (as *answers) behind(v *diagnose.Verdict) []string {
	var names []string
	for _, e := range v.Evidence {
		if e.Check == "bounce" {
			continue
		}
		keys := []string{plainName(e.Target)}
		if v.Cause == diagnose.HELOInvalid { // the name, whatever the address
			keys = strings.Fields(plainName(e.Detail))
		} else if ip, err := netip.ParseAddr(e.Target); err == nil {
			if reverse, err := dns.ReverseAddr(ip.String()); err == nil {
				reverse = strings.TrimSuffix(strings.TrimSuffix(plainName(reverse), ".in-addr.arpa"), ".ip6.arpa")
				keys = append(keys, reverse)
			}
		}
		for _, a := range as.list {
			name := plainName(a.Name)
			of := slices.ContainsFunc(keys, func(key string) bool {
				return name == key || strings.HasPrefix(name, key+".") || strings.HasSuffix(name, "."+key) && strings.Contains(name, "_")
			})
			if (of || e.Record != "" && holds(a, e.Record)) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func plainName(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// failingNames answers as the world does but for some names.
type failingNames struct {
	check.Resolver
	names   []string
	outcome check.Outcome
}

func (f failingNames) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	if slices.Contains(f.names, plainName(name)) {
		return check.Answer{Name: name, Type: qtype, Outcome: f.outcome, Reason: "made to fail by the test"}
	}
	return f.Resolver.Lookup(ctx, name, qtype)
}
