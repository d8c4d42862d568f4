package check

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// judge turns what became of the servers into findings and sums up.
func (s *smtpRun) judge() {
	if len(s.data.Servers) == 0 {
		return
	}
	greeted, tried := 0, 0
	states := map[SMTPState]int{}
	for i := range s.data.Servers {
		st := s.data.Servers[i].State
		states[st]++
		if st.Greeted() {
			greeted++
		}
		if st != SMTPSkipped && st != SMTPNoRoute && st != SMTPBlocked {
			tried++
		}
	}
	if greeted > 0 {
		s.data.Egress = "open"
	} else {
		s.control(states, tried)
	}
	severity := s.silence(greeted, tried, states)
	for i := range s.data.Servers {
		s.reachable(&s.data.Servers[i], severity)
	}
	for i := range s.data.Servers {
		s.greeting(&s.data.Servers[i])
		s.encryption(&s.data.Servers[i])
		s.answers(&s.data.Servers[i])
	}
	s.once()
}

// silence gives how grave it is that a server can't be reached: another one may
// do, and where nothing gets out, it says nothing of the server.
func (s *smtpRun) silence(greeted, tried int, states map[SMTPState]int) Status {
	switch {
	case greeted > 0:
		return Warn
	case tried == 0:
		s.unknown = true
		return Unknown
	case s.data.Egress == "blocked":
		s.unknown = true
		return Unknown
	case states[SMTPTimeout] == tried && s.data.Egress != "open":
		s.unknown = true
		s.add(Unknown, SMTPEgressUnknown, "every connection to port %d timed out: the servers may be down, but a network that lets no mail out looks the same, as those of most cloud and home providers do; name a mail host that surely answers as the control, or try from another network", s.port)
		return Unknown
	}
	return Fail
}

// control finds out whether mail can leave this network at all, where a host
// for that was named.
func (s *smtpRun) control(states map[SMTPState]int, tried int) {
	if s.prober.Control == "" || tried == 0 || states[SMTPTimeout]+states[SMTPUnreachable]+states[SMTPReset]+states[SMTPClosed]+states[SMTPRefused] == 0 {
		return
	}
	to, err := s.controlAddresses()
	if err == nil {
		err = fmt.Errorf("check: no address of the control host may be dialled")
	}
	for _, addr := range to {
		var conn net.Conn
		if conn, err = s.prober.dial(s.ctx, addr); err == nil {
			conn.Close()
			s.data.Egress = "open"
			return
		}
	}
	state, text := dialState(err)
	if state == SMTPSkipped || len(to) == 0 {
		s.add(Unknown, SMTPEgressUnknown, "the control host %s can't be used: %s", printable(s.prober.Control, 100), strings.TrimPrefix(err.Error(), "check: "))
		return
	}
	s.data.Egress = "blocked"
	s.add(Unknown, SMTPEgressBlocked, "the control host %s can't be reached either (%s): this network lets no mail out, and nothing can be said of the servers from here", printable(s.prober.Control, 100), text)
}

// controlAddresses gives where the control host is, at most two addresses.
func (s *smtpRun) controlAddresses() ([]netip.AddrPort, error) {
	host, port := s.prober.Control, s.port
	if to, err := netip.ParseAddrPort(host); err == nil {
		return []netip.AddrPort{to}, nil
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(ip, port)}, nil
	}
	if h, p, err := net.SplitHostPort(host); err == nil {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("check: control host: %w", err)
		}
		host, port = h, uint16(n)
	}
	name, err := asciiName(host)
	if err != nil {
		return nil, fmt.Errorf("check: control host: %w", err)
	}
	var to []netip.AddrPort
	for _, ip := range lookupHost(s.ctx, s.r, name).addrs() {
		if len(to) < 2 {
			to = append(to, netip.AddrPortFrom(ip, port))
		}
	}
	return to, nil
}

// label names a server for people.
func (v *SMTPServer) label() string {
	if v.Host == "" {
		return v.Address.String()
	}
	return fmt.Sprintf("%s (%s)", v.Host, v.Address)
}

