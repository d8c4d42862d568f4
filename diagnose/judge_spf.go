package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

func (w *weighing) spf() (*check.Result, *check.SPFData) {
	res := w.result("spf", spfTargets)
	if res == nil {
		return nil, nil
	}
	data, _ := res.Data.(*check.SPFData)
	return res, data
}

func (w *weighing) spfPasses() bool {
	_, data := w.spf()
	return data != nil && data.Result == check.SPFPass
}

// spfPermanent maps the findings behind a permerror to causes, the most telling
// first.
var spfPermanent = []struct {
	id    string
	cause Cause
}{
	{"spf-multiple-records", SPFMultipleRecords},
	{"spf-syntax", SPFSyntax},
	{"spf-macro", SPFSyntax},
	{"spf-include-broken", SPFIncludeBroken},
	{"spf-include-loop", SPFIncludeBroken},
	{"spf-too-many-lookups", SPFTooManyLookups},
	{"spf-void-lookups", SPFVoidLookups},
}

// spfVerdict gives what is wrong with SPF for this message's own sender and
// address; bad is false where it passes or was not looked at.
func (w *weighing) spfVerdict() (v Verdict, bad bool) {
	res, data := w.spf()
	if data == nil {
		return v, false
	}
	v = Verdict{Confidence: Confirmed}
	switch data.Result {
	case check.SPFNone:
		if d := w.spfDomain(); (d == w.f.EnvelopeDomain || d == w.f.FromDomain) && w.world.missing(d) {
			v = w.senderMissing(d)
			v.Evidence = []Evidence{{Check: res.Check, Target: d, Detail: "there is no such name, and so no SPF record"}}
			return v, true
		}
		v.Cause, v.Evidence = SPFMissing, []Evidence{evidence(res, "spf-missing")}
		if near := w.world.txt(w.spfDomain(), nearlySPF); len(near) > 0 {
			v.Evidence[0].Detail += `: what is there does not begin with "v=spf1" and a space, so that it does not count (RFC 7208 section 4.5)`
			v.Evidence[0].Record = near[0]
		}
	case check.SPFPermerror:
		v.Cause = SPFSyntax
		for _, p := range spfPermanent {
			if id, ok := hasFinding(res, p.id); ok {
				v.Cause, v.Evidence = p.cause, []Evidence{evidence(res, id)}
				break
			}
		}
	case check.SPFFail, check.SPFSoftfail, check.SPFNeutral:
		v.Cause = SPFIPNotAuthorised
		e := evidence(res, "spf-"+string(data.Result))
		if data.Tree != nil {
			e.Record = data.Tree.Record
		}
		v.Evidence = []Evidence{e}
		if data.Result == check.SPFNeutral && !w.authClaims().spf {
			v.Confidence = Likely // it is no failure, only no pass
		}
	case check.SPFTemperror:
		v.Cause, v.Confidence = SPFDNSFailure, Possible
		v.Evidence = []Evidence{evidence(res, "spf-dns-failure")}
		if w.claimsSPFTrouble() {
			v.Confidence = Likely
			if w.lame(res) {
				v.Confidence = Confirmed
			}
		}
	default:
		return v, false
	}
	v.Summary = w.spfSummary(v.Cause)
	if host := w.forwarder(); v.Cause == SPFIPNotAuthorised && host != "" {
		v.Who = Receiver
		v.Summary = fmt.Sprintf("%s (%s) forwarded the message under the sender's name, and the SPF record of %s does not name it.", host, w.f.SendingIP, w.spfDomain())
	}
	v.Fix = w.spfFix(v.Cause, data)
	if at := w.world.recordName(w.spfDomain()); v.Who == "" && check.RegistrableDomain(at) != check.RegistrableDomain(w.spfDomain()) {
		v.Who = Provider // the record is the sending service's
	}
	return v, true
}

