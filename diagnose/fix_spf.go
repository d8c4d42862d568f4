package diagnose

import (
	"strings"

	"github.com/miekg/dns"

	"github.com/seed-d13f741b/ndr/check"
)

// spfFix computes the record that clears a cause, the least change first. A
// record is only shown if evaluating it for this message gives pass. Where the
// domain is an alias, the record is that of the name which it leads to.
func (w *weighing) spfFix(c Cause, data *check.SPFData) []Fix {
	fixes, d := w.spfRecord(c), w.spfDomain()
	target := w.world.recordName(d)
	for i := range fixes {
		if fixes[i].Name == d && target != d {
			fixes[i].Name = target
			fixes[i].Text = d + " is an alias (CNAME) of " + target + ", whose owner keeps the record. " + fixes[i].Text
		}
	}
	return fixes
}

func (w *weighing) spfRecord(c Cause) []Fix {
	d := w.spfDomain()
	records := w.world.txt(d, check.IsSPF)
	record := ""
	if len(records) > 0 {
		record = records[0]
	}
	switch c {
	case SPFMissing:
		return w.firstRecord()
	case SPFIPNotAuthorised:
		return w.authorise(record)
	case SPFMultipleRecords:
		return w.publish("Replace all SPF records of "+d+" by this one:", check.MergeSPF(records))
	case SPFSyntax:
		repaired, ok := check.RepairSPF(record)
		if fix := w.publish("Replace the record by the repaired one:", repaired); ok && len(fix) > 0 {
			return fix
		}
		return append(w.withoutErrors(repaired), Fix{Text: "Correct in the record of " + d + " what the evidence names; only its owner can tell what was meant."})
	case SPFDNSFailure:
		return w.lookupFix(record)
	case SPFTooManyLookups:
		if fix := w.flattened(record); len(fix) > 0 {
			return fix
		}
		fallthrough
	case SPFVoidLookups, SPFIncludeBroken:
		if fix := w.mendedTarget(record); len(fix) > 0 {
			return fix
		}
		if value, names := w.respelt(record); w.clears(value) {
			return []Fix{{Text: "Replace the record by this one: " + strings.Join(names, ", ") + " is probably what was meant.", Name: d, Type: "TXT", Value: value}}
		}
		if fix := w.publish("Replace the record by this one, without the terms that lead nowhere:", w.withoutDead(record)); len(fix) > 0 {
			return fix
		}
		return []Fix{{Text: "Remove what is not needed from the record; the tree of lookups shows where they are spent: ndr check spf " + d}}
	}
	return nil
}

// withoutErrors gives the record without the terms that are none of SPF, and with
// the first of each modifier that is there twice.
func (w *weighing) withoutErrors(record string) []Fix {
	rec, _ := check.ParseSPF(record)
	words := []string{"v=spf1"}
	once := map[check.SPFKind]bool{}
	for _, t := range rec.Terms {
		if t.Kind == check.SPFRedirect || t.Kind == check.SPFExp {
			if once[t.Kind] {
				continue
			}
			once[t.Kind] = true
		}
		words = append(words, t.Text)
	}
	return w.publish("Where what the evidence names is not needed, replace the record by this one, without it:", strings.Join(words, " "))
}

// lookupFix is for a record that can't be evaluated because a lookup fails.
func (w *weighing) lookupFix(record string) []Fix {
	const then = " Until then mail is put off or refused; it goes through when they answer."
	d := w.spfDomain()
	rec, errs := check.ParseSPF(record)
	if record == "" || len(errs) > 0 {
		return []Fix{{Text: "Have the name servers mended that fail: those of " + d + " or of what its record leads to." + then}}
	}
	for _, t := range rec.Terms {
		if !t.CostsLookup() {
			continue
		}
		if data, ok := w.evaluate("v=spf1 " + t.Text).Data.(*check.SPFData); ok && data.Result == check.SPFTemperror {
			return []Fix{
				{Text: "Have the name servers mended that fail: those which the term " + t.Text + " leads to." + then},
				{Text: "If " + t.Text + " belongs to a service that you no longer use, take it out of the record of " + d + "."},
			}
		}
	}
	return []Fix{{Text: "Have the name servers mended that fail: the check names the lookup." + then}}
}

// firstRecord is an SPF record for a domain that has none: its mail hosts, where
// it has any, and the service or else the address that this message is from.
func (w *weighing) firstRecord() []Fix {
	d, value, names := w.spfDomain(), "v=spf1", "the address of this message"
	if near := w.world.txt(d, nearlySPF); len(near) == 1 {
		if fix := w.publish("Replace the record by this one, which begins as it must:", repairStart(near[0])); len(fix) > 0 {
			return fix
		}
	}
	if w.ownMX(d) {
		value, names = "v=spf1 mx", "its mail hosts and the address of this message"
	}
	text := "Publish an SPF record that names all systems which send for " + d + "; this one names "
	for _, include := range w.providers() {
		if v := value + " include:" + include + " ~all"; w.clears(v) {
			return []Fix{{Text: text + strings.Replace(names, "the address", "the service", 1) + ".", Name: d, Type: "TXT", Value: v}}
		}
	}
	if term := w.ipTerm(); term != "" {
		return w.publish(text+names+".", value+" "+term+" ~all")
	}
	return w.publish(text+"its mail hosts.", "v=spf1 mx ~all")
}

// ownMX reports whether the mail hosts of a domain may send for it, as those of
// a provider, which sends from others, do not.
func (w *weighing) ownMX(d string) bool {
	if w.world.r == nil {
		return false
	}
	for _, rr := range w.world.r.Lookup(w.world.ctx, d, dns.TypeMX).Records {
		if mx, ok := rr.(*dns.MX); ok && check.RegistrableDomain(mx.Mx) == check.RegistrableDomain(d) {
			return true
		}
	}
	return false
}

// publish gives the change of the SPF record to value, with the sending address
// added where it takes that, or nothing where the record does not clear the
// cause.
func (w *weighing) publish(text, value string) []Fix {
	candidates := []string{value}
	if rec, errs := check.ParseSPF(value); len(errs) == 0 && w.ipTerm() != "" {
		for _, include := range w.providers() {
			candidates = append(candidates, rec.WithTerm("include:"+include))
		}
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
	words, all := []string{"v=spf1"}, ""
	for _, t := range rec.Terms {
		switch {
		case t.CostsLookup() && w.dead(t.Text):
			if t.Kind == check.SPFRedirect {
				all = "~all" // what it led to said what becomes of all others
			}
			continue
		case t.Kind == check.SPFAll:
			all = ""
		}
		words = append(words, t.Text)
	}
	return strings.TrimRight(strings.Join(append(words, all), " "), " ")
}

// dead reports whether a term finds nothing, or leads to a record that can't be
// used.
func (w *weighing) dead(term string) bool {
	data, ok := w.evaluate("v=spf1 " + term).Data.(*check.SPFData)
	return ok && (data.VoidLookups > 0 || data.Result == check.SPFPermerror)
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