// reachable tells of a server that there was no talking to.
func (s *smtpRun) reachable(v *SMTPServer, severity Status) {
	switch v.State {
	case SMTPOpen, SMTPRejected:
	case SMTPBroken:
		if v.STARTTLS != TLSFailed { // which encryption tells of
			s.add(Warn, v.id, "%s: %s", v.label(), v.Reason)
		}
	case SMTPSkipped:
		s.add(Warn, v.id, "%s was not connected to: %s", v.label(), v.Reason)
	case SMTPNoRoute:
		s.add(Info, v.id, "%s: %s", v.label(), v.Reason)
	case SMTPBlocked:
		s.add(Unknown, v.id, "%s: %s", v.label(), v.Reason)
	default:
		s.add(severity, v.id, "%s does not take mail on port %d: %s", v.label(), v.Port, v.Reason)
	}
}

// greetSlow is how long a greeting may take before it is told of.
const greetSlow = 5000

func (s *smtpRun) greeting(v *SMTPServer) {
	switch {
	case v.State == SMTPRejected && v.Banner.Code/100 == 4:
		s.add(Warn, SMTPBannerRejected, "%s greets with %d %q: it takes no mail now, or not from here", v.label(), v.Banner.Code, oneLine(v.Banner.Text))
	case v.State == SMTPRejected:
		s.add(Warn, SMTPBannerRejected, "%s greets with %d %q: it takes no mail from the address that asked, or none at all", v.label(), v.Banner.Code, oneLine(v.Banner.Text))
	case v.BannerMS >= greetSlow && v.Banner.Code == 220:
		s.add(Info, SMTPGreetDelay, "%s takes %.1f s to greet", v.label(), float64(v.BannerMS)/1000)
	}
	if v.helo && v.State == SMTPOpen {
		s.add(Warn, SMTPEHLORefused, "%s does not understand EHLO, only HELO: without extensions there is no encryption", v.label())
	}
}

// encryption tells of STARTTLS and the certificate.
func (s *smtpRun) encryption(v *SMTPServer) {
	// Mail programs insist on TLS (RFC 8314), mail servers do without it.
	grave := Warn
	if s.implicit || s.port == 587 {
		grave = Fail
	}
	switch v.STARTTLS {
	case TLSNotOffered:
		if !v.helo {
			s.add(grave, SMTPNoSTARTTLS, "%s does not offer STARTTLS: mail to it goes unencrypted", v.label())
		}
	case TLSRefused:
		s.add(grave, SMTPSTARTTLSRefused, "%s offers STARTTLS, but %s", v.label(), v.Reason)
	case TLSFailed:
		if v.State == SMTPBroken {
			// Unlike a missing offer, this keeps mail from going.
			s.add(Fail, SMTPTLSFailed, "%s: %s", v.label(), v.Reason)
		}
	}
	if v.injected {
		s.add(Fail, SMTPSTARTTLSInjection, "%s sends more than its answer to STARTTLS before encryption begins: somebody on the way may have put it in", v.label())
	}
	if v.TLS == nil {
		return
	}
	for _, p := range v.TLS.Problems {
		severity := grave
		switch p.ID {
		case SMTPTLSOld, SMTPTLSWeakCipher, SMTPCertWeakKey, SMTPCertWeakSignature, SMTPCertExpiresSoon:
			severity = Warn
		}
		s.add(severity, p.ID, "%s: %s", v.label(), p.Text)
	}
}

// answers tells what was said about a recipient, and to a relay attempt.
func (s *smtpRun) answers(v *SMTPServer) {
	if r := v.Recipient; r != nil {
		to := printable(s.query.Recipient, 100)
		switch r.Code / 100 {
		case 2:
			s.add(Info, SMTPRcptAccepted, "%s takes mail for %s: %d %s", v.label(), to, r.Code, oneLine(r.Text))
		case 4:
			s.add(Warn, SMTPRcptDeferred, "%s takes no mail for %s now: %d %s", v.label(), to, r.Code, oneLine(r.Text))
		default:
			s.add(Fail, SMTPRcptRefused, "%s takes no mail for %s: %d %s", v.label(), to, r.Code, oneLine(r.Text))
		}
	}
	if r := v.Relay; r != nil && r.Code/100 == 2 {
		s.add(Fail, SMTPOpenRelay, "%s takes mail of strangers for strangers (%d %s): unless it refuses the message itself, spammers will use it", v.label(), r.Code, oneLine(r.Text))
	}
}

// once takes out findings that are there twice: hosts may share addresses.
func (s *smtpRun) once() {
	seen := map[Finding]bool{}
	kept := s.findings[:0]
	for _, f := range s.findings {
		if !seen[f] {
			seen[f] = true
			kept = append(kept, f)
		}
	}
	s.findings = kept
}
