package dsn

import "strings"

// formatGroupWise reads the reports of Novell's, now OpenText's, GroupWise
// Internet Agent:
//
//	The message that you sent was undeliverable to the following:
//		jane@example.net (user not found)
//
//	The attached file had the following undeliverable recipient(s):
//		jane@example.net
//
//	Transcript of session follows:
//	550 No such user
var formatGroupWise = format{
	name:  "groupwise",
	title: "Novell GroupWise",
	marks: []string{
		"The message that you sent was undeliverable to the following:", "The attached file had the following undeliverable recipient(s):",
		"The message that you sent has been delayed to the following:", "Die von Ihnen gesendete Nachricht konnte", "Le message que vous avez envoyé n'a pas pu",
	},
	match: func(m *message) bool { return strings.Contains(m.head(), "@") },
	read: func(m *message, rep *Report) {
		text, header := m.split()
		if i := strings.Index(text, "Possibly truncated original message follows:"); i >= 0 {
			text = text[:i]
		}
		m.quote(header)
		list, transcript, _ := strings.Cut(text, "Transcript of session follows:")
		action := m.failedUnless("has been delayed", "will be retried")
		for line := range strings.Lines(list) {
			bare := strings.TrimSpace(line)
			addr, n := addressAt(strings.TrimLeft(bare, "<"))
			if n == 0 {
				addr, n = m.groupWiseUser(line)
			}
			if n == 0 || indent(line) == 0 && !strings.HasPrefix(bare[n:], " (") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				said := strings.TrimSpace(strings.TrimLeft(strings.TrimLeft(bare, "<")[n:], ">"))
				r.setSaid(strings.TrimSuffix(strings.TrimPrefix(said, "("), ")"))
			}
		}
		if len(rep.Recipients) > 0 && strings.TrimSpace(transcript) != "" {
			for i := range rep.Recipients {
				said := transcript
				if len(rep.Recipients) > 1 { // whose it is, the line with the address tells
					said = lineWith(transcript, rep.Recipients[i].Final.Value)
				}
				rep.Recipients[i].setSaid(said)
			}
		}
	},
}

// groupWiseUser reads a line about a user of the post office itself, whose name
// stands there without a domain: "	jdoe (user not found)". The returned message
// may have the address.
func (m *message) groupWiseUser(line string) (addr string, length int) {
	user, reason, ok := strings.Cut(strings.TrimSpace(line), " (")
	if !ok || indent(line) == 0 || !isLocalUser(user) || !strings.HasSuffix(reason, ")") {
		return "", 0
	}
	if addr := m.addressOfUser(user); addr != "" {
		return addr, len(user)
	}
	return user, len(user)
}

// lineWith gives the first line of text in which word stands.
func lineWith(text, word string) string {
	text = clip(text, maxHead)
	if word == "" {
		return ""
	}
	for line := range strings.Lines(text) {
		if containsFold(line, lowerASCII(word)) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
