package dsn

import (
	"slices"
	"strings"
)

// formatExchange reads the reports of Exchange 2007 and later and of Microsoft
// 365. They are in the language of the server, so what is read by preference
// is what all languages have: an address on a line of its own, and below it
// the reply in one of the writings of the versions.
//
//	jane@example.net
//	mx.example.net #550 5.1.1 User unknown ##                        2007, 2010
//	mx.example.net #<mx.example.net #5.1.1 smtp;550 5.1.1 No> #SMTP#   2007
//	Remote Server returned '550 5.1.1 User unknown'                  2013, 365
//
// The newest reports of Microsoft 365 have "Reported error: 550 5.1.10 ..."
// in a list of labels instead.
var formatExchange = format{
	name:  "exchange",
	title: "Microsoft Exchange 2007 and later, Microsoft 365",
	match: func(m *message) bool {
		if m.exchangeNDR() {
			return true
		}
		// A person who writes about a report has its words too.
		return (m.systemSender() || m.fromHas(fromExchange)) &&
			(m.has(signExchange) || containsAny(m.head(), "#SMTP#", "##rfc822;") || exchangeLayout(m))
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := exchangeAction(m, text)
		found := exchangeEntries(text)
		for i := range found {
			found[i].fill(rep, action)
		}
		if len(found) == 0 || found[0].reply == "" {
			readExchangeDetails(rep, text, action, m.exchangeNDR())
		}
	},
}

// exchangeNDR reports whether the header has what only Exchange's reports have.
func (m *message) exchangeNDR() bool {
	return m.header.Has(fieldXMSExchangeMessageIsNdr) ||
		strings.HasPrefix(m.sender(), "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@")
}

// exchangeAction tells what the subject or the heading says was done.
func exchangeAction(m *message, text string) Action {
	subject := lowerASCII(strings.TrimSpace(m.subject))
	head := subject
	if list := paragraphs(text[:min(len(text), 600)]); len(list) > 0 {
		head += "\n" + lowerASCII(list[0])
	}
	switch {
	case hasAnyPrefix(subject, exchangeRelayed...), containsAny(head, "no delivery notification was sent by the destination"):
		return ActionRelayed
	case hasAnyPrefix(subject, exchangeDelivered...), containsAny(head, "your message has been delivered to the following"):
		return ActionDelivered
	case delayWords.in(head):
		return ActionDelayed
	}
	return ActionFailed
}

// An exchangeEntry is one recipient with what was said of it.
type exchangeEntry struct {
	addr     string
	original string
	host     MTA
	reply    string
	status   string
}

// exchangeEntries reads the lines with an address alone and those below them.
// Where the part for administrators has replies, its addresses count, and not
// those of the heading, which may be other ones.
func exchangeEntries(text string) []exchangeEntry {
	var list []exchangeEntry
	said := 0
	reply := "" // one that goes on over several lines
	take := func() {
		if reply != "" {
			list[len(list)-1].take(reply)
			said, reply = said+1, ""
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		addr := lineAddress(line)
		switch {
		case line == "":
			take()
		case addr != "":
			take()
			list = append(list, exchangeEntry{addr: addr})
		case len(list) == 0:
		case exchangeReply(line) >= 0 && (reply == "" || exchangeReplyEnds(reply)):
			take()
			reply = line
		case reply != "" && !exchangeReplyEnds(reply) && len(reply) < maxValue:
			reply += " " + line
		case isHostName(line) && list[len(list)-1].host.Name == "":
			list[len(list)-1].host = MTA{Name: clean(line)}
		}
	}
	take()
	if said == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(e exchangeEntry) bool { return e.reply == "" && e.status == "" })
}

// exchangeReplyEnds reports whether a reply has its end mark, for it may stand
// on several lines.
func exchangeReplyEnds(reply string) bool {
	reply = strings.TrimRight(reply, " .")
	return strings.HasSuffix(reply, "'") || strings.Contains(reply, "##") || strings.HasSuffix(reply, "#SMTP#")
}

// exchangeHosts are the domains of the servers of Microsoft 365.
var exchangeHosts = []string{".prod.outlook.com", ".prod.exchangelabs.com"}

