package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
)

// tlsFailure tells by which mechanism an encrypted connection was demanded,
// where the refusal says so: MTA-STS (RFC 8461) or DANE (RFC 7672); and what a
// live server shows of it.
func (w *weighing) tlsFailure() {
	switch {
	case strings.Contains(w.text(), "mta-sts") || strings.Contains(w.text(), "mtasts"):
		w.mtasts(Likely)
	case strings.Contains(w.text(), "tlsa") || strings.Contains(w.text(), "dane"):
		w.dane(Likely)
	default:
		w.plainTLS()
	}
}

// probed gives what a check of the recipient's domain found, or nil.
func (w *weighing) probed(name string) *check.Result {
	return w.result(name, recipientDomain)
}

// stsMismatch are the findings of a policy in force that keeps mail away.
var stsMismatch = []string{"mta-sts-mx-mismatch", "mta-sts-host-certificate"}

// mtasts judges a refusal by an MTA-STS policy; said is how sure the words of
// the bounce make it.
func (w *weighing) mtasts(said Confidence) {
	v := Verdict{Cause: MTASTSMismatch, Confidence: said}
	res := w.probed("mta-sts")
	data := stsData(res)
	switch id, wrong := hasFinding(res, stsMismatch...); {
	case data == nil:
	case wrong && data.Policy.Mode == check.MTASTSEnforce:
		v.Confidence = Confirmed
		v.Evidence = []Evidence{evidence(res, id)}
		v.Fix = w.stsFix(data, id)
	case w.stsInOrder(data):
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce speaks of the MTA-STS policy of %s, but its mail hosts and their certificates fit the policy now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "mta-sts", Target: res.Target, Detail: "all mail hosts fit the policy, which has the mode " + string(data.Policy.Mode), Record: data.Record}}
		v.Fix = []Fix{{Text: fmt.Sprintf("Send again. The sending system may still go by an older policy, which it keeps for up to %d days, or until the id of the record changes.", (data.Policy.MaxAge+86399)/86400)}}
	case data.Record != "":
		v.Evidence = []Evidence{{Check: "mta-sts", Target: res.Target, Detail: "the domain announces an MTA-STS policy", Record: data.Record}}
	default:
		v.Evidence = []Evidence{evidence(res, "mta-sts-missing")}
	}
	w.add(v)
}

// stsData gives what the check MTA-STS found, or nil.
func stsData(res *check.Result) *check.MTASTSData {
	if res == nil {
		return nil
	}
	data, _ := res.Data.(*check.MTASTSData)
	return data
}

// stsInOrder reports whether the policy was read and all mail hosts were found
// to fit it, with certificates that verify.
func (w *weighing) stsInOrder(data *check.MTASTSData) bool {
	if data.Policy == nil || !data.Policy.Valid || len(data.Hosts) == 0 {
		return false
	}
	for _, h := range data.Hosts {
		if h.Problem != "" || h.Pattern == "" && data.Policy.Mode != check.MTASTSNone {
			return false
		}
	}
	servers := w.servers()
	return len(servers) > 0 && !slices.ContainsFunc(servers, func(s check.SMTPServer) bool { return s.TLS == nil || !s.TLS.Verified })
}

// servers gives what the recipient's mail hosts showed, each address that could
// be tried from here.
func (w *weighing) servers() []check.SMTPServer {
	res := w.probed("smtp")
	if res == nil {
		return nil
	}
	data, ok := res.Data.(*check.SMTPData)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(data.Servers), func(s check.SMTPServer) bool { return s.State == check.SMTPNoRoute })
}

// stsFix tells the recipient's side what to put right.
func (w *weighing) stsFix(data *check.MTASTSData, id string) []Fix {
	d := w.f.RecipientDomain
	if id == "mta-sts-host-certificate" {
		return []Fix{{Text: fmt.Sprintf("The recipient's side gives the mail host a certificate of a public authority, for the name that its MX record has. Tell the postmaster of %s by another way.", d)}}
	}
	var lines []string
	for _, h := range data.Hosts {
		if h.Pattern == "" {
			lines = append(lines, fmt.Sprintf("\"mx: %s\"", h.Name))
		}
	}
	return []Fix{{Text: fmt.Sprintf("The recipient's side adds %s to https://mta-sts.%s/.well-known/mta-sts.txt, and then changes the id of the record at _mta-sts.%s. Tell the postmaster by another way.", strings.Join(lines, " and "), d, d)}}
}

// dane judges a refusal by TLSA records.
func (w *weighing) dane(said Confidence) {
	v := Verdict{Cause: DANEMismatch, Confidence: said}
	res := w.probed("dane")
	var data *check.DANEData
	if res != nil {
		data, _ = res.Data.(*check.DANEData)
	}
	if data == nil {
		w.add(v)
		return
	}
	bad, matched, none := (*check.DANEHost)(nil), 0, 0
	for i := range data.Hosts {
		switch h := &data.Hosts[i]; {
		case h.Result == check.DANEFails && h.Secure && bad == nil:
			bad = h
		case h.Result == check.DANEMatch && h.Secure:
			matched++
		case h.Result == check.DANENone:
			none++
		}
	}
	switch {
	case none > 0 && none == len(data.Hosts) && !w.saysAny("lookup", "no tlsa", "dnssec"): // else it is that they are missing
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce speaks of TLSA records, but the mail hosts of %s have none now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "dane", Target: res.Target, Detail: "no mail host has TLSA records"}}
		v.Fix = []Fix{{Text: "Send again: the records were taken out."}}
	case bad != nil:
		v.Confidence = Confirmed
		v.Evidence = []Evidence{evidence(res, "dane-mismatch")}
		v.Fix = daneFix(w.f.RecipientDomain, bad)
	case matched > 0 && matched == len(data.Hosts):
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce speaks of TLSA records, but the certificates of the mail hosts of %s fit them now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "dane", Target: res.Target, Detail: "the certificate of each mail host fits its TLSA records", Record: tlsaRecord(&data.Hosts[0])}}
		v.Fix = []Fix{{Text: "Send again."}}
	default:
		e := evidence(res, "")
		if e.Detail == "" && len(data.Hosts) > 0 {
			e.Detail, e.Record = "the mail host "+data.Hosts[0].Name+" has TLSA records", tlsaRecord(&data.Hosts[0])
		}
		v.Evidence = []Evidence{e}
	}
	w.add(v)
}

