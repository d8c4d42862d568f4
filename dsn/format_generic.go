package dsn

import "strings"

// formatGeneric is the last: it reads in plain sentences of any common language
// that a message did not reach somebody, and why, for the systems that have no
// format of their own. It reads only what is about delivery by sender, envelope
// or type, or by its subject and a sender that is no person, and only where the
// text says that delivery failed or is late.
var formatGeneric = format{
	name:  "generic",
	title: "any other system, in plain words",
	match: isGeneric,
	read:  readGeneric,
}

// isGeneric refuses what is a report of another sort, an answer of a person or
// of a person's mailbox, and mail of lists, before the text is looked at.
func isGeneric(m *message) bool {
	typ := m.reportType()
	if typ != "" && typ != "delivery-status" {
		return false
	}
	if typ != "" || m.fromDaemon() || m.header.Has(fieldXFailedRecipients) || len(m.status) > 0 {
		return true
	}
	if m.listMail() || m.isReply() || announced(m.lead()) {
		return false
	}
	return (m.bounceSubject() && m.systemSender() || m.nullSender()) && !m.ordinary()
}

func readGeneric(m *message, rep *Report) {
	if rep.Format != "" {
		completeFromText(m, rep)
		return
	}
	g := newGenericText(m)
	if !g.fails && !g.delays && !g.delivers || g.lures() || m.circular(g) {
		return
	}
	list := g.recipients(m)
	if len(list) == 0 && g.delivers {
		return // that something arrived is no news without to whom
	}
	if len(list) == 0 {
		list = g.guess(m)
	}
	if len(list) == 0 && g.sure {
		list = g.again(m)
	}
	if len(list) == 0 && !g.tellsPlainly(m) {
		return
	}
	m.quote(g.returned)
	g.fill(rep, list)
}

// fill adds the recipients with what is said about each, or about all.
func (g *genericText) fill(rep *Report, list []entry) {
	action := ActionFailed
	switch {
	case g.delivers:
		action = ActionDelivered
	case g.delays:
		action = ActionDelayed
	}
	reason := g.reason()
	if len(list) == 0 {
		// That a message failed is worth telling, also where it is not said to whom.
		r := Recipient{Source: SourceText, Action: action}
		r.setSaid(g.withNext(reason))
		rep.Recipients = append(rep.Recipients, r)
	}
	if haveReply(list) {
		reason = "" // the reply that it would be is one recipient's own
	}
	for _, e := range list {
		r := rep.recipientFrom(e.addr, e.source)
		if r == nil {
			continue
		}
		r.setAction(action)
		if strings.TrimSpace(e.text) != "" && replyStart(reason) < 0 {
			r.setSaid(unscore(e.text))
		} else {
			r.setSaid(reason)
			r.readCodes(e.text, SourceText)
		}
	}
}

// withNext adds the paragraph below to words that end in a colon.
func (g *genericText) withNext(words string) string {
	for i, p := range g.paras {
		if p == words && strings.HasSuffix(p, ":") && i+1 < len(g.paras) {
			return words + "\n" + g.paras[i+1]
		}
	}
	return words
}

// unscore gives a reply its spaces back: "Permanent Failure: 550_User_unknown".
// QUIRK(mail.com): what the remote server said is one word.
func unscore(text string) string {
	i := strings.Index(text, ": ") + 2
	if i < 2 || i+4 > len(text) || !isReply(text[i:]) || text[i+3] != '_' {
		return text
	}
	end := len(text)
	if n := strings.IndexAny(text[i:], " \t\n"); n >= 0 {
		end = i + n
	}
	return text[:i] + strings.ReplaceAll(text[i:end], "_", " ") + text[end:]
}

// haveReply reports whether there is a reply in what was said about one of the
// recipients.
func haveReply(list []entry) bool {
	for _, e := range list {
		if replyStart(e.text) >= 0 {
			return true
		}
	}
	return false
}

// completeFromText gives the recipients of a status part without a diagnostic what
// the text has: for one that stands alone the reply, else what follows the address.
func completeFromText(m *message, rep *Report) {
	if len(rep.Recipients) == 1 {
		if r := &rep.Recipients[0]; r.Diagnostic.Text == "" {
			if reply := replyParagraph(genericSaid(m)); reply != "" {
				r.setSaid(reply)
			}
		}
		return
	}
	for _, e := range newGenericText(m).listed() {
		if r := rep.recipient(e.addr); r != nil && r.Diagnostic.Text == "" && replyStart(e.text) >= 0 {
			r.setSaid(e.text)
		}
	}
}
