package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// mxState is what the MX check says of a domain in one word.
type mxState int

const (
	mxNotAsked mxState = iota
	mxFine
	mxDomainMissing
	mxNoService
	mxNull
	mxBroken
	mxUnknown
)

// mx gives the state of the domain that was looked at for this recipient.
func (w *weighing) mx() (mxState, *check.Result) {
	res := w.result("mx", mxTargets)
	if res == nil {
		return mxNotAsked, nil
	}
	data, ok := res.Data.(*check.MXData)
	switch {
	case !ok || res.Status == check.Unknown:
		return mxUnknown, res
	case data.NullMX:
		return mxNull, res
	case !data.Exists || failsBy(res, check.MXDomainMissing):
		return mxDomainMissing, res
	case len(data.Hosts) == 0:
		return mxNoService, res
	case res.Status == check.Fail:
		return mxBroken, res
	}
	return mxFine, res
}

// domainVerdict gives the verdict on a recipient's domain that can't take
// mail; found is false where the domain is fine or nothing is known.
func (w *weighing) domainVerdict() (v Verdict, found bool) {
	state, res := w.mx()
	d := w.f.RecipientDomain
	switch state {
	case mxDomainMissing:
		v = Verdict{Cause: RecipientDomainMissing, Summary: fmt.Sprintf("The domain %s does not exist.", d), Fix: w.addressFix(res)}
		if target := deadAlias(res); target != "" {
			v.Summary = fmt.Sprintf("%s is an alias of %s, which does not exist.", d, target)
			v.Fix = append(v.Fix, Fix{Text: "If the address is right, the owner of " + d + " has to take the CNAME record away or let it lead to a name that exists."})
		}
	case mxNoService:
		v = Verdict{Cause: RecipientNoMailService, Summary: fmt.Sprintf("%s has no mail host: neither MX nor address records.", d), Fix: append(w.addressFix(res),
			Fix{Text: "If the address is right, the owner of " + d + " has to publish an MX record that names its mail host."})}
	case mxNull:
		v = Verdict{Cause: RecipientNullMX, Summary: fmt.Sprintf("%s states in DNS that it takes no mail.", d), Fix: w.addressFix(res)}
	case mxBroken:
		if w.r.Reply != 0 && namesHost(res, w.r.RemoteMTA.Name) {
			return v, false // it can be reached by the sender, as in a network of its own
		}
		v = Verdict{Cause: RecipientMXBroken, Summary: fmt.Sprintf("No mail host of %s can be reached: %s.", d, brokenHosts(res)),
			Fix: []Fix{{Text: "The owner of " + d + " has to name a mail host with public addresses in its MX records; tell them by another way."}}}
	default:
		return v, false
	}
	v.Confidence = Confirmed
	v.Evidence = []Evidence{evidence(res, "")}
	return v, true
}

// deadAlias gives the name that a domain is an alias of and that does not exist,
// or "".
func deadAlias(res *check.Result) string {
	for _, f := range res.Findings {
		if _, target, ok := strings.Cut(f.Record, " CNAME "); ok && f.ID == check.MXDomainMissing {
			return strings.TrimSuffix(target, ".")
		}
	}
	return ""
}

func brokenHosts(res *check.Result) string {
	var names []string
	for _, h := range res.Data.(*check.MXData).Hosts {
		names = append(names, h.Name)
	}
	return strings.Join(names, ", ")
}

// addressFix advises on an address whose domain can't take mail.
func (w *weighing) addressFix(res *check.Result) []Fix {
	if s := res.Data.(*check.MXData).Suggestion; s != "" {
		local, _, _ := strings.Cut(knownBy(w.r), "@")
		return []Fix{{Text: fmt.Sprintf("Check the address for a typing mistake: %s@%s may have been meant.", local, s)}}
	}
	return []Fix{{Text: "Check the domain for a typing mistake, or ask the recipient by another way for an address that works; take this one off the list."}}
}

// implicitMX reports whether the domain that was looked at has an address and no
// MX record.
func (w *weighing) implicitMX() bool {
	state, res := w.mx()
	return state == mxFine && res.Data.(*check.MXData).Implicit
}

// mxEvidence is what the MX check says in favour of the domain.
func (w *weighing) mxEvidence() []Evidence {
	state, res := w.mx()
	switch state {
	case mxFine:
		if res.Data.(*check.MXData).Implicit {
			return []Evidence{{Check: "mx", Target: res.Target, Detail: "the domain has no MX record: mail goes to its own address, which need not be a mail server's"}}
		}
		return []Evidence{{Check: "mx", Target: res.Target, Detail: "the domain has mail hosts: " + brokenHosts(res)}}
	case mxUnknown:
		return []Evidence{evidence(res, "mx-dns-failure")}
	}
	return nil
}

