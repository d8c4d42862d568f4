package dsn

import "strings"

// formatVerizon reads what Verizon's gateways from mail to phones (vtext.com,
// vzwpix.com) say:
//
//	Error: 550 - Requested action not taken: no such user here
//	   RCPT TO: 5555550100@vtext.com
var formatVerizon = format{
	name:  "verizon",
	title: "Verizon Wireless (vtext, vzwpix)",
	match: func(m *message) bool {
		_, domain, _ := strings.Cut(m.sender(), "@")
		return (m.has(signVerizon) || strings.Contains(domain, "vtext") || strings.Contains(domain, "vzwpix")) &&
			containsAny(m.Text(), "RCPT TO: ", "Message could not be delivered to mobile", "Error: No valid recipients from this MM")
	},
	read: func(m *message, rep *Report) {
		text := m.Text()
		reason := ""
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			name, value, ok := strings.Cut(line, ":")
			if !ok && strings.HasPrefix(line, "Message could not be delivered to mobile") && reason == "" {
				reason = line
			}
			switch name {
			case "Error":
				reason = strings.TrimSpace(value)
			case "RCPT TO", "To":
				if addrs := addressesIn(value); len(addrs) > 0 {
					rep.recipient(addrs[0])
				}
			}
		}
		_, returned := m.split()
		m.quote(returned)
		for i := range rep.Recipients {
			rep.Recipients[i].setAction(ActionFailed)
		}
		rep.sayToAll(reason)
	},
}
