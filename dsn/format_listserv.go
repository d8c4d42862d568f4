package dsn

import "strings"

// formatListserv reads LISTSERV's notices that a posting was rejected. Subject
// names the list.
//
//	Subject: Rejected posting to BIRDS-L@LISTSERV.EXAMPLE.ORG
var formatListserv = format{
	name:  "listserv",
	title: "LISTSERV",
	match: func(m *message) bool {
		return m.fromManager("listserv") && hasPrefixFold(strings.TrimSpace(m.subject), "rejected posting to ")
	},
	read: func(m *message, rep *Report) {
		list := addressesIn(m.subject)
		if len(list) == 0 {
			return
		}
		text, returned := m.split()
		m.quote(returned)
		reason := ""
		if all := paragraphs(text); len(all) > 0 {
			reason = all[0]
		}
		rep.setList(list[0], ActionFailed, reason)
	},
}
