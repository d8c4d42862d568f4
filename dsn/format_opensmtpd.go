package dsn

import "strings"

// formatOpenSMTPD reads the bounces of OpenSMTPD: a status part without
// diagnostics, which stand in the text as "address: reply" instead; older
// versions have the text alone.
var formatOpenSMTPD = format{
	name:  "opensmtpd",
	title: "OpenSMTPD",
	marks: []string{"This is the MAILER-DAEMON, please DO NOT REPLY to this"},
	read: func(m *message, rep *Report) {
		text := m.Text()
		action := ActionFailed
		if strings.Contains(text, "A message is delayed for more than") {
			action = ActionDelayed
		}
		list := text
		if i := strings.Index(text, "recipients:"); i >= 0 {
			list = text[i:]
		}
		if i := strings.Index(list, "Below is a copy of the original message"); i >= 0 {
			list = list[:i]
		}
		for line := range strings.Lines(list) {
			addr, said, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ": ")
			if !ok || !strings.Contains(addr, "@") || strings.ContainsAny(addr, " \t") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setDiagnostic("smtp", said)
			}
		}
	},
}
