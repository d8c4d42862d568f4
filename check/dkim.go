package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// A DKIMQuery names a DKIM key.
type DKIMQuery struct {
	// Domain is the d= of a signature; U-labels are fine.
	Domain string
	// Selector is its s=.
	Selector string
}

// DKIMData is the Data of a Result of [DKIM].
type DKIMData struct {
	Selector string `json:"selector"`
	// KeyType is "rsa", "ed25519" or what the record says, and empty without a
	// record. Bits is the size of the key, 0 where it can't be read.
	KeyType string `json:"key_type"`
	Bits    int    `json:"bits"`
	// Record is the key record as published.
	Record string `json:"record"`
	// Flags, Hashes and Services are the lists of the tags t, h and s, empty
	// where the record does not limit them.
	Flags    []string `json:"flags"`
	Hashes   []string `json:"hashes"`
	Services []string `json:"services"`
	// Repaired is a record of the same key with the damage undone, empty where
	// there is none or where it can't be undone.
	Repaired string `json:"repaired"`
	// CNAMEs are the names that lead to the record, in order.
	CNAMEs []string `json:"cnames"`
	// Signatures are those of a message, empty where none was given.
	Signatures []DKIMSignature `json:"signatures"`
	// Selectors are those that [DKIMSelectors] found, of those that it Tried.
	Selectors []DKIMSelector `json:"selectors"`
	Tried     []string       `json:"tried"`
	// ARC is the ARC chain of the message, null where none was looked at.
	ARC *ARCResult `json:"arc"`
	// Notes is the tag n, for people.
	Notes string `json:"notes"`
}

func newDKIMData(selector string) *DKIMData {
	return &DKIMData{Selector: selector, Flags: []string{}, Hashes: []string{}, Services: []string{}, CNAMEs: []string{},
		Signatures: []DKIMSignature{}, Selectors: []DKIMSelector{}, Tried: []string{}}
}

// dkimMaxAsked bounds the questions for one key.
const dkimMaxAsked = 8

// DKIM looks at the key that a domain publishes for a selector (RFC 6376
// sections 3.6 and 6.1.2). The Result's Data is a *DKIMData, and its status
// Fail where no signature can be verified with what is published.
func DKIM(ctx context.Context, r Resolver, q DKIMQuery) Result {
	watch := startWatch(r)
	data := newDKIMData(q.Selector)
	res := Result{Check: "dkim", Target: q.Selector + "._domainkey." + q.Domain, Data: data}
	if q.Selector == "" {
		res.Status = Unknown
		res.Findings = []Finding{finding(Unknown, "dkim-no-selector", "a key can be looked up only by its selector, which the s= of a DKIM-Signature field gives")}
		return watch.stop(res)
	}
	name, err := dkimKeyName(q.Selector, q.Domain)
	if err != nil {
		res.Status = Fail
		res.Findings = []Finding{finding(Fail, "dkim-name-invalid", fmt.Sprintf("%q can't be looked up: it is no domain name", res.Target))}
		return watch.stop(res)
	}
	res.Target = canonical(name)
	ask := newAsker(watch, dkimMaxAsked)
	a := ask.ask(ctx, escapeName(name), dns.TypeTXT)
	data.CNAMEs = append(data.CNAMEs, a.CNAMEs...)
	switch {
	case !a.Outcome.Known():
		res.Status = Unknown
		res.Findings = []Finding{finding(Unknown, "dkim-dns-failure", fmt.Sprintf("%s could not be looked up: %s", res.Target, why(a)))}
		return watch.stop(res)
	case a.Outcome.Absent():
		res.Findings = dkimMissing(ctx, ask, name, a)
	default:
		res.Findings = dkimPublished(data, res.Target, txtTexts(a))
	}
	res.Status = worst(res.Findings)
	return watch.stop(res)
}

// dkimMissing tells that there is no key, and what of the names around it is
// there, so that a typo is told from a domain that does not sign.
func dkimMissing(ctx context.Context, ask *asker, name string, a Answer) []Finding {
	_, domain, _ := strings.Cut(name, "._domainkey.")
	text := fmt.Sprintf("%s does not exist (NXDOMAIN)", canonical(name))
	if a.Outcome == NoData {
		text = fmt.Sprintf("%s exists but has no TXT record (NODATA)", canonical(name))
	}
	if n := len(a.CNAMEs); n > 0 {
		text = fmt.Sprintf("%s is a CNAME of %s, which has no key (%s)", canonical(name), a.CNAMEs[n-1], a.Outcome)
		return []Finding{finding(Fail, "dkim-key-missing", text)}
	}
	around := ask.all(ctx, []askFor{
		{escapeName(domain), dns.TypeTXT},
		{escapeName("_domainkey." + domain), dns.TypeTXT},
		{escapeName(name + "." + domain), dns.TypeTXT},
	})
	switch {
	case around[0].Outcome == NXDomain:
		text = fmt.Sprintf("the domain %s does not exist", domain)
	case around[2].Outcome == Answered:
		text += fmt.Sprintf("; there is a record at %s: the domain was appended once too often", canonical(name+"."+domain))
	case around[1].Outcome == NXDomain:
		text += fmt.Sprintf("; %s has no DKIM keys at all", domain)
	case around[1].Outcome.Known():
		text += fmt.Sprintf("; %s may have keys under other selectors", domain)
	}
	return []Finding{finding(Fail, "dkim-key-missing", text)}
}

// dkimPublished judges what is published where the key should be. Of several
// records a verifier may take any (RFC 6376 section 6.1.2), so that each of
// those that are keys counts.
func dkimPublished(data *DKIMData, name string, texts []string) []Finding {
	var keys, others []string
	for _, text := range texts {
		if looksLikeDKIM(text) {
			keys = append(keys, text)
		} else {
			others = append(others, text)
		}
	}
	if len(keys) == 0 {
		others = append(others, "")
		data.Record = others[0]
		return []Finding{{Severity: Fail, ID: "dkim-key-invalid", Record: others[0], Position: -1,
			Text: fmt.Sprintf("the TXT record at %s is no DKIM key: a wildcard record, or a record in the wrong place", name)}}
	}
	var all []Finding
	if len(texts) > 1 {
		all = append(all, Finding{Severity: Warn, ID: "dkim-multiple-records", Record: texts[1], Position: -1,
			Text: fmt.Sprintf("%s has %d TXT records, %d of them DKIM keys: which one a verifier takes is not defined", name, len(texts), len(keys))})
	}
	for i, record := range keys {
		key := parseDKIMKey(record)
		if len(record) > udpSize {
			key.note(Info, "dkim-record-large", -1, "the record has %d bytes: the answer does not fit in one UDP packet everywhere, so that some resolvers have to ask over TCP", len(record))
		}
		if i == 0 {
			key.fill(data)
		}
		all = append(all, key.findings...)
	}
	return all
}

// looksLikeDKIM tells a key, be it a damaged one, from an unrelated record.
func looksLikeDKIM(text string) bool {
	lower := strings.ToLower(text)
	if strings.Contains(lower, "dkim1") {
		return true
	}
	tags, _ := ParseTags(strings.Trim(text, `"' `))
	_, ok := findTag(tags, "p")
	version, versioned := findTag(tags, "v")
	return ok && (!versioned || !strings.HasPrefix(strings.ToLower(version.Value), "dmarc"))
}
