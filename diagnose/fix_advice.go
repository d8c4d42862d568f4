package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
)

// advice gives the steps against a cause for which none were computed: those of
// the cause, where there are any, and else those of the catalogue's entry.
func (w *weighing) advice(c Cause) []Fix {
	d := w.f.RecipientDomain
	switch {
	case d == "":
	case c == DANEMismatch:
		return []Fix{
			{Text: fmt.Sprintf("The postmaster of %s has to publish TLSA records for the certificate in use, or present one that fits those published; mail goes through then by itself.", d)},
			{Text: "Let the mail wait: do not switch DANE off for the domain, as a mismatch is what an interception looks like."},
		}
	case c == MTASTSMismatch:
		return []Fix{
			{Text: fmt.Sprintf("The postmaster of %s has to bring the policy at https://mta-sts.%s/.well-known/mta-sts.txt, the MX records and the certificates into line, and then change the id in the record.", d, d)},
			{Text: "Let the mail wait: senders keep the old policy until its max_age is over or the id changes."},
		}
	case c == RecipientUnreachable:
		return w.reachAdvice(d)
	case c == PolicyRefusal && w.m.Category == catalog.Policy && w.saysNothing() && len(w.rs.list) > 0:
		return []Fix{w.policyAdvice(d)}
	case c == UnknownCause:
		return w.unknownAdvice(d)
	}
	if w.m.Entry == nil {
		return nil
	}
	fixes := make([]Fix, 0, len(w.m.Entry.Fix)+1)
	for _, text := range w.m.Entry.Fix {
		if w.settled(text) {
			continue
		}
		fixes = append(fixes, Fix{Text: w.named(text)})
	}
	return fixes
}

// settled reports whether a step of the catalogue's is about what the checks
// found to be in order.
func (w *weighing) settled(text string) bool {
	if len(w.rs.list) == 0 {
		return false // nothing was looked at
	}
	if strings.Contains(text, "reverse name (PTR)") {
		res, data := w.ptr()
		return data != nil && res.Status == check.Pass
	}
	if strings.Contains(text, "on the usual blocklists") {
		ls, _ := w.listings()
		return slices.ContainsFunc(ls, func(l check.DNSBLResult) bool { return l.Result == check.NotListed })
	}
	return strings.Contains(text, "to the SPF record") && w.spfPasses()
}

// unknownAdvice is for a bounce that does not say why: only the log of the system
// that gave up, or has not yet, can tell more.
func (w *weighing) unknownAdvice(d string) []Fix {
	ask := Fix{Text: fmt.Sprintf("Read the words of the reply. Where they say nothing, ask the postmaster of %s by another way and quote the whole reply and its time: only the log there can tell more.", d)}
	if w.r.Diagnostic.Text == "" {
		ask.Text = fmt.Sprintf("There is no reply in the bounce to go by. Look into the log of the mail system that wrote it, or ask its postmaster, for what became of the mail to %s.", d)
	}
	if w.r.Action == dsn.ActionDelayed {
		return []Fix{{Text: "Nothing is to be done yet: the mail waits and is tried again by itself. If it fails in the end, another bounce says so."}, ask}
	}
	return []Fix{
		ask,
		{Text: "Send a plain message of one line to the same address: if that goes through, it is the content; if not, it is the sender or the address."},
	}
}

// policyAdvice is for a refusal that gives no reason, after the checks that
// could find one.
func (w *weighing) policyAdvice(d string) Fix {
	ask := "sk the postmaster of " + d + " by another way for the reason, and quote the whole reply and its time."
	switch {
	case slices.ContainsFunc(w.verdicts, func(v Verdict) bool { return v.Confidence == Likely || v.Cause != SPFIPNotAuthorised }):
		return Fix{Text: "If it is refused again when that is mended, a" + ask}
	case len(w.verdicts) > 0:
		return Fix{Text: "A" + ask}
	}
	return Fix{Text: "A" + ask + " The checks below found nothing of the sender that explains it."}
}

// reachAdvice is for mail hosts that could not be connected to.
func (w *weighing) reachAdvice(d string) []Fix {
	first := "See from another network whether the mail hosts of %s answer at port 25. If they do, look at your own firewall, route and provider: many networks block port 25 outwards."
	if strings.Contains(w.text(), "refused") {
		first = "A connection that is refused means that nothing listens at port 25 of %s, or that a firewall sends it away. See from another network whether it is so for everybody."
	}
	switch {
	case strings.Contains(w.text(), "lost connection") || strings.Contains(w.text(), "timed out while") || strings.Contains(w.text(), "connection reset"):
		first = "A connection that breaks off before the greeting is often refused for the address of the sender: by a firewall, a limit or a blocklist of %s. One that breaks off later points to a firewall on the way, or to packets that are too large for it."
	case strings.Contains(w.text(), "network is unreachable") && strings.Contains(w.text(), "]:25") && strings.Contains(w.text(), "::"):
		first = "The sending server has no way to IPv6 addresses: give it one, or let it use the IPv4 address of the mail host of %s, where that has one."
	}
	var fixes []Fix
	if w.implicitMX() {
		fixes = []Fix{{Text: d + " has no MX record, so mail goes to the host of that name, which may be a web server only: check the domain for a typing mistake, or ask the recipient by another way for an address that works."}}
	}
	return append(fixes,
		Fix{Text: fmt.Sprintf(first, d)},
		Fix{Text: fmt.Sprintf("If nobody can reach them, the postmaster of %s has to mend it; tell them by another way. Mail that still waits in a queue goes through then by itself.", d)})
}

// named puts the message's own names into the catalogue's advice, which says
// "ndr check mx DOMAIN".
func (w *weighing) named(text string) string {
	// Capitals are rare, and so found quicker than small letters.
	if d := w.f.RecipientDomain; d != "" && strings.Contains(text, "DOMAIN") && shellPlain(d) {
		text = strings.ReplaceAll(text, "check mx DOMAIN", "check mx "+d)
	}
	if w.f.SendingIP.IsValid() && strings.Contains(text, "IP") {
		text = strings.ReplaceAll(text, "check dnsbl IP", "check dnsbl "+w.f.SendingIP.String())
	}
	return text
}
