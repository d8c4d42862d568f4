package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// dkimFindings maps what the check finds of a key to causes, the worst first.
var dkimFindings = []struct {
	id      string
	cause   Cause
	summary string
}{
	{"dkim-key-missing", DKIMKeyMissing, "There is no DKIM key at %s."},
	{"dkim-key-revoked", DKIMKeyRevoked, "The DKIM key at %s is revoked."},
	{"dkim-key-invalid", DKIMKeyInvalid, "The DKIM key %s can't be used."},
	{"dkim-key-weak", DKIMKeyWeak, "The DKIM key at %s is too short for many receivers."},
}

// dkimVerdicts are what is wrong with DKIM for this message: no signature, or
// for each signature its key; signatures of aligned domains come first. Where
// every key is in order, the signature itself must have failed.
func (w *weighing) dkimVerdicts() []Verdict {
	if !w.f.Returned {
		return nil
	}
	if len(w.f.Signatures) == 0 {
		return []Verdict{w.notSigned()}
	}
	sigs := w.concerned()
	var vs []Verdict
	sound, open := 0, 0
	for _, s := range sigs {
		res := w.rs.get("dkim", Target{Domain: s.Domain, Selector: s.Selector})
		if res == nil {
			continue
		}
		if v, bad := w.keyVerdict(res, s); bad {
			vs = append(vs, v)
		} else if res.Status != check.Unknown {
			sound++
		} else {
			open++
		}
	}
	switch {
	case len(vs) > 0:
	case w.signedByOthers() && w.authClaims().dmarc && !strings.Contains(w.text(), "dkim"):
		vs = append(vs, w.notSigned()) // whether the signatures of others verify does not matter
	case w.claimsWeakKey():
		vs = append(vs, w.weakClaimed(sigs[0]))
	case w.claimedKey() != "":
		vs = append(vs, w.keyClaimed(sigs[0], sound > 0 && open == 0)) // it may be the other key
	case w.outOfDate(sigs[0]):
		vs = append(vs, w.signatureExpired(sigs[0]))
	case open == 0 && slices.ContainsFunc(sigs, w.verifies):
		if !w.authClaims().dmarc {
			vs = append(vs, w.signatureRefuted(sigs[slices.IndexFunc(sigs, w.verifies)]))
		}
	case sound > 0 || w.authClaims().dkim:
		failing := max(slices.IndexFunc(sigs, func(s dsn.Signature) bool { return !w.verifies(s) }), 0)
		vs = append(vs, w.signatureInvalid(sigs[failing], sound > 0 && open == 0))
	}
	return vs
}

// signedByOthers reports whether no signature is of an aligned domain.
func (w *weighing) signedByOthers() bool {
	return !slices.ContainsFunc(w.f.Signatures, func(s dsn.Signature) bool { return w.alignedDKIM(s.Domain) })
}

// concerned are the signatures that the refusal is about: those of the domain
// that it names. Where it names that of none, it is about all, the aligned ones
// first.
func (w *weighing) concerned() []dsn.Signature {
	sigs := slices.Clone(w.f.Signatures)
	if named := slices.DeleteFunc(slices.Clone(sigs), func(s dsn.Signature) bool {
		return !namesDomain(w.text(), s.Domain) && !namesDomain(w.text(), s.Selector+"._domainkey."+s.Domain)
	}); len(named) > 0 {
		return named
	}
	slices.SortStableFunc(sigs, func(a, b dsn.Signature) int { return b2i(w.alignedDKIM(b.Domain)) - b2i(w.alignedDKIM(a.Domain)) })
	return sigs
}

// namesDomain reports whether a text in lower case has the domain, not as a part
// of another name.
func namesDomain(text, domain string) bool {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	for at := 0; domain != ""; {
		i := strings.Index(text[at:], domain)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(domain)
		after := strings.TrimPrefix(text[at:], ".") // the end of a sentence
		if (i == 0 || !inName(text[i-1])) && (after == "" || !inName(after[0])) {
			return true
		}
	}
	return false
}

// inName reports whether a name goes on with c, before or behind.
func inName(c byte) bool {
	return c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80
}

// outOfDate reports whether a signature was out of date when the bounce was
// written, RFC 6376 section 3.5, tag x.
func (w *weighing) outOfDate(s dsn.Signature) bool {
	at := w.c.Report.Date
	if at.IsZero() {
		at = w.c.Report.ArrivalDate
	}
	return !s.Expires.IsZero() && !at.IsZero() && s.Expires.Before(at)
}