// nearlySPF reports whether a TXT record was meant as one of SPF and is none:
// "v=spf1; mx -all", "v=spf mx -all", " v=spf1 mx -all".
func nearlySPF(text string) bool {
	start := strings.ToLower(strings.TrimLeft(text, " \t\"'"))
	return !check.IsSPF(text) && (strings.HasPrefix(start, "v=spf") || strings.HasPrefix(start, "spf1 ") || strings.HasPrefix(start, "v =spf") || strings.HasPrefix(start, "v= spf"))
}

// repairStart gives such a record as it was meant.
func repairStart(text string) string {
	text = strings.Trim(strings.TrimSpace(text), "\"'")
	for i := range len(text) {
		if c := text[i]; c == ' ' && i > 3 || c == ';' || c == ',' {
			repaired, _ := check.RepairSPF("v=spf1 " + strings.Trim(text[i:], " ;,"))
			return repaired
		}
	}
	return ""
}

// spfWhole is for a record that passes for this address, and as a whole is not
// in order: a receiver that reads it to the end first, as many do to count its
// lookups, refuses it.
func (w *weighing) spfWhole() (v Verdict, bad bool) {
	res, data := w.spf()
	if data == nil || !w.claimsSPFRecord() {
		return v, false
	}
	for _, p := range spfPermanent {
		if id, ok := hasFinding(res, p.id); ok {
			c := Likely
			if w.claimsSPFLimit() && (p.cause == SPFTooManyLookups || p.cause == SPFVoidLookups) {
				c = Confirmed // it is what the refusal says, and so it is
			}
			return Verdict{Cause: p.cause, Confidence: c, Summary: w.spfSummary(p.cause), Evidence: []Evidence{evidence(res, id)}, Fix: w.spfFix(p.cause, data)}, true
		}
	}
	if openSPF(res) { // a part that could not be looked up may be what is wrong
		return Verdict{Cause: w.claimedSPFCause(), Confidence: Likely, Evidence: []Evidence{evidence(res, "spf-dns-failure")}}, true
	}
	return v, false
}

// openSPF reports whether some part of the record could not be looked up.
func openSPF(res *check.Result) bool {
	return slices.ContainsFunc(res.Findings, func(f check.Finding) bool { return f.Severity == check.Unknown || f.ID == "spf-dns-failure" })
}

func (w *weighing) spfDomain() string {
	if ts := spfTargets(w.c, w.i); len(ts) > 0 {
		return ts[0].Domain
	}
	return w.f.FromDomain
}

func (w *weighing) spfSummary(c Cause) string {
	d := w.spfDomain()
	ip := "the sending address"
	if w.f.SendingIP.IsValid() {
		ip = w.f.SendingIP.String()
	}
	switch c {
	case SPFMissing:
		return fmt.Sprintf("%s has no SPF record.", d)
	case SPFMultipleRecords:
		return fmt.Sprintf("%s has more than one SPF record.", d)
	case SPFSyntax:
		return fmt.Sprintf("The SPF record of %s has a syntax error.", d)
	case SPFTooManyLookups:
		return fmt.Sprintf("SPF of %s costs more than 10 DNS lookups.", d)
	case SPFVoidLookups:
		return fmt.Sprintf("SPF of %s looks up more than 2 names in vain.", d)
	case SPFIncludeBroken:
		return fmt.Sprintf("SPF of %s includes a record that is missing or broken.", d)
	case SPFDNSFailure:
		return fmt.Sprintf("The SPF record of %s could not be looked up.", d)
	}
	if strings.EqualFold(d, w.f.HELO) && d != w.f.EnvelopeDomain && d != w.f.FromDomain {
		d += ", the HELO name of the sending server,"
	}
	return fmt.Sprintf("SPF of %s does not allow %s to send.", d, ip)
}

