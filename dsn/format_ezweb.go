package dsn

import "strings"

// formatEZweb reads the bounces of the Japanese carrier au (ezweb.ne.jp,
// au.com), which SoftBank's old system words alike: a list of recipients with
// a dialogue each, or one reason for all of them.
var formatEZweb = format{
	name:  "ezweb",
	title: "au (EZweb) and SoftBank",
	marks: []string{
		"Each of the following recipients was rejected by a remote",
		"The following recipients did not receive this message",
		"The user(s) account is ",
	},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		reason := ezwebReason(text)
		var r *Recipient
		command := ""
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "Recipient:"):
				r = rep.recipient(line[len("Recipient:"):])
			case strings.HasPrefix(line, ">>>"):
				command = commandName(strings.TrimSpace(line[3:]))
			case strings.HasPrefix(line, "<<<") && r != nil:
				r.setDiagnostic("smtp", strings.TrimSpace(line[3:]))
				if r.Command == "" {
					r.Command = command
				}
			case strings.HasPrefix(line, "<"):
				addr, said, ok := addressHead(line)
				if !ok {
					continue
				}
				if r = rep.recipient(addr); r != nil && said != "" {
					r.setSaid(said)
				}
			}
		}
		for i := range rep.Recipients {
			rep.Recipients[i].setAction(ActionFailed)
			rep.Recipients[i].setDiagnostic("", reason)
		}
	},
}

// ezwebReason gives the paragraph that says why in words.
func ezwebReason(text string) string {
	for para := range strings.SplitSeq(text, "\n\n") {
		para = strings.TrimSpace(para)
		for _, begin := range [...]string{"Your message ", "The user(s) ", "Each of the following"} {
			if strings.HasPrefix(para, begin) {
				if i := strings.Index(para, "\n-----"); i >= 0 {
					para = para[:i]
				}
				return para
			}
		}
	}
	return ""
}
