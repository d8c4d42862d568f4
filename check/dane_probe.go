package check

import (
	"fmt"
	"net/netip"
	"sync"
	"time"
)

// probe gets the certificates of the hosts that have records.
func (d *daneRun) probe() {
	var wg sync.WaitGroup
	for i := range d.data.Hosts {
		h := &d.data.Hosts[i]
		if len(h.Records) == 0 {
			continue
		}
		wg.Go(func() { d.certificates(h) })
	}
	wg.Wait()
}

// certificates holds what each address of a host shows against the records. One
// that does not fit makes the host a mismatch: a sender may take any.
func (d *daneRun) certificates(h *DANEHost) {
	addrs := h.address.addrs()
	if n := d.query.Prober.maxAddresses(); len(addrs) > n {
		addrs = addrs[:n]
	}
	servers := make([]SMTPServer, len(addrs))
	var wg sync.WaitGroup
	for i, ip := range addrs {
		wg.Go(func() {
			servers[i] = d.query.Prober.session(d.ctx, smtpTask{host: h.Name, to: netip.AddrPortFrom(ip, d.port), implicit: d.port == 465})
		})
	}
	wg.Wait()
	for i := range servers {
		h.compare(&servers[i], d.query.Domain)
	}
}

// compare takes one server into account.
func (h *DANEHost) compare(s *SMTPServer, domain string) {
	switch {
	case s.TLS != nil && len(s.TLS.Certificates) > 0:
		h.Suggested = s.TLS.TLSA
	case s.STARTTLS == TLSNotOffered || s.STARTTLS == TLSRefused || s.STARTTLS == TLSFailed:
		h.Result = DANEFails
		h.Reason = fmt.Sprintf("%s has no TLS, which the records demand (%s)", s.Address, s.STARTTLS)
		return
	default:
		if h.Result == "" {
			h.Result, h.Reason = DANEUnknown, fmt.Sprintf("%s did not show its certificate: %s", s.Address, s.Reason)
		}
		return
	}
	names := []string{h.Name}
	if domain != "" {
		names = append(names, domain)
	}
	matched := false
	var reasons []string
	for i := range h.Records {
		rec := &h.Records[i]
		if !rec.Usable {
			continue
		}
		ok, reason := rec.match(s.TLS, names, time.Now())
		if rec.Matches == nil || !ok && h.Result != DANEFails {
			rec.Matches = &ok
		}
		if matched = matched || ok; !ok {
			reasons = append(reasons, reason)
		}
	}
	switch {
	case matched && (h.Result == "" || h.Result == DANEUnknown):
		h.Result, h.Reason = DANEMatch, ""
	case !matched && h.usable():
		h.Result, h.Reason = DANEFails, fmt.Sprintf("%s: %s", s.Address, reasons[0])
	}
}
