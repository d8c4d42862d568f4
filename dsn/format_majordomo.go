package dsn

import "strings"

// formatMajordomo reads the posts that Majordomo hands to a list's owner
// instead of the list. Subject says all; the body is the post.
//
//	Subject: BOUNCE birds@lists.example.org:    Non-member submission from [Jane <jane@example.net>]
var formatMajordomo = format{
	name:  "majordomo",
	title: "Majordomo",
	match: func(m *message) bool {
		list, _ := majordomoSubject(m.subject)
		return list != "" && m.fromManager("majordomo")
	},
	read: func(m *message, rep *Report) {
		list, reason := majordomoSubject(m.subject)
		m.quote(m.Text())
		action := ActionFailed
		if containsFold(reason, "approval required") {
			action = ActionDelayed
		}
		rep.setList(list, action, reason)
		if r := rep.recipient(list); r != nil {
			r.Source = SourceHeader
		}
	},
}

func majordomoSubject(subject string) (list, reason string) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(subject), "BOUNCE ")
	if !ok {
		return "", ""
	}
	list, n := addressAt(rest)
	if n == 0 {
		return "", ""
	}
	reason, ok = strings.CutPrefix(rest[n:], ":")
	if !ok {
		return "", ""
	}
	return list, strings.TrimSpace(reason)
}