// quotesReply reports whether a quote stands before what a reply may begin with.
func quotesReply(text string) bool {
	for i := strings.IndexByte(text, '\''); i >= 0 && i+1 < len(text); {
		if strings.IndexByte("542<", text[i+1]) >= 0 {
			return true
		}
		next := strings.IndexByte(text[i+1:], '\'')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

// exchangeReply finds where in a line the reply begins: at a quote before a
// code, or at the sign of the older versions. It is -1 where there is none.
func exchangeReply(line string) int {
	for i := 0; i+4 < len(line); i++ {
		switch c := line[i]; {
		case c != '\'' && c != '#', i > 0 && isAlnum(line[i-1]):
		case line[i+1] == '<':
			return i
		case isReply(line[i+1:i+4]) && replyEnds(line[i+4:]):
			return i
		}
	}
	return -1
}

// take reads a line with a reply. That of a first attempt may follow; it is
// appended, since the last attempt often says only that trying has ended.
func (e *exchangeEntry) take(line string) {
	i := exchangeReply(line)
	if i < 0 {
		return
	}
	before, reply := line[:i], line[i+1:]
	switch line[i] {
	case '\'':
		if j := strings.LastIndexByte(reply, '\''); j > 0 {
			reply = reply[:j]
		}
	case '#':
		if k := strings.Index(reply, "##"); k >= 0 {
			if _, addr := cutType(reply[k+2:]); strings.Contains(addr, "@") && e.original == "" {
				e.original = bareAddress(addr)
			}
			reply = reply[:k]
		}
		reply = strings.TrimSuffix(strings.TrimSpace(reply), "#SMTP#")
	}
	if host := hostWord(before); host.Name != "" {
		e.host = host
	}
	if reply = strings.TrimSpace(reply); strings.HasPrefix(reply, "<") {
		var host MTA
		host, e.status, reply = cutExchangeReply(reply)
		if host.Name != "" {
			e.host = host
		}
	}
	if e.reply != "" && !strings.Contains(e.reply, reply) {
		reply = e.reply + " " + reply
	}
	e.reply = reply
}

// cutExchangeReply cuts what Exchange writes in angle brackets: the host, the
// status, and the reply with its type.
//
//	<mx.example.net #5.1.1 smtp;550 5.1.1 <jane@example.net>... No>
func cutExchangeReply(s string) (host MTA, status, reply string) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "<")
	if i := strings.LastIndexByte(s, '>'); i >= 0 && strings.Trim(s[i+1:], " .#") == "" {
		s = s[:i]
	}
	name, rest, ok := strings.Cut(s, "#")
	if !ok {
		return MTA{}, "", strings.TrimSpace(s)
	}
	status, reply, _ = strings.Cut(strings.TrimSpace(rest), " ")
	return hostWord(name), status, strings.TrimSpace(reply)
}

// fill gives the recipient what the entry says.
func (e *exchangeEntry) fill(rep *Report, action Action) {
	r := rep.recipient(e.addr)
	if r == nil && e.original != "" {
		r = rep.recipient(e.original)
	}
	if r == nil {
		return
	}
	r.setAction(action)
	r.setHost(e.host)
	if e.original != "" && r.Original.Value == "" {
		r.Original.Value = clean(e.original)
	}
	r.setExchangeReply(e.reply, e.status)
}

// setExchangeReply fills from a reply, with its type or without, and from the
// status that the reporting server wrote before it.
func (r *Recipient) setExchangeReply(reply, status string) {
	switch typ, text := cutType(reply); {
	case typ == "smtp" || typ == "x-notes" || typ == "x400":
		r.setDiagnostic(typ, text)
	case len(reply) > 3 && isReply(reply):
		r.setDiagnostic("smtp", reply)
	default:
		r.setDiagnostic("", reply)
	}
	if status != "" {
		r.setDiagnostic("", "#"+status) // the text where there is none else
	}
}

// readExchangeDetails reads the list of details of Microsoft 365. The labels
// are in many languages; where none is known, the recipient is the address of
// the first sentence, and the error the longest value that begins with a code.
// Without an error that counts only where it is sure that the mail is a report.
func readExchangeDetails(rep *Report, text string, action Action, sure bool) {
	var addrs []string
	reported, code, host := "", "", ""
	for line := range strings.Lines(text) {
		label, value, ok := cutDetail(line)
		if !ok || value == "" {
			continue
		}
		kind, _ := cutLabel(label, exchangeDetails)
		switch {
		case kind == labelRecipient && len(addrs) == 0:
			addrs = addressesIn(value)
		case kind == labelHost && host == "":
			host = value
		case kind == labelReply && reported == "":
			reported = value
		case kind == 0 && len(value) > len(code) && len(value) > 4 && isReply(value) && replyEnds(value[3:]),
			kind == labelReason && code == "": // the line of the status
			code = value
		}
	}
	if len(addrs) == 0 && (sure || reported != "" || code != "") {
		addrs = addressesIn(text[:min(len(text), 400)])
		if len(addrs) > 1 {
			addrs = addrs[:1]
		}
	}
	if reported == "" {
		reported, code = code, ""
	}
	for _, addr := range addrs {
		if r := rep.recipient(addr); r != nil {
			r.setAction(action)
			r.setExchangeReply(reported, "")
			r.readCodes(code, SourceText)
			r.setHost(hostWord(host))
		}
	}
}

// cutDetail cuts a line at its first colon, also a full-width one.
func cutDetail(line string) (label, value string, ok bool) {
	line = strings.ReplaceAll(strings.TrimSpace(line), "：", ":")
	label, value, ok = strings.Cut(line, ":")
	if len(label) > 90 {
		return "", "", false
	}
	return strings.TrimSpace(label), strings.TrimSpace(value), ok
}

// exchangeLayout reports whether a text in an unknown language has what only
// Exchange writes: an address with a link to itself, the server's name in the
// details of Microsoft 365, or an address with a quoted reply below it.
func exchangeLayout(m *message) bool {
	text := m.head()
	if !quotesReply(text) && !m.has(signExchangeHost) && !strings.Contains(text, "<mailto:") {
		return false // none of them
	}
	address := false // stood alone on the line before
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if addr := lineAddress(line); addr != "" {
			if strings.HasSuffix(line, "<mailto:"+addr+">") {
				return true
			}
			address = true
			continue
		}
		if _, value, ok := cutDetail(line); ok && hasAnySuffix(value, exchangeHosts...) && isHostName(value) {
			return true
		}
		if i := exchangeReply(line); address && i > 0 && line[i] == '\'' && strings.HasSuffix(line, "'") {
			return true
		}
		address = address && isHostName(line)
	}
	return false
}