func (w *weighing) userUnknown() {
	v, found := w.domainVerdict()
	if found {
		w.add(v)
		w.add(Verdict{Cause: RecipientUnknown, Confidence: Possible})
		return
	}
	v = Verdict{Cause: RecipientUnknown, Confidence: Likely, Evidence: w.mxEvidence(), Fix: w.typoFix()}
	if w.askedElsewhere() {
		v.Fix = append([]Fix{{Text: fmt.Sprintf("%s, which refused, is no mail host of %s by its MX records now. If it is not a relay of yours, let the sending server ask DNS anew and send again: the mailbox may have moved with the domain.", w.r.RemoteMTA.Name, w.f.RecipientDomain)}}, w.advice(RecipientUnknown)...)
	}
	w.add(v)
}

// askedElsewhere reports whether the host that refused is none that the domain's
// MX records lead to now, nor another of the same operator.
func (w *weighing) askedElsewhere() bool {
	state, res := w.mx()
	remote := strings.ToLower(strings.TrimSuffix(w.r.RemoteMTA.Name, "."))
	if state != mxFine || !strings.Contains(remote, ".") || !sentByReporter(w.c.Report, w.r) || isInternal(remote) {
		return false
	}
	for _, h := range res.Data.(*check.MXData).Hosts {
		if check.RegistrableDomain(h.Name) == check.RegistrableDomain(remote) || slices.Contains(h.Addresses, w.r.RemoteMTA.Address) {
			return false
		}
	}
	return check.RegistrableDomain(remote) != check.RegistrableDomain(w.f.RecipientDomain)
}

// typoFix proposes the domain that was probably meant, where there is one.
func (w *weighing) typoFix() []Fix {
	state, res := w.mx()
	if state == mxFine && res.Data.(*check.MXData).Suggestion != "" {
		return w.addressFix(res)
	}
	return nil
}

// userMoved gives the new address where the refusal has one, RFC 5321 section
// 3.4.
func (w *weighing) userMoved() {
	v := Verdict{Cause: RecipientMoved, Confidence: Likely}
	for _, word := range strings.FieldsFunc(w.r.Diagnostic.Text, func(r rune) bool { return strings.ContainsRune(" <>()[],;:\"'", r) }) {
		word = strings.TrimRight(word, ".")
		if strings.Count(word, "@") == 1 && domainOf(word) != "" && !strings.EqualFold(word, w.r.Final.Value) && !strings.EqualFold(word, w.r.Original.Value) {
			v.Fix = []Fix{{Text: "The reply names another address: " + word + ". Ask the recipient before you write to it, and take the old one off the list."}}
			break
		}
	}
	w.add(v)
}

func (w *weighing) badAddress() {
	if v, found := w.domainVerdict(); found {
		w.add(v)
	}
	w.add(Verdict{Cause: RecipientAddressSyntax, Confidence: Likely})
}

