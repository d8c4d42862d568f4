package check

import (
	"context"
	"fmt"
	"sync"

	"github.com/miekg/dns"
)

// The findings of the check DANE.
const (
	DANEDomainInvalid = "dane-domain-invalid"
	DANENoHost        = "dane-no-host"         // no mail host to look at
	DANEMissing       = "dane-missing"         // no mail host has TLSA records
	DANEPartly        = "dane-partly"          // some mail hosts have none
	DANENotSecure     = "dane-not-secure"      // records without DNSSEC, which senders ignore
	DANEUnproven      = "dane-unproven"        // the resolver that was asked does not tell of DNSSEC
	DANEMXNotSecure   = "dane-mx-not-secure"   // the MX records are not signed
	DANEHostNotSecure = "dane-host-not-secure" // nor the addresses of a host
	DANEUnusable      = "dane-unusable"        // a record that senders pass over
	DANENoneUsable    = "dane-none-usable"     // no record that they do not
	DANEMismatch      = "dane-mismatch"        // the server's certificate fits none
	DANENoTLS         = "dane-no-tls"          // the server has no TLS
	DANELookupBogus   = "dane-lookup-bogus"    // DNSSEC is broken: senders do not deliver
	DANEDNSFailure    = "dane-dns-failure"     // a lookup got no answer
	DANENotProbed     = "dane-not-probed"      // the server could not be asked for its certificate
	DANERollover      = "dane-rollover"        // of several records one does not fit
)

// A DANEQuery says whose DANE to look at: a Domain's mail hosts, or one Host.
type DANEQuery struct {
	Domain string
	Host   string
	// Port is 0 for 25.
	Port uint16
	// Prober gets the certificates of the servers; nil looks at DNS alone.
	Prober *Prober
}

// DANEData is the Data of a Result of [DANE].
type DANEData struct {
	// Validating says whether the resolver that was asked tells of DNSSEC, null
	// where that was not found out.
	Validating *bool `json:"validating"`
	// MXSecure says that DNSSEC proves the MX records.
	MXSecure bool `json:"mx_secure"`
	// Hosts are the mail hosts.
	Hosts []DANEHost `json:"hosts"`
}

// A DANEHost is a mail host and its TLSA records.
type DANEHost struct {
	Name string `json:"name"`
	// Base is the name that the records are looked up at, with the port:
	// "_25._tcp.mx.example.net".
	Base string `json:"base"`
	// Secure says that DNSSEC proves the records, or that there are none, and
	// AddressSecure that it proves the addresses.
	Secure        bool         `json:"secure"`
	AddressSecure bool         `json:"address_secure"`
	Records       []TLSARecord `json:"records"`
	// Result sums up.
	Result DANEResult `json:"result"`
	// Reason says why, where Result is a mismatch or unknown.
	Reason string `json:"reason"`
	// Suggested is the record data that fits the certificate which the server
	// has now, empty where it was not asked.
	Suggested string `json:"suggested"`

	answer  Answer
	address hostAnswers
}

// A DANEResult says what DANE does for a mail host.
type DANEResult string

// The results.
const (
	DANENone       DANEResult = "none"       // no TLSA records
	DANEInsecure   DANEResult = "insecure"   // records, not proven by DNSSEC: ignored
	DANEPresent    DANEResult = "present"    // usable records; no certificate was looked at
	DANEMatch      DANEResult = "match"      // and the certificate fits
	DANEFails      DANEResult = "mismatch"   // the certificate fits none, or there is no TLS
	DANEEncrypt    DANEResult = "unusable"   // no usable record: TLS without a name
	DANEUnresolved DANEResult = "unresolved" // the lookup fails: senders put mail off
	DANEUnknown    DANEResult = "unknown"    // could not be found out
)

// DANE looks at the TLSA records of mail hosts (RFC 7672), and at the
// certificates of the servers where q has a Prober. Data is *DANEData.
//
// What DNSSEC does not prove counts for nothing: where the resolver does not say
// so the status is Unknown. It fails where senders that know DANE refuse to
// deliver. A domain without TLSA records is a remark.
func DANE(ctx context.Context, r Resolver, q DANEQuery) Result {
	w := startWatch(r)
	d := &daneRun{ctx: ctx, r: w, query: q, port: q.Port, data: &DANEData{Hosts: []DANEHost{}}}
	if d.port == 0 {
		d.port = 25
	}
	d.run()
	status := worst(d.findings)
	if d.unknown && status != Fail {
		status = Unknown
	}
	return w.stop(Result{Check: "dane", Target: printable(d.query.Domain+d.query.Host, 300), Status: status, Findings: d.findings, Data: d.data})
}

// A daneRun is one run of the check.
type daneRun struct {
	ctx      context.Context
	r        Resolver
	query    DANEQuery
	port     uint16
	data     *DANEData
	findings []Finding
	unknown  bool
}

