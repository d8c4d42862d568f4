package check

import (
	"context"
	"fmt"
	"sync"

	"github.com/miekg/dns"
)

// An MTASTSQuery says whose MTA-STS to look at.
type MTASTSQuery struct {
	// Domain is the part of an address after the "@"; U-labels are fine.
	Domain string
	// Prober fetches the policy; nil looks at DNS alone. Certificates has the
	// mail hosts connected to as well, whose certificates the policy is about.
	Prober       *Prober
	Certificates bool
}

// MTASTSData is the Data of a Result of [MTASTS].
type MTASTSData struct {
	// Record is the TXT record at _mta-sts, ID its id.
	Record string `json:"record"`
	ID     string `json:"id"`
	// Fetch is what became of fetching the policy, nil where that was not tried,
	// and Policy what it says, nil where there is none to read.
	Fetch  *MTASTSFetch  `json:"fetch"`
	Policy *MTASTSPolicy `json:"policy"`
	// Hosts are the mail hosts of the domain against the policy.
	Hosts []MTASTSHost `json:"hosts"`
}

// An MTASTSHost is a mail host and the pattern of the policy that it fits, empty
// where it fits none or there is no policy to look at.
type MTASTSHost struct {
	Name    string `json:"name"`
	Pattern string `json:"pattern"`
	// Problem says why a sender would not deliver there for the certificate,
	// where that was looked at.
	Problem string `json:"problem"`
}

// An mtastsRun is one run of the check.
type mtastsRun struct {
	ctx      context.Context
	r        Resolver
	prober   *Prober
	mail     bool // connect to the mail hosts too
	domain   string
	data     *MTASTSData
	findings []Finding
	unknown  bool // something is missing that the outcome hangs on
}

