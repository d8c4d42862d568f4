package diagnose

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// listings are what the blocklists say of this recipient's subjects: those that
// the refusal names, or where it names none, the usual ones.
func (w *weighing) listings() (ls []check.DNSBLResult, named bool) {
	zones := namedZones(w.c, w.i)
	if len(w.rs.list) == 0 {
		return nil, zones != ""
	}
	for _, t := range dnsblTargetsIn(w.c, w.i, zones) {
		if res := w.rs.get("dnsbl", t); res != nil {
			if data, ok := res.Data.(*check.DNSBLData); ok {
				ls = append(ls, data.Lists...)
			}
		}
	}
	return ls, zones != ""
}

// listEvidence quotes one list's answer.
func listEvidence(l *check.DNSBLResult) Evidence {
	e := Evidence{Check: "dnsbl", Target: l.Subject, Record: strings.Join(l.Codes, " ")}
	name := listName(l)
	switch l.Result {
	case check.Listed:
		e.Detail = fmt.Sprintf("%s lists %s: %s", name, l.Subject, strings.Join(l.Reasons, "; "))
	case check.NotListed:
		e.Detail = fmt.Sprintf("%s does not list %s now", name, l.Subject)
	default:
		e.Detail = fmt.Sprintf("%s gave no usable answer (%s): %s", name, l.Result, l.Detail)
	}
	return e
}

func (w *weighing) delistFix(l *check.DNSBLResult) []Fix {
	if l.Class == check.ClassPolicy {
		fixes := []Fix{{Text: l.Subject + " is in a range that should not send mail directly: send through your provider's relay or its submission service."}}
		if l.Link != "" {
			fixes = append(fixes, Fix{Text: "If the address is a mail server's with a name of its own, ask for an exception at " + l.Link})
		}
		return fixes
	}
	if l.Class == check.ClassInformational {
		return []Fix{
			{Text: "The entry is not about " + l.Subject + " itself, but about its network: let your provider stop the others there, or send from an address of another network. It ends by itself; a fee for an early end is not to be paid."},
			{Text: "Ask the receiving postmaster by another way not to refuse mail by " + l.Zone + " alone."},
		}
	}
	if _, err := netip.ParseAddr(l.Subject); err != nil {
		fixes := []Fix{
			{Text: "If " + l.Subject + " is not yours, take it out of the message: a link, a picture, a signature."},
			{Text: "If it is yours, first find and stop what got it listed: a hacked page, a redirect that others use, mail to old or bought addresses."},
		}
		if below(w.f.FromDomain, l.Subject) || below(w.f.EnvelopeDomain, l.Subject) {
			fixes = []Fix{{Text: "First find and stop what got " + l.Subject + " listed: a hacked page, a redirect that others use, mail to old or bought addresses."}}
		}
		if l.Link != "" {
			fixes = append(fixes, Fix{Text: "Then look it up and ask for removal at " + l.Link})
		}
		return fixes
	}
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
	ls, named := w.listings()
	if named {
		w.blockedByNamed(ls, listed)
		return
	}
	hits := abusive(ls)
	switch {
	case len(hits) > 0 && !w.ownList():
		v := Verdict{Cause: listed, Confidence: Likely, Summary: w.listedSummary(hits[0]), Fix: w.delistFix(hits[0])}
		if w.claimsList() {
			v.Confidence = Confirmed
		}
		for _, l := range hits {
			v.Evidence = append(v.Evidence, listEvidence(l))
		}
		w.add(v)
		w.add(Verdict{Cause: reputation, Confidence: Possible, Summary: "The receiving system may go by a reputation of its own."})
	case w.claimsList() && !w.ownList():
		w.add(Verdict{Cause: listed, Confidence: Likely})
		w.add(Verdict{Cause: reputation, Confidence: Possible, Summary: "The receiving system may go by a reputation of its own."})
	default:
		v := Verdict{Cause: reputation, Confidence: Likely}
		if w.ownList() {
			v.Summary = "The receiving system refuses the sender by a list of its own."
		}
		if w.ownList() && (w.m.Entry == nil || w.m.Entry.Provider == "") { // else the provider's own steps
			v.Fix = []Fix{
				{Text: "First find and stop what may have got the sender listed: a hacked account, web form or machine, mail to old or bought addresses."},
				{Text: "Then ask the postmaster who keeps the list to take the sender off it, by the form or address that the reply names, and quote the whole reply."},
			}
		}
		if v.Summary == "" && !slices.ContainsFunc(ls, func(l check.DNSBLResult) bool { return l.Result == check.NotListed }) {
			v.Summary = "The receiving system refuses the sender for its reputation."
		}
		for _, l := range hits {
			v.Evidence = append(v.Evidence, listEvidence(l))
		}
		w.add(v)
	}
}

