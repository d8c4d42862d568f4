package dsn

import "strings"

// formatMessagingServer reads the reports of the Messaging Server that was
// Innosoft PMDF, then iPlanet, Sun ONE, Sun Java System, and is Oracle's. Its
// status part has all but the address that the sender wrote; where that part
// was lost, the text says the same.
//
//	Recipient address: @ims.example.net:jane@ims_daemon
//	Original address: jane@example.net
//	Reason: LMTP transmission failure has occurred
//	Diagnostic code: smtp;522 5.2.2 Over quota
//	Remote system: dns;ims.example.net (TCP|192.0.2.1|...|25) (ims LMTP)
var formatMessagingServer = format{
	name:  "messagingserver",
	title: "Oracle Communications Messaging Server, Sun ONE, iPlanet, PMDF",
	marks: []string{
		"This report relates to a message you sent with the following header", "Your message cannot be delivered to the following recipients:",
		"Your message has been enqueued and undelivered for", "Your message has been successfully delivered to the following recipients",
		"Your message has been successfully relayed to the following recipients:\n\n  Recipient address",
	},
	match: func(m *message) bool { return containsFold(m.head(), "recipient address:") },
	read: func(m *message, rep *Report) {
		text := m.Text()
		head := text[:max(0, indexFold(text, "recipient address:"))]
		if i := strings.Index(head, "\n  Message-"); i >= 0 {
			m.quote(dedent(head[i+1:]))
		}
		action := ActionFailed
		switch {
		case strings.Contains(head, "successfully delivered"):
			action = ActionDelivered
		case strings.Contains(head, "successfully relayed"):
			action = ActionRelayed
		case containsAny(head, "enqueued and undelivered", "attempts to deliver will continue", "will be attempted", "delayed"):
			action = ActionDelayed
		}
		rep.state(readLabels(m, text, messagingServerLabels), action)
	},
}

var messagingServerLabels = []label{
	{"recipient address:", labelRecipient}, {"original address:", labelOriginal}, {"reason:", labelReason},
	{"diagnostic code:", labelReply}, {"remote system:", labelHost}, {"delivery attempt history", labelSkip},
	{"date:", labelSkip}, {"status:", labelSkip}, {"the mail system will", labelSkip}, {"there is no need", labelSkip},
}

// dedent removes the white space before the lines of a paragraph.
func dedent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "  "))
	}
	return b.String()
}
