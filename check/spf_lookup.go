package check

import (
	"context"
	"fmt"

	"github.com/miekg/dns"
)

// spfPublished is what a domain publishes where its SPF record should be.
type spfPublished struct {
	domain string
	answer Answer
	// texts are those of all TXT records, records those that are SPF records
	// (RFC 7208 section 4.5).
	texts   []string
	records []string
}

// spfLookup asks for the SPF record of a domain.
func spfLookup(ctx context.Context, ask *asker, domain string) spfPublished {
	pub := spfPublished{domain: domain, answer: ask.ask(ctx, escapeName(domain), dns.TypeTXT)}
	pub.texts = txtTexts(pub.answer)
	for _, text := range pub.texts {
		if IsSPF(text) {
			pub.records = append(pub.records, text)
		}
	}
	return pub
}

// verdict gives what check_host returns where there is no single record (RFC
// 7208 sections 4.3 to 4.5); ok is false where there is one.
func (pub spfPublished) verdict(path []string) (v spfVerdict, ok bool) {
	v = spfVerdict{path: path, pos: -1, answer: pub.answer}
	switch {
	case !pub.answer.Outcome.Known():
		v.result, v.id = SPFTemperror, SPFDNSFailure
		v.text = fmt.Sprintf("the TXT records of %s could not be looked up: %s", pub.domain, why(pub.answer))
	case pub.answer.Outcome == NXDomain:
		v.result, v.id = SPFNone, SPFDomainMissing
		v.text = fmt.Sprintf("the domain %s does not exist", pub.domain)
	case len(pub.records) == 0:
		v.result, v.id = SPFNone, SPFMissing
		v.text = fmt.Sprintf("%s has no SPF record", pub.domain)
	case len(pub.records) > 1:
		v.result, v.id = SPFPermerror, SPFMultipleRecords
		v.text = fmt.Sprintf("%s has %d SPF records, and only one is allowed", pub.domain, len(pub.records))
		v.record, v.pos = pub.records[1], 0
	default:
		return v, false
	}
	return v, true
}
