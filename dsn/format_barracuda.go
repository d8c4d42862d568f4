package dsn

import "strings"

// formatBarracuda reads the notices of Barracuda's spam firewalls, where their
// status part was lost. They name the recipients and the filter, and give no
// reply.
//
//	Your message to: jane@example.net
//	was blocked by our Spam Firewall. The email you sent with the following
//	subject has NOT BEEN DELIVERED:
var formatBarracuda = format{
	name:  "barracuda",
	title: "Barracuda Email Security Gateway",
	marks: []string{"was blocked by our Spam Firewall", "was blocked by our bulk email filter"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		i := indexFold(text, "our message to")
		if i < 0 {
			return
		}
		who, _, _ := cutAt(text[i:], "was blocked by our")
		why, _, _ := strings.Cut(text[i+len(who):], "\n\n")
		for _, addr := range addressesIn(who) {
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setDiagnostic("", why)
			}
		}
	},
}
