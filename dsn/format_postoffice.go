package dsn

import "strings"

// formatPostOffice reads the reports of Post.Office and of what came of it:
// InterMail, Openwave Email Mx, Owm.
//
//	This Message was undeliverable due to the following reason:
//
//	Each of the following recipients was rejected by a remote mail server.
//
//	    Recipient: <jane@example.net>
//	    Reason:    550 5.1.1 No such user
var formatPostOffice = format{
	name:  "postoffice",
	title: "Post.Office, InterMail, Openwave Email Mx",
	marks: []string{"This Message was undeliverable due to the following reason:"},
	match: func(m *message) bool { return !strings.Contains(m.head(), "<<<") }, // au's, formatEZweb
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("will continue to try", "has been delayed", "still being attempted")
		reason := "" // stands above all recipients
		if _, after, _ := strings.Cut(text, "due to the following reason:"); after != "" {
			reason, _, _ = strings.Cut(strings.TrimLeft(after, " \t\n"), "\n\n")
		}
		list := readLabels(m, text, postOfficeLabels)
		for i := range list {
			if list[i].reply == "" {
				list[i].reason = reason
			}
		}
		rep.state(list, action)
		if len(rep.Recipients) > 0 {
			return
		}
		// QUIRK(netscape messaging): the address stands alone below the reason, or
		// behind a short one: "User quota exceeded: SMTP <jane@example.net>".
		_, below, _ := strings.Cut(text, reason)
		below, _, _ = cutAt(below, "Please reply to", "if you feel this message")
		for line := range strings.Lines(below) {
			line = strings.TrimSpace(line)
			if i := strings.LastIndex(line, "SMTP <"); i >= 0 {
				line = line[i+len("SMTP "):]
			}
			if len(line) < 3 || line[0] != '<' || line[len(line)-1] != '>' || !strings.Contains(line, "@") {
				continue
			}
			if r := rep.recipient(line); r != nil {
				r.setAction(action)
				r.setSaid(reason)
			}
		}
		if len(rep.Recipients) > 0 {
			return
		}
		if r := rep.unnamed(); r != nil {
			r.setAction(action)
			r.setSaid(reason)
		}
	},
}

var postOfficeLabels = []label{
	{"the following recipients did not receive this message:", labelRecipient},
	{"the following recipients did not receive your message:", labelRecipient},
	{"the following destination addresses were unknown", labelRecipient},
	{"recipient:", labelRecipient}, {"reason:", labelReply}, {"please reply to", labelEnd}, {"if you feel this message", labelEnd},
	{"each of the following recipients was rejected by a remote mail server.", labelSkip},
	{"the reasons given by the server are included", labelSkip}, {"the return address was", labelSkip},
}
