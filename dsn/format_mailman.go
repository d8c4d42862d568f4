package dsn

import "strings"

// formatMailman reads the notices of GNU Mailman 2 and 3 that a post was
// rejected, discarded or is held for the moderator.
var formatMailman = format{
	name:  "mailman",
	title: "GNU Mailman",
	match: func(m *message) bool {
		if !m.header.Has(fieldXListAdministrivia) && !m.managedBy(fromMailman) {
			return false
		}
		_, ok := mailmanAction(m.Text())
		return ok && m.mailmanList() != ""
	},
	read: func(m *message, rep *Report) {
		text := m.Text()
		action, _ := mailmanAction(text)
		rep.setList(m.mailmanList(), action, mailmanReason(text))
	},
}

// mailmanSentences are of the templates refuse, postheld and those of the
// rejections by rule.
var mailmanSentences = []struct {
	words  string
	action Action
}{
	{"message has been automatically rejected", ActionFailed},
	{"has been rejected by the list moderator", ActionFailed},
	{"Your message has been rejected, probably because you are not", ActionFailed},
	{"mailing-list was rejected for the following reasons", ActionFailed},
	{"mailing list was rejected for the following reasons", ActionFailed},
	{"This list is restricted; your message was not approved", ActionFailed},
	{"Your message was too big; please trim it to less", ActionFailed},
	{"and was prevented from being forwarded on to the list", ActionFailed},
	{"message has been automatically discarded", ActionFailed},
	{"Is being held until the list moderator can review it", ActionDelayed},
	{"wurde automatisch zurückgewiesen", ActionFailed},
	{"a été automatiquement rejeté", ActionFailed},
	{"ha sido rechazado automáticamente", ActionFailed},
	{"è stato automaticamente respinto", ActionFailed},
}

// mailmanAction tells by its sentences what the notice is about. A refused
// subscription is no mail.
func mailmanAction(text string) (Action, bool) {
	flat := clean(text[:min(len(text), maxValue)])
	for _, s := range mailmanSentences {
		if strings.Contains(flat, s.words) {
			return s.action, !strings.Contains(flat, "Subscription request")
		}
	}
	return "", false
}

// mailmanList gives the list's address: that of the fields, or of its owner
// without the suffix.
func (m *message) mailmanList() string {
	if list := m.listAddress(); list != "" {
		return list
	}
	for _, addr := range append([]string{mailbox(m.header.Get(fieldFrom))}, addressesIn(m.Text())...) {
		local, domain, _ := strings.Cut(addr, "@")
		for _, end := range [...]string{"-bounces", "-owner"} {
			if name, ok := strings.CutSuffix(local, end); ok && name != "" && domain != "" {
				return name + "@" + domain
			}
		}
	}
	return ""
}

// mailmanReason gives the reason where the notice has a paragraph for it, or
// else its sentence. What a moderator wrote says little without who it was.
func mailmanReason(text string) string {
	if reason := reasonAfter(text, "The reason it is being held:", "for the following reasons:", "\nreasons:"); reason != "" {
		return strings.Trim(reason, "\" \n")
	}
	for _, para := range paragraphs(text) {
		if _, ok := mailmanAction(para); ok {
			return para + " " + reasonAfter(text, "reason for rejecting your request:")
		}
	}
	return ""
}