func (w *weighing) signatureExpired(s dsn.Signature) Verdict {
	v := Verdict{Cause: DKIMSignatureExpired, Confidence: Likely,
		Summary: fmt.Sprintf("The DKIM signature of %s had expired.", s.Domain),
		Evidence: []Evidence{{Check: "dkim", Target: s.Selector + "._domainkey." + s.Domain,
			Detail: fmt.Sprintf("the signature is valid until %s", s.Expires.UTC().Format(time.RFC1123))}},
		Fix: []Fix{{Text: "Let signatures live longer than mail stays in the queue, a week or more (tag x=), or without end."}}}
	if len(w.rs.list) > 0 {
		v.Confidence = Confirmed
	}
	return v
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// notSigned is a fact that the returned header shows; it is only confirmed
// where the other facts could be looked up too.
func (w *weighing) notSigned() Verdict {
	v := Verdict{Cause: DKIMNotSigned, Confidence: Likely,
		Summary:  fmt.Sprintf("The message has no DKIM signature of %s.", w.f.FromDomain),
		Evidence: []Evidence{{Check: "bounce", Target: w.f.FromDomain, Detail: "the returned header has no DKIM-Signature"}},
		Fix:      []Fix{{Text: "Let the sending server sign with DKIM as " + w.f.FromDomain + ", and publish the key that belongs to it."}}}
	if len(w.f.Signatures) > 0 {
		v.Evidence[0].Detail = "the signatures of the returned header are of other domains: " + w.signers()
	}
	if w.claimsDMARC() && w.forwarder() != "" {
		v.Fix[0].Text += " A signature survives forwarding, which SPF does not."
	}
	if len(w.rs.list) > 0 && (len(w.f.Signatures) == 0 || w.knowsAlignment()) {
		v.Confidence = Confirmed
	}
	return v
}

// knowsAlignment reports whether it could be looked up what counts as aligned,
// and what SPF gives.
func (w *weighing) knowsAlignment() bool {
	data := w.dmarc()
	_, spf := w.spf()
	return data != nil && data.OrganizationalDomain != "" && spf != nil && spf.Result != "" && spf.Result != check.SPFTemperror
}

// failsBy reports whether the check fails by a finding, not merely warns of it.
func failsBy(res *check.Result, id string) bool {
	return slices.ContainsFunc(res.Findings, func(f check.Finding) bool { return f.ID == id && f.Severity == check.Fail })
}

func (w *weighing) keyVerdict(res *check.Result, s dsn.Signature) (v Verdict, bad bool) {
	name := s.Selector + "._domainkey." + s.Domain
	for _, f := range dkimFindings {
		if !failsBy(res, f.id) {
			continue
		}
		v = Verdict{Cause: f.cause, Confidence: Confirmed, Summary: fmt.Sprintf(f.summary, name), Evidence: []Evidence{evidence(res, f.id)}}
		data, _ := res.Data.(*check.DKIMData)
		switch {
		case data != nil && data.Repaired != "":
			v.Fix = []Fix{{Text: "Publish the key again without what keeps it from use:", Name: name, Type: "TXT", Value: data.Repaired}}
		case f.cause == DKIMKeyWeak:
			v.Fix = []Fix{{Text: "Make a new key of 2048 bits under a new selector, publish it, then sign with it."}}
		case f.cause == DKIMKeyRevoked:
			v.Fix = []Fix{
				{Text: "Let the sending server sign with a selector whose key is in use: the owner of " + s.Domain + " has withdrawn the key of " + s.Selector + "."},
				{Text: "Where there is none, make a new key under a new selector, publish it, then sign with it; bring a withdrawn key back only if it was withdrawn by mistake."},
			}
		case f.cause == DKIMKeyMissing && data != nil && len(data.CNAMEs) > 0:
			v.Fix = aliasFix(name, data.CNAMEs[len(data.CNAMEs)-1])
		default:
			v.Fix = []Fix{{Text: "Publish the public key that belongs to the private key which signs, as the TXT record v=DKIM1; k=rsa; p=... of " + name + "."},
				{Text: "Or sign with a selector whose key is published."}}
		}
		return v, true
	}
	return w.otherKeyType(res, s)
}

// aliasFix is for a key name that is an alias of one without a key: the target is
// the signing service's, and no other record may stand beside a CNAME (RFC 1034
// section 3.6.2).
func aliasFix(name, target string) []Fix {
	target = strings.TrimSuffix(target, ".")
	return []Fix{
		{Text: "Set the domain up again at the service that " + target + " belongs to, and let the CNAME record of " + name + " lead to the name that it gives you: there is no key at the present one."},
		{Text: "If you sign yourself, put the TXT record with the public key, v=DKIM1; k=rsa; p=..., in the place of the CNAME record."},
	}
}

// otherKeyType is for a key of another type than the algorithm of the signature
// takes, RFC 6376 section 6.1.2.
func (w *weighing) otherKeyType(res *check.Result, s dsn.Signature) (v Verdict, bad bool) {
	data, _ := res.Data.(*check.DKIMData)
	o := w.outcome(s)
	if data == nil || o == nil || data.KeyType == "" {
		return v, false
	}
	typ, _, _ := strings.Cut(o.Algorithm, "-")
	if typ == "" || strings.EqualFold(typ, data.KeyType) {
		return v, false
	}
	name := s.Selector + "._domainkey." + s.Domain
	return Verdict{Cause: DKIMKeyInvalid, Confidence: Confirmed,
		Summary: fmt.Sprintf("The DKIM key at %s is of another type than the signature.", name),
		Evidence: []Evidence{{Check: "dkim", Target: name, Record: data.Record,
			Detail: fmt.Sprintf("the key is of the type %s, and the signature is made with %s", data.KeyType, o.Algorithm)}},
		Fix: []Fix{{Text: "Publish the public key of the pair that signs, or sign with the private key of the one that is published, under one selector for each type."}}}, true
}

// outcome is that of verifying a signature of the returned message, or nil.
func (w *weighing) outcome(s dsn.Signature) *check.DKIMSignature {
	for i, o := range w.c.Report.Original.DKIM {
		if o == s && i < len(w.c.verified) && w.c.verified[i].Result != "" {
			return &w.c.verified[i]
		}
	}
	return nil
}

func (w *weighing) verifies(s dsn.Signature) bool {
	o := w.outcome(s)
	return o != nil && o.Result == check.DKIMPass
}

// signatureInvalid is what remains where the key is in order.
func (w *weighing) signatureInvalid(s dsn.Signature, keyFound bool) Verdict {
	v := Verdict{Cause: DKIMSignatureInvalid, Confidence: Likely,
		Summary: fmt.Sprintf("The DKIM signature of %s did not verify.", s.Domain),
		Fix:     changeFix(check.DKIMBodyChanged, s)}
	failed := w.outcome(s)
	switch {
	case failed != nil && failed.Result == check.DKIMFail:
		// A header alone may have been changed by what returned it.
		if failed.Body != check.DKIMMissing {
			v.Confidence = Confirmed
		}
		v.Evidence = []Evidence{{Check: "dkim", Target: s.Domain, Detail: "the signature of the returned message does not verify: " + failed.Reason}}
		v.Fix = changeFix(failed.Change, s)
	case failed != nil && failed.Result == check.DKIMPermerror && keyFound: // RFC 6376 section 6.1.1
		v.Confidence = Confirmed
		v.Evidence = []Evidence{{Check: "dkim", Target: s.Domain, Detail: "no receiver accepts the signature, whatever the message: " + failed.Reason}}
		v.Fix = []Fix{{Text: "Have the software that signs mended or set otherwise: " + failed.Reason + "."}}
	case failed != nil && failed.Header == check.DKIMMatches:
		v.Evidence = []Evidence{{Check: "dkim", Target: s.Selector + "._domainkey." + s.Domain, Detail: "the key is published and in order; " + failed.Reason}}
	case keyFound:
		v.Evidence = []Evidence{{Check: "dkim", Target: s.Selector + "._domainkey." + s.Domain, Detail: "the key is published and in order, so it is the signature that fails"}}
	}
	return v
}

// changeFix says what to do about what happened to a message after signing.
func changeFix(change check.DKIMChange, s dsn.Signature) []Fix {
	key := Fix{Text: "Look whether the private key in use is the one whose public key is published under the selector " + s.Selector + "."}
	switch change {
	case check.DKIMFooter:
		return []Fix{{Text: "Let the system that adds the text behind the message do so before it is signed, or sign there; a mailing list that adds a footer has to send under its own address in the From field."}}
	case check.DKIMHeaderChanged:
		return append(changeFix(check.DKIMFieldRewrote, s), key)
	case check.DKIMSubjectTag, check.DKIMFieldRewrote, check.DKIMFieldAdded:
		return []Fix{{Text: "Let nothing change the header after it is signed: have the filter or gateway that does so run before the signing, or sign there. A mailing list that changes it has to send under its own address in the From field."}}
	case check.DKIMFieldRefolded:
		return []Fix{{Text: "Sign with the canonicalization relaxed/relaxed (tag c=), which allows for other line breaks in the header."}}
	case check.DKIMReencoded:
		return []Fix{{Text: "Send text as quoted-printable or base64 before it is signed, so that no system on the way has to re-encode it."}}
	case check.DKIMOtherKey:
		return []Fix{key, {Text: "After a change of keys, leave the old one published for some days: mail on its way is signed with it."}}
	}
	return []Fix{{Text: "Look whether something changes the message after it is signed: a footer, a virus scanner, a mailing list, re-encoding."}, key}
}