// tlsaRecord gives the first TLSA record of a host, or "".
func tlsaRecord(h *check.DANEHost) string {
	if len(h.Records) == 0 {
		return ""
	}
	return h.Base + ". TLSA " + h.Records[0].String()
}

// daneFix gives the record that fits what the server has now.
func daneFix(domain string, h *check.DANEHost) []Fix {
	if h.Suggested == "" {
		return []Fix{{Text: fmt.Sprintf("The recipient's side has %s offer STARTTLS, or takes its TLSA records out. Tell the postmaster of %s by another way.", h.Name, domain)}}
	}
	return []Fix{{Text: fmt.Sprintf("The recipient's side publishes a TLSA record for the certificate that %s has now, beside the one there is, or gives the server the certificate back that it is for. Tell the postmaster of %s by another way.", h.Name, domain),
		Name: h.Base, Type: "TLSA", Value: h.Suggested}}
}

// plainTLS judges a refusal that names no mechanism.
func (w *weighing) plainTLS() {
	v := Verdict{Cause: TLSFailure, Confidence: Likely}
	// Where the server demands it, the client has to use what is offered.
	demanded := strings.Contains(w.text(), "must issue a starttls") || strings.Contains(w.text(), "starttls first") || w.r.Reply == 530
	if demanded {
		v.Who = SenderMTA
	}
	res, servers := w.probed("smtp"), w.servers()
	id, faulty := hasFinding(res, tlsFaults...)
	switch {
	case demanded && w.offered(servers):
		v.Evidence = []Evidence{{Check: "smtp", Target: res.Target, Detail: "the mail host offers STARTTLS, and it works: the sending system has to use it"}}
	case demanded:
	case faulty:
		v.Confidence = Confirmed
		v.Evidence = []Evidence{evidence(res, id)}
		v.Summary = fmt.Sprintf("Encryption fails at a mail host of %s, as it does now: %s.", w.f.RecipientDomain, v.Evidence[0].Detail)
		v.Fix = w.tlsFix(id)
		w.enforced(&v)
	case len(servers) > 0 && !slices.ContainsFunc(servers, func(s check.SMTPServer) bool { return s.TLS == nil || !s.TLS.Verified }):
		v.Confidence = Refuted
		v.Summary = fmt.Sprintf("The bounce says that encryption failed, but the mail hosts of %s have TLS with certificates in order now.", w.f.RecipientDomain)
		v.Evidence = []Evidence{{Check: "smtp", Target: res.Target, Detail: fmt.Sprintf("%d mail servers take STARTTLS and show a certificate that verifies", len(servers))}}
		v.Fix = []Fix{{Text: "Send again. If it bounces again, the sending system's TLS is too old, or its list of authorities is."}}
	default:
		v.Fix = w.tlsFix(saidFault(w.text()))
		w.enforced(&v)
	}
	w.add(v)
	w.behind()
}

// offered reports whether TLS works with all servers.
func (w *weighing) offered(servers []check.SMTPServer) bool {
	return len(servers) > 0 && !slices.ContainsFunc(servers, func(s check.SMTPServer) bool { return s.STARTTLS != check.TLSStarted })
}

// enforced adds to a failure what the domain publishes that makes senders
// insist.
func (w *weighing) enforced(v *Verdict) {
	if data := stsData(w.probed("mta-sts")); data != nil && data.Record != "" {
		v.Evidence = append(v.Evidence, Evidence{Check: "mta-sts", Target: w.f.RecipientDomain, Detail: "the domain announces an MTA-STS policy, because of which senders insist on TLS", Record: data.Record})
	}
	if res := w.probed("dane"); res != nil {
		data, ok := res.Data.(*check.DANEData)
		for i := 0; ok && i < len(data.Hosts); i++ {
			if h := &data.Hosts[i]; len(h.Records) > 0 {
				v.Evidence = append(v.Evidence, Evidence{Check: "dane", Target: w.f.RecipientDomain, Detail: h.Name + " has TLSA records, because of which senders that know DANE insist on TLS", Record: tlsaRecord(h)})
				return
			}
		}
	}
}

// behind adds the mechanism that the words do not name, where a live check shows
// that it keeps mail away.
func (w *weighing) behind() {
	if data := stsData(w.probed("mta-sts")); data != nil && data.Policy != nil && data.Policy.Mode == check.MTASTSEnforce {
		if _, wrong := hasFinding(w.probed("mta-sts"), stsMismatch...); wrong {
			w.mtasts(Possible)
		}
	}
	if _, wrong := hasFinding(w.probed("dane"), check.DANEMismatch, check.DANENoTLS); wrong {
		w.dane(Possible)
	}
}
