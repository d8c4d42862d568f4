package diagnose

import (
	"fmt"
	"strings"
)

// advice gives the steps against a cause for which none were computed: those of
// the cause, where there are any, and else those of the catalogue's entry.
func (w *weighing) advice(c Cause) []Fix {
	d := w.f.RecipientDomain
	switch {
	case d == "":
	case c == DANEMismatch:
		return []Fix{
			{Text: fmt.Sprintf("The postmaster of %s has to publish TLSA records for the certificate in use, or present one that fits those published; mail goes through then by itself.", d)},
			{Text: "Let the mail wait: do not switch DANE off for the domain, as a mismatch is what an interception looks like."},
		}
	case c == MTASTSMismatch:
		return []Fix{
			{Text: fmt.Sprintf("The postmaster of %s has to bring the policy at https://mta-sts.%s/.well-known/mta-sts.txt, the MX records and the certificates into line, and then change the id in the record.", d, d)},
			{Text: "Let the mail wait: senders keep the old policy until its max_age is over or the id changes."},
		}
	}
	if w.m.Entry == nil {
		return nil
	}
	var fixes []Fix
	for _, text := range w.m.Entry.Fix {
		fixes = append(fixes, Fix{Text: w.named(text)})
	}
	return fixes
}

// named puts the message's own names into the catalogue's advice, which says
// "ndr check mx DOMAIN".
func (w *weighing) named(text string) string {
	if d := w.f.RecipientDomain; d != "" && strings.Trim(d, shellPlain) == "" {
		text = strings.ReplaceAll(text, "check mx DOMAIN", "check mx "+d)
	}
	if w.f.SendingIP.IsValid() {
		text = strings.ReplaceAll(text, "check dnsbl IP", "check dnsbl "+w.f.SendingIP.String())
	}
	return text
}
