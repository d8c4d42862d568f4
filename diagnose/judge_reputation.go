package diagnose

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// listings are what the blocklists say of this recipient's subjects.
type listings struct {
	named  []check.DNSBLResult // the lists that the refusal names
	others []check.DNSBLResult
	target string
}

func (w *weighing) listings() listings {
	var ls listings
	named := namedZones(w.m)
	for _, t := range dnsblTargets(w.c, w.i) {
		res := w.rs.get("dnsbl", t)
		if res == nil {
			continue
		}
		ls.target = res.Target
		data, ok := res.Data.(*check.DNSBLData)
		if !ok {
			continue
		}
		for _, l := range data.Lists {
			if named != "" && t.Zones == named {
				ls.named = append(ls.named, l)
			} else if !strings.Contains(","+named+",", ","+l.Zone+",") {
				ls.others = append(ls.others, l)
			}
		}
	}
	return ls
}

// listEvidence quotes one list's answer.
func listEvidence(l *check.DNSBLResult) Evidence {
	e := Evidence{Check: "dnsbl", Target: l.Subject, Record: strings.Join(l.Codes, " ")}
	name := l.Name
	if name == "" {
		name = l.Zone
	}
	switch l.Result {
	case check.Listed:
		e.Detail = fmt.Sprintf("%s (%s) lists %s: %s", name, l.Zone, l.Subject, strings.Join(l.Reasons, "; "))
	case check.NotListed:
		e.Detail = fmt.Sprintf("%s (%s) does not list %s now", name, l.Zone, l.Subject)
	default:
		e.Detail = fmt.Sprintf("%s (%s) gave no usable answer (%s): %s", name, l.Zone, l.Result, l.Detail)
	}
	return e
}

func delistFix(l *check.DNSBLResult) []Fix {
	fixes := []Fix{{Text: "First find and stop what got " + l.Subject + " listed: a compromised account or host, mail to old or bought addresses."}}
	if l.Link != "" {
		fixes = append(fixes, Fix{Text: "Then look it up and ask for removal at " + l.Link})
	}
	return fixes
}

func (w *weighing) ipBlocked()     { w.blocked(IPListed, IPReputation) }
func (w *weighing) domainBlocked() { w.blocked(DomainListed, DomainReputation) }

// blocked weighs a refusal for a listing or for reputation. What a list
// refuses to answer says nothing either way.
func (w *weighing) blocked(listed, reputation Cause) {
	ls := w.listings()
	if len(w.m.Clues.Lists) > 0 {
		w.blockedByNamed(ls, listed)
		return
	}
	hits := abusive(ls.others)
	switch {
	case len(hits) > 0:
		v := Verdict{Cause: listed, Confidence: Likely, Fix: delistFix(hits[0])}
		if w.claimsList() {
			v.Confidence = Confirmed
		}
		for _, l := range hits {
			v.Evidence = append(v.Evidence, listEvidence(l))
		}
		w.add(v)
		w.add(Verdict{Cause: reputation, Confidence: Possible, Summary: "The receiving system may go by a reputation of its own."})
	case w.claimsList():
		w.add(Verdict{Cause: listed, Confidence: Likely})
		w.add(Verdict{Cause: reputation, Confidence: Possible})
	default:
		w.add(Verdict{Cause: reputation, Confidence: Likely})
	}
}

// blockedByNamed weighs a refusal that names its list.
func (w *weighing) blockedByNamed(ls listings, listed Cause) {
	v := Verdict{Cause: listed, Confidence: Likely}
	var hit, clean, dead *check.DNSBLResult
	for i := range ls.named {
		l := &ls.named[i]
		v.Evidence = append(v.Evidence, listEvidence(l))
		switch l.Result {
		case check.Listed:
			hit = l
		case check.NotListed:
			clean = l
		case check.ListDead:
			dead = l
		}
	}
	switch {
	case hit != nil:
		v.Confidence, v.Fix = Confirmed, delistFix(hit)
	case dead != nil:
		v.Who = Receiver
		v.Fix = []Fix{{Text: "Tell the receiving postmaster by another way that " + dead.Zone + " has shut down and must not be asked any more."}}
	case clean != nil:
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that %s is listed at %s, which does not list it now.", clean.Subject, clean.Zone)
		v.Fix = []Fix{{Text: "Send again: the listing has ended, and the receiver's copy of it ends with its time to live."}}
	}
	w.add(v)
	if hit == nil {
		for _, l := range abusive(ls.others) {
			w.add(Verdict{Cause: listed, Confidence: Possible, Evidence: []Evidence{listEvidence(l)}, Fix: delistFix(l),
				Summary: fmt.Sprintf("%s is listed elsewhere, at %s.", l.Subject, l.Zone)})
			break
		}
	}
}

// abusive are the listings that mail is refused for.
func abusive(ls []check.DNSBLResult) []*check.DNSBLResult {
	var hits []*check.DNSBLResult
	for i := range ls {
		if ls[i].Result == check.Listed && ls[i].Class == check.ClassAbuse {
			hits = append(hits, &ls[i])
		}
	}
	return hits
}

// claimsList reports whether the refusal speaks of a list.
func (w *weighing) claimsList() bool {
	text := strings.ToLower(w.r.Diagnostic.Text)
	for _, words := range []string{"listed", "blocklist", "block list", "blacklist", "black list", "rbl", "dnsbl", "denylist", "deny list"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// spam and policy are refusals that do not say why: what the checks found is
// the better explanation, though it is not what the bounce says.
func (w *weighing) spam() {
	w.add(Verdict{Cause: SpamContent, Confidence: Likely})
	w.alsoFound(Possible)
}

func (w *weighing) policy() {
	if w.alsoFound(Likely) {
		w.add(Verdict{Cause: PolicyRefusal, Confidence: Possible})
		return
	}
	w.add(Verdict{Cause: PolicyRefusal, Confidence: Likely})
}

// alsoFound adds what the checks of the sender found, and tells whether there
// was anything that mail is refused for.
func (w *weighing) alsoFound(c Confidence) bool {
	before := len(w.verdicts)
	if v, ok := w.spfVerdict(); ok && v.Confidence == Confirmed {
		v.Confidence = c
		w.add(v)
	}
	if hits := abusive(w.listings().others); len(hits) > 0 {
		w.add(Verdict{Cause: IPListed, Confidence: c, Evidence: []Evidence{listEvidence(hits[0])}, Fix: delistFix(hits[0])})
	}
	if res := w.result("ptr", ptrTargets(w.c, w.i)); res != nil && res.Status == check.Fail {
		for _, v := range w.ptrVerdicts(res, res.Data.(*check.PTRData)) {
			v.Confidence = Possible
			w.add(v)
		}
	}
	return len(w.verdicts) > before
}