func (m *mtastsRun) add(severity Status, id, format string, args ...any) {
	m.findings = append(m.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// fail notes an answer that is missing.
func (m *mtastsRun) fail(what string, a Answer) {
	m.unknown = true
	m.add(Unknown, "mta-sts-dns-failure", "%s could not be looked up: %s", what, why(a))
	m.findings[len(m.findings)-1].Outcome = a.Outcome
}

// MTASTS looks at the MTA-STS policy of a domain (RFC 8461): the record, the
// policy file where q has a Prober, and the domain's mail hosts against it. Data
// is *MTASTSData.
//
// It fails where senders ignore what is published, or refuse to deliver because
// of it. A domain without MTA-STS is a remark.
func MTASTS(ctx context.Context, r Resolver, q MTASTSQuery) Result {
	w := startWatch(r)
	m := &mtastsRun{ctx: ctx, r: w, prober: q.Prober, mail: q.Certificates, data: &MTASTSData{Hosts: []MTASTSHost{}}}
	res := Result{Check: "mta-sts", Target: q.Domain, Data: m.data, Status: Fail}
	domain, err := asciiName(q.Domain)
	if err != nil || !validName("_mta-sts."+domain) {
		res.Findings = []Finding{finding(Fail, "mta-sts-domain-invalid", fmt.Sprintf("%q is no domain name", printable(q.Domain, 80)))}
		return w.stop(res)
	}
	m.domain, res.Target = domain, domain
	m.run()
	res.Findings, res.Status = m.findings, worst(m.findings)
	if m.unknown && res.Status != Fail {
		res.Status = Unknown
	}
	return w.stop(res)
}

func (m *mtastsRun) run() {
	var txt, mx Answer
	var host hostAnswers
	var wg sync.WaitGroup
	wg.Go(func() { mx = m.r.Lookup(m.ctx, m.domain, dns.TypeMX) })
	wg.Go(func() { host = lookupHost(m.ctx, m.r, "mta-sts."+m.domain) })
	txt = m.r.Lookup(m.ctx, "_mta-sts."+m.domain, dns.TypeTXT)
	wg.Wait()
	for _, name := range mxNames(mx) {
		m.data.Hosts = append(m.data.Hosts, MTASTSHost{Name: name})
	}
	if !m.record(txt, host) || !m.policyHost(host) {
		return
	}
	if m.prober == nil {
		m.add(Info, "mta-sts-not-fetched", "the policy was not fetched: only DNS was looked at")
		return
	}
	m.fetch(host.addrs())
	if m.data.Policy != nil && m.data.Policy.Valid {
		m.compare(mx)
		if m.mail && m.data.Policy.Mode != MTASTSNone {
			m.certificates()
		}
	}
}

// mxNames gives the mail hosts of an answer, in no order but each once; a domain
// without MX records is its own.
func mxNames(a Answer) []string {
	var names []string
	seen := map[string]bool{}
	for _, rr := range a.Records {
		if mx, ok := rr.(*dns.MX); ok && len(names) < maxMXHosts {
			if name := canonical(mx.Mx); name != "" && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	if a.Outcome == NoData {
		names = append(names, a.Name)
	}
	return names
}

// record takes the TXT record and reports whether senders go on from there.
func (m *mtastsRun) record(a Answer, host hostAnswers) bool {
	if !a.Outcome.Known() {
		m.fail("_mta-sts."+m.domain, a)
		return false
	}
	records, near := policyTexts(a, mtastsVersion)
	switch {
	case len(records) > 1:
		m.findings = append(m.findings, Finding{Severity: Fail, ID: "mta-sts-multiple-records", Record: records[1], Position: -1,
			Text: fmt.Sprintf("_mta-sts.%s has %d records, so that senders take it that there is no policy (RFC 8461 section 3.1)", m.domain, len(records))})
		m.data.Record = records[0]
		return false
	case len(records) == 0 && len(near) > 0:
		m.findings = append(m.findings, Finding{Severity: Fail, ID: "mta-sts-record-invalid", Record: near[0], Position: 0,
			Text: fmt.Sprintf("the record must begin with %q, and is ignored as it is", mtastsVersion+";")})
		return false
	case len(records) == 0:
		m.missing(host)
		return false
	}
	rec := ParseMTASTSRecord(records[0])
	m.data.Record, m.data.ID = rec.Text, rec.ID
	m.findings = append(m.findings, rec.Problems...)
	return rec.Valid
}

// missing is for a domain without a record: it may stand in another place.
func (m *mtastsRun) missing(host hostAnswers) {
	places := []string{m.domain, "mta-sts." + m.domain}
	answers := make([]Answer, len(places))
	var wg sync.WaitGroup
	for i, name := range places {
		wg.Go(func() { answers[i] = m.r.Lookup(m.ctx, name, dns.TypeTXT) })
	}
	wg.Wait()
	for i, a := range answers {
		if records, near := policyTexts(a, mtastsVersion); len(records)+len(near) > 0 {
			m.findings = append(m.findings, Finding{Severity: Fail, ID: "mta-sts-wrong-place", Record: append(records, near...)[0], Position: -1,
				Text: fmt.Sprintf("the record stands at %s, and must stand at _mta-sts.%s, where senders look for it", places[i], m.domain)})
			return
		}
	}
	if len(host.addrs()) > 0 {
		m.add(Warn, "mta-sts-missing", "%s has no MTA-STS record at _mta-sts.%s, though the host mta-sts.%s for a policy exists: senders do not ask it", m.domain, m.domain, m.domain)
		return
	}
	m.add(Info, "mta-sts-missing", "%s has no MTA-STS policy: senders take any certificate, or none, of its mail hosts", m.domain)
}

// policyHost reports whether the host of the policy has an address.
func (m *mtastsRun) policyHost(host hostAnswers) bool {
	if len(host.addrs()) > 0 {
		return true
	}
	if a, failed := host.failure(); failed {
		m.fail("the addresses of mta-sts."+m.domain, a)
		return false
	}
	m.add(Fail, "mta-sts-host-missing", "the record announces a policy, but mta-sts.%s, where it would be, has no address", m.domain)
	return false
}

// compare holds the mail hosts against the policy.
func (m *mtastsRun) compare(mx Answer) {
	p := m.data.Policy
	switch p.Mode {
	case MTASTSNone:
		m.add(Info, "mta-sts-mode-none", `the policy has the mode "none": it asks nothing of senders`)
		return
	case MTASTSTesting:
		m.add(Info, "mta-sts-mode-testing", `the policy has the mode "testing": senders report what does not fit, and deliver all the same`)
	}
	if !mx.Outcome.Known() {
		m.fail("the MX records of "+m.domain, mx)
		return
	}
	severity := Warn
	if p.Mode == MTASTSEnforce {
		severity = Fail
	}
	used := map[string]bool{}
	for i := range m.data.Hosts {
		h := &m.data.Hosts[i]
		pattern, ok := p.Match(h.Name)
		if h.Pattern = pattern; ok {
			used[pattern] = true
			continue
		}
		what := "senders that honour it do not deliver there"
		if p.Mode != MTASTSEnforce {
			what = "senders would not deliver there if the mode were \"enforce\""
		}
		m.add(severity, "mta-sts-mx-mismatch", "the mail host %s fits no mx of the policy: %s", h.Name, what)
	}
	for _, pattern := range p.MX {
		if !used[pattern] && len(m.data.Hosts) > 0 {
			m.add(Info, "mta-sts-mx-unused", "the policy allows %q, which no mail host of %s fits", pattern, m.domain)
		}
	}
}