func (d *daneRun) add(severity Status, id, format string, args ...any) {
	d.findings = append(d.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// fail notes an answer that is missing.
func (d *daneRun) fail(severity Status, id string, a Answer, format string, args ...any) {
	d.unknown = d.unknown || severity == Unknown
	d.add(severity, id, format, args...)
	d.findings[len(d.findings)-1].Outcome = a.Outcome
}

func (d *daneRun) run() {
	names, ok := d.names()
	if !ok {
		return
	}
	d.lookups(names)
	d.proof()
	if d.query.Prober != nil {
		d.probe()
	}
	d.judge()
}

// names gives the mail hosts.
func (d *daneRun) names() ([]string, bool) {
	given := d.query.Domain + d.query.Host
	name, err := asciiName(given)
	if err != nil {
		d.add(Fail, DANEDomainInvalid, "%q is no domain name", printable(given, 80))
		return nil, false
	}
	if d.query.Host != "" {
		d.query.Host, d.data.MXSecure = name, true
		return []string{name}, true
	}
	d.query.Domain = name
	mx := d.r.Lookup(d.ctx, name, dns.TypeMX)
	d.data.MXSecure = mx.Authentic
	switch {
	case mx.Outcome == Bogus:
		d.fail(Fail, DANELookupBogus, mx, "the MX records of %s fail DNSSEC validation, so that senders that validate do not deliver: %s", name, why(mx))
		return nil, false
	case !mx.Outcome.Known():
		d.fail(Unknown, DANEDNSFailure, mx, "the MX records of %s could not be looked up: %s", name, why(mx))
		return nil, false
	}
	names := mxNames(mx)
	if len(names) == 0 {
		d.add(Info, DANENoHost, "%s has no mail host to look at", name)
		return nil, false
	}
	return names, true
}

// lookups asks for the TLSA records and addresses of all hosts at once.
func (d *daneRun) lookups(names []string) {
	d.data.Hosts = make([]DANEHost, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		h := &d.data.Hosts[i]
		h.Name, h.Records = name, []TLSARecord{}
		wg.Go(func() { h.address = lookupHost(d.ctx, d.r, name) })
		wg.Go(func() {
			h.Base = fmt.Sprintf("_%d._tcp.%s", d.port, name)
			h.answer = d.r.Lookup(d.ctx, h.Base, dns.TypeTLSA)
		})
	}
	wg.Wait()
	for i := range d.data.Hosts {
		h := &d.data.Hosts[i]
		h.AddressSecure = (h.address.a.Authentic || !h.address.a.Outcome.Known()) && (h.address.aaaa.Authentic || !h.address.aaaa.Outcome.Known()) &&
			len(h.address.addrs()) > 0
		h.take(h.answer)
	}
	d.aliases(&wg)
}

// aliases looks again where a host is an alias: RFC 7672 section 2.2.2 has the
// records at the end of the chain come first.
func (d *daneRun) aliases(wg *sync.WaitGroup) {
	for i := range d.data.Hosts {
		h := &d.data.Hosts[i]
		alias := h.address.alias()
		if alias == "" || !h.AddressSecure {
			continue
		}
		wg.Go(func() {
			base := fmt.Sprintf("_%d._tcp.%s", d.port, alias)
			if a := d.r.Lookup(d.ctx, base, dns.TypeTLSA); a.Outcome == Answered && a.Authentic {
				h.Base, h.answer, h.Records = base, a, []TLSARecord{}
				h.take(a)
			}
		})
	}
	wg.Wait()
}

func (h *DANEHost) take(a Answer) {
	h.Secure = a.Authentic
	for _, rr := range a.Records {
		if tlsa, ok := rr.(*dns.TLSA); ok && len(h.Records) < 20 {
			h.Records = append(h.Records, newTLSA(tlsa))
		}
	}
}

// usable reports whether a record of the host binds senders.
func (h *DANEHost) usable() bool {
	for i := range h.Records {
		if h.Records[i].Usable {
			return true
		}
	}
	return false
}

// proof finds out whether the resolver tells of DNSSEC at all, where an answer
// hangs on it: the root zone is signed, so that an answer about it without the
// AD bit shows that it does not.
func (d *daneRun) proof() {
	yes, no := true, false
	needed := false
	for i := range d.data.Hosts {
		h := &d.data.Hosts[i]
		if h.Secure || h.AddressSecure {
			d.data.Validating = &yes
			return
		}
		needed = needed || len(h.Records) > 0
	}
	if d.data.MXSecure && d.query.Host == "" {
		d.data.Validating = &yes
		return
	}
	if !needed {
		return
	}
	switch root := d.r.Lookup(d.ctx, ".", dns.TypeNS); {
	case root.Authentic:
		d.data.Validating = &yes
	default:
		d.data.Validating = &no
	}
}
