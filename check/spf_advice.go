package check

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
)

// helo evaluates the HELO identity, where there is a sender of another domain.
func (e *spfEval) helo(ctx context.Context, q SPFQuery, domain string) SPFIdentity {
	if !q.IP.IsValid() || q.Sender == "" || q.HELO == "" {
		return SPFIdentity{}
	}
	q.Domain, q.Sender = "", ""
	host, name := newSPFHost(q)
	name = strings.TrimSuffix(name, ".")
	if canonical(name) == canonical(domain) || !spfDomain(name) {
		return SPFIdentity{}
	}
	own := &spfEval{ask: e.ask, host: host}
	return SPFIdentity{Domain: canonical(name), Result: own.checkHost(ctx, name, nil).result}
}

// toPass gives the record that would let a host pass that does not, where that
// is because no term is about it: a term that turns it away is there for a reason.
func (b *spfBranch) toPass(ip netip.Addr, v spfVerdict) []Finding {
	if b.rec == nil || len(b.errs) > 0 || v.result != SPFFail && v.result != SPFSoftfail && v.result != SPFNeutral || v.term.Text != "" && v.term.Kind != SPFAll {
		return nil
	}
	term := "ip4:"
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		term = "ip6:"
	}
	return []Finding{{Severity: Info, ID: SPFToPass, Position: -1, Record: b.rec.WithTerm(term + ip.String()),
		Text: fmt.Sprintf("if %s is one of your senders, this record of %s lets it pass:", ip, b.domain)}}
}
