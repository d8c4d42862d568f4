package diagnose

import (
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// spam and policy are refusals that do not say why: what the checks found is
// the better explanation, though it is not what the bounce says.
func (w *weighing) spam() {
	w.add(Verdict{Cause: SpamContent, Confidence: Likely})
	w.alsoFound(Possible)
}

func (w *weighing) policy() {
	if w.saysNothing() && w.alsoFound(Likely) {
		w.add(Verdict{Cause: PolicyRefusal, Confidence: Possible})
		return
	}
	if strings.HasPrefix(w.m.Why.Rule, "reply/") { // 554 alone says nothing
		w.unknown()
		return
	}
	w.add(Verdict{Cause: PolicyRefusal, Confidence: Likely})
	if !w.saysNothing() {
		w.alsoFound(Possible)
	}
}

// saysNothing reports whether nothing but a code, or words that say no more than
// it ("rejected due to local policy"), says what the refusal is about.
func (w *weighing) saysNothing() bool {
	kind, _, _ := strings.Cut(w.m.Why.Rule, "/")
	return kind == "code" || kind == "status" || kind == "reply" || kind == "phrase"
}

// alsoFound adds what the checks of the sender found, and tells whether there
// was anything that mail is refused for. What all receivers refuse is found with
// confidence c, what only some do is possible.
func (w *weighing) alsoFound(c Confidence) bool {
	if len(w.rs.list) == 0 {
		return false // nothing was looked at
	}
	before := len(w.verdicts)
	failed := w.failsDMARC(c)
	for _, v := range failed {
		w.add(v)
	}
	mild := 0
	if v, ok := w.spfVerdict(); ok && v.Confidence == Confirmed && len(failed) == 0 {
		v.Confidence = c
		if _, data := w.spf(); v.Cause == SPFIPNotAuthorised && data.Result != check.SPFFail {
			v.Confidence, mild = Possible, 1 // few refuse for a softfail alone
		}
		w.add(v)
	}
	ls, _ := w.listings()
	if hits := abusive(ls); len(hits) > 0 {
		w.add(Verdict{Cause: IPListed, Confidence: c, Summary: w.listedSummary(hits[0]), Evidence: []Evidence{listEvidence(hits[0])}, Fix: w.delistFix(hits[0])})
	} else if i := slices.IndexFunc(ls, func(l check.DNSBLResult) bool { return l.Result == check.Listed && l.Class == check.ClassPolicy }); i >= 0 {
		w.add(Verdict{Cause: IPListed, Confidence: Possible, Summary: w.listedSummary(&ls[i]), Evidence: []Evidence{listEvidence(&ls[i])}, Fix: w.delistFix(&ls[i])})
	}
	if res, data := w.ptr(); data != nil && res.Status == check.Fail {
		for _, v := range w.ptrVerdicts(res, data) {
			v.Confidence = Possible
			w.add(v)
		}
	}
	return len(w.verdicts) > before+mild
}

// failsDMARC gives, with confidence c, why the message fails DMARC under a policy
// of its domain to refuse it, where the checks leave no doubt that it does: no
// method passes, and none is open, as that of a signature is whose body did not
// come back.
func (w *weighing) failsDMARC(c Confidence) []Verdict {
	data := w.dmarc()
	if data == nil || data.Policy != check.DMARCReject || !w.f.Returned {
		return nil
	}
	trial := *w
	trial.verdicts = nil
	trial.authFailure()
	if len(trial.verdicts) == 0 || slices.ContainsFunc(w.f.Signatures, func(s dsn.Signature) bool { return w.alignedDKIM(s.Domain) && !w.surelyBad(s) }) {
		return nil
	}
	for i := range trial.verdicts {
		v := &trial.verdicts[i]
		if v.Confidence != Confirmed {
			return nil
		}
		v.Confidence = c
		if len(v.Evidence) > 0 && v.Evidence[0].Detail == "the refusal" {
			v.Evidence = v.Evidence[1:] // it is added again
		}
		v.Fix = slices.DeleteFunc(v.Fix, func(f Fix) bool { return f.Command != "" })
	}
	return trial.verdicts
}

// surelyBad reports whether a signature can't have passed: its key is of no use,
// or the whole message came back and fails.
func (w *weighing) surelyBad(s dsn.Signature) bool {
	if o := w.outcome(s); o != nil && o.Result == check.DKIMFail && o.Body != check.DKIMMissing {
		return true
	}
	res := w.rs.get("dkim", Target{Domain: s.Domain, Selector: s.Selector})
	if res == nil {
		return false
	}
	_, bad := w.keyVerdict(res, s)
	return bad
}
