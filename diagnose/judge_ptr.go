package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// ptrMissing is for a refusal of the client's name in reverse DNS or HELO.
func (w *weighing) ptrMissing() {
	res, data := w.ptr()
	helo := w.claimsHELO()
	claimed := PTRMissing
	if helo {
		claimed = HELOInvalid
	}
	if w.f.inside && !helo {
		w.add(Verdict{Cause: claimed, Confidence: Likely, Who: Receiver, Summary: "The receiving system saw the message come from a private address, which is in its own network.",
			Fix: []Fix{{Text: "Tell the receiving postmaster by another way: a relay of theirs is held to have a name in public reverse DNS, and the check has to look at the address in front of it."}}})
		return
	}
	if data == nil || res.Status == check.Unknown {
		v := Verdict{Cause: claimed, Confidence: Likely, Summary: "The bounce complains about the name of the sending address or of its host."}
		if res != nil {
			v.Summary += " It could not be looked up."
			v.Evidence = []Evidence{evidence(res, check.PTRDNSFailure)}
			if !helo {
				v.Fix = []Fix{{Text: "Ask who gave you the address (provider or hoster) to see to the name servers of its reverse zone: the look-up of its name fails."}}
			}
		}
		w.add(v)
		return
	}
	found := w.ptrVerdicts(res, data)
	if helo { // the name that was complained about first
		for i, v := range found {
			if v.Cause == HELOInvalid {
				found[0], found[i] = found[i], found[0]
			}
		}
	}
	for _, v := range found {
		w.add(v)
	}
	if len(found) > 0 {
		return
	}
	if _, generic := hasFinding(res, check.PTRGeneric); generic && w.claimsGeneric() {
		w.add(Verdict{Cause: PTRMismatch, Confidence: Confirmed, Evidence: []Evidence{evidence(res, check.PTRGeneric)},
			Summary: fmt.Sprintf("The reverse name of %s is one that a provider gives to any address.", res.Target),
			Fix:     append(w.ptrFix(&check.PTRData{}), Fix{Text: "If the address is not that of a mail server of your own, send through your provider's relay or its submission service."})})
		return
	}
	if _, two := hasFinding(res, check.HELONotPTR); two && w.claimsTwoNames() {
		w.add(Verdict{Cause: PTRMismatch, Confidence: Likely, Evidence: []Evidence{evidence(res, check.HELONotPTR)},
			Summary: fmt.Sprintf("The reverse name of %s is another than that which the server gives itself.", res.Target), Fix: heloFix(data)})
		return
	}
	if helo && !strings.Contains(w.text(), strings.ToLower(w.f.HELO)) { // the name that was given may be another
		w.add(Verdict{Cause: claimed, Confidence: Likely, Summary: "The receiving system does not accept the HELO name of the sending server, which the bounce does not quote.",
			Fix: heloFix(data)})
		return
	}
	w.add(Verdict{Cause: claimed, Confidence: Refuted, Evidence: []Evidence{{Check: "ptr", Target: res.Target, Detail: "the address has the confirmed name " + strings.Join(data.Confirmed, ", ")}},
		Summary: fmt.Sprintf("The bounce complains about the name of %s, but the name is in order now.", res.Target),
		Fix:     []Fix{{Text: "Send again. If it is refused again, ask the receiving postmaster which name or address was meant."}}})
}

// claimsTwoNames reports whether the refusal says that two names differ.
func (w *weighing) claimsTwoNames() bool {
	return strings.Contains(w.text(), "match") || strings.Contains(w.text(), "differ") || strings.Contains(w.text(), "banner")
}

// claimsGeneric reports whether the refusal says that the client's name is like
// those of home connections.
func (w *weighing) claimsGeneric() bool {
	for _, words := range []string{"generic", "dynamic", "dial-up", "dialup", "dial up", "residential", "looks like", "static.", "dyn"} {
		if strings.Contains(w.text(), words) {
			return true
		}
	}
	return false
}

// ptr gives the check of the client's names; a check of another's with its name
// has other data.
func (w *weighing) ptr() (*check.Result, *check.PTRData) {
	res := w.result("ptr", ptrTargets)
	if res == nil {
		return nil, nil
	}
	data, _ := res.Data.(*check.PTRData)
	return res, data
}

func (w *weighing) ptrSummary(c Cause) string {
	ip := "The sending address"
	if w.f.SendingIP.IsValid() {
		ip = w.f.SendingIP.String()
	}
	switch c {
	case HELOInvalid:
		if name := w.f.HELO; name != "" && len(name) < 100 {
			return "The HELO name " + name + " is not a name of the sending host."
		}
		return "The sending host gives a HELO name that is not its own."
	case PTRMismatch:
		return "The reverse name of " + strings.Replace(ip, "The", "the", 1) + " does not lead back to it."
	}
	return ip + " has no name in reverse DNS."
}

