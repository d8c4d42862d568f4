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
	all := s.tally(0)
	for i, port := range s.ports {
		t := s.tally(port)
		egress, severity := s.silence(port, t, all.greeted)
		if i == 0 {
			s.data.Egress = egress
		}
		for i := range s.data.Servers {
			if v := &s.data.Servers[i]; v.Port == port {
				s.reachable(v, severity)
			}
		}
	}
	for i := range s.data.Servers {
		s.greeting(&s.data.Servers[i])
		s.encryption(&s.data.Servers[i])
		s.answers(&s.data.Servers[i])
	}
	s.once()
}

// A tally counts how far the connections to one port went: greeted are the
// servers that took part, tried those that were not left out or kept from the
// beginning by this machine, silent those that timed out.
type tally struct{ greeted, tried, silent int }

// tally counts for a port, 0 for all.
func (s *smtpRun) tally(port uint16) tally {
	var t tally
	for i := range s.data.Servers {
		v := &s.data.Servers[i]
		if port != 0 && v.Port != port {
			continue
		}
		switch {
		case v.State.Greeted():
			t.greeted++
		case v.State == SMTPTimeout:
			t.silent++
		}
		if v.State != SMTPSkipped && v.State != SMTPNoRoute && v.State != SMTPBlocked {
			t.tried++
		}
	}
	return t
}

// silence gives whether the network here lets connections to a port out, and
// how grave it is that a server can't be reached there: another one may do, and
// where nothing gets out, it says nothing of the server. anywhere is how many
// servers took part on whatever port.
func (s *smtpRun) silence(port uint16, t tally, anywhere int) (egress string, severity Status) {
	switch {
	case t.greeted > 0:
		return "open", Warn
	case t.tried == 0:
		s.unknown = s.unknown || anywhere == 0
		return "unknown", Unknown
	}
	if egress = s.control(port); egress == "blocked" {
		s.unknown = true
		return egress, Unknown
	}
	switch {
	case egress == "open":
	case t.silent == t.tried && anywhere > 0:
		s.unknown = true
		s.add(Unknown, SMTPEgressBlocked, "every connection to port %d timed out, though the servers answer on another port: most likely the network here lets nothing out to that port", port)
		return "blocked", Unknown
	case t.silent == t.tried:
		s.unknown = true
		s.add(Unknown, SMTPEgressUnknown, "every connection to port %d timed out: the servers may be down, but a network that lets no mail out looks the same, as those of most cloud and home providers do; name a mail host that surely answers as the control, or try from another network", port)
		return egress, Unknown
	case anywhere > 0 && port != 25:
		return egress, Info // not every mail host takes mail of users
	}
	return egress, Fail
}

// control finds out whether connections to a port can leave this network at
// all, where a host for that was named.
func (s *smtpRun) control(port uint16) (egress string) {
	if s.prober.Control == "" {
		return "unknown"
	}
	to, err := s.controlAddresses(port)
	if err == nil && len(to) == 0 {
		err = fmt.Errorf("check: it has no address")
	}
	for _, addr := range to {
		var conn net.Conn
		if conn, err = s.prober.dial(s.ctx, addr); err == nil {
			conn.Close()
			return "open"
		}
	}
	state, text := dialState(err)
	if state == SMTPSkipped || len(to) == 0 {
		s.add(Unknown, SMTPEgressUnknown, "the control host %s can't be used: %s", printable(s.prober.Control, 100), strings.TrimPrefix(err.Error(), "check: "))
		return "unknown"
	}
	s.add(Unknown, SMTPEgressBlocked, "the control host %s can't be reached either (%s): this network lets no mail out, and nothing can be said of the servers from here", printable(s.prober.Control, 100), text)
	return "blocked"
}

// controlAddresses gives where the control host is, at most two addresses.
func (s *smtpRun) controlAddresses(port uint16) ([]netip.AddrPort, error) {
	host := s.prober.Control
	if to, err := netip.ParseAddrPort(host); err == nil {
		return []netip.AddrPort{to}, nil
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(ip, port)}, nil
	}
	if h, p, err := net.SplitHostPort(host); err == nil {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("check: the port of the control host: %w", err)
		}
		host, port = h, uint16(n)
	}
	name, err := asciiName(host)
	if err != nil {
		return nil, fmt.Errorf("check: the name of the control host: %w", err)
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
	if s.query.Implicit || v.Port == 465 || v.Port == 587 {
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
			why := ""
			if lower := lowerASCII(r.Text); strings.Contains(lower, "greylist") || strings.Contains(lower, "graylist") {
				why = " (greylisting: whoever comes again later is let in)"
			}
			s.add(Warn, SMTPRcptDeferred, "%s takes no mail for %s now: %d %s%s", v.label(), to, r.Code, oneLine(r.Text), why)
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
