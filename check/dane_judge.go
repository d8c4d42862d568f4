package check

import "strings"

// judge turns what was found out about the hosts into findings.
func (d *daneRun) judge() {
	with, without := 0, []string{}
	for i := range d.data.Hosts {
		h := &d.data.Hosts[i]
		switch {
		case !h.answer.Outcome.Known():
			d.unresolved(h)
			with++
		case len(h.Records) == 0:
			h.Result = DANENone
			without = append(without, h.Name)
		default:
			with++
			d.host(h)
		}
	}
	switch {
	case with == 0:
		d.add(Info, DANEMissing, "no mail host of %s has TLSA records: DANE is not used", d.query.Domain+d.query.Host)
		return
	case len(without) > 0:
		d.add(Warn, DANEPartly, "%s has no TLSA records, unlike the others: senders can be led there without a certificate", strings.Join(without, ", "))
	}
	if !d.data.MXSecure && d.data.Validating != nil && *d.data.Validating {
		d.add(Warn, DANEMXNotSecure, "the MX records of %s are not signed with DNSSEC: whoever forges them leads senders past the TLSA records", d.query.Domain)
	}
}

// unresolved is for a host whose TLSA lookup fails. A sender that knows DANE may
// not take that for "there are none", and puts the mail off (RFC 7672 section
// 2.1.2).
func (d *daneRun) unresolved(h *DANEHost) {
	h.Result, h.Reason = DANEUnresolved, why(h.answer)
	if h.answer.Outcome == Bogus {
		d.fail(Fail, DANELookupBogus, h.answer, "the TLSA records of %s fail DNSSEC validation, so that senders that know DANE do not deliver: %s", h.Name, h.Reason)
		return
	}
	d.fail(Unknown, DANEDNSFailure, h.answer, "%s could not be looked up: %s; where that is so for senders that know DANE, they put mail off", h.Base, h.Reason)
}

// host judges a host that has records.
func (d *daneRun) host(h *DANEHost) {
	for i := range h.Records {
		if rec := &h.Records[i]; !rec.Usable {
			f := finding(Warn, DANEUnusable, "a TLSA record of "+h.Name+" is of no use: "+rec.Problem)
			f.Record = printable(h.Base+". TLSA "+rec.String(), 300)
			d.findings = append(d.findings, f)
		}
	}
	if !h.usable() {
		if h.Result != DANEFails {
			h.Result = DANEEncrypt
		}
		d.add(Warn, DANENoneUsable, "%s has TLSA records and none that can be used: senders insist on TLS, without looking at the certificate", h.Name)
	}
	insecure := !h.Secure || !h.AddressSecure && len(h.address.addrs()) > 0
	switch {
	case insecure && (d.data.Validating == nil || !*d.data.Validating):
		d.unknown = true
		d.add(Unknown, DANEUnproven, "%s has TLSA records, and it is not known whether DNSSEC proves them: the resolver that was asked does not say so, and only one that validates and is trusted (on this machine, or named with DNS over TLS) can", h.Name)
	case !h.Secure:
		d.add(Fail, DANENotSecure, "the TLSA records of %s are not signed with DNSSEC: senders ignore them", h.Name)
	case insecure:
		d.add(Fail, DANEHostNotSecure, "the addresses of %s are not signed with DNSSEC, so that senders do not ask for its TLSA records", h.Name)
	}
	if insecure && d.data.Validating != nil && *d.data.Validating {
		h.Result = DANEInsecure
		return
	}
	d.live(h)
}

// live tells how the records and the certificate of the server go together.
func (d *daneRun) live(h *DANEHost) {
	switch h.Result {
	case "":
		h.Result = DANEPresent
	case DANEUnknown:
		d.add(Unknown, DANENotProbed, "the certificate of %s could not be looked at: %s", h.Name, h.Reason)
		d.unknown = true
	case DANEFails:
		id := DANEMismatch
		if strings.Contains(h.Reason, "has no TLS") {
			id = DANENoTLS
		}
		f := finding(Fail, id, "senders that know DANE do not deliver to "+h.Name+": "+h.Reason)
		if !h.Secure {
			f = finding(Warn, id, "the TLSA records of "+h.Name+" do not fit the server, which matters where DNSSEC proves them: "+h.Reason)
		}
		f.Record = printable(h.Base+". TLSA "+h.Records[0].String(), 300)
		d.findings = append(d.findings, f)
	case DANEMatch:
		for i := range h.Records {
			if m := h.Records[i].Matches; m != nil && !*m {
				d.add(Info, DANERollover, "a TLSA record of %s fits no certificate of the server: it is for the one before or the next", h.Name)
				break
			}
		}
	}
}
