package dsn

import "strings"

// formatGoogleGroups reads the notices of Google Groups to who may not post, or
// wrote to a group that does not exist. They come in the language of the
// writer; the group's address is in the header alone.
var formatGoogleGroups = format{
	name:  "googlegroups",
	title: "Google Groups",
	marks: []string{"groups.google.com/support", "\nGoogle Groups", "/bin/topic.py?topic=25838"},
	match: fromGoogle,
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		for _, addr := range m.header.addresses(fieldXFailedRecipients) {
			r := rep.recipientFrom(addr, SourceHeader)
			if r == nil {
				continue
			}
			r.setAction(ActionFailed)
			r.setDiagnostic("", groupReason(text, addr))
		}
	},
}

// groupReason gives the paragraph that has the group's name in parentheses, or
// the second one: it says in words why the mail was not taken.
func groupReason(text, addr string) string {
	name, _, _ := strings.Cut(addr, "@")
	paras := strings.Split(text, "\n\n")
	for _, p := range paras {
		if strings.Contains(p, "("+name+")") {
			return p
		}
	}
	if len(paras) > 1 {
		return paras[1]
	}
	return ""
}
