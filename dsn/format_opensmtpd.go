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
		text, returned, _ := cutAt(m.Text(), "Below is a copy of the original message")
		if _, after, ok := strings.Cut(returned, "\n"); ok {
			m.quote(after)
		}
		action := ActionFailed
		switch {
		case strings.Contains(text, "message is delayed for more than"):
			action = ActionDelayed
		case strings.Contains(text, "successfully delivered"):
			action = ActionDelivered
		case strings.Contains(text, "was relayed to"):
			action = ActionRelayed
		}
		if _, list, ok := cutAt(text, "recipients:", "recipients.\n"); ok {
			text = list
		}
		for line := range strings.Lines(text) {
			addr, said, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ": ")
			if !ok || addr == "" || strings.ContainsAny(addr, " \t") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setDiagnostic(replyType(said), said)
			}
		}
	},
}

// replyType is the type of a diagnostic that is a reply, or nothing for one in
// other words.
func replyType(text string) string {
	if len(text) >= 3 && isReply(text) && replyEnds(text[3:]) {
		return "smtp"
	}
	return ""
}
