package check

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// dkimSelectors are the selectors that mail systems are known by; what its lines
// are, its first ones say.
//
//go:embed data/dkimselectors.txt
var dkimSelectors string

// A selectorSet is the selectors of one mail system.
type selectorSet struct {
	system    string
	hosts     []string // domains of its mail hosts and SPF includes
	selectors []string
}

var selectorSets = sync.OnceValue(func() []selectorSet {
	var sets []selectorSet
	for _, line := range dataLines(dkimSelectors) {
		if f := strings.Split(line, ":"); len(f) == 3 {
			sets = append(sets, selectorSet{f[0], strings.Fields(f[1]), strings.Fields(f[2])})
		}
	}
	return sets
})

// A DKIMSelector is a selector under which something is published.
type DKIMSelector struct {
	Selector string `json:"selector"`
	// System is the mail system that the selector is known for.
	System  string `json:"system"`
	KeyType string `json:"key_type"`
	Bits    int    `json:"bits"`
	Record  string `json:"record"`
	// Status is that of the key.
	Status Status `json:"status"`
}

// dkimProbe is a selector that nobody has: what is found there is a wildcard.
const dkimProbe = "ndr-no-such-selector"

// maxDiscovered bounds the questions of a discovery.
const maxDiscovered = 200

// A dkimDiscovery is one run of it.
type dkimDiscovery struct {
	ask      *asker
	domain   string
	data     *DKIMData
	findings []Finding
	// below is the answer for "_domainkey" itself, wild what is published for
	// any selector.
	below Answer
	wild  []string
	// failed is the first answer that is none.
	failed Answer
	usable int
}

// DKIMSelectors looks for the keys of a domain without a message that names
// their selectors: a domain does not tell them, so that the selectors are tried
// that mail systems are known to use, those first that the domain's MX and SPF
// records point to. The Result's Data is a *DKIMData, whose Selectors are what
// was found and whose Tried are the selectors that were asked for.
//
// Where no key is found, the status is Fail if nothing exists below
// "_domainkey" (RFC 8020), and Unknown if something does: then there are keys
// under other selectors.
func DKIMSelectors(ctx context.Context, r Resolver, domain string) Result {
	watch := startWatch(r)
	d := &dkimDiscovery{ask: newAsker(watch, maxDiscovered), data: newDKIMData("")}
	res := Result{Check: "dkim", Target: domain, Data: d.data, Status: Fail}
	ascii, err := asciiName(domain)
	if err != nil || !validName(dkimProbe+"._domainkey."+ascii) {
		res.Findings = []Finding{finding(Fail, "dkim-name-invalid", fmt.Sprintf("%q can't be looked up: it is no domain name", printable(domain, 80)))}
		return watch.stop(res)
	}
	d.domain, res.Target = ascii, ascii
	systems := d.surroundings(ctx)
	d.try(ctx, systems)
	res.Status = d.sum()
	res.Findings = d.findings
	return watch.stop(res)
}

func (d *dkimDiscovery) name(selector string) string { return selector + "._domainkey." + d.domain }

