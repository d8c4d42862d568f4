package check

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// A DMARCReport is an address that a record asks to send reports to.
type DMARCReport struct {
	// Tag is "rua" or "ruf", URI the address, Host the domain that it is in.
	Tag  string `json:"tag"`
	URI  string `json:"uri"`
	Host string `json:"host"`
	// External says that the domain is another's, which has to agree to get the
	// reports (RFC 9990 section 4), and Authorised whether it does: null where
	// it need not, or where that could not be looked up.
	External   bool  `json:"external"`
	Authorised *bool `json:"authorised"`
}

// maxReportHosts bounds the domains that are asked about reports.
const maxReportHosts = 8

// reportHosts gives the domains that the record that applies has reports sent to.
func (c *dmarcCheck) reportHosts() []string {
	var hosts []string
	for _, uri := range slices.Concat(c.step.rec.RUA, c.step.rec.RUF) {
		if host := mailtoHost(uri); host != "" && !slices.Contains(hosts, host) && len(hosts) < maxReportHosts {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// askReports asks for all that is to be known of domains for reports, and last
// whether the domain itself takes mail.
func (c *dmarcCheck) askReports(ctx context.Context, hosts []string) []Answer {
	var questions []askFor
	for _, host := range hosts {
		questions = append(questions, askFor{c.consent(host), dns.TypeTXT}, askFor{escapeName(host), dns.TypeMX}, askFor{escapeName(host), dns.TypeA})
	}
	return c.ask.all(ctx, append(questions, askFor{escapeName(c.domain), dns.TypeMX}))
}

// reports looks at the addresses for reports of the record that applies.
func (c *dmarcCheck) reports(ctx context.Context) {
	if c.step == nil {
		return
	}
	hosts := c.reportHosts()
	add := func(tag string, uris []string) {
		for _, uri := range uris {
			if host := mailtoHost(uri); slices.Contains(hosts, host) {
				c.data.Reports = append(c.data.Reports, DMARCReport{Tag: tag, URI: uri, Host: host, External: c.external(host)})
			}
		}
	}
	add("rua", c.step.rec.RUA)
	add("ruf", c.step.rec.RUF)
	answers := c.askReports(ctx, hosts)
	for i, host := range hosts {
		c.consented(host, answers[3*i])
		c.deliverable(host, answers[3*i+1], answers[3*i+2])
	}
	if own := answers[3*len(hosts)]; slices.ContainsFunc(own.Records, isNullMX) && c.data.Policy != "" && c.data.Disposition != DMARCReject {
		c.record(Info, "dmarc-parked", `%s takes no mail (null MX): if it sends none either, "p=reject" keeps others from sending in its name`, c.domain)
	}
}

// isNullMX reports whether a record is a null MX, RFC 7505.
func isNullMX(rr dns.RR) bool {
	m, ok := rr.(*dns.MX)
	return ok && canonical(m.Mx) == ""
}

// mailtoHost gives the domain of a mailto: URI, or "".
func mailtoHost(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "mailto") {
		return ""
	}
	address, err := url.PathUnescape(u.Opaque)
	if err != nil {
		return ""
	}
	host, err := asciiName(address[strings.LastIndexByte(address, '@')+1:])
	if err != nil {
		return ""
	}
	return host
}

// external reports whether a domain is under another Organizational Domain than
// the record.
func (c *dmarcCheck) external(host string) bool {
	org := c.data.OrganizationalDomain
	return !isBelow(host, c.step.domain) && (org == "" || !isBelow(host, org)) && registrable(host) != registrable(c.step.domain)
}

// consent gives the name at which a domain agrees to get reports. For one of its
// own it is a name that is asked for anyway.
func (c *dmarcCheck) consent(host string) string {
	if !c.external(host) {
		return escapeName("_dmarc." + c.step.domain)
	}
	return escapeName(c.step.domain + "._report._dmarc." + host)
}

// consented judges the answer for the consent of a domain.
func (c *dmarcCheck) consented(host string, a Answer) {
	if !c.external(host) {
		return
	}
	var agreed *bool
	name := c.step.domain + "._report._dmarc." + host
	switch {
	case a.Outcome.Known():
		yes := slices.ContainsFunc(txtTexts(a), IsDMARC)
		agreed = &yes
		if !yes {
			c.record(Warn, "dmarc-report-unauthorised", "reports to %s are not sent: it does not agree to get those about %s, for which it has to publish the TXT record \"v=DMARC1\" at %s", host, c.step.domain, name)
		}
	default:
		c.note(Unknown, "dmarc-report-unknown", "whether %s agrees to get reports about %s is open: %s could not be looked up: %s", host, c.step.domain, name, why(a))
	}
	for i := range c.data.Reports {
		if c.data.Reports[i].Host == host {
			c.data.Reports[i].Authorised = agreed
		}
	}
}

// deliverable tells of a domain for reports that takes no mail.
func (c *dmarcCheck) deliverable(host string, mx, a Answer) {
	problem := ""
	switch {
	case mx.Outcome == NXDomain:
		problem = "it does not exist"
	case slices.ContainsFunc(mx.Records, isNullMX):
		problem = "it takes no mail (null MX, RFC 7505)"
	case mx.Outcome == NoData && a.Outcome == NoData:
		problem = "it has neither an MX record nor an IPv4 address"
	default:
		return
	}
	c.record(Warn, "dmarc-report-undeliverable", "%s", fmt.Sprintf("reports to %s can't be delivered: %s", host, problem))
}
