package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// claimsDNSTrouble reports whether the refusal speaks of DNS that could not
// answer, rather than of a name that is not there.
func (w *weighing) claimsDNSTrouble() bool {
	text := w.text()
	for _, words := range []string{
		"try again", "servfail", "server failure", "temporary failure in name resolution", "temporarily unable to resolve",
		"name server timeout", "dns timeout", "dns server failure", "dns lookup failure", "dns failure", "dns error",
		"host name lookup failure", "lookup timed out", "temporary lookup failure", "dnssec", "unable to resolve route",
		"could not complete", "lookup failed temporarily", "lookup deferred", "lookups failed temporarily", "lookup did not complete",
		"dns query failed", "serverfailure",
	} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return w.r.Status.Subject == 4 && w.r.Status.Detail == 3
}

func (w *weighing) dnsSummary() string {
	if _, res := w.mx(); res != nil {
		for _, f := range res.Findings {
			if _, host, ok := strings.Cut(f.Record, " MX "); ok && f.ID == check.MXDNSFailure {
				_, host, _ = strings.Cut(host, " ")
				return fmt.Sprintf("The name servers of %s, a mail host of %s, fail.", strings.TrimSuffix(host, "."), w.f.RecipientDomain)
			}
		}
	}
	return fmt.Sprintf("The name servers of %s fail.", w.f.RecipientDomain)
}

// dnsFailure is for a bounce that speaks of DNS trouble.
func (w *weighing) dnsFailure() {
	if w.toldByMX() {
		w.add(Verdict{Cause: RecipientServerError, Confidence: Likely, Evidence: w.mxEvidence(),
			Summary: fmt.Sprintf("%s, a mail host of %s, could not look something up in DNS.", w.r.RemoteMTA.Name, w.f.RecipientDomain),
			Fix: []Fix{
				{Text: "Mail that waits is tried again by itself; else send again."},
				{Text: "If it stays so, see whether the name servers of the sender's domain, " + w.f.EnvelopeDomain + ", answer everybody; if they do, the postmaster of " + w.f.RecipientDomain + " has to look at the resolver of that host."},
			}})
		return
	}
	v := Verdict{Cause: RecipientDNSFailure, Confidence: Likely, Summary: w.dnsSummary()}
	switch state, res := w.mx(); state {
	case mxUnknown:
		v.Evidence = []Evidence{evidence(res, "mx-dns-failure")}
		if w.lame(res) {
			v.Confidence = Confirmed
		}
		v.Fix = w.serversFix()
	case mxFine:
		if hasFailing(res) { // a sender that asks for that too still puts mail off
			v.Summary = fmt.Sprintf("The name servers of %s do not answer every look-up.", w.f.RecipientDomain)
			v.Evidence = []Evidence{evidence(res, check.MXDNSFailure)}
			v.Fix = w.serversFix()
			break
		}
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce speaks of DNS trouble with %s, but its mail hosts are found now.", w.f.RecipientDomain)
		v.Evidence = w.mxEvidence()
		v.Fix = []Fix{{Text: "Send again."}}
	}
	w.add(v)
}

// toldByMX reports whether it is a mail host of the recipient's domain that
// speaks: the look-ups on the way to it had worked.
func (w *weighing) toldByMX() bool {
	state, res := w.mx()
	return state == mxFine && w.r.Reply != 0 && w.r.RemoteMTA.Name != "" && namesHost(res, w.r.RemoteMTA.Name)
}

// otherHost gives the host that Postfix did not find, where it is neither the
// recipient's domain nor a mail host of it: mostly a relay host that is set in
// the sending server.
func (w *weighing) otherHost() string {
	_, after, ok := strings.Cut(w.text(), "name service error for name=")
	host, _, _ := strings.Cut(after, " ")
	state, res := w.mx()
	d := w.f.RecipientDomain
	if !ok || host == "" || d == "" || w.r.RemoteMTA.Name != "" || below(host, d) || below(d, host) || state != mxFine || namesHost(res, host) {
		return ""
	}
	return host
}

// hostNotFound is for a bounce about a host that is none of the recipient's.
func (w *weighing) hostNotFound(host string) Verdict {
	return Verdict{Cause: SenderServerError, Confidence: Likely, Evidence: w.mxEvidence(),
		Summary: fmt.Sprintf("The sending server did not find the host %s, which is no mail host of %s.", host, w.f.RecipientDomain),
		Fix: []Fix{
			{Text: "Look for " + host + " in the settings of the sending server: a relay host or a transport of that name, which no longer exists or is misspelt (in Postfix, relayhost and transport_maps)."},
			{Text: "If it was a mail host of " + w.f.RecipientDomain + " before, send again: the MX records lead elsewhere now."},
		}}
}

func (w *weighing) serversFix() []Fix {
	return []Fix{{Text: "Tell the owner of " + w.f.RecipientDomain + " by another way that the domain's name servers fail; mail goes through when they answer again."}}
}

// hasFailing reports whether a look-up of one of several failed.
func hasFailing(res *check.Result) bool {
	return slices.ContainsFunc(res.Findings, func(f check.Finding) bool { return f.ID == check.MXDNSFailure })
}

// lame reports whether the answer that is missing is missing at the domain's
// own servers: a resolver that could not be reached proves nothing, and one that
// kept silent only where it answered other questions.
func (w *weighing) lame(res *check.Result) bool {
	for _, f := range res.Findings {
		switch f.Outcome {
		case check.ServFail, check.Bogus:
			return true
		case check.Timeout:
			return w.answered()
		}
	}
	return false
}

// answered reports whether the resolver answers at all: that it did so in
// another check, or else what it is asked now about the root, which is always
// there.
func (w *weighing) answered() bool {
	return slices.ContainsFunc(w.rs.list, func(res check.Result) bool {
		return res.Status != check.Unknown && res.Queries > 0
	}) || w.world.r != nil && w.world.r.Lookup(w.world.ctx, ".", dns.TypeNS).Outcome.Known()
}
