package diagnose

import (
	"slices"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A weighing is the judging of one recipient: what the bounce claims, by the
// catalogue's match, against what the checks found.
type weighing struct {
	c  *Case
	rs *results
	i  int
	r  *dsn.Recipient
	m  *catalog.Match
	f  *Facts
	// words are those of text, once it was asked for.
	words string
	// verdicts are collected in the order in which they explain the bounce.
	verdicts []Verdict
	world    world
}

// text is what the refusal says, in lower case and without the codes that stand
// before each line of a reply.
func (w *weighing) text() string {
	if w.words == "" {
		w.words = plainWords(w.r.Diagnostic.Text)
	}
	return w.words
}

// weigh judges each recipient that was not delivered to, and groups those with
// the same verdict.
func weigh(c *Case, rs *results, w world) []Verdict {
	var all []Verdict
	for i := range c.Report.Recipients {
		r := &c.Report.Recipients[i]
		if r.Action != dsn.ActionFailed && r.Action != dsn.ActionDelayed {
			continue
		}
		one := &weighing{c: c, rs: rs, i: i, r: r, m: &c.Matches[i], f: c.Facts(i), world: w}
		one.judge()
		if all == nil {
			all = one.verdicts[:0] // those before the one that is merged
		}
		for _, v := range one.verdicts {
			all = merge(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b Verdict) int { return rank(&b) - rank(&a) })
	return all
}

// rank orders verdicts: what is proven comes before what is only said. A claim
// that the checks disprove still says more than a mere possibility, and the
// policy that made a failure a refusal never stands before the failure.
func rank(v *Verdict) int {
	if v.Cause == DMARCPolicyReject {
		return 1
	}
	switch v.Confidence {
	case Confirmed:
		return 4
	case Likely:
		return 3
	case Refuted:
		return 2
	}
	return 1
}

// merge adds v to all, or its recipient to the verdict that says the same.
func merge(all []Verdict, v Verdict) []Verdict {
	for j := range all {
		a := &all[j]
		if a.Cause != v.Cause || a.Confidence != v.Confidence || a.Summary != v.Summary {
			continue
		}
		for _, i := range v.Recipients {
			if !slices.Contains(a.Recipients, i) {
				a.Recipients = append(a.Recipients, i)
			}
		}
		for _, e := range v.Evidence {
			if len(a.Evidence) < maxEvidence && !slices.Contains(a.Evidence, e) {
				a.Evidence = append(a.Evidence, e)
			}
		}
		return all
	}
	return append(all, v)
}

// maxEvidence bounds the evidence of a verdict about many recipients.
const maxEvidence = 8

// judges are the ways to judge a category.
var judges = map[catalog.Category]func(*weighing){
	catalog.UserUnknown:        (*weighing).userUnknown,
	catalog.UserMoved:          (*weighing).userMoved,
	catalog.BadAddress:         (*weighing).badAddress,
	catalog.DomainUnknown:      (*weighing).domainUnknown,
	catalog.DomainNotAccepting: (*weighing).domainNotAccepting,
	catalog.Unreachable:        (*weighing).unreachable,
	catalog.Expired:            (*weighing).expired,
	catalog.SenderRejected:     (*weighing).senderRejected,
	catalog.AuthFailure:        (*weighing).authFailure,
	catalog.PTRMissing:         (*weighing).ptrMissing,
	catalog.IPBlocked:          (*weighing).ipBlocked,
	catalog.DomainBlocked:      (*weighing).domainBlocked,
	catalog.Spam:               (*weighing).spam,
	catalog.Policy:             (*weighing).policy,
	catalog.ServerError:        (*weighing).serverError,
	catalog.RelayDenied:        (*weighing).relayDenied,
	catalog.Loop:               (*weighing).loop,
	catalog.TLSFailure:         (*weighing).tlsFailure,
	catalog.MessageTooLarge:    (*weighing).tooLarge,
}

// plainCauses are the categories that no lookup can tell more about.
var plainCauses = map[catalog.Category]Cause{
	catalog.UserDisabled:      RecipientDisabled,
	catalog.MailboxFull:       MailboxFull,
	catalog.RecipientRefused:  RecipientRestricted,
	catalog.ServerFull:        RecipientServerError,
	catalog.MailerError:       RecipientServerError,
	catalog.AuthRequired:      AuthRequired,
	catalog.RateLimited:       RateLimited,
	catalog.Greylisted:        Greylisted,
	catalog.TooManyRecipients: TooManyRecipients,
	catalog.Virus:             Virus,
	catalog.ContentRejected:   ContentPolicy,
	catalog.MessageMalformed:  MessageMalformed,
	catalog.Suppressed:        SuppressedByProvider,
	catalog.ProtocolError:     ProtocolError,
}

func (w *weighing) judge() {
	if judge, ok := judges[w.m.Category]; ok {
		judge(w)
		return
	}
	cause, ok := plainCauses[w.m.Category]
	if !ok {
		w.unknown()
		return
	}
	w.add(Verdict{Cause: cause, Confidence: Likely})
}

func (w *weighing) unknown() {
	w.add(Verdict{Cause: UnknownCause, Confidence: Possible, Summary: "The bounce does not say why, and no check explains it."})
}

// add completes a verdict: its recipient, who has to act, the words of the
// bounce as first evidence, and the catalogue's advice where no fix was
// computed.
func (w *weighing) add(v Verdict) {
	v.Recipients = []int{w.i}
	if v.Who == "" {
		v.Who = actors[v.Cause]
		if v.Confidence == Refuted {
			v.Who = Nobody
		}
	}
	if v.Summary == "" {
		v.Summary = w.summary(v.Cause)
	}
	if said := w.r.Diagnostic.Text; said != "" {
		v.Evidence = append([]Evidence{{Check: "bounce", Target: w.r.RemoteMTA.Name, Detail: "the refusal", Record: said}}, v.Evidence...)
	}
	if !w.f.IPSure && w.f.SendingIP.IsValid() && onAddress[v.Cause] {
		v.Confidence = unsure(v.Confidence)
	}
	if w.f.otherIP.IsValid() && v.Confidence == Refuted && onAddress[v.Cause] {
		v.Confidence = Possible
		v.Fix = append(v.Fix, Fix{Text: "See whether the sending server used its other address, " + w.f.otherIP.String() + ", which is not looked at here."})
	}
	if len(v.Fix) == 0 && v.Confidence != Refuted {
		v.Fix = w.advice(v.Cause)
	}
	// A list that has shut down shows nothing.
	if len(v.Fix) > 0 && v.Confidence != Refuted && !(v.Cause == IPListed && v.Who == Receiver) && !slices.ContainsFunc(v.Fix, func(f Fix) bool { return f.Command != "" }) {
		v.Fix = append(v.Fix, w.checkStep(v.Cause)...)
	}
	w.verdicts = append(w.verdicts, v)
}

// onAddress are the causes that hang on the sending address.
var onAddress = map[Cause]bool{
	SPFMissing: false, SPFIPNotAuthorised: true, PTRMissing: true, PTRMismatch: true, IPListed: true, IPReputation: true, DMARCNotAligned: true,
}

// unsure is how sure a verdict is whose facts may be others.
func unsure(c Confidence) Confidence {
	switch c {
	case Confirmed:
		return Likely
	case Refuted:
		return Possible
	}
	return c
}

// result gives what a check found on one of its targets, or nil.
func (w *weighing) result(name string, targets func(*Case, int) []Target) *check.Result {
	if len(w.rs.list) == 0 {
		return nil
	}
	for _, t := range targets(w.c, w.i) {
		if res := w.rs.get(name, t); res != nil {
			return res
		}
	}
	return nil
}

// evidence is a check's finding with the ID, or its worst one.
func evidence(res *check.Result, id string) Evidence {
	e := Evidence{Check: res.Check, Target: res.Target}
	best := -1
	for _, f := range res.Findings {
		weight := severity(f.Severity)
		if f.ID == id {
			weight = 100
		}
		if weight > best {
			best, e.Detail, e.Record = weight, f.Text, f.Record
		}
	}
	return e
}

func severity(s check.Status) int {
	switch s {
	case check.Fail:
		return 4
	case check.Unknown:
		return 3
	case check.Warn:
		return 2
	case check.Info:
		return 1
	}
	return 0
}

func hasFinding(res *check.Result, ids ...string) (string, bool) {
	if res != nil {
		for _, f := range res.Findings {
			if slices.Contains(ids, f.ID) {
				return f.ID, true
			}
		}
	}
	return "", false
}
