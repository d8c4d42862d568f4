package render

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// smtpData draws what became of each address.
func (p *page) smtpData(d *check.SMTPData) {
	if len(d.Servers) == 0 {
		return
	}
	p.heading("Servers")
	for i := range d.Servers {
		s := &d.Servers[i]
		name := s.Host
		if name == "" {
			name = s.EHLO
		}
		p.raw("  ")
		p.flow(4, 0, span{name, term.Bold}, span{text: fmt.Sprintf("%s port %d:", s.Address, s.Port)}, span{string(s.State), stateMark(s.State)})
		if s.Banner.Code != 0 {
			p.detail("Greeting", fmt.Sprintf("%d %s", s.Banner.Code, strings.ReplaceAll(s.Banner.Text, "\n", " / ")))
			p.detail("Offers", strings.Join(s.Extensions, ", "))
			p.tls(s)
		}
		if r := s.Recipient; r != nil {
			p.detail("Recipient", fmt.Sprintf("%d %s", r.Code, strings.ReplaceAll(r.Text, "\n", " / ")))
		}
		if r := s.Relay; r != nil {
			p.detail("Relay", fmt.Sprintf("%d %s", r.Code, strings.ReplaceAll(r.Text, "\n", " / ")))
		}
	}
}

func stateMark(s check.SMTPState) term.Mark {
	switch s {
	case check.SMTPOpen:
		return term.Good
	case check.SMTPSkipped, check.SMTPNoRoute, check.SMTPBlocked, check.SMTPTimeout, check.SMTPRejected:
		return term.Doubt
	}
	return term.Bad
}

// detailWidth is the room for a label under an item.
const detailWidth = 13

// detail writes a labelled line under an item; nothing where there is no text.
func (p *page) detail(label, text string, more ...span) {
	if text == "" && len(more) == 0 {
		return
	}
	p.raw("    " + fmt.Sprintf("%-*s", detailWidth, label))
	p.flow(4+detailWidth, 0, append([]span{{text: text}}, more...)...)
}

// tls says what encryption came about and what the certificate is.
func (p *page) tls(s *check.SMTPServer) {
	if s.TLS == nil {
		p.detail("TLS", "", span{string(s.STARTTLS), term.Doubt})
		return
	}
	word := span{"certificate in order", term.Good}
	switch {
	case len(s.TLS.Problems) > 0 && !s.TLS.Verified:
		word = span{"certificate not in order", term.Bad}
	case !s.TLS.Verified:
		word = span{"certificate not held against a name", term.Doubt}
	}
	p.detail("TLS", fmt.Sprintf("%s, %s, %s,", s.STARTTLS, s.TLS.Version, s.TLS.Cipher), word)
	if len(s.TLS.Certificates) == 0 {
		return
	}
	c := &s.TLS.Certificates[0]
	names := c.Names
	if len(names) > 4 {
		names = append(append([]string{}, names[:4]...), "...")
	}
	p.detail("Certificate", fmt.Sprintf("for %s, by %s, until %s, %s %d bits", strings.Join(names, ", "), c.Issuer, c.NotAfter.Format("2006-01-02"), c.Key, c.Bits))
}
