package dsn

import "strings"

// A genericText is the text of a bounce of an unknown system, cut into
// paragraphs, without the returned message.
type genericText struct {
	text, returned string
	paras          []string
	says           []saying // what each paragraph states
	all            saying   // what they state together
	subject        string
	own            []string // addresses that are not those of recipients
	replyAt        int      // where in text a reply begins, or -1
	// What the text states; delivered only where it states nothing else.
	fails, delays, delivers bool
	// sure says that sender or type alone show a bounce.
	sure bool
}

// An entry is a recipient that the text names, and what it says about it.
type entry struct {
	addr, text string
	source     Source
}

// maxGeneric bounds the text that is read for sentences.
const maxGeneric = 16 << 10

func newGenericText(m *message) *genericText {
	g := &genericText{subject: m.subject, text: genericSaid(m)}
	_, g.returned = m.split()
	g.replyAt = replyAt(g.text)
	g.paras = paragraphs(g.text)
	g.says = make([]saying, len(g.paras))
	for i, flat := range flattenAll(g.paras) {
		g.says[i] = sayingsOf(flat)
		g.all |= g.says[i]
	}
	g.sure = m.fromDaemon() || m.header.Has(fieldXFailedRecipients) || len(m.status) > 0 ||
		m.bounceSubject() && m.systemSender()
	g.own = make([]string, 0, 4)
	for _, name := range [...]fieldID{fieldTo, fieldFrom, fieldReplyTo, fieldDeliveredTo} {
		g.own = m.header.appendAddresses(g.own, name)
	}
	g.own = append(g.own, messageIDs(g.text)...)
	g.judge(m)
	return g
}

// messageIDs gives the Message-IDs that a text labels as such: they look like
// addresses.
func messageIDs(text string) []string {
	if !containsFold(text, "message-id") {
		return nil
	}
	var list []string
	for line := range strings.Lines(text) {
		if containsFold(line, "message-id") {
			list = append(list, addressesIn(line)...)
		}
	}
	return list
}

// genericSaid gives what the system says in the text.
func genericSaid(m *message) string {
	text, _ := m.split()
	if len(text) > maxGeneric {
		text = strings.ToValidUTF8(text[:maxGeneric], "")
	}
	return keyedLines(text)
}

// judge finds out what the text states. A reason alone, or a refusing reply,
// states a failure where the mail is surely about delivery.
func (g *genericText) judge(m *message) {
	subject := m.subjectSays()
	g.fails = g.all.states(saysFailure)
	g.delivers = g.sure && !g.fails && g.all.states(saysDelivered) && !g.all.states(saysDelay) && g.replyAt < 0
	if g.sure && !g.delivers {
		g.fails = g.fails || m.header.Has(fieldXFailedRecipients) || g.all.states(saysReason) || g.replyAt >= 0 ||
			subject.states(saysFailure) && len(g.paras) > 0
	}
	if g.delivers {
		return
	}
	late := g.all.states(saysDelay)
	g.fails = g.fails || !late && g.names(m)
	final := g.all.states(saysFinal)
	switch {
	case subject.states(saysDelay):
		g.delays = late || g.fails
	case late && !final && !g.failsPlainly():
		g.delays = true
	}
}

// names reports whether a notice, with the empty sender of one, says in a few
// words what became of a message, whatever the words: a daemon or postmaster names
// one address or returns the message, another system quotes a reply about one.
func (g *genericText) names(m *message) bool {
	const most = 2 << 10
	if !m.nullSender() || len(g.text) > most {
		return false
	}
	if _, coded, _ := findStatus(g.text); !coded {
		switch {
		case !isDaemon(m.sender()) || strings.Contains(g.text, "://"):
			return false
		case !strings.HasPrefix(m.sender(), "mailer") && !m.bounceSubject() && !m.subjectSays().states(saysFailure|saysReason):
			return false // a postmaster writes of mailboxes and aliases too
		case m.soleRecipient(g.returned) != "":
			return true
		}
	}
	list := g.strangers(append(g.paras[:len(g.paras):len(g.paras)], g.subject), SourceText, func(int) bool { return true })
	return len(list) == 1 && !behindSender(g.text, list[0].addr)
}

// failsPlainly reports whether the text has a reply that refuses for good.
func (g *genericText) failsPlainly() bool {
	return g.replyAt >= 0 && g.text[g.replyAt] == '5'
}

// tellsPlainly reports whether both the frame and the text are those of a
// bounce: then it is one though it names nobody. A subject is not frame enough:
// those who fish for passwords write of undelivered mail too.
func (g *genericText) tellsPlainly(m *message) bool {
	subject := m.bounceSubject() || m.subjectSays().states(saysFailure)
	if !g.sure || !m.nullSender() && !(subject && (m.fromDaemon() || replyStart(g.text) >= 0)) {
		return false
	}
	return g.all.states(saysFailure)
}

// recipients gives those that the mail names: in its header, in a list below
// the sentence that says so, beside a reply, or by a label.
func (g *genericText) recipients(m *message) []entry {
	var list []entry
	for _, addr := range m.header.addresses(fieldXFailedRecipients) {
		list = addEntry(list, entry{addr, "", SourceHeader})
	}
	named := g.listed()
	if len(list) > 0 {
		return withTexts(list, named)
	}
	if len(named) > 0 {
		return named
	}
	for _, find := range [...]func() []entry{g.commanded, g.labelled, g.beside} {
		if list := find(); len(list) > 0 {
			return list
		}
	}
	return nil
}

