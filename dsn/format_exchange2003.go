package dsn

import "strings"

// formatExchange2003 reads the reports of Exchange 5.5, 2000 and 2003. They are
// in the language of the server; the layout is the same in all: the recipient
// with the time, and deeper below it the reason and the reply.
//
//	jane@example.net on 4/29/2008 11:34 PM
//	      The e-mail account does not exist at the organization ...
//	      <mail.example.net #5.1.1 smtp;550 5.1.1 No such user>
var formatExchange2003 = format{
	name:  "exchange2003",
	title: "Microsoft Exchange 5.5, 2000 and 2003",
	match: func(m *message) bool {
		if m.header.Has(fieldXMSEmbeddedReport) || hasPrefixFold(m.header.Get(fieldXMailer), "Internet Mail Service") {
			return true
		}
		text := m.head()
		return (exchange2003Layout(text) || (m.has(signExchange2003) || strings.Contains(text, "MSEXCH:")) && len(exchange2003Entries(text)) > 0) &&
			!containsAny(text, "hMailServer", "Error Type:", "MailEnable:")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("will continue to try", "has not yet been delivered")
		for _, e := range exchange2003Entries(text) {
			e.fill(m, rep, action)
		}
	},
}

// exchange2003Marks are wordings of these versions.
var exchange2003Marks = []string{
	"did not reach the following recipient(s):", "did not reach some or all of the intended recipients",
	"The MTS-ID of the original message is:",
	"nicht alle Empfänger erreicht", "einige oder alle Empfänger nicht erreicht", "hat einige oder alle vorgesehenen Empfänger nicht erreicht", "konnte(n) nicht erreicht werden:", "Folgende Empfänger konnten nicht erreicht werden",
	"n'est pas parvenu à certains ou à tous les destinataires", "n'a pas atteint certains des destinataires", "n'a pas pu être remis à certains", "Impossible de joindre le(s) destinataire(s)", "destinataire(s) suivant(s) n'",
	"no llegó a algunos o a todos los destinatarios", "no llegó a alguno o a todos los destinatarios", "No se puede tener acceso a los destinatarios siguientes", "No se pudo localizar a los siguientes destinatarios",
	"non ha raggiunto alcuni o tutti i destinatari", "non è stato recapitato ad alcuni o a tutti i destinatari", "Impossibile raggiungere i seguenti destinatari", "Impossibile contattare i seguenti destinatari",
	"não chegou a alguns ou a todos os destinatários", "não alcançou alguns ou todos os destinatários", "Não foi possível contactar os seguintes destinatários", "Não foi possível alcançar o(s) seguinte(s) destinatário(s)",
	"heeft niet alle geadresseerden bereikt", "De volgende geadresseerde(n) k", "is niet aangekomen bij sommige of alle geadresseerden",
	"nådde inte vissa eller alla mottagare", "nådde inte fram till vissa eller alla", "nåede ikke frem til nogle", "nådde ikke noen eller alle",
	"Wiadomość nie dotarła do niektórych lub wszystkich", "Zpráva nebyla doručena některým nebo všem", "не доставлено некоторым или всем получателям", "доставлено некоторым или всем",
	"一部またはすべての受信者に届きませんでした", "次の受信者に届きませんでした", "次の宛先に配信できませんでした",
	"未能到达部分或所有的预期收件人", "未传递到某些或全部", "未能傳遞至部分或全部", "没有到达一些或全部",
}

