package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// authFailure is for a refusal because SPF, DKIM or DMARC failed.
//
// DMARC passes with one method that passes for a domain aligned with that of
// the From field (RFC 9989 section 4.4), so the method that is aligned and
// fails explains a failure best.
func (w *weighing) authFailure() {
	if w.saysAny("dmarc=pass", "dmarc pass", "dmarc: pass") && !w.saysAny("fail") { // the results are only quoted
		switch {
		case w.saysAny("spam", "score", "junk"):
			w.spam()
		case w.saysAny("content", "attachment"):
			w.add(Verdict{Cause: ContentPolicy, Confidence: Likely})
		default:
			w.add(Verdict{Cause: PolicyRefusal, Confidence: Likely})
		}
		return
	}
	cl := w.authClaims()
	spf, spfBad := w.spfVerdict()
	dkim := w.dkimVerdicts()
	switch {
	case cl.spf && !cl.dkim && !cl.dmarc:
		w.onlySPF(spf, spfBad)
	case cl.dkim && !cl.spf && !cl.dmarc:
		w.onlyDKIM(dkim)
	default:
		w.anyMethod(cl, spf, spfBad, dkim)
	}
	w.dmarcPolicy()
	if len(w.verdicts) == 0 {
		w.add(Verdict{Cause: claimedCause(cl), Confidence: Likely, Summary: "The receiving system says that the sender could not be authenticated."})
	}
}

// claimedCause is the cause that a refusal states by itself.
func claimedCause(cl claims) Cause {
	switch {
	case cl.spf && !cl.dmarc && !cl.dkim:
		return SPFIPNotAuthorised
	case cl.dkim && !cl.dmarc && !cl.spf:
		return DKIMSignatureInvalid
	case cl.dmarc:
		return DMARCNotAligned
	}
	return SPFIPNotAuthorised
}

func (w *weighing) onlySPF(v Verdict, bad bool) {
	switch {
	case bad:
		w.add(v)
		if v.Cause == SPFDNSFailure && v.Confidence != Confirmed {
			w.add(Verdict{Cause: SPFIPNotAuthorised, Confidence: Likely, Summary: w.spfSummary(SPFIPNotAuthorised)})
		}
	case w.spfPasses():
		if whole, bad := w.spfWhole(); bad {
			w.add(whole)
			return
		}
		w.add(w.spfRefuted())
	}
}

func (w *weighing) onlyDKIM(vs []Verdict) {
	for _, v := range vs {
		w.add(v)
	}
}

// anyMethod is for a refusal that takes SPF and DKIM together, as DMARC does.
func (w *weighing) anyMethod(cl claims, spf Verdict, spfBad bool, dkim []Verdict) {
	if cl.dmarc || !cl.spf && !cl.dkim {
		if w.dmarcRecord(cl); len(w.verdicts) > 0 {
			return // the record itself is what the refusal is about
		}
	}
	spfAligned := w.alignedSPF()
	signed := slices.ContainsFunc(w.f.Signatures, func(s dsn.Signature) bool { return w.alignedDKIM(s.Domain) })
	switch {
	case w.spfPasses() && spfAligned && cl.dkim && !cl.spf && len(dkim) > 0:
		w.onlyDKIM(dkim)
	case (w.spfPasses() && spfAligned || w.signedFor() >= 0) && !w.saysAuth():
		w.add(Verdict{Cause: PolicyRefusal, Confidence: Likely, Evidence: w.authRefuted(cl).Evidence,
			Summary: fmt.Sprintf("The reply names no reason; SPF, DKIM and DMARC, which it is often about, are in order for %s.", w.f.FromDomain),
			Fix:     []Fix{{Text: "Send a plain message of one line: if that goes through, it is the content or a link in it; if not, ask the postmaster of " + w.f.RecipientDomain + " by another way, and quote the whole reply and its time."}}})
	case w.spfPasses() && spfAligned, w.signedFor() >= 0:
		w.add(w.authRefuted(cl))
		for _, v := range dkim {
			if v.Cause != DKIMSignatureInvalid {
				v.Confidence = Possible
				w.add(v)
			}
		}
	case w.spfPasses() && !signed && w.f.Returned:
		w.add(w.notAligned())
		if len(w.f.Signatures) == 0 || len(dkim) > 0 && dkim[0].Cause != DKIMNotSigned { // else it is said already
			w.onlyDKIM(dkim)
		}
	case w.spfPasses():
		w.onlyDKIM(dkim)
	case spfBad && cl.dmarc && w.claimsDMARC() && spf.Who == Receiver && len(dkim) > 0: // forwarded: no change of SPF helps
		w.onlyDKIM(dkim)
		w.add(spf)
	case (spfAligned || !signed) && !w.blamesKey():
		if spfBad {
			w.add(spf)
		}
		w.onlyDKIM(dkim)
	default: // only the signature is aligned, or the refusal speaks of its key
		w.onlyDKIM(dkim)
		if spfBad {
			w.add(spf)
		}
	}
}

