package dsn

import "strings"

// formatMessageLabs reads the text of MessageLabs, later Symantec.cloud and
// Broadcom Email Security.cloud:
//
//	This is the mail delivery agent at messagelabs.com.
//	I was unable to deliver your message to the following addresses:
//
//	jane@example.net
//
//	Reason: 550 5.1.1 No such user
var formatMessageLabs = format{
	name:  "messagelabs",
	title: "Symantec Email Security.cloud (MessageLabs)",
	marks: []string{"This is the mail delivery agent at "},
	match: func(m *message) bool {
		return containsAny(m.head(), "to the following addresses", "to the following address", "The message reference was:")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		list := readLabels(m, text, messageLabsLabels)
		for i := range list {
			if reply := list[i].reply; findReply(reply) == 0 {
				list[i].reply, list[i].reason = "", reply
			}
			list[i].reply, _, _ = strings.Cut(list[i].reply, "\n\n")
		}
		rep.state(list, m.failedUnless("delayed", "will continue to", "still trying"))
	},
}

var messageLabsLabels = []label{
	{"i was unable to deliver your message to the following address", labelRecipient},
	{"i have been unable to deliver your message to the following address", labelRecipient},
	{"i have not yet been able to deliver your message to the following address", labelRecipient},
	{"reason:", labelReply}, {"the message subject was", labelEnd}, {"the message date was", labelEnd},
	{"the message identifier was", labelEnd}, {"the message reference was", labelEnd}, {"please do not reply", labelEnd},
}