// exchange2003Layout reports whether a line of text is the status with the
// reply in angle brackets, whatever the language of the rest.
func exchange2003Layout(text string) bool {
	for text != "" {
		i := strings.IndexByte(text, '#')
		if i < 0 {
			return false
		}
		start := strings.LastIndexByte(text[:i], '\n') + 1
		line, rest, _ := strings.Cut(text[start:], "\n")
		text = rest
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "<") {
			continue
		}
		name, rest, ok := strings.Cut(line[1:], " #")
		if _, n := scanStatus(rest); ok && n > 0 && isHostName(strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}

// An exchange2003Entry is a recipient's line and the lines below it.
type exchange2003Entry struct {
	who  string
	said string
}

// exchange2003Entries finds the recipients by the layout: a line that begins
// with an address or ends in a time of day, and deeper ones below it.
func exchange2003Entries(text string) []exchange2003Entry {
	var list []exchange2003Entry
	depth := -1 // of the last recipient's line, -1 outside
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		bare := strings.TrimSpace(line)
		switch {
		case bare == "":
			depth = -1
		case depth >= 0 && (indent(line) > depth || !isExchange2003Head(lines, i)):
			e := &list[len(list)-1]
			if len(e.said) < maxValue {
				e.said += bare + "\n"
			}
		case isExchange2003Head(lines, i):
			list, depth = append(list, exchange2003Entry{who: bare}), indent(line)
		}
	}
	return list
}

// isExchange2003Head reports whether lines[i] names a recipient. One without
// an address is only one where the time of day is behind it and the next line
// is deeper.
func isExchange2003Head(lines []string, i int) bool {
	bare := strings.TrimLeft(strings.TrimSpace(lines[i]), "'\"<")
	deeper := i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != "" && indent(lines[i+1]) > indent(lines[i])
	if _, n := addressAt(bare); n > 0 {
		rest := bare[n:]
		return hasClock(rest) || deeper || strings.Trim(rest, "'\"> ") == ""
	}
	if name, _ := cutField(bare); name != "" || strings.HasPrefix(bare, "MSEXCH:") {
		return false
	}
	return deeper && hasClock(bare)
}

// hasClock reports whether s has a time of day, "11:34".
func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ':' && isDigit(s[i-1]) && isDigit(s[i+1]) && isDigit(s[i+2]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (e *exchange2003Entry) fill(m *message, rep *Report, action Action) {
	r := e.recipient(m, rep)
	if r == nil {
		return
	}
	r.setAction(action)
	said := strings.ReplaceAll(strings.TrimSpace(e.said), "\n", " ")
	i := strings.LastIndex(said, "<")
	for j := i; j > 0; j = strings.LastIndex(said[:j], "<") { // the reply may have brackets in it
		i = j
		if k := strings.IndexByte(said[j:], '#'); k > 0 && strings.IndexByte(said[j:j+k], '>') < 0 {
			break
		}
	}
	if i >= 0 && strings.Contains(said[i:], "#") {
		host, status, reply := cutExchangeReply(said[i:])
		if rep.ReportingMTA.Name == "" { // these versions name themselves
			rep.ReportingMTA = host
		}
		if reply == "" {
			reply = said
		}
		r.setExchangeReply(reply, status)
	}
	r.setDiagnostic("smtp", msexchReply(said))
	r.setDiagnostic("", withoutMTSID(said))
}

// msexchReply gives the reply that Exchange 5.5 quotes behind its own error:
// "MSEXCH:IMS:EXAMPLE:HQ:MAIL 3550 (000B09AA) 550 No such user".
func msexchReply(said string) string {
	_, rest, _ := strings.Cut(said, "MSEXCH:")
	_, reply, _ := strings.Cut(rest, ") ")
	if len(reply) > 4 && isReply(reply[:3]) && replyEnds(reply[3:]) {
		return reply
	}
	return ""
}

// withoutMTSID drops the sentence of Exchange 5.5 about the original message,
// which says nothing of the failure.
func withoutMTSID(said string) string {
	i := strings.Index(said, "The MTS-ID of the original message is:")
	if i < 0 {
		return said
	}
	j := strings.Index(said[i:], "MSEXCH:")
	if j < 0 {
		return said[:i]
	}
	return said[:i] + said[i+j:]
}

// recipient gives the recipient of an entry. A display name alone is looked up
// among the addressees of the returned message; one that is not there is a
// recipient without address.
func (e *exchange2003Entry) recipient(m *message, rep *Report) *Recipient {
	if list := addressesIn(e.who); len(list) > 0 {
		return rep.recipient(list[0])
	}
	if addr := m.addressOf(e.who); addr != "" {
		return rep.recipient(addr)
	}
	return rep.unnamed()
}
