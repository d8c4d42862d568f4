package check

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The findings of the check SMTP.
const (
	SMTPTargetInvalid     = "smtp-target-invalid"     // neither a domain nor a host nor an address
	SMTPNoHost            = "smtp-no-host"            // nothing that could be connected to
	SMTPDNSFailure        = "smtp-dns-failure"        // a lookup got no answer
	SMTPAddressPrivate    = "smtp-address-private"    // an address that is not dialled
	SMTPConnRefused       = "smtp-refused"            // the connection was refused
	SMTPConnTimeout       = "smtp-timeout"            // no answer in time
	SMTPConnReset         = "smtp-reset"              // the connection was cut off
	SMTPConnClosed        = "smtp-closed"             // the server hung up before the end
	SMTPConnUnreachable   = "smtp-unreachable"        // a router says that the host can't be reached
	SMTPNoRouteHere       = "smtp-no-route"           // this machine can't reach such addresses
	SMTPBlockedHere       = "smtp-blocked-here"       // this machine's firewall forbids it
	SMTPEgressBlocked     = "smtp-egress-blocked"     // the control connection fails too
	SMTPEgressUnknown     = "smtp-egress-unknown"     // all time out: the network here may let no mail out
	SMTPNotSMTP           = "smtp-not-smtp"           // what answers speaks something else
	SMTPReplyTooLong      = "smtp-reply-too-long"     // a reply without end
	SMTPBannerRejected    = "smtp-banner-rejected"    // 4xx or 5xx instead of a greeting
	SMTPGreetDelay        = "smtp-greet-delay"        // the greeting is slow to come
	SMTPEHLORefused       = "smtp-ehlo-refused"       // HELO only, or neither
	SMTPNoSTARTTLS        = "smtp-no-starttls"        // no encryption on offer
	SMTPSTARTTLSRefused   = "smtp-starttls-refused"   // offered, and then refused
	SMTPSTARTTLSInjection = "smtp-starttls-injection" // plain text behind the answer to STARTTLS
	SMTPTLSFailed         = "smtp-tls-failed"         // the TLS handshake fails
	SMTPTLSOld            = "smtp-tls-old"            // TLS 1.0 or 1.1, RFC 8996
	SMTPTLSWeakCipher     = "smtp-tls-weak-cipher"
	SMTPCertExpired       = "smtp-cert-expired"
	SMTPCertExpiresSoon   = "smtp-cert-expires-soon"
	SMTPCertNotYetValid   = "smtp-cert-not-yet-valid"
	SMTPCertName          = "smtp-cert-name-mismatch"
	SMTPCertSelfSigned    = "smtp-cert-self-signed"
	SMTPCertUntrusted     = "smtp-cert-untrusted" // an unknown authority, or a part of the chain is missing
	SMTPCertWeakKey       = "smtp-cert-weak-key"
	SMTPCertWeakSignature = "smtp-cert-weak-signature"
	SMTPRcptRefused       = "smtp-rcpt-refused"
	SMTPRcptDeferred      = "smtp-rcpt-deferred"
	SMTPRcptAccepted      = "smtp-rcpt-accepted"
	SMTPOpenRelay         = "smtp-open-relay"
	SMTPTooManyAddresses  = "smtp-too-many-addresses"
)

// An SMTPQuery says which mail servers to connect to. One of Domain, Host and
// IP is set; Host beside IP is the name that IP is meant to be.
type SMTPQuery struct {
	// Domain stands for its mail hosts, all addresses of all of them.
	Domain string
	// Host stands for its addresses.
	Host string
	IP   netip.Addr
	// Ports are those of each address to connect to, empty for 25. Implicit says
	// that TLS begins with the connection, as it also does on port 465 (RFC 8314
	// section 3.3).
	Ports    []uint16
	Implicit bool
	// Recipient is a mailbox to ask the servers about: MAIL FROM:<> and RCPT
	// TO, and never DATA. Nobody is asked where it is empty.
	Recipient string
	// OpenRelay has the servers asked whether they take mail of strangers for
	// strangers. Some take that for an attack: ask your own servers only.
	OpenRelay bool
	// Prober connects, nil for one with the defaults.
	Prober *Prober
}

// SMTPData is what the check SMTP found.
type SMTPData struct {
	// Servers has one element for each address and port, hosts with the best
	// preference first.
	Servers []SMTPServer `json:"servers"`
	// Egress says whether the network where the check ran lets connections to
	// the first of the ports out: "open", "blocked", or "unknown" where nothing
	// told.
	Egress string `json:"egress"`
}