// otherFamily is for a record that allows one address of the sending host and not
// that of the other family, which may be the one that was seen.
func (w *weighing) otherFamily() (v Verdict, bad bool) {
	records := w.world.txt(w.spfDomain(), check.IsSPF)
	if !w.f.otherIP.IsValid() || len(records) != 1 {
		return v, false
	}
	t, ip := spfTargets(w.c, w.i)[0], w.f.otherIP.String()
	evaluate := func(r check.Resolver) (check.Result, check.SPFResult) {
		res := check.SPF(w.world.ctx, r, check.SPFQuery{Domain: t.Domain, IP: w.f.otherIP, Sender: t.Sender, HELO: t.HELO})
		data, _ := res.Data.(*check.SPFData)
		return res, data.Result
	}
	res, result := evaluate(w.world.r)
	if result != check.SPFFail && result != check.SPFSoftfail && result != check.SPFNeutral {
		return v, false
	}
	e := evidence(&res, "spf-"+string(result))
	e.Record = records[0]
	v = Verdict{Cause: SPFIPNotAuthorised, Confidence: Likely, Evidence: []Evidence{e},
		Summary: fmt.Sprintf("SPF of %s allows %s and not %s, the other address of the sending server.", t.Domain, w.f.SendingIP, ip)}
	if rec, errs := check.ParseSPF(records[0]); len(errs) == 0 {
		value := rec.WithTerm("ip6:" + ip)
		if _, result := evaluate(w.world.with(t.Domain, value, check.IsSPF).r); result == check.SPFPass {
			v.Fix = []Fix{{Text: "Add the other address to the record:", Name: t.Domain, Type: "TXT", Value: value},
				{Text: "When that is done, check it:", Command: "ndr check spf " + t.Domain + " --ip " + ip}}
		}
	}
	return v, true
}

func (w *weighing) spfRefuted() Verdict {
	if v, bad := w.otherFamily(); bad {
		return v
	}
	res, data := w.spf()
	e := Evidence{Check: "spf", Target: res.Target, Detail: fmt.Sprintf("check_host for %s gives pass by the term %s", w.f.SendingIP, data.Term)}
	if data.Tree != nil {
		e.Record = data.Tree.Record
	}
	if w.claimsSPFLookup() {
		return Verdict{Cause: SPFDNSFailure, Confidence: Refuted, Evidence: []Evidence{e}, Who: Nobody,
			Summary: fmt.Sprintf("The bounce says that the SPF record of %s could not be looked up, but it is found now and allows %s.", w.spfDomain(), w.f.SendingIP),
			Fix:     []Fix{{Text: "Send again: the trouble with the lookup has passed."}}}
	}
	if w.claimsNoSPF() {
		return Verdict{Cause: SPFMissing, Confidence: Refuted, Evidence: []Evidence{e}, Who: Nobody,
			Summary: fmt.Sprintf("The bounce says that %s has no SPF record; it has one now, which allows %s.", w.spfDomain(), w.f.SendingIP),
			Fix:     []Fix{{Text: "Send again: the record may have been published since, and old answers end with their time to live."}}}
	}
	if w.claimsSPFRecord() {
		return Verdict{Cause: w.claimedSPFCause(), Confidence: Refuted, Evidence: []Evidence{e}, Who: Nobody,
			Summary: fmt.Sprintf("The bounce says that SPF of %s can't be evaluated; it is in order now and allows %s.", w.spfDomain(), w.f.SendingIP),
			Fix:     []Fix{{Text: "Send again: the record may have been mended since, and old answers end with their time to live."}}}
	}
	return Verdict{Cause: SPFIPNotAuthorised, Confidence: Refuted, Evidence: []Evidence{e}, Who: Receiver,
		Summary: fmt.Sprintf("SPF of %s allows %s now; the bounce says it failed.", w.spfDomain(), w.f.SendingIP),
		Fix: []Fix{
			{Text: "Send again: the record may have been mended since, and old answers end with their time to live."},
			{Text: "If it is refused again, look whether the message went through a forwarder, whose address the receiver saw instead."},
		}}
}
