package catalog

import "strings"

// turnToSender gives the category to a Match whose words are about an address or
// a domain that is not the recipient's: the code says so, or the command that was
// answered, or the word before.
func (s *scratch) turnToSender(c *Catalog, q *Query, m *Match) {
	if s.best.tier() <= tierToken || !aboutAddress(m.Category) && m.Category != MailboxFull {
		return
	}
	cat, rule := beforeRecipient(q), "command/"
	switch {
	case m.Category != MailboxFull && s.othersMeant(m.Category):
		m.Entry, _ = c.code(s.reply, s.status)
		m.Category = m.Entry.Category
		return
	case s.senderBefore():
		cat, rule = SenderRejected, "phrase/"
	case cat == "", m.Category == MailboxFull, m.Category == DomainNotAccepting: // the last may be the host's word on itself
		return
	}
	m.Entry, _ = c.explain(cat, s.reply, s.status)
	m.Category, m.Why.Rule = cat, rule+string(cat)
}

// othersMeant reports whether a refusal whose words are about the recipient's
// address or domain is about the sender's, or about name servers that fail for
// now: the enhanced code says so.
func (s *scratch) othersMeant(cat Category) bool {
	if s.status.Class == 4 && s.status.Subject == 4 && s.status.Detail == 3 {
		return cat == DomainUnknown
	}
	return s.status.Subject == 1 && (s.status.Detail == 7 || s.status.Detail == 8) ||
		s.status.Subject == 7 && s.status.Detail == 27
}

// beforeRecipient gives what a refusal of a name or an address is about at a
// command that comes before any recipient is named (RFC 5321 section 3.3): the
// sender at MAIL, the client's own name at EHLO. It is empty at other commands.
func beforeRecipient(q *Query) Category {
	command := q.Command
	if _, after, ok := strings.Cut(q.Text, "(in reply to "); ok && command == "" {
		command = after[:min(len(after), 4)]
	}
	switch command {
	case "MAIL":
		return SenderRejected
	case "EHLO", "HELO":
		return PTRMissing
	}
	return ""
}

// senderBefore reports whether the word before the phrase that decided says whose
// mailbox or domain it is: "originating domain has no MX", "sender mailbox full".
func (s *scratch) senderBefore() bool {
	if s.best.phrase == nil || s.best.hit.from == 0 {
		return false
	}
	before := strings.TrimRight(s.t.src[:s.t.at[s.best.hit.from]], " ")
	word := before[strings.LastIndexByte(before, ' ')+1:]
	for _, whose := range [...]string{"sender", "sender's", "sending", "originating", "originator's", "submitting"} {
		if strings.EqualFold(word, whose) {
			return true
		}
	}
	return false
}
