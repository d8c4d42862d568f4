package dsn

import "strings"

// formatX400 reads what gateways make of X.400 delivery reports (RFC 2156):
//
//	Your message was not delivered to
//	        jane@example.net
//	for the following reason:
//	        Recipient's Mailbox unknown
//
//	*** The following information is directed towards the local administrator
//	* Recipient-Info: jane@example.net, /S=Roe/.../;
//	* FAILURE reason Unable-To-Transfer (1) diagnostic Unrecognised-ORName (0);
var formatX400 = format{
	name:  "x400",
	title: "X.400 gateways (PP, ISODE, MIXER)",
	marks: []string{"Your message was not delivered to", "The following information is directed towards the local administrator", "* FAILURE reason ", "The delivery of your message was unsuccessful to"},
	match: func(m *message) bool {
		return containsAny(m.head(), "for the following reason", "directed towards the local administrator", "FAILURE reason")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		list := readLabels(m, text, []label{
			{"your message was not delivered to", labelRecipient}, {"the delivery of your message was unsuccessful to", labelRecipient}, {"for the following reason", labelReason},
			{"*** the following information", labelEnd}, {"***** the following information", labelEnd},
		})
		rep.state(list, ActionFailed)
		if len(rep.Recipients) == 0 {
			rep.state(x400Info(text), ActionFailed)
		}
	},
}

// x400Info reads the part for administrators.
func x400Info(text string) []statement {
	var list []statement
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "*"))
		n := len(list)
		if value, ok := strings.CutPrefix(line, "Recipient-Info:"); ok {
			if addrs := addressesIn(value); len(addrs) > 0 {
				list = append(list, statement{recipients: addrs[:1]})
			}
		} else if i := strings.Index(line, "FAILURE reason "); i >= 0 && n > 0 && list[n-1].reason == "" {
			list[n-1].reason = line[i:]
		}
	}
	return list
}
