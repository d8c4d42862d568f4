package diagnose

import (
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// spfFix computes the record that clears a cause, the least change first. A
// record is only shown if evaluating it for this message gives pass.
func (w *weighing) spfFix(c Cause, data *check.SPFData) []Fix {
	d := w.spfDomain()
	records := w.world.txt(d, check.IsSPF)
	record := ""
	if len(records) > 0 {
		record = records[0]
	}
	switch c {
	case SPFMissing:
		value := "v=spf1 mx ~all"
		if term := w.ipTerm(); term != "" {
			value = "v=spf1 mx " + term + " ~all"
		}
		return w.publish("Publish an SPF record that names all systems which send for "+d+"; this one names its mail hosts and the address of this message.", value)
	case SPFIPNotAuthorised:
		return w.authorise(record)
	case SPFMultipleRecords:
		return w.publish("Replace all SPF records of "+d+" by this one:", check.MergeSPF(records))
	case SPFSyntax:
		repaired, ok := check.RepairSPF(record)
		if fix := w.publish("Replace the record by the repaired one:", repaired); ok && len(fix) > 0 {
			return fix
		}
		return []Fix{{Text: "Correct in the record of " + d + " what the evidence names; only its owner can tell what was meant."}}
	case SPFDNSFailure:
		return []Fix{
			{Text: "Have the name servers mended that fail: the check names the lookup. Until then mail is put off or refused; it goes through when they answer."},
			{Text: "If the name belongs to a service that you no longer use, take its include out of the record of " + d + "."},
		}
	case SPFTooManyLookups:
		if fix := w.flattened(record); len(fix) > 0 {
			return fix
		}
		fallthrough
	case SPFVoidLookups, SPFIncludeBroken:
		if fix := w.publish("Replace the record by this one, without the terms that lead nowhere:", w.withoutDead(record)); len(fix) > 0 {
			return fix
		}
		return []Fix{{Text: "Remove what is not needed from the record; the tree of lookups shows where they are spent: ndr check spf " + d}}
	}
	return nil
}

// publish gives the change of the SPF record to value, with the sending address
// added where it takes that, or nothing where the record does not clear the
// cause.
func (w *weighing) publish(text, value string) []Fix {
	candidates := []string{value}
	if rec, errs := check.ParseSPF(value); len(errs) == 0 && w.ipTerm() != "" {
		candidates = append(candidates, rec.WithTerm(w.ipTerm()))
	}
	for _, v := range candidates {
		if w.clears(v) {
			return []Fix{{Text: text, Name: w.spfDomain(), Type: "TXT", Value: v}}
		}
	}
	return nil
}

// clears tries a record: does SPF pass with it for this message, or, where the
// sending address is not known, is it in order?
func (w *weighing) clears(value string) bool {
	if w.world.r == nil || !check.IsSPF(value) {
		return false
	}
	res := w.evaluate(value)
	data, ok := res.Data.(*check.SPFData)
	if !ok || res.Status == check.Unknown {
		return false
	}
	if !w.f.SendingIP.IsValid() {
		return data.Result != check.SPFPermerror && data.Result != check.SPFNone
	}
	return data.Result == check.SPFPass
}

// evaluate runs SPF for this message as if value were the domain's record.
func (w *weighing) evaluate(value string) check.Result {
	t := spfTargets(w.c, w.i)[0]
	changed := w.world.with(t.Domain, value, check.IsSPF)
	return check.SPF(changed.ctx, changed.r, check.SPFQuery{Domain: t.Domain, IP: t.IP, Sender: t.Sender, HELO: t.HELO})
}

// withoutDead gives the record without the terms that find nothing or lead to
// a record that can't be used.
func (w *weighing) withoutDead(record string) string {
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 {
		return ""
	}
	words := []string{"v=spf1"}
	for _, t := range rec.Terms {
		if t.CostsLookup() {
			data, ok := w.evaluate("v=spf1 " + t.Text).Data.(*check.SPFData)
			if ok && (data.VoidLookups > 0 || data.Result == check.SPFPermerror) {
				continue
			}
		}
		words = append(words, t.Text)
	}
	return strings.Join(words, " ")
}

// flattened gives the set of records that stands for one with too many lookups.
func (w *weighing) flattened(record string) []Fix {
	if w.world.r == nil || record == "" {
		return nil
	}
	// Asked for the same host as before, most of it is known already.
	t := spfTargets(w.c, w.i)[0]
	res := check.SPF(w.world.ctx, w.world.r, check.SPFQuery{Domain: t.Domain, IP: t.IP, Sender: t.Sender, HELO: t.HELO, Flatten: true})
	data, ok := res.Data.(*check.SPFData)
	if !ok {
		return nil
	}
	var fixes []Fix
	for i, f := range data.Flattened {
		text := "and this one:"
		if i == 0 {
			text = "Replace the record by an equivalent one without lookups; make it anew when a provider changes its addresses:"
		}
		fixes = append(fixes, Fix{Text: text, Name: f.Name, Type: "TXT", Value: f.Value})
	}
	return fixes
}

// authorise lets the sending address pass: by the include of the provider whose
// address it is, or by itself. The address of a forwarder is never added.
func (w *weighing) authorise(record string) []Fix {
	ip := w.f.SendingIP.String()
	if host := w.forwarder(); host != "" {
		return []Fix{
			{Text: ip + " belongs to " + host + ", which forwards the message: your own record is not at fault. The forwarder has to rewrite the envelope sender (SRS)."},
			{Text: "Sign with DKIM as " + w.f.FromDomain + ": the signature survives forwarding."},
		}
	}
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 || !w.f.SendingIP.IsValid() {
		return nil
	}
	last := Fix{Text: "If it is not yours, find out who sends as " + w.spfDomain() + " from " + ip + " before you allow it."}
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
