package dsn

import "strings"

// formatIronPort reads the text of Cisco's Secure Email (IronPort) appliances.
// Their own code stands before the reply, which is in quotes behind its code.
//
//	The following message to <jane@example.net> was undeliverable.
//	The reason for the problem:
//	5.1.0 - Unknown address error 550-'5.1.1 <jane@example.net>... No such user'
var formatIronPort = format{
	name:  "ironport",
	title: "Cisco Secure Email (IronPort)",
	marks: []string{"The following message to <"},
	match: func(m *message) bool {
		return containsAny(m.head(), "The reason for the problem:", "was undeliverable", "has been delayed", "is being delayed", "not been delivered")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("has been delayed", "is being delayed", "not been delivered", "(Delay)")
		for {
			_, rest, ok := strings.Cut(text, "The following message to <")
			if !ok {
				return
			}
			addr, rest, _ := strings.Cut(rest, ">")
			text = rest
			r := rep.recipient("<" + addr + ">")
			if r == nil {
				continue
			}
			r.setAction(action)
			said, _, _ := strings.Cut(rest, "The following message to <")
			if _, reason, ok := strings.Cut(said, "The reason for the problem:"); ok {
				reason, _, _ = strings.Cut(strings.TrimLeft(reason, " \t\n"), "\n\n")
				r.setDiagnostic("smtp", reason)
			}
		}
	},
}
