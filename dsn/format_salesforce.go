package dsn

import "strings"

// formatSalesforce reads the bounces of the Salesforce mail services, which
// begin in the words of Exim:
//
//	>>> jane@example.net (Undelivered): 551 RATELIMITED: ...
var formatSalesforce = format{
	name:  "salesforce",
	title: "Salesforce",
	marks: []string{" (Undelivered): "},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		for line := range strings.Lines(text) {
			addr, said, ok := strings.Cut(strings.TrimSpace(line), " (Undelivered): ")
			if !ok {
				continue
			}
			if r := rep.recipient(strings.TrimLeft(addr, "> ")); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(said)
			}
		}
	},
}