// ownList reports whether the list that the refusal speaks of is the
// provider's own.
func (w *weighing) ownList() bool {
	for _, list := range []string{"block list", "blocklist", "block-list", "blacklist", "black list", "black-list", "denylist", "deny list", "rbl", "dnsbl", "ip blacklist", "ip blocklist", "ip block list"} {
		if !strings.Contains(w.text(), list) {
			continue
		}
		for _, whose := range []string{"our ", "local ", "internal ", "private ", "own ", "my ", "custom "} {
			if namesDomain(w.text(), whose+list) {
				return true
			}
		}
	}
	return false
}

func (w *weighing) listedSummary(l *check.DNSBLResult) string {
	return fmt.Sprintf("%s is listed at %s.", l.Subject, l.Zone)
}

func listName(l *check.DNSBLResult) string {
	if l.Name == "" || strings.EqualFold(l.Name, l.Zone) {
		return l.Zone
	}
	return l.Name + " (" + l.Zone + ")"
}

// blockedByNamed weighs a refusal that names its list.
func (w *weighing) blockedByNamed(ls []check.DNSBLResult, listed Cause) {
	v := Verdict{Cause: listed, Confidence: Likely}
	var hit, clean, open, dead *check.DNSBLResult
	for i := range ls {
		l := &ls[i]
		if ofOtherKind(l) && len(ls) > 1 {
			continue // a list of addresses says nothing of a domain
		}
		if whole, known := check.BlocklistFor(l.Zone); known && whole.Zone != l.Zone && (l.Result == check.NotListed || l.Result == check.ListDead) {
			continue // a part of a list that is asked as a whole
		}
		v.Evidence = append(v.Evidence, listEvidence(l))
		_, known := check.BlocklistFor(l.Zone)
		switch {
		case l.Result == check.Listed:
			hit = l
		case l.Result == check.NotListed && known:
			clean = l
		case l.Result == check.ListDead:
			dead = l
		default: // no answer, or that of a zone which may be no list at all
			open = l
		}
	}
	switch {
	case hit != nil:
		v.Confidence, v.Summary, v.Fix = Confirmed, w.listedSummary(hit), w.delistFix(hit)
	case dead != nil:
		v.Who = Receiver
		v.Summary = fmt.Sprintf("The receiving system asks the blocklist %s, which has shut down.", listName(dead))
		v.Fix = []Fix{{Text: "Tell the receiving postmaster by another way that " + dead.Zone + " has shut down and must not be asked any more."}}
	case clean != nil && open == nil && listed == DomainListed && !namesDomain(w.text(), clean.Subject): // it may be about another, as that of a link
		v.Summary = "The bounce says that a domain in the message is listed at " + clean.Zone + ", and does not say which: those of the sender are not listed now."
		v.Fix = []Fix{
			{Text: "Look up the domains of all links, pictures and addresses in the message (ndr check dnsbl DOMAIN), and take out the one that is listed."},
			{Text: "If none is listed now, send again."},
		}
	case clean != nil && open == nil:
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that %s is listed at %s, which does not list it now.", clean.Subject, clean.Zone)
		v.Fix = []Fix{{Text: "Send again: the listing has ended, and the receiver's copy of it ends with its time to live."}}
	case open != nil:
		v.Summary = fmt.Sprintf("The bounce says that %s is listed at %s, which could not be looked up from here.", open.Subject, open.Zone)
		v.Fix = w.delistFix(open)
	}
	w.add(v)
	if res, data := w.ptr(); hit != nil && hit.Class == check.ClassPolicy && data != nil && res.Status == check.Fail {
		for _, v := range w.ptrVerdicts(res, data) { // such lists go by the name of an address
			v.Confidence = Possible
			w.add(v)
		}
	}
}

// ofOtherKind reports whether a list has no subjects of the kind that it was
// asked about.
func ofOtherKind(l *check.DNSBLResult) bool {
	kind := check.KindDomain
	if ip, err := netip.ParseAddr(l.Subject); err == nil && ip.Is4() {
		kind = check.KindV4
	} else if err == nil {
		kind = check.KindV6
	}
	list, known := check.BlocklistFor(l.Zone)
	return known && !slices.Contains(list.Kinds, kind)
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
	text := w.text()
	for _, words := range []string{"listed", "blocklist", "block list", "blacklist", "black list", "rbl", "dnsbl", "denylist", "deny list"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
