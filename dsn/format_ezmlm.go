package dsn

import "strings"

// formatEzmlm reads the posts that ezmlm gives back, because the moderator did
// not accept them or did nothing. Other refusals of ezmlm are those of the
// qmail or the mail server that ran it.
//
//	Hi! This is the ezmlm program. I'm managing the
//	birds@lists.example.org mailing list.
//
//	I'm sorry, your message (enclosed) was not accepted by the moderator.
var formatEzmlm = format{
	name:  "ezmlm",
	title: "ezmlm",
	match: func(m *message) bool {
		return (hasPrefixFold(m.subject, "returned post for ") || m.header.Has(fieldMailingList) || m.managedBy(fromEzmlm)) &&
			containsAny(m.Text(), ezmlmMarks...)
	},
	read: func(m *message, rep *Report) {
		before, after, _ := cutAt(m.Text(), ezmlmMarks...)
		list := addressesIn(before)
		if len(list) == 0 {
			list = addressesIn(m.subject)
		}
		if len(list) == 0 {
			return
		}
		reason := m.Text()[strings.LastIndex(before, "\n\n")+1:]
		if _, said, ok := strings.Cut(after, ">>>>> -------------------- >>>>>"); ok {
			if said, _, _ = strings.Cut(said, "<<<<< --------------------"); strings.TrimSpace(said) != "" {
				reason = said
			}
		}
		reason, _, _ = strings.Cut(strings.TrimSpace(reason), "\n\n")
		rep.setList(list[0], ActionFailed, reason)
	},
}

var ezmlmMarks = []string{
	"I'm sorry, your message (enclosed) was not accepted by the moderator", "have failed to act on your post", "I'm sorry, your message (enclosed) was not accepted",
}
