package dsn

import "strings"

// formatMlmmj reads the notices by which mlmmj refuses a post to a list or holds
// it for the moderators: a paragraph on the program and the list, one that says
// why, and the post as a part of its own. They are in the list's language; what
// the moderators get asks for an answer.
//
//	Subject: Post to birds@lists.example.org denied: Seen today
//	Message-ID: <1795524450-167-mlmmj-767a4f03@lists.example.org>
var formatMlmmj = format{
	name:  "mlmmj",
	title: "mlmmj",
	match: func(m *message) bool {
		return strings.Contains(m.header.Get(fieldMessageID), "-mlmmj-") && m.returned > 0 && !m.header.Has(fieldReplyTo)
	},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		action := ActionFailed
		if mlmmjWaits.in(lowerASCII(rep.Subject)) {
			action = ActionDelayed
		}
		reason := ""
		if parts := strings.SplitN(strings.TrimSpace(text), "\n\n", 3); len(parts) > 1 {
			reason = parts[1]
		}
		rep.setList(mlmmjList(m.sender()), action, reason)
	},
}

// mlmmjWaits are in the subjects of what is held: in English, German, French,
// Italian, Portuguese, Finnish, Czech, Slovak, Greek and Chinese.
var mlmmjWaits = anyOf("awaiting release to", "warte auf moderation", "en attente de réponse", "in attesa di rilascio", "à espera de publicação",
	"odottaa hyväks", "Čeká se na", "čeká se na", "čaká sa na", "που εκκρεμεί", "等待发布")

// mlmmjList gives the list of its owner: "birds+owner@lists.example.org". The
// sign before "owner" is the site's choice.
func mlmmjList(owner string) string {
	local, domain, _ := strings.Cut(owner, "@")
	list, ok := strings.CutSuffix(local, "owner")
	if !ok || len(list) < 2 {
		return owner
	}
	return list[:len(list)-1] + "@" + domain
}