func (w *weighing) domainUnknown() {
	if v, found := w.domainVerdict(); found {
		w.add(v)
		return
	}
	state, res := w.mx()
	d := w.f.RecipientDomain
	missing := fmt.Sprintf("The bounce says that the domain %s can't be found.", d)
	host := w.otherHost()
	switch {
	case host != "":
		w.add(w.hostNotFound(host))
	case w.claimsDNSTrouble():
		w.dnsFailure()
	case state == mxFine && w.claimsNoHost() && onlyIPv6(res):
		w.add(Verdict{Cause: RecipientUnreachable, Confidence: Likely, Evidence: w.mxEvidence(), Who: SenderMTA,
			Summary: fmt.Sprintf("The mail hosts of %s have IPv6 addresses only, which the sending system does not use.", d),
			Fix:     []Fix{{Text: "Let the sending server use IPv6 (in Postfix, inet_protocols = all), or send through a relay that does; or ask the owner of " + d + " for a mail host with an IPv4 address."}}})
	case state == mxFine:
		v := Verdict{Cause: RecipientDomainMissing, Confidence: Refuted, Evidence: w.mxEvidence(), Who: SenderMTA,
			Summary: fmt.Sprintf("The bounce says that %s can't be found, but its mail hosts are found now.", d),
			Fix:     []Fix{{Text: "Send again. If it bounces again, the sending system's resolver answers otherwise than the one used here: compare them."}}}
		switch id, alias := hasFinding(res, check.MXHostCNAME); {
		case alias && w.saysAny("cname", "alias"):
			v.Cause, v.Confidence, v.Who, v.Evidence = RecipientMXBroken, Confirmed, Receiver, []Evidence{evidence(res, id)}
			v.Summary = fmt.Sprintf("A mail host of %s is an alias, which some systems do not take.", d)
			v.Fix = []Fix{{Text: "The owner of " + d + " has to name the host itself in the MX record, and not its alias (RFC 2181 section 10.3); tell them by another way."}}
		case w.claimsDeadMX():
			v.Cause = RecipientMXBroken
		case w.claimsNoHost():
			v.Cause = RecipientNoMailService
		}
		w.add(v)
	case w.claimsDeadMX() && state != mxFine:
		v := Verdict{Cause: RecipientMXBroken, Confidence: Likely, Summary: fmt.Sprintf("The bounce says that no mail host of %s can be found.", d)}
		if state == mxUnknown {
			v.Evidence = []Evidence{evidence(res, "mx-dns-failure")}
		}
		w.add(v)
	case state == mxUnknown:
		w.add(Verdict{Cause: RecipientDomainMissing, Confidence: Likely, Summary: missing, Evidence: []Evidence{evidence(res, "mx-dns-failure")}})
		w.add(Verdict{Cause: RecipientDNSFailure, Confidence: Possible, Evidence: []Evidence{evidence(res, "mx-dns-failure")}, Summary: w.dnsSummary()})
	default:
		w.add(Verdict{Cause: RecipientDomainMissing, Confidence: Likely, Summary: missing})
	}
}

// claimsDeadMX reports whether the refusal says that the domain has MX records
// and none of them names a host that is there.
func (w *weighing) claimsDeadMX() bool {
	for _, words := range []string{"all relevant mx records", "mx records point to non-existent", "mx record points to non-existent", "mx host not found", "no such mx host"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

func (w *weighing) domainNotAccepting() {
	if v, found := w.domainVerdict(); found {
		w.add(v)
		return
	}
	v := Verdict{Cause: RecipientNullMX, Confidence: Likely, Evidence: w.mxEvidence(),
		Summary: fmt.Sprintf("The system says that %s takes no mail.", w.f.RecipientDomain)}
	if state, res := w.mx(); state == mxFine {
		v.Cause = RecipientNoMailService
		if _, mixed := hasFinding(res, check.MXNullMalformed); mixed && w.claimsNullMX() {
			v.Cause, v.Confidence, v.Who, v.Evidence = RecipientNullMX, Confirmed, Receiver, []Evidence{evidence(res, check.MXNullMalformed)}
			v.Summary = fmt.Sprintf("%s has a null MX record beside others: some systems take it at its word and send no mail there.", w.f.RecipientDomain)
			v.Fix = []Fix{{Text: "The owner of " + w.f.RecipientDomain + " has to take out the record that says \"no mail here\" (MX 0 .), or the others; tell them by another way."}}
		} else if w.claimsNullMX() {
			v.Cause, v.Confidence = RecipientNullMX, Refuted
			v.Summary = fmt.Sprintf("The bounce says that %s takes no mail, but it names mail hosts now.", w.f.RecipientDomain)
		}
	}
	w.add(v)
}

func (w *weighing) claimsNullMX() bool {
	text := w.text()
	return strings.Contains(text, "null mx") || strings.Contains(text, "nullmx") || w.r.Status.Subject == 1 && w.r.Status.Detail == 10
}

func (w *weighing) serverError() {
	if w.r.RemoteMTA.Name == "" && w.r.Diagnostic.Type != "smtp" {
		confidence := Possible
		if reporter := strings.ToLower(w.c.Report.ReportingMTA.Name); w.f.EnvelopeDomain != "" && w.f.EnvelopeDomain != w.f.RecipientDomain && below(reporter, w.f.EnvelopeDomain) {
			confidence = Likely // it is the sender's own system that says so
		}
		w.add(Verdict{Cause: SenderServerError, Confidence: confidence, Summary: "The system that wrote the bounce had an error of its own.",
			Fix: []Fix{{Text: "Look into the log of the sending system at the time of the bounce; its administrator has to mend it. Then send again."}}})
		return
	}
	w.add(Verdict{Cause: RecipientServerError, Confidence: Likely})
}