// blamesKey reports whether the refusal says what is wrong with a DKIM key.
func (w *weighing) blamesKey() bool { return w.claimedKey() != "" || w.claimsWeakKey() }

// signedFor gives the place of the signature of the returned message that
// verifies for an aligned domain, or -1.
func (w *weighing) signedFor() int {
	return slices.IndexFunc(w.f.Signatures, func(s dsn.Signature) bool { return w.alignedDKIM(s.Domain) && w.verifies(s) })
}

// authRefuted is for a message that passes now for an aligned domain.
func (w *weighing) authRefuted(cl claims) Verdict {
	var v Verdict
	if w.spfPasses() && w.alignedSPF() {
		v = w.spfRefuted()
	} else {
		v = w.signatureRefuted(w.f.Signatures[max(w.signedFor(), 0)])
	}
	if cl.dmarc && !cl.spf {
		v.Cause = DMARCNotAligned
	}
	if _, spf := w.spf(); cl.spf && (spf == nil || spf.Result == "" || spf.Result == check.SPFTemperror || !w.f.SendingIP.IsValid()) {
		v.Confidence = Possible // SPF may be what is meant
	}
	if data := w.dmarc(); cl.dmarc && (data == nil || data.OrganizationalDomain == "") {
		v.Confidence = Possible // the record that decides could not be looked up
	}
	return v
}

// alignedSPF and alignedDKIM report whether an authenticated domain is aligned
// with the From domain, RFC 9989 section 4.4: strictly where its record says so.
func (w *weighing) alignedSPF() bool {
	data := w.dmarc()
	return w.aligned(w.f.EnvelopeDomain, data != nil && data.Tags != nil && data.Tags.StrictSPF)
}

func (w *weighing) alignedDKIM(d string) bool {
	data := w.dmarc()
	return w.aligned(d, data != nil && data.Tags != nil && data.Tags.StrictDKIM)
}

func (w *weighing) aligned(d string, strict bool) bool {
	org := w.f.FromDomain
	if data := w.dmarc(); data != nil && data.OrganizationalDomain != "" {
		org = data.OrganizationalDomain
	}
	return d != "" && check.Aligned(w.f.FromDomain, d, strict, func(name string) string {
		if below(name, org) {
			return org
		}
		return ""
	})
}

func (w *weighing) dmarc() *check.DMARCData {
	if res := w.result("dmarc", dmarcTargets); res != nil {
		if data, ok := res.Data.(*check.DMARCData); ok {
			return data
		}
	}
	return nil
}

func (w *weighing) notAligned() Verdict {
	f := w.f
	detail := fmt.Sprintf("From has the domain %s, the envelope sender %s", f.FromDomain, f.EnvelopeDomain)
	if len(f.Signatures) > 0 {
		detail += ", the DKIM signature " + w.signers()
	} else {
		detail += ", and there is no DKIM signature"
	}
	confidence := Confirmed
	if data := w.dmarc(); data == nil || data.OrganizationalDomain == "" {
		confidence = Likely // what counts as aligned could not be looked up
	}
	proof := []Evidence{{Check: "dmarc", Target: f.FromDomain, Detail: detail}}
	if res, data := w.spf(); data != nil {
		proof = append(proof, evidence(res, "spf-pass"))
	}
	return Verdict{Cause: DMARCNotAligned, Confidence: confidence,
		Summary:  fmt.Sprintf("SPF passes for %s, and nothing for %s, the domain of From.", f.EnvelopeDomain, f.FromDomain),
		Evidence: proof,
		Fix:      w.alignFix()}
}

// signers names the domains of the signatures.
func (w *weighing) signers() string {
	var domains []string
	for _, s := range w.f.Signatures {
		if !slices.Contains(domains, s.Domain) {
			domains = append(domains, s.Domain)
		}
	}
	return strings.Join(domains, ", ")
}

// alignFix says how an authenticated domain becomes that of the From field.
func (w *weighing) alignFix() []Fix {
	f := w.f
	var fixes []Fix
	returnPath := "below " + f.FromDomain
	if data := w.dmarc(); data != nil && data.Tags != nil && (data.Tags.StrictSPF || data.Tags.StrictDKIM) {
		var tags []string
		if data.Tags.StrictDKIM {
			tags = append(tags, "adkim=s")
		}
		if data.Tags.StrictSPF {
			tags, returnPath = append(tags, "aspf=s"), "at "+f.FromDomain+" itself"
		}
		fixes = append(fixes, Fix{Text: "The record demands the very domain of the From address (" + strings.Join(tags, ", ") + "): where that is not wanted, take this out of it, so that all names of the same Organizational Domain count."})
	}
	signed := ""
	if i := slices.IndexFunc(f.Signatures, w.verifies); i >= 0 {
		signed = ", in place of " + f.Signatures[i].Domain
	}
	return append(fixes,
		Fix{Text: "Sign with DKIM as " + f.FromDomain + " (d=" + f.FromDomain + ")" + signed + "; most sending services call this domain authentication."},
		Fix{Text: "Or use an envelope sender (return-path) " + returnPath + " whose SPF record names the sending service."})
}
