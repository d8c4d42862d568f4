package check

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// A TLSRPTQuery says whose TLS reporting to look at.
type TLSRPTQuery struct {
	// Domain is the part of an address after the "@"; U-labels are fine.
	Domain string
}

// TLSRPTData is the Data of a Result of [TLSRPT].
type TLSRPTData struct {
	// Record is the TXT record at _smtp._tls, RUA the addresses for reports that
	// are valid.
	Record string   `json:"record"`
	RUA    []string `json:"rua"`
}

// A TLSRPTRecord is a TLS reporting policy, RFC 8460 section 3.
type TLSRPTRecord struct {
	Text string
	// RUA are the addresses for reports that are valid.
	RUA []string
	// Valid says that senders make use of the record.
	Valid bool
	// Problems are the findings on the record, with positions in it.
	Problems []Finding
}

// IsTLSRPT reports whether the text of a TXT record is a TLS reporting policy:
// it begins with the version, in this very spelling.
func IsTLSRPT(text string) bool { return hasVersion(text, tlsrptVersion) }

// ParseTLSRPT reads a record for which [IsTLSRPT] holds. Fields that are not
// known are ignored.
func ParseTLSRPT(text string) *TLSRPTRecord {
	p := fieldParser{text: text, name: "tls-rpt"}
	r := &TLSRPTRecord{Text: text, RUA: []string{}}
	named := false
	for _, f := range p.fields(tlsrptVersion) {
		if f.Name != "rua" {
			p.note(Info, "tls-rpt-unknown-field", f.Pos, "the field %q is not defined and is ignored", printable(f.Name, 40))
			continue
		}
		named = true
		r.uris(&p, f)
	}
	switch {
	case !named && !p.broken:
		p.fail(-1, `the record has no "rua", so that nobody gets reports`)
	case named && len(r.RUA) == 0 && !p.broken:
		p.fail(-1, "no address of the record can get reports")
	}
	r.Problems, r.Valid = p.problems, !p.broken
	return r
}

// uris reads a list of addresses for reports.
func (r *TLSRPTRecord) uris(p *fieldParser, f Tag) {
	pos := f.ValuePos
	for word := range strings.SplitSeq(f.Value, ",") {
		at := pos + len(word) - len(strings.TrimLeft(word, " \t"))
		pos += len(word) + 1
		uri := strings.TrimSpace(word)
		if problem := tlsrptURI(uri); problem != "" {
			p.note(Warn, "tls-rpt-uri-invalid", at, "%q is no address for reports: %s", printable(uri, 80), problem)
			continue
		}
		r.RUA = append(r.RUA, uri)
	}
}

// tlsrptURI says what is wrong with an address for reports, "" if nothing is.
// RFC 8460 section 3 knows mailto: and https:.
func tlsrptURI(uri string) string {
	if uri == "" {
		return "it is empty"
	}
	u, err := url.Parse(uri)
	switch {
	case err != nil || strings.ContainsAny(uri, " \t"):
		return "it is no URI"
	case strings.Contains(uri, "!"):
		return `a "!" must be written "%21" (and size limits are of DMARC)`
	case u.Scheme == "" && strings.Contains(uri, "@"):
		return `"mailto:" is missing before it`
	case u.Scheme == "https":
		if _, err := asciiName(u.Hostname()); err != nil {
			return "it has no host"
		}
		return ""
	case u.Scheme == "mailto":
		local, domain, ok := strings.Cut(u.Opaque, "@")
		if _, err := asciiName(domain); !ok || local == "" || err != nil {
			return "it has no mail address"
		}
		return ""
	}
	return `it must begin with "mailto:" or "https:"`
}

// maxTLSRPTDomains bounds the domains of report addresses that are looked at.
const maxTLSRPTDomains = 4

// TLSRPT looks at where a domain wants reports on failed TLS (RFC 8460). Data is
// *TLSRPTData.
//
// It fails where there is a record and senders ignore it. A domain without one
// is a remark.
func TLSRPT(ctx context.Context, r Resolver, q TLSRPTQuery) Result {
	w := startWatch(r)
	data := &TLSRPTData{RUA: []string{}}
	res := Result{Check: "tls-rpt", Target: q.Domain, Data: data, Status: Fail}
	domain, err := asciiName(q.Domain)
	name := "_smtp._tls." + domain
	if err != nil || !validName(name) {
		res.Findings = []Finding{finding(Fail, "tls-rpt-domain-invalid", fmt.Sprintf("%q is no domain name", printable(q.Domain, 80)))}
		return w.stop(res)
	}
	res.Target = domain
	a := w.Lookup(ctx, name, dns.TypeTXT)
	records, near := policyTexts(a, tlsrptVersion)
	switch {
	case !a.Outcome.Known():
		res.Findings = []Finding{finding(Unknown, "tls-rpt-dns-failure", fmt.Sprintf("%s could not be looked up: %s", name, why(a)))}
		res.Findings[0].Outcome, res.Status = a.Outcome, Unknown
		return w.stop(res)
	case len(records) > 1:
		data.Record = records[0]
		res.Findings = []Finding{{Severity: Fail, ID: "tls-rpt-multiple-records", Record: records[1], Position: -1,
			Text: fmt.Sprintf("%s has %d records, so that senders take it that no reports are wanted (RFC 8460 section 3)", name, len(records))}}
	case len(records) == 0 && len(near) > 0:
		res.Findings = []Finding{{Severity: Fail, ID: "tls-rpt-record-invalid", Record: near[0], Position: 0,
			Text: fmt.Sprintf("the record must begin with %q, and is ignored as it is", tlsrptVersion+";")}}
	case len(records) == 0:
		res.Findings = []Finding{finding(Info, "tls-rpt-missing", fmt.Sprintf("%s asks for no reports on failed TLS, so that nobody tells when mail does not get through encrypted", domain))}
	default:
		rec := ParseTLSRPT(records[0])
		data.Record, data.RUA = rec.Text, rec.RUA
		res.Findings = append(rec.Problems, tlsrptTargets(ctx, w, domain, rec)...)
	}
	res.Status = worst(res.Findings)
	return w.stop(res)
}

// tlsrptTargets tells of report addresses whose domain takes no mail.
func tlsrptTargets(ctx context.Context, r Resolver, domain string, rec *TLSRPTRecord) []Finding {
	var domains []string
	for _, uri := range rec.RUA {
		u, err := url.Parse(uri)
		if err != nil || u.Scheme != "mailto" || len(domains) == maxTLSRPTDomains {
			continue
		}
		opaque, _, _ := strings.Cut(u.Opaque, "?")
		if to, err := asciiName(opaque[strings.LastIndexByte(opaque, '@')+1:]); err == nil && to != domain {
			domains = append(domains, to)
		}
	}
	answers := make([]Answer, len(domains))
	var wg sync.WaitGroup
	for i, to := range domains {
		wg.Go(func() { answers[i] = r.Lookup(ctx, to, dns.TypeMX) })
	}
	wg.Wait()
	var findings []Finding
	for i, a := range answers {
		switch {
		case a.Outcome == NXDomain:
			findings = append(findings, finding(Warn, "tls-rpt-target-missing", fmt.Sprintf("reports go to %s, and that domain does not exist", domains[i])))
		case a.Outcome == Answered && len(mxNames(a)) == 0:
			findings = append(findings, finding(Warn, "tls-rpt-target-missing", fmt.Sprintf("reports go to %s, which takes no mail (null MX)", domains[i])))
		}
	}
	return findings
}
