package diagnose

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// reach holds a verdict that the recipient's mail hosts can't be reached against
// what they do now, where that was tried. What only this network may be to
// blame for leaves it as it is.
func (w *weighing) reach(v Verdict) Verdict {
	res, servers := w.probed("smtp"), w.servers()
	if len(servers) == 0 {
		return v
	}
	greeted := 0
	for _, s := range servers {
		if s.State.Greeted() {
			greeted++
		}
	}
	switch {
	case greeted == len(servers):
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that the mail hosts of %s can't be reached, but they answer now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "smtp", Target: res.Target, Detail: fmt.Sprintf("%s (%s) greets with %d %s", servers[0].Host, servers[0].Address, servers[0].Banner.Code, servers[0].Banner.Text)}}
		v.Fix = []Fix{{Text: "Send again. If it bounces again, look at what stands between the sending system and the receiver: a firewall, a route, or a block of its address."}}
	case greeted > 0:
		v.Evidence = append(v.Evidence, evidence(res, ""))
	case res.Status == check.Fail:
		v.Confidence = Confirmed
		v.Evidence = append([]Evidence{evidence(res, "")}, v.Evidence...)
	default:
		v.Evidence = append(v.Evidence, evidence(res, check.SMTPEgressUnknown))
	}
	return v
}

func (w *weighing) unreachable() {
	v, found := w.domainVerdict()
	switch {
	case found:
		w.add(v)
	case w.otherHost() != "":
		w.add(w.hostNotFound(w.otherHost()))
	case w.claimsDNSTrouble():
		w.dnsFailure()
	default:
		w.add(w.reach(Verdict{Cause: RecipientUnreachable, Confidence: Likely, Evidence: w.mxEvidence()}))
		if state, res := w.mx(); state == mxUnknown {
			w.add(Verdict{Cause: RecipientDNSFailure, Confidence: Possible, Summary: w.dnsSummary(), Evidence: []Evidence{evidence(res, "mx-dns-failure")}})
		}
	}
}

// claimsNoConnection reports whether the refusal says that no connection came
// about.
func (w *weighing) claimsNoConnection() bool {
	for _, words := range []string{"connection refused", "connection timed out", "no route to host", "network is unreachable", "host is unreachable", "connection reset", "connect timed out"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

func (w *weighing) expired() {
	if w.claimsNoConnection() {
		w.unreachable() // the retry time was over because of it
		return
	}
	if v, found := w.domainVerdict(); found {
		w.add(v)
		return
	}
	if w.claimsDNSTrouble() {
		w.dnsFailure()
		return
	}
	w.add(Verdict{Cause: DeliveryExpired, Confidence: Likely, Evidence: w.mxEvidence()})
	if v := w.reach(Verdict{Cause: RecipientUnreachable, Confidence: Possible}); v.Confidence == Confirmed {
		v.Confidence = Likely // it is so now; the bounce does not say that it was
		w.add(v)
	}
}

// claimsNoHost reports whether the refusal says that the domain is there and has
// no mail host: the words of Postfix for an answer without records, and others'.
func (w *weighing) claimsNoHost() bool {
	return w.saysAny("no data record of requested type", "no mx", "neither mx", "neither an mx", "no mail host", "no mail server", "no mail exchanger", "not have any mx", "have an mx")
}

// onlyIPv6 reports whether the mail hosts that were found have no IPv4 address.
func onlyIPv6(res *check.Result) bool {
	six := false
	for _, h := range res.Data.(*check.MXData).Hosts {
		for _, ip := range h.Addresses {
			if ip.Is4() {
				return false
			}
			six = true
		}
	}
	return six
}
