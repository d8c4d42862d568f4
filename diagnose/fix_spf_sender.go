package diagnose

import (
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// authorise lets the sending address pass: by the include of the provider whose
// address it is, or by itself. The address of a forwarder is never added.
func (w *weighing) authorise(record string) []Fix {
	ip := w.f.SendingIP.String()
	if host := w.forwarder(); host != "" {
		own := ip + " belongs to " + host + ", which forwards the message: your own record is not at fault. "
		sign := Fix{Text: "Sign with DKIM as " + w.f.FromDomain + ": the signature survives forwarding."}
		if w.claimsDMARC() { // RFC 9989 section 4.4: the forwarder's own domain is not aligned
			return []Fix{sign, {Text: own + "A rewritten envelope sender (SRS) does not help where DMARC decides: only a signature of the From domain does."}}
		}
		return []Fix{{Text: own + "The forwarder has to rewrite the envelope sender (SRS)."}, sign}
	}
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 || !w.f.SendingIP.IsValid() {
		return nil
	}
	last := Fix{Text: "If it is not yours, find out who sends as " + w.spfDomain() + " from " + ip + " before you allow it."}
	if fix := w.asMeant(record, rec); len(fix) > 0 {
		return append(fix, last)
	}
	for _, include := range w.providers() {
		if value := rec.WithTerm("include:" + include); w.clears(value) {
			return []Fix{{Text: "The address belongs to a service whose senders are listed at " + include + ". If you send through it, name it in the record:", Name: w.spfDomain(), Type: "TXT", Value: value}, last}
		}
	}
	if value := rec.WithTerm(w.ipTerm()); w.clears(value) {
		return []Fix{{Text: "If " + ip + " is one of your senders, add it to the record:", Name: w.spfDomain(), Type: "TXT", Value: value}, last}
	}
	return nil
}

// asMeant is for a valid record that lets the address pass once a term which does
// nothing, as it is written, does what it was meant to do.
func (w *weighing) asMeant(record string, rec *check.SPFRecord) []Fix {
	text := `Replace the record by this one, in which nothing stands behind "all", where it is ignored:`
	value := rec.AllLast()
	if value == record {
		text = `Replace the record by this one, in which ":" stands where "=" was and did nothing:`
		value, _ = check.RepairSPF(record)
	}
	if value == record || !w.clears(value) {
		return nil
	}
	return []Fix{{Text: text, Name: w.spfDomain(), Type: "TXT", Value: value}}
}

// mendedTarget is for a record which leads to another of the same owner that can't
// be used: two records, or one with a slip.
func (w *weighing) mendedTarget(record string) []Fix {
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 || w.world.r == nil {
		return nil
	}
	d := w.spfDomain()
	for _, t := range rec.Terms {
		if t.Kind != check.SPFInclude && t.Kind != check.SPFRedirect || !w.dead(t.Text) || check.RegistrableDomain(t.Target.Text) != check.RegistrableDomain(d) {
			continue
		}
		name := w.world.recordName(strings.ToLower(strings.TrimSuffix(t.Target.Text, ".")))
		records := w.world.txt(name, check.IsSPF)
		text, value := "Replace all SPF records of "+name+", which "+t.Text+" leads to, by this one:", check.MergeSPF(records)
		if len(records) == 1 {
			text = "Replace the record of " + name + ", which " + t.Text + " leads to, by the repaired one:"
			value, _ = check.RepairSPF(records[0])
		}
		if q := spfTargets(w.c, w.i)[0]; len(records) > 0 && value != records[0] && q.IP.IsValid() {
			changed := w.world.with(name, value, check.IsSPF)
			res := check.SPF(changed.ctx, changed.r, check.SPFQuery{Domain: q.Domain, IP: q.IP, Sender: q.Sender, HELO: q.HELO})
			if after, ok := res.Data.(*check.SPFData); ok && after.Result == check.SPFPass {
				return []Fix{{Text: text, Name: name, Type: "TXT", Value: value}}
			}
		}
	}
	return nil
}

// forwarder gives the mail host of a domain that the message was first sent to,
// where the sending address is one of its addresses.
func (w *weighing) forwarder() string {
	for _, t := range forwarderTargets(w.c, w.i) {
		res := w.rs.get("mx", t)
		if res == nil {
			continue
		}
		if data, ok := res.Data.(*check.MXData); ok {
			for _, h := range data.Hosts {
				if slices.Contains(h.Addresses, w.f.SendingIP) {
					return h.Name
				}
			}
		}
	}
	return ""
}

// ipTerm is the SPF term for the sending address.
func (w *weighing) ipTerm() string {
	switch ip := w.f.SendingIP; {
	case !ip.IsValid():
		return ""
	case ip.Is4():
		return "ip4:" + ip.String()
	default:
		return "ip6:" + ip.String()
	}
}

// providers are the SPF includes of the sending services that the names of the
// sending address speak of.
func (w *weighing) providers() []string {
	names := []string{strings.ToLower(w.f.HELO)}
	if reverse, err := dns.ReverseAddr(w.f.SendingIP.String()); err == nil && w.world.r != nil {
		for _, rr := range w.world.r.Lookup(w.world.ctx, reverse, dns.TypePTR).Records {
			if ptr, ok := rr.(*dns.PTR); ok {
				names = append(names, strings.ToLower(strings.TrimSuffix(ptr.Ptr, ".")))
			}
		}
	}
	var includes []string
	for _, p := range spfProviders {
		for _, name := range names {
			if below(name, p.hosts) && !slices.Contains(includes, p.include) {
				includes = append(includes, p.include)
			}
		}
	}
	return includes
}

// spfProviders are sending services by the names of their hosts, with the
// include that their own help pages ask for.
var spfProviders = []struct{ hosts, include string }{
	{"sendgrid.net", "sendgrid.net"},
	{"amazonses.com", "amazonses.com"},
	{"outlook.com", "spf.protection.outlook.com"},
	{"google.com", "_spf.google.com"},
	{"mailgun.net", "mailgun.org"},
	{"mailgun.org", "mailgun.org"},
	{"mandrillapp.com", "spf.mandrillapp.com"},
	{"mcsv.net", "servers.mcsv.net"},
	{"mtasv.net", "spf.mtasv.net"},
	{"sparkpostmail.com", "sparkpostmail.com"},
	{"mailjet.com", "spf.mailjet.com"},
	{"sendinblue.com", "spf.brevo.com"},
	{"brevo.com", "spf.brevo.com"},
	{"zoho.com", "zoho.com"},
	{"zoho.eu", "zoho.eu"},
	{"zendesk.com", "mail.zendesk.com"},
	{"salesforce.com", "_spf.salesforce.com"},
	{"exacttarget.com", "cust-spf.exacttarget.com"},
	{"mail.ru", "_spf.mail.ru"},
	{"yandex.net", "_spf.yandex.net"},
	{"messagingengine.com", "spf.messagingengine.com"},
	{"protonmail.ch", "_spf.protonmail.ch"},
	{"constantcontact.com", "spf.constantcontact.com"},
	{"mimecast.com", "_netblocks.mimecast.com"},
	{"pphosted.com", "spf-a.pphosted.com"},
	{"ovh.net", "mx.ovh.com"},
	{"kundenserver.de", "_spf-eu.ionos.com"},
	{"ionos.com", "_spf-us.ionos.com"},
	{"secureserver.net", "secureserver.net"},
}

// respelt gives the record with each include that leads nowhere replaced by that
// of a sending service which is spelt nearly so, and the names put in; "" where
// there is none.
func (w *weighing) respelt(record string) (value string, names []string) {
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 {
		return "", nil
	}
	for _, t := range rec.Terms {
		if t.Kind != check.SPFInclude || !w.dead(t.Text) {
			continue
		}
		if meant := check.Misspelt(t.Target.Text, spfIncludes()); meant != "" && !slices.Contains(names, meant) {
			record = strings.Replace(record, t.Text, strings.TrimSuffix(t.Text, t.Target.Text)+meant, 1)
			names = append(names, meant)
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return record, names
}

// spfIncludes are the includes of the known sending services.
func spfIncludes() []string {
	var includes []string
	for _, p := range spfProviders {
		includes = append(includes, p.include)
	}
	return includes
}
