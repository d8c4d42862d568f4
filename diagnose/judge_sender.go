package diagnose

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// senderRejected is for a refusal of the envelope sender or its domain.
func (w *weighing) senderRejected() {
	d := senderDomain(w.c, w.i)
	state, res := w.mx()
	v := Verdict{Confidence: Confirmed}
	switch state {
	case mxDomainMissing:
		v = w.senderMissing(d)
		if target := deadAlias(res); target != "" {
			v.Summary = fmt.Sprintf("The sender's domain %s is an alias of %s, which does not exist.", d, target)
			v.Fix = []Fix{
				{Text: "If " + target + " belongs to your sending service, set the domain up there again and let the CNAME record of " + d + " lead to the name that it gives you."},
				{Text: "If you no longer use that service, take the CNAME record away and send with an envelope sender whose domain takes mail."},
			}
		}
	case mxNoService:
		v.Cause = SenderNoMailService
		v.Summary = fmt.Sprintf("The sender's domain %s has no mail host: neither MX nor address records.", d)
		v.Fix = []Fix{{Text: "Publish an MX record for " + d + " that names the host which takes its bounces, or send with another envelope sender."}}
	case mxNull:
		v.Cause = SenderNullMX
		v.Summary = fmt.Sprintf("The sender's domain %s states that it takes no mail, so no bounces either.", d)
		v.Fix = []Fix{{Text: "Replace the null MX of " + d + " by the host that takes its bounces, or send with another envelope sender."}}
	case mxBroken:
		if !w.claimsSenderDomain() {
			w.senderRefused(state, d)
			return
		}
		v.Cause = SenderNoMailService
		v.Summary = fmt.Sprintf("No mail host of the sender's domain %s can be reached: %s.", d, brokenHosts(res))
		v.Fix = []Fix{{Text: "Let the MX records of " + d + " name a host with a public address, which takes its bounces, or send with another envelope sender."}}
	default:
		w.senderRefused(state, d)
		return
	}
	v.Evidence = []Evidence{evidence(res, "")}
	w.add(v)
}

// senderMissing is for a sender's domain that does not exist.
func (w *weighing) senderMissing(d string) Verdict {
	v := Verdict{Cause: SenderDomainMissing, Confidence: Confirmed, Summary: fmt.Sprintf("The sender's domain %s does not exist.", d)}
	v.Fix = []Fix{{Text: "Send with " + w.senderField(d) + " whose domain exists and takes mail, or register and publish " + d + "."}}
	if check.IsLocalName(d) {
		v.Fix = []Fix{{Text: d + " is a name that only exists inside your network. Set the program or host that sends to an address in a domain of yours on the internet, or have the sending server rewrite the envelope sender."}}
	}
	return v
}

// senderField names the field that a sender's domain stands in.
func (w *weighing) senderField(d string) string {
	if d == w.f.FromDomain && d != w.f.EnvelopeDomain {
		return "a From address"
	}
	return "an envelope sender"
}

// senderRefused is for a sender whose domain can take mail, or may.
func (w *weighing) senderRefused(state mxState, d string) {
	if state == mxFine && w.implicitMX() && (strings.Contains(w.text(), "mx record") || strings.Contains(w.text(), "no mx")) {
		w.add(Verdict{Cause: SenderNoMailService, Confidence: Confirmed, Evidence: w.mxEvidence(),
			Summary: fmt.Sprintf("The sender's domain %s has no MX record, which the receiving system wants, but only an address.", d),
			Fix:     []Fix{{Text: "Publish an MX record for " + d + " that names the host which takes its bounces, or send with another envelope sender."}}})
		return
	}
	if state == mxFine && w.claimsCallout() {
		w.add(w.calledBack(d))
		return
	}
	if w.claimsSenderDomain() || state == mxUnknown && strings.Contains(w.text(), "verif") {
		v := Verdict{Cause: SenderDomainMissing, Confidence: Likely, Summary: fmt.Sprintf("The receiving system can't find the sender's domain %s.", d), Evidence: w.mxEvidence()}
		switch state {
		case mxUnknown:
			v.Fix = []Fix{
				{Text: "Have the name servers of " + d + " mended: the look-up of the domain fails. Look at its delegation, at each of its servers, and at DNSSEC (an expired signature, a DS record without its key)."},
				{Text: "Mail that waits goes through by itself when they answer; else send again then."},
			}
		case mxFine:
			v.Confidence = Refuted
			v.Summary = fmt.Sprintf("The bounce says that the sender's domain %s can't be found, but it is found now.", d)
			v.Fix = []Fix{{Text: "Send again. If it is refused again, the receiver's resolver does not see the domain: its postmaster has to look."}}
		}
		w.add(v)
		return
	}
	if v, ok := w.spfVerdict(); ok {
		w.add(v)
	}
	refused := Verdict{Cause: PolicyRefusal, Confidence: Likely, Summary: "The receiving system refuses this sender."}
	if w.r.RemoteMTA.Name == "" && w.r.Diagnostic.Text != "" {
		refused.Who, refused.Summary = SenderMTA, "The sender's own mail system refuses this sender."
	}
	w.add(refused)
}

// claimsCallout reports whether the refusal is of a sender whose address could
// not be verified, and does not blame its domain.
func (w *weighing) claimsCallout() bool {
	if !strings.Contains(w.text(), "verif") && !strings.Contains(w.text(), "callout") && !strings.Contains(w.text(), "call-out") {
		return false
	}
	for _, words := range []string{"domain not found", "no such domain", "unrouteable", "unroutable", "not resolve", "no mx", "mx record"} {
		if strings.Contains(w.text(), words) {
			return false
		}
	}
	return true
}

// calledBack is for a receiver that asked the sender's own mail host for the
// sender's address, and was refused there.
func (w *weighing) calledBack(d string) Verdict {
	return Verdict{Cause: PolicyRefusal, Confidence: Likely, Who: SenderMTA, Evidence: w.mxEvidence(),
		Summary: fmt.Sprintf("The receiving system could not verify the sender's address at %s.", d),
		Fix: []Fix{
			{Text: "See whether " + w.f.EnvelopeSender + " exists at the mail host of " + d + ": create the mailbox or an alias, or send with an address that exists."},
			{Text: "If it exists, let that mail host take mail from the empty sender (<>), which such a check uses, and not turn the receiving system away."},
		}}
}

// claimsSenderDomain reports whether the refusal says that the sender's domain
// can't be found.
func (w *weighing) claimsSenderDomain() bool {
	text := w.text()
	for _, words := range []string{
		"domain not found", "does not exist", "doesn't exist", "not exist", "does not resolve", "cannot resolve", "can't resolve", "could not resolve",
		"unresolvable", "domain of sender", "no such domain", "no mx", "domain must", "invalid domain", "unknown domain", "dns", "mx record", "mail exchanger",
	} {
		if strings.Contains(text, words) {
			return true
		}
	}
	if w.r.Status.Subject != 1 || w.r.Status.Detail != 8 {
		return false
	}
	for _, words := range []string{"account", "outbound", "spam", "access denied", "user"} { // the words say something else
		if strings.Contains(text, words) {
			return false
		}
	}
	return true
}
