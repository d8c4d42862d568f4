package diagnose

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A Diagnoser finds out why a message bounced and what to do about it. The
// zero Diagnoser judges by the words of the bounce alone, with the built-in
// catalogue. It is safe for concurrent use.
type Diagnoser struct {
	// Resolver answers the DNS questions; nil means offline. Give one with a
	// cache (check.NewCache) to share lookups among reports.
	Resolver check.Resolver
	// Catalog is the catalogue of codes and phrases, nil for the built-in one.
	Catalog *catalog.Catalog
	// Checks are run beside the built-in ones, and only where there is a
	// Resolver; their results stand behind those.
	Checks []Check
	// Timeout bounds the whole diagnosis of one report, 0 for 10 seconds.
	Timeout time.Duration
	// DNSBL is how blocklists are asked: its Keys, Own and Skip. What is looked up,
	// and in which lists, is set for each report.
	DNSBL check.DNSBLQuery
	// Prober allows connections to the mail servers and the MTA-STS policy host
	// of a recipient's domain, where a refusal is about reaching them or about
	// TLS; nil looks at DNS alone. What servers said is shared among reports.
	Prober *check.Prober
	// Own is what is known of the user's own mail, to tell whether a bounce is
	// about it.
	Own Own
	// MaxQueries bounds the lookups for one report, 0 for 500: the names in a
	// bounce are a stranger's.
	MaxQueries int
}

// A Check is the hook for a follow-up check: it says what of a case it applies
// to, and runs on one such target. The built-in checks are of this type too.
type Check interface {
	// Name is the name that catalogue entries and results give it, such as
	// "spf".
	Name() string
	// Targets gives what of c the check wants to look at, nothing where it does
	// not apply. It asks nothing of anybody.
	Targets(c *Case) []Target
	// Run looks at one target. What could not be found out is a Result with
	// the status check.Unknown, which an empty status is too, not a panic. A
	// check.Finding whose text is not about a place in its record has the
	// Position -1. Runs of a check go on at the same time.
	Run(ctx context.Context, r check.Resolver, t Target) check.Result
}

// A Target is the subject of one run of a check: which of its fields are set
// depends on the check. Equal targets of a check are run once.
type Target struct {
	Domain   string
	IP       netip.Addr
	Selector string
	Sender   string
	HELO     string
	// Zones are the blocklists to ask, divided by commas, in order; empty for
	// the check's own choice.
	Zones string
	// Case is the report as a whole, for a check that looks at more of it than
	// these facts. It does not change while checks run.
	Case *Case
}

// A Diagnosis is the outcome for one report.
type Diagnosis struct {
	Case
	// Verdicts are ordered: the one that explains the bounce best comes first.
	Verdicts []Verdict
	// Checks are the results of all checks that were run.
	Checks []check.Result
	// Authenticity says whether the bounce is about mail of the user's.
	Authenticity Authenticity
}

// VerdictOf gives the verdict that explains best what became of
// Report.Recipients[i]; ok is false where there is none, as nothing failed.
func (d *Diagnosis) VerdictOf(i int) (v *Verdict, ok bool) {
	for k := range d.Verdicts {
		if slices.Contains(d.Verdicts[k].Recipients, i) {
			return &d.Verdicts[k], true
		}
	}
	return nil, false
}

// Diagnose judges a report. It returns when all checks have ended, which the
// built-in ones do at the latest when the Diagnoser's Timeout or ctx ends: what
// they have not found out by then is unknown. It does not change rep.
func (d *Diagnoser) Diagnose(ctx context.Context, rep *dsn.Report) *Diagnosis {
	out := &Diagnosis{Case: newCase(rep, d.catalog())}
	c := &out.Case
	w := world{ctx: ctx}
	var rs results
	var genuine Authenticity
	if d.Resolver != nil {
		timeout := d.Timeout
		if timeout <= 0 {
			timeout = 10 * time.Second
		}
		var cancel context.CancelFunc
		w.ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
		w.r = d.resolver()
		resolveSenders(w.ctx, w.r, c)
		var sigs []check.DKIMSignature
		var verifying sync.WaitGroup
		verifying.Go(func() {
			sigs = verifySignatures(w.ctx, w.r, c, newProvenance(d.Own, rep, nil).ours)
			genuine = authenticity(w.ctx, w.r, d.Own, c, sigs)
		})
		rs = run(w.ctx, w.r, c, append(append(builtin(d.DNSBL), transport(d.Prober)...), d.Checks...))
		verifying.Wait()
		c.verified = sigs
	} else {
		genuine = authenticity(ctx, nil, d.Own, c, nil)
	}
	out.Verdicts, out.Checks, out.Authenticity = weigh(c, &rs, w), rs.list, genuine
	if genuine.Status == Suspect {
		doubt(out.Verdicts)
	}
	return out
}

// doubt puts before what is to be done about an address the question whether
// anything is: a bounce of mail that others sent says nothing of one's own.
func doubt(verdicts []Verdict) {
	for i := range verdicts {
		switch v := &verdicts[i]; v.Cause {
		case RecipientUnknown, RecipientDisabled, RecipientMoved, RecipientAddressSyntax, RecipientRestricted, RecipientDomainMissing,
			RecipientNoMailService, RecipientNullMX, RecipientMXBroken, MailboxFull:
			v.Fix = append([]Fix{{Text: "See first whether the message is yours: if you did not send it, somebody used your address (backscatter), and there is nothing to put right."}}, v.Fix...)
		}
	}
}

func (d *Diagnoser) catalog() *catalog.Catalog {
	if d.Catalog != nil {
		return d.Catalog
	}
	return catalog.Builtin()
}

// resolver shares equal questions within one diagnosis and bounds their number.
func (d *Diagnoser) resolver() check.Resolver {
	r := d.Resolver
	if _, cached := r.(*check.Cache); !cached {
		r = check.NewCache(r)
	}
	n := d.MaxQueries
	if n <= 0 {
		n = 500
	}
	return check.Limit(r, n)
}
