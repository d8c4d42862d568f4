package check

import (
	"fmt"
	"net/netip"
	"sync"
)

// certificates looks at the certificates of the mail hosts, which a policy in
// force demands to be in order (RFC 8461 section 4.2).
func (m *mtastsRun) certificates() {
	servers := make([][]SMTPServer, len(m.data.Hosts))
	var wg sync.WaitGroup
	for i := range m.data.Hosts {
		wg.Go(func() { servers[i] = m.serversOf(m.data.Hosts[i].Name) })
	}
	wg.Wait()
	severity := Warn
	if m.data.Policy.Mode == MTASTSEnforce {
		severity = Fail
	}
	for i := range m.data.Hosts {
		h := &m.data.Hosts[i]
		for j := range servers[i] {
			if problem := stsProblem(&servers[i][j]); problem != "" && h.Problem == "" {
				h.Problem = problem
				m.add(severity, "mta-sts-host-certificate", "%s is not as the policy demands: %s", h.Name, problem)
			}
		}
	}
}

// serversOf connects to the addresses of a mail host.
func (m *mtastsRun) serversOf(host string) []SMTPServer {
	addrs := lookupHost(m.ctx, m.r, host).addrs()
	addrs = addrs[:min(len(addrs), m.prober.maxAddresses())]
	servers := make([]SMTPServer, len(addrs))
	var wg sync.WaitGroup
	for i, ip := range addrs {
		wg.Go(func() {
			servers[i] = m.prober.session(m.ctx, smtpTask{host: host, to: netip.AddrPortFrom(ip, 25)})
		})
	}
	wg.Wait()
	return servers
}

// stsProblem says why a sender would not deliver to a server under a policy, ""
// where it would or where that is not known.
func stsProblem(s *SMTPServer) string {
	switch s.STARTTLS {
	case TLSNotOffered, TLSRefused, TLSFailed:
		return fmt.Sprintf("%s has no TLS that works (%s)", s.Address, s.STARTTLS)
	}
	if s.TLS == nil || s.TLS.Verified {
		return ""
	}
	for _, p := range s.TLS.Problems {
		switch p.ID {
		case SMTPCertExpired, SMTPCertNotYetValid, SMTPCertName, SMTPCertSelfSigned, SMTPCertUntrusted:
			return fmt.Sprintf("%s: %s", s.Address, p.Text)
		}
	}
	return ""
}