// ptrVerdicts are the defects that the check found, the worst first.
func (w *weighing) ptrVerdicts(res *check.Result, data *check.PTRData) []Verdict {
	var vs []Verdict
	switch {
	case failsBy(res, check.PTRMissing):
		vs = append(vs, Verdict{Cause: PTRMissing, Confidence: Confirmed, Evidence: []Evidence{evidence(res, check.PTRMissing)}, Fix: w.ptrFix(data)})
	case failsBy(res, check.PTRNotConfirmed):
		vs = append(vs, Verdict{Cause: PTRMismatch, Confidence: Confirmed, Evidence: []Evidence{evidence(res, check.PTRNotConfirmed)}, Fix: w.ptrFix(data)})
	}
	id, bad := hasFinding(res, check.HELONotFQDN, check.HELOInvalid, check.HELOLocal, check.HELONoAddress, check.HELOMismatch)
	if bad && !(id == check.HELOMismatch && len(vs) > 0 && !w.claimsHELO()) { // the pair of records that mends the address mends this too
		conf := Possible
		if w.claimsHELO() {
			conf = Confirmed
		}
		vs = append(vs, Verdict{Cause: HELOInvalid, Confidence: conf, Evidence: []Evidence{evidence(res, id)},
			Fix: heloFix(data)})
	}
	for i := range vs {
		vs[i].Summary = w.ptrSummary(vs[i].Cause)
	}
	return vs
}

// heloFix names the name to greet with: the one that the address has.
func heloFix(data *check.PTRData) []Fix {
	if len(data.Confirmed) > 0 {
		return []Fix{{Text: "Set the HELO name of the sending server to " + strings.TrimSuffix(data.Confirmed[0], ".") + ", the name that its address has in reverse DNS."}}
	}
	return []Fix{{Text: "Set the HELO name of the sending server to a full host name that leads to its address and that the address has in reverse DNS."}}
}

func (w *weighing) claimsHELO() bool {
	text := w.text()
	return strings.Contains(text, "helo") || strings.Contains(text, "ehlo")
}

// ptrFix names the pair of records that give an address its name: the PTR
// record is set by the owner of the address block.
func (w *weighing) ptrFix(data *check.PTRData) []Fix {
	if !w.f.SendingIP.IsValid() {
		return nil
	}
	ip := w.f.SendingIP.String()
	reverse, err := dns.ReverseAddr(ip)
	if err != nil {
		return nil
	}
	typ := "A"
	if w.f.SendingIP.Is6() {
		typ = "AAAA"
	}
	host := w.hostName(data, typ)
	var fixes []Fix
	if !slices.ContainsFunc(data.Names, func(n string) bool { return sameName(n, host) }) {
		fixes = append(fixes, Fix{Text: "Ask who gave you the address (provider or hoster) to set its reverse name to the server's own.", Name: strings.TrimSuffix(reverse, "."), Type: "PTR", Value: host + "."})
	}
	if !w.leadsTo(host, typ) {
		fixes = append(fixes, Fix{Text: "Let " + host + " lead to the address.", Name: host, Type: typ, Value: ip})
	}
	return fixes
}

// hostName is the name that the sending address is to have: one that it has and
// that only lacks its address, or else that of the server by HELO. A name that
// leads elsewhere is another host's, and is left to it.
func (w *weighing) hostName(data *check.PTRData, typ string) string {
	own := strings.ToLower(w.f.HELO)
	if !strings.Contains(own, ".") || strings.ContainsAny(own, "[]:") {
		own = ""
	}
	if own != "" && w.leadsTo(own, typ) {
		return own
	}
	for _, name := range data.Names {
		if name = strings.TrimSuffix(name, "."); sameName(name, own) || !w.hasRecord(name, typ) {
			return name
		}
	}
	if own != "" {
		return own
	}
	return "mail." + w.f.FromDomain
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

func (w *weighing) hasRecord(name, typ string) bool {
	return w.world.r != nil && len(w.world.r.Lookup(w.world.ctx, name, dns.StringToType[typ]).Records) > 0
}

// leadsTo reports whether a host has the sending address already.
func (w *weighing) leadsTo(host, typ string) bool {
	if w.world.r == nil {
		return false
	}
	for _, rr := range w.world.r.Lookup(w.world.ctx, host, dns.StringToType[typ]).Records {
		if ip := recordIP(rr); ip.IsValid() && ip == w.f.SendingIP.Unmap() {
			return true
		}
	}
	return false
}