// SMTP connects to mail servers and says whether they take connections, what
// they offer, and whether TLS and its certificate are in order. Data is
// *SMTPData.
//
// It fails where no server can be reached, or one that must have TLS has none
// that works. A certificate that does not verify is a warning on port 25, where
// senders encrypt without asking who it is (RFC 7435), and a failure where mail
// programs verify it. Where all connections time out the status is Unknown,
// unless the Prober's Control shows that mail gets out: from a network that
// blocks port 25 all servers look down.
func SMTP(ctx context.Context, r Resolver, q SMTPQuery) Result {
	w := startWatch(r)
	run := &smtpRun{ctx: ctx, r: w, query: q, data: &SMTPData{Servers: []SMTPServer{}, Egress: "unknown"}}
	if run.prober = q.Prober; run.prober == nil {
		run.prober = &Prober{}
	}
	for _, port := range q.Ports {
		if !slices.Contains(run.ports, port) && len(run.ports) < maxSMTPPorts {
			run.ports = append(run.ports, port)
		}
	}
	if len(run.ports) == 0 {
		run.ports = []uint16{25}
	}
	run.run()
	status := worst(run.findings)
	if run.unknown && status != Fail {
		status = Unknown
	}
	return w.stop(Result{Check: "smtp", Target: run.target(), Status: status, Findings: run.findings, Data: run.data})
}

// maxSMTPPorts bounds the ports of an address: this is no port scanner.
const maxSMTPPorts = 5

// An smtpRun is one run of the check.
type smtpRun struct {
	ctx      context.Context
	r        Resolver
	query    SMTPQuery
	prober   *Prober
	ports    []uint16
	data     *SMTPData
	findings []Finding
	unknown  bool // something is missing that the outcome hangs on
}

func (s *smtpRun) add(severity Status, id, format string, args ...any) {
	s.findings = append(s.findings, finding(severity, id, fmt.Sprintf(format, args...)))
}

// target is what was asked about, with the ports where they are not just 25.
func (s *smtpRun) target() string {
	q := s.query
	t := q.Domain + q.Host
	if q.IP.IsValid() {
		t = q.IP.String()
	}
	if !slices.Equal(s.ports, []uint16{25}) {
		if q.IP.Is6() {
			t = "[" + t + "]"
		}
		var ports []string
		for _, p := range s.ports {
			ports = append(ports, strconv.Itoa(int(p)))
		}
		t += ":" + strings.Join(ports, ",")
	}
	return printable(t, 300)
}

func (s *smtpRun) run() {
	if problem := badRecipient(s.query.Recipient); problem != "" {
		s.add(Fail, SMTPTargetInvalid, "no server can be asked about %q: %s", printable(s.query.Recipient, 80), problem)
		return
	}
	servers := s.servers()
	if len(servers) > s.prober.maxAddresses() {
		s.add(Info, SMTPTooManyAddresses, "there are %d addresses; only the first %d were connected to", len(servers), s.prober.maxAddresses())
		servers = servers[:s.prober.maxAddresses()]
	}
	all := make([]SMTPServer, len(servers)*len(s.ports))
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			server, port := servers[i/len(s.ports)], s.ports[i%len(s.ports)]
			all[i] = s.prober.session(s.ctx, smtpTask{host: server.Host, to: netip.AddrPortFrom(server.Address, port),
				implicit: s.query.Implicit || port == 465, recipient: s.query.Recipient, relay: s.query.OpenRelay})
			all[i].Preference = server.Preference
		})
	}
	wg.Wait()
	s.data.Servers = append(s.data.Servers, all...)
	s.judge()
}

// servers gives what to connect to.
func (s *smtpRun) servers() []SMTPServer {
	switch {
	case s.query.IP.IsValid():
		return []SMTPServer{{Host: canonical(s.query.Host), Address: s.query.IP.Unmap()}}
	case s.query.Host != "":
		name, err := asciiName(s.query.Host)
		if err != nil {
			s.add(Fail, SMTPTargetInvalid, "%q is no host name", printable(s.query.Host, 80))
			return nil
		}
		s.query.Host = name
		return s.ofHost(name)
	}
	return s.ofDomain()
}

func (s *smtpRun) ofHost(name string) []SMTPServer {
	h := lookupHost(s.ctx, s.r, name)
	var servers []SMTPServer
	for _, ip := range h.addrs() {
		servers = append(servers, SMTPServer{Host: name, Address: ip})
	}
	if a, failed := h.failure(); failed {
		s.unknown = s.unknown || len(servers) == 0
		s.add(Unknown, SMTPDNSFailure, "the addresses of %s could not be looked up: %s", name, why(a))
		s.findings[len(s.findings)-1].Outcome = a.Outcome
	} else if len(servers) == 0 {
		s.add(Fail, SMTPNoHost, "%s has no address", name)
	}
	return servers
}

// ofDomain gives the addresses of a domain's mail hosts.
func (s *smtpRun) ofDomain() []SMTPServer {
	res := MX(s.ctx, s.r, MXQuery{Domain: s.query.Domain})
	if res.Target != "" {
		s.query.Domain = res.Target
	}
	var servers []SMTPServer
	for _, h := range res.Data.(*MXData).Hosts {
		for _, ip := range h.Addresses {
			servers = append(servers, SMTPServer{Host: h.Name, Address: ip, Preference: h.Preference})
		}
	}
	for _, f := range res.Findings {
		switch {
		case f.Severity == Unknown:
			s.unknown = s.unknown || len(servers) == 0
			f.ID = SMTPDNSFailure
			s.findings = append(s.findings, f)
		case f.Severity == Fail && len(servers) == 0:
			s.add(Fail, SMTPNoHost, "%s", f.Text)
		}
	}
	return servers
}
