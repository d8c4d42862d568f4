package dsn

import "strings"

// formatAmavis reads the notices of Amavis where their status part was lost:
//
//	A message from <joe@example.org> to:
//	-> jane@example.net
//
//	was considered unsolicited bulk e-mail (UBE).
var formatAmavis = format{
	name:  "amavis",
	title: "Amavis",
	marks: []string{"Our internal reference code for your message is", "Delivery of the email was stopped!", "our content checker found", "Our content checker found"},
	match: func(m *message) bool { return strings.Contains(m.head(), "\n-> ") },
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := ActionFailed
		if strings.Contains(text, "has been delivered") {
			action = ActionDelivered
		}
		var who []string
		reason := ""
		for _, p := range paragraphs(text) {
			switch {
			case strings.Contains(p, "\n-> ") || strings.HasPrefix(p, "-> "):
				for line := range strings.Lines(p) {
					if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "-> "); ok {
						who = append(who, addressesIn(rest)...)
					}
				}
			case reason == "" && (strings.HasPrefix(p, "was ") || strings.Contains(p, "content checker found") || strings.Contains(p, "rejected")):
				reason = p
			}
		}
		for _, addr := range who {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setSaid(reason)
			}
		}
	},
}
