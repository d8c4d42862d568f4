package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// loop is for a message that came back to where it was. Mail hosts with
// loopback or private addresses make one: each sender finds itself there. So does
// a mail host that does not know the domain as its own.
func (w *weighing) loop() {
	state, res := w.mx()
	if v, found := w.domainVerdict(); found && (state == mxBroken || state == mxNull) {
		w.add(v)
		w.add(Verdict{Cause: Loop, Confidence: Possible})
		return
	}
	v := Verdict{Cause: Loop, Confidence: Likely}
	reporter, d := w.c.Report.ReportingMTA.Name, w.f.RecipientDomain
	if home := w.ownHost(res, reporter); state == mxFine && home != "" {
		v.Evidence = []Evidence{{Check: "mx", Target: d, Record: mxRecord(res, home),
			Detail: "the MX records lead to " + reporter + ", the system that gave the message up"}}
		if w.saysAny("itself", "myself", "this host", "this system", "back to me", "back to us") {
			v.Confidence = Confirmed
			if below(strings.ToLower(reporter), w.f.FromDomain) || below(strings.ToLower(reporter), w.f.EnvelopeDomain) {
				v.Who = SenderMTA
			}
			v.Summary = fmt.Sprintf("The MX records of %s lead to %s, which does not take mail for that domain as its own.", d, reporter)
		}
	}
	w.add(v)
}

// ownHost gives the mail host of the domain that is the reporting system, by its
// name or by one of its addresses, or "".
func (w *weighing) ownHost(res *check.Result, reporter string) string {
	if res == nil || reporter == "" {
		return ""
	}
	data, ok := res.Data.(*check.MXData)
	if !ok || namesHost(res, reporter) {
		return reporter
	}
	if !strings.Contains(reporter, ".") || w.world.r == nil {
		return ""
	}
	for _, family := range []uint16{dns.TypeA, dns.TypeAAAA} {
		ip, _ := addressOf(w.world.ctx, w.world.r, reporter, family)
		for _, h := range data.Hosts {
			if ip.IsValid() && slices.Contains(h.Addresses, ip) {
				return h.Name
			}
		}
	}
	return ""
}

// mxRecord quotes the MX record that names a host.
func mxRecord(res *check.Result, name string) string {
	for _, h := range res.Data.(*check.MXData).Hosts {
		if sameName(h.Name, name) {
			return fmt.Sprintf("%s. MX %d %s.", res.Target, h.Preference, strings.TrimSuffix(h.Name, "."))
		}
	}
	return ""
}

func (w *weighing) relayDenied() {
	if v, found := w.domainVerdict(); found {
		w.add(v)
	}
	v := Verdict{Cause: RelayDenied, Confidence: Likely, Evidence: w.mxEvidence()}
	if state, res := w.mx(); state == mxFine && w.r.RemoteMTA.Name != "" {
		if namesHost(res, w.r.RemoteMTA.Name) {
			v.Who = Receiver
			v.Summary = fmt.Sprintf("%s is a mail host of %s by its MX records but does not take mail for it.", w.r.RemoteMTA.Name, w.f.RecipientDomain)
			v.Fix = []Fix{
				{Text: fmt.Sprintf("Tell the owner of %s by another way: the operator of %s has to take mail for the domain again, or the MX records have to name the host that does.", w.f.RecipientDomain, w.r.RemoteMTA.Name)},
				{Text: fmt.Sprintf("If %s is your own server, add %s to the domains that it takes mail for.", w.r.RemoteMTA.Name, w.f.RecipientDomain)},
			}
		} else {
			v.Summary = fmt.Sprintf("%s was asked, which is no mail host of %s by its MX records.", w.r.RemoteMTA.Name, w.f.RecipientDomain)
			v.Fix = []Fix{
				{Text: fmt.Sprintf("Let the sending server follow the MX records of %s (%s): take out the route, connector or old DNS answer that leads to %s.", w.f.RecipientDomain, brokenHosts(res), w.r.RemoteMTA.Name)},
				{Text: fmt.Sprintf("If %s is your own relay or smarthost, log in there, or have the sending address allowed to relay.", w.r.RemoteMTA.Name)},
			}
		}
	}
	w.add(v)
}

func namesHost(res *check.Result, name string) bool {
	for _, h := range res.Data.(*check.MXData).Hosts {
		if sameName(h.Name, name) {
			return true
		}
	}
	return false
}
