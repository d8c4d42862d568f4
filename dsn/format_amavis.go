package dsn

import "strings"

// formatAmavis reads the notices of Amavis where their status part was lost:
//
//	A message from <joe@example.org> to:
//	-> jane@example.net
//
//	was considered unsolicited bulk e-mail (UBE).
var formatAmavis = format{
	name:  "amavis",
	title: "Amavis",
	marks: []string{"Our internal reference code for your message is", "Delivery of the email was stopped!", "our content checker found", "Our content checker found"},
	match: func(m *message) bool { return strings.Contains(m.head(), "\n-> ") },
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := ActionFailed
		if strings.Contains(text, "has been delivered") {
			action = ActionDelivered
		}
		var who []string
		reason := ""
		for _, p := range paragraphs(text) {
			switch {
			case strings.Contains(p, "\n-> ") || strings.HasPrefix(p, "-> "):
				for line := range strings.Lines(p) {
					if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "-> "); ok {
						who = append(who, addressesIn(rest)...)
					}
				}
			case reason == "" && (strings.HasPrefix(p, "was ") || strings.Contains(p, "content checker found") || strings.Contains(p, "rejected")):
				reason = p
			}
		}
		replies := amavisReplies(text)
		for _, addr := range who {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setSaid(replies[lowerASCII(addr)])
				r.setSaid(reason)
			}
		}
	},
}

// amavisReplies gives the replies of the list at the end, by address in lower
// case:
//
//	The message WAS NOT relayed to:
//	<jane@example.net>:
//	   554 5.7.0 Bounce, id=12345-01 - BANNED: .exe
func amavisReplies(text string) map[string]string {
	_, list, ok := strings.Cut(text, "WAS NOT relayed to:")
	if !ok {
		return nil
	}
	replies := make(map[string]string)
	addr := ""
	for line := range strings.Lines(list) {
		bare := strings.TrimSpace(line)
		if open, ok := strings.CutPrefix(bare, "<"); ok && strings.HasSuffix(bare, ">:") {
			addr = lowerASCII(strings.TrimSuffix(open, ">:"))
		} else if addr != "" && replyStart(bare) == 0 {
			replies[addr], addr = bare, ""
		}
	}
	return replies
}
