package dsn

// formatHMailServer reads the text of hMailServer:
//
//	jane@example.net
//	   Error Type: SMTP
//	   Remote server (192.0.2.1) issued an error.
//	   hMailServer sent: RCPT TO:<jane@example.net>
//	   Remote server replied: 550 5.1.1 No such user
var formatHMailServer = format{
	name:  "hmailserver",
	title: "hMailServer",
	marks: []string{"hMailServer sent:", "   Error Type: SMTP", "\nhMailServer"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("has not yet been delivered", "will be retried", "delayed")
		for _, e := range saidBlocks(text) {
			list := readLabels(m, e.text, []label{
				{"hmailserver sent:", labelCommand}, {"remote server replied:", labelReply}, {"error:", labelReason}, {"error type:", labelSkip},
				{"remote server (", labelHost}, {"additional information:", labelSkip}, {"tried servers:", labelSkip}, {"no mail servers appear", labelSkip},
				{"connection to recipients server failed", labelSkip}, {"the connection was lost", labelSkip},
			})
			for i := range list {
				list[i].recipients = []string{e.addr}
				if list[i].reply == "" {
					list[i].reason = e.text
				}
			}
			rep.state(list, action)
		}
	},
}