// again reads the text a second time for the one who wrote to himself, and for
// users of the system itself, whom it names without a domain.
func (g *genericText) again(m *message) []entry {
	if list := g.localUsers(); len(list) > 0 {
		return list
	}
	own := g.own
	g.own = m.header.addresses(fieldFrom)
	defer func() { g.own = own }()
	if list := g.listed(); len(list) > 0 {
		return list
	}
	return g.labelled()
}

// localUsers gives the names that stand alone on the indented lines below a
// sentence that announces recipients:
//
//	Your mail to the following recipients could not be delivered:
//	        jdoe
func (g *genericText) localUsers() []entry {
	var list []entry
	open := false
	for i, p := range g.paras {
		if p = strings.TrimRight(p, " \n"); !open && !g.says[i].states(saysList) {
			continue
		}
		for line := range strings.Lines(p) {
			user := strings.Trim(line, " \t\r\n<>")
			switch {
			case open && indent(line) > 0 && isLocalUser(user):
				list = addEntry(list, entry{addr: user, source: SourceText})
			default:
				open = strings.HasSuffix(trimEnd(line), ":")
			}
		}
	}
	return list
}

// withTexts gives entries what others of the same address say.
func withTexts(list, others []entry) []entry {
	for i := range list {
		for _, o := range others {
			if strings.EqualFold(list[i].addr, o.addr) {
				list[i].text = o.text
			}
		}
	}
	return list
}

func addEntry(list []entry, e entry) []entry {
	for i := range list {
		if strings.EqualFold(list[i].addr, e.addr) {
			if list[i].text == "" {
				list[i].text = e.text
			}
			return list
		}
	}
	if len(list) >= maxAddresses {
		return list
	}
	return append(list, e)
}

// isOwn reports whether an address is that of the sender of the original, or
// of the system that writes.
func (g *genericText) isOwn(addr string) bool { return containsAddress(g.own, addr) }

// isContact reports whether an address is one that texts offer for help.
func isContact(addr string) bool {
	local, _, _ := strings.Cut(lowerASCII(addr), "@")
	switch local {
	case "postmaster", "abuse", "helpdesk", "support", "mailer-daemon", "hostmaster", "noc", "admin", "administrator", "mail-admin",
		"servicedesk", "webmaster", "noreply", "no-reply", "security", "unblock", "delist":
		return true
	}
	return false
}

// guess gives the recipient where the text names none as such: the one address
// in it or in the subject that is nobody else's, or the one recipient of the
// returned message.
func (g *genericText) guess(m *message) []entry {
	if !g.sure && !g.fails {
		return nil
	}
	if g.sure || m.nullSender() {
		all := func(int) bool { return true }
		blamed := func(i int) bool { return g.says[i].states(saysReason | saysFailure) } // the others may be in a footer
		for _, list := range [...][]entry{
			g.strangers([]string{g.subject}, SourceHeader, all), g.strangers(g.paras, SourceText, all), g.strangers(g.paras, SourceText, blamed),
		} {
			if list = withoutSenders(list, g.text); len(list) == 1 {
				return list
			}
		}
	}
	return g.addressee(m)
}

// strangers gives the addresses in the texts of which use is true, but for those
// of the sender and for help.
func (g *genericText) strangers(texts []string, source Source, use func(int) bool) []entry {
	var list []entry
	for i, text := range texts {
		if !use(i) || strings.IndexByte(text, '@') < 0 || disclaimers.in(lowerASCII(text)) {
			continue
		}
		for _, addr := range addressesIn(text) {
			if !g.isOwn(addr) && !isContact(addr) && !behindFrom(text, addr) {
				list = addEntry(list, entry{addr, "", source})
			}
		}
	}
	return list
}

// behindFrom reports whether an address stands behind "From:" or "MAIL FROM:".
func behindFrom(text, addr string) bool {
	before, _, _ := strings.Cut(text, addr)
	before = strings.TrimRight(before, " \t<\"'")
	return len(before) >= len("from:") && strings.EqualFold(before[len(before)-len("from:"):], "from:")
}

// disclaimers are in the paragraphs that companies have put below all mail.
var disclaimers = anyOf(
	"confidential", "intended recipient", "intended solely", "disclaimer", "vertraulich", "confidentiel", "confidencial", "riservat", "vertrouwelijk", "poufn", "конфиденциальн", "機密",
)

// addressee gives the recipient of the returned message as the report's.
func (g *genericText) addressee(m *message) []entry {
	if to := m.soleRecipient(g.returned); to != "" {
		return []entry{{to, "", SourceOriginal}}
	}
	return nil
}

// soleRecipient gives the recipient of the returned message, which stands in
// its part or in returned, where it has one that is not its sender: then it
// went to others, in blind copy. A returned bounce names who had sent.
func (m *message) soleRecipient(returned string) string {
	switch {
	case m.returned >= 0:
		h, _ := m.enclosed()
		return h.soleRecipient()
	case returned != "":
		h, _ := m.headerIn(strings.TrimLeft(returned, " \t\n"))
		return h.soleRecipient()
	}
	return ""
}

// soleRecipient gives the one recipient who is not the sender, or "".
func (h *header) soleRecipient() string {
	to := append(h.addresses(fieldTo), h.addresses(fieldCc)...)
	if isDaemon(mailbox(h.Get(fieldFrom))) || len(to) != 1 || !strings.Contains(to[0], "@") || containsAddress(h.addresses(fieldFrom), to[0]) {
		return ""
	}
	return to[0]
}
