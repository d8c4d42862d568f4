package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// dmarcRecord adds what is wrong with the DMARC record itself, where the
// receiver demands one.
func (w *weighing) dmarcRecord(cl claims) {
	res := w.result("dmarc", dmarcTargets)
	data := w.dmarc()
	d := w.f.FromDomain
	if res == nil || data == nil || res.Status == check.Unknown {
		if w.saysNoDMARC() {
			v := Verdict{Cause: DMARCMissing, Confidence: Likely, Summary: fmt.Sprintf("The receiving system says that %s has no DMARC record.", d)}
			if res != nil {
				v.Evidence = []Evidence{evidence(res, "dmarc-dns-failure")}
				v.Fix = []Fix{{Text: "See whether the record is published, and have the name servers of " + d + " mended if they fail: the look-up of _dmarc." + d + " got no answer here."}}
			}
			w.add(v)
		}
		return
	}
	fix := w.dmarcFix()
	if id, bad := hasFinding(res, "dmarc-invalid", "dmarc-multiple-records", "dmarc-syntax"); bad && cl.dmarc {
		w.add(Verdict{Cause: DMARCInvalid, Confidence: Confirmed, Evidence: []Evidence{evidence(res, id)}, Fix: fix,
			Summary: fmt.Sprintf("The DMARC record of %s can't be used as it is.", d)})
		return
	}
	if id, bad := hasFinding(res, "dmarc-no-policy"); bad && w.claimsNoPolicy() {
		w.add(Verdict{Cause: DMARCInvalid, Confidence: Confirmed, Evidence: []Evidence{evidence(res, id)}, Fix: fix,
			Summary: fmt.Sprintf("The DMARC record of %s names no policy, as the receiver demands.", d)})
		return
	}
	if data.Record != "" && cl.dmarc && w.saysAny("permanent error evaluating dmarc", "dmarc record is invalid", "invalid dmarc record", "dmarc record invalid", "dmarc permerror", "multiple dmarc records", "syntax error in dmarc", "syntax error in the dmarc") {
		w.add(Verdict{Cause: DMARCInvalid, Confidence: Refuted, Who: Receiver,
			Evidence: []Evidence{{Check: "dmarc", Target: d, Detail: "the record is in order", Record: data.Record}},
			Summary:  fmt.Sprintf("The bounce says that the DMARC record of %s can't be used, but it is in order now.", d),
			Fix:      []Fix{{Text: "Send again: the record may have been mended since, and old answers end with their time to live."}}})
		return
	}
	_, missing := hasFinding(res, "dmarc-missing")
	if !missing && data.Record != "" && w.saysNoDMARC() {
		w.add(Verdict{Cause: DMARCMissing, Confidence: Refuted, Who: Receiver,
			Evidence: []Evidence{{Check: "dmarc", Target: d, Detail: "the record is there", Record: data.Record}},
			Summary:  fmt.Sprintf("The bounce says that %s has no DMARC record, but it has one now.", d),
			Fix:      []Fix{{Text: "Send again: the record may have been published since, and old answers end with their time to live."}}})
		return
	}
	if missing && w.claimsDMARCMissing() {
		w.add(Verdict{Cause: DMARCMissing, Confidence: Confirmed, Evidence: []Evidence{evidence(res, "dmarc-missing")}, Fix: fix,
			Summary: fmt.Sprintf("%s has no DMARC record, and the receiver wants one.", d)})
	}
}

// saysNoDMARC reports whether the refusal says in words that there is no DMARC
// record, and complains about nothing else.
func (w *weighing) saysNoDMARC() bool {
	if strings.Contains(w.text(), "spf") || strings.Contains(w.text(), "dkim") {
		return false
	}
	for _, words := range []string{"no dmarc record", "missing dmarc record", "without a dmarc record", "without dmarc record", "not have a dmarc record", "not publish a dmarc record", "dmarc record is missing", "dmarc record not found", "no dmarc policy", "not publish a dmarc policy"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

// claimsNoPolicy reports whether the refusal asks for a record that names a
// policy, as Gmail does: "does not specify a DMARC policy".
func (w *weighing) claimsNoPolicy() bool {
	if !strings.Contains(w.text(), "dmarc") || !strings.Contains(w.text(), "policy") {
		return false
	}
	for _, words := range []string{"no policy", "no dmarc policy", "no valid policy", "not specify a", "without a policy", "lacks a policy", "policy is missing", "policy missing", "missing policy", "no p="} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

// claimsDMARCMissing reports whether the refusal asks for a DMARC record.
func (w *weighing) claimsDMARCMissing() bool {
	text := w.text()
	if i := strings.Index(text, "dmarc"); i >= 0 {
		for _, words := range []string{"no dmarc", "missing dmarc", "without dmarc", "without a dmarc", "dmarc record not", "not publish", "dmarc missing", "not have a dmarc", "not have dmarc",
			"no valid dmarc", "lacks", "dmarc record is missing", "dmarc record required", "requires a dmarc"} {
			if strings.Contains(text, words) {
				return true
			}
		}
	}
	return strings.Contains(text, "required authentication level") || w.r.Status.Subject == 7 && (w.r.Status.Detail == 515 || w.r.Status.Detail == 40)
}

// dmarcPolicy adds the policy that made a failure a refusal, beside a failure
// that was found.
func (w *weighing) dmarcPolicy() {
	data := w.dmarc()
	if len(w.verdicts) == 0 || data == nil || data.Record == "" {
		return
	}
	res := w.result("dmarc", dmarcTargets)
	if data.Policy == check.DMARCNone && w.claimsPolicy() && !slices.ContainsFunc(res.Findings, func(f check.Finding) bool { return f.Severity == check.Unknown }) {
		w.add(Verdict{Cause: DMARCPolicyReject, Confidence: Refuted,
			Summary:  fmt.Sprintf("The bounce says that the DMARC policy of %s refuses the mail; the policy is none now.", data.FoundAt),
			Evidence: []Evidence{{Check: "dmarc", Target: w.f.FromDomain, Detail: "the policy that applies", Record: data.Record}}})
		return
	}
	if data.Policy != check.DMARCReject && data.Policy != check.DMARCQuarantine {
		return
	}
	if w.verdicts[0].Confidence == Refuted || w.verdicts[0].Cause == PolicyRefusal || !w.authClaims().dmarc {
		return
	}
	c := Confirmed
	if w.verdicts[0].Confidence != Confirmed {
		c = Likely // a policy acts on a failure
	}
	w.add(Verdict{Cause: DMARCPolicyReject, Confidence: c,
		Summary:  fmt.Sprintf("%s asks receivers to %s what fails DMARC.", data.FoundAt, data.Policy),
		Evidence: []Evidence{{Check: "dmarc", Target: w.f.FromDomain, Detail: "the policy that applies", Record: data.Record}},
		Fix:      []Fix{{Text: "Leave the policy as it is and mend the authentication; lower it to p=none only until that is done."}}})
}
