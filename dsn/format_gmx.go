package dsn

import "strings"

// formatGMX reads the bounces of the mail system that GMX, WEB.DE, mail.com and
// IONOS (1&1) share. It begins in the words of Exim.
//
//	"jane@example.net":
//	SMTP error from remote server after RCPT command:
//	host: mx.example.net
//	5.2.2 Mailbox full
var formatGMX = format{
	name:  "gmx",
	title: "GMX, WEB.DE, mail.com and IONOS (1&1)",
	marks: []string{
		"--- The header of the original message is following. ---",
		"The following address\nfailed:", "The following address failed:",
		"postmaster.1and1.com/", "postmaster.gmx.", "postmaster.web.de/",
	},
	match: func(m *message) bool { return !strings.Contains(m.Text(), "address(es) failed:") },
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		// The header starts in the middle of its first Received field.
		if i := strings.Index(text, "--- The header of the original message"); i >= 0 {
			text = text[:i]
		}
		m.quote(returned)
		for _, s := range saidBlocks(text) {
			r := rep.recipient(s.addr)
			if r == nil {
				continue
			}
			r.setAction(ActionFailed)
			if r.Command == "" {
				r.Command = gmxCommand(s.text)
			}
			said := strings.TrimSpace(s.text)
			if rest, ok := strings.CutPrefix(said, "For the following reason:"); ok {
				said = rest
			}
			r.setSaid(said)
		}
	},
}

// gmxCommand reads "after RCPT command" and "for MAIL FROM command".
func gmxCommand(said string) string {
	head, _, ok := strings.Cut(said, " command")
	if !ok {
		return ""
	}
	words := strings.Fields(head)
	for i := len(words) - 1; i >= 0 && i >= len(words)-3; i-- {
		if command := commandName(words[i]); command != "" {
			return command
		}
		if words[i] == "TEXT" {
			return "DATA"
		}
	}
	return ""
}
