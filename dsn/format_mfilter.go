package dsn

import "strings"

// formatMFilter reads the text of Digital Arts' m-FILTER. The headings are in
// English in all languages:
//
//	jane@example.net
//
//	-------server message
//	550 No such user
//
//	-------SMTP command
//	RCPT TO:<jane@example.net>
//
//	-------original message
var formatMFilter = format{
	name:  "mfilter",
	title: "Digital Arts m-FILTER",
	match: func(m *message) bool {
		return m.has(signMFilter) ||
			hasPrefixFold(m.header.Get(fieldXMailer), "m-FILTER") && containsAny(m.Text(), "m-FILTER", "-------SMTP command")
	},
	read: func(m *message, rep *Report) {
		text, returned, ok := cutAt(m.Text(), "-------original message", "-------original mail info")
		if !ok {
			text, returned = splitReturned(text)
		}
		m.quote(strings.TrimLeft(returned, "-\n"))
		head, said, _ := strings.Cut(text, "-------server message")
		reply, command, _ := strings.Cut(said, "-------SMTP command")
		who := addressesIn(head)
		if len(who) > 1 { // a line with the address alone, not one in a sentence
			var alone []string
			for line := range strings.Lines(head) {
				if addr := lineAddress(line); addr != "" {
					alone = append(alone, addr)
				}
			}
			if len(alone) > 0 {
				who = alone
			}
		}
		for _, addr := range who {
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(strings.TrimSpace(reply))
				if name := commandName(strings.TrimSpace(command)); name != "" {
					r.Command = name
				}
			}
		}
	},
}