func (d *dkimDiscovery) note(severity Status, id, format string, args ...any) {
	d.findings = append(d.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// surroundings asks for what tells of keys without their selectors, and gives
// the names that the domain's mail goes through.
func (d *dkimDiscovery) surroundings(ctx context.Context) (systems []string) {
	answers := d.ask.all(ctx, []askFor{
		{escapeName("_domainkey." + d.domain), dns.TypeTXT},
		{escapeName(d.name(dkimProbe)), dns.TypeTXT},
		{escapeName(d.domain), dns.TypeMX},
		{escapeName(d.domain), dns.TypeTXT},
		{escapeName("_adsp._domainkey." + d.domain), dns.TypeTXT},
	})
	d.below, d.wild = answers[0], txtTexts(answers[1])
	for _, a := range answers[:2] {
		d.fail(a)
	}
	for _, rr := range answers[2].Records {
		if mx, ok := rr.(*dns.MX); ok {
			systems = append(systems, canonical(mx.Mx))
		}
	}
	for _, text := range txtTexts(answers[3]) {
		if !IsSPF(text) {
			continue
		}
		for _, term := range strings.Fields(lowerASCII(text)) {
			if host, ok := strings.CutPrefix(strings.TrimLeft(term, "+-~?"), "include:"); ok {
				systems = append(systems, canonical(host))
			}
		}
	}
	d.leftovers(txtTexts(answers[0]), txtTexts(answers[4]))
	return systems
}

// leftovers tells of records of what came before DKIM, and of ADSP.
func (d *dkimDiscovery) leftovers(policy, adsp []string) {
	for _, text := range policy {
		if !slices.Contains(d.wild, text) && !looksLikeDKIM(text) && strings.Contains(text, "o=") {
			d.findings = append(d.findings, Finding{Severity: Info, ID: "dkim-domainkeys-policy", Record: text, Position: -1,
				Text: fmt.Sprintf("_domainkey.%s has a policy record of DomainKeys (RFC 4870), which nobody reads any more", d.domain)})
		}
	}
	for _, text := range adsp {
		if strings.HasPrefix(strings.TrimSpace(text), "dkim=") {
			d.findings = append(d.findings, Finding{Severity: Info, ID: "dkim-adsp", Record: text, Position: -1,
				Text: fmt.Sprintf("_adsp._domainkey.%s has an ADSP record (RFC 5617), which is historic: DMARC took its place", d.domain)})
		}
	}
}

func (d *dkimDiscovery) fail(a Answer) {
	if !a.Outcome.Known() && d.failed.Outcome == 0 {
		d.failed = a
	}
}

// try asks for the known selectors, those of the domain's own systems first.
func (d *dkimDiscovery) try(ctx context.Context, systems []string) {
	var questions []askFor
	var of []string
	var sets, others []selectorSet
	for _, set := range selectorSets() {
		if set.serves(systems) {
			sets = append(sets, set)
		} else {
			others = append(others, set)
		}
	}
	sets = append(sets, others...)
	for _, set := range sets {
		for _, selector := range set.selectors {
			if !slices.Contains(d.data.Tried, selector) && validName(d.name(selector)) {
				d.data.Tried = append(d.data.Tried, selector)
				questions, of = append(questions, askFor{escapeName(d.name(selector)), dns.TypeTXT}), append(of, set.system)
			}
		}
	}
	for i, a := range d.ask.all(ctx, questions) {
		d.fail(a)
		texts := txtTexts(a)
		if len(texts) == 0 || slices.Equal(sorted(texts), sorted(d.wild)) {
			continue
		}
		d.found(d.data.Tried[i], of[i], texts)
	}
	if len(d.wild) > 0 && slices.ContainsFunc(d.wild, looksLikeDKIM) {
		d.note(Warn, "dkim-wildcard", "every name below _domainkey.%s has the same key: a wildcard record answers for selectors that are not there", d.domain)
		d.found("*", "", d.wild)
	} else if len(d.wild) > 0 {
		d.findings = append(d.findings, Finding{Severity: Info, ID: "dkim-wildcard", Record: d.wild[0], Position: -1,
			Text: fmt.Sprintf("a wildcard record answers for every selector of %s, which is no key", d.domain)})
	}
}

func sorted(texts []string) []string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return texts
}

// serves reports whether one of the names is of the system.
func (s selectorSet) serves(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.ContainsFunc(s.hosts, func(host string) bool { return isBelow(name, host) })
	})
}

// found judges what is published for a selector. That an old key is revoked, or
// that there is something else in its place, is no fault while another is good.
func (d *dkimDiscovery) found(selector, system string, texts []string) {
	key := newDKIMData(selector)
	findings := dkimPublished(key, d.name(selector), texts)
	status := worst(findings)
	d.data.Selectors = append(d.data.Selectors, DKIMSelector{Selector: selector, System: system, KeyType: key.KeyType, Bits: key.Bits, Record: key.Record, Status: status})
	if status != Fail {
		d.usable++
	}
	for _, f := range findings {
		f.Text = d.name(selector) + ": " + f.Text
		d.findings = append(d.findings, f)
	}
}

// sum adds what the findings come to, and gives the status.
func (d *dkimDiscovery) sum() Status {
	switch {
	case d.usable > 0:
		for i := range d.findings {
			if f := &d.findings[i]; f.Severity == Fail {
				if f.Severity = Warn; f.ID == "dkim-key-revoked" {
					f.Severity = Info
				}
			}
		}
		return worst(d.findings)
	case len(d.data.Selectors) > 0:
		return worst(d.findings)
	case d.failed.Outcome != 0:
		d.note(Unknown, "dkim-dns-failure", "%s could not be looked up: %s", d.failed.Name, why(d.failed))
		return Unknown
	case d.below.Outcome == NXDomain && len(d.wild) == 0:
		d.note(Fail, "dkim-no-keys", "%s has no DKIM keys: nothing exists below _domainkey.%s (NXDOMAIN)", d.domain, d.domain)
		return Fail
	}
	d.note(Unknown, "dkim-no-selector", "something exists below _domainkey.%s, but under none of the %d selectors that were tried: take the selector from the s= of a DKIM-Signature field (--selector)", d.domain, len(d.data.Tried))
	return Unknown
}
