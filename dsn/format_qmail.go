package dsn

import "strings"

// formatQmail reads QSBMF (qmail-send bounce message format, cr.yp.to/proto/qsbmf.txt)
// of qmail, netqmail, s/qmail, qmail-ldap, IndiMail and of the systems that took
// the form over, also where a site has put the first paragraph into its own
// words:
//
//	Hi. This is the qmail-send program at mail.example.org.
//
//	<jane@example.net>:
//	192.0.2.1 does not like recipient.
//	Remote host said: 550 5.1.1 No such user
//	Giving up on 192.0.2.1.
//
//	--- Below this line is a copy of the message.
var formatQmail = format{
	name:  "qmail",
	title: "qmail",
	match: isQmail,
	read:  readQmail,
}

// qmailMarks are the program's name, which translations keep, and the lines
// above the copy.
var qmailMarks = []string{
	"qmail-send", "--- Below this line is a copy of the m", "--- Enclosed is a copy of the message",
}

func isQmail(m *message) bool {
	if !strings.Contains(m.Text(), ">:") {
		return false
	}
	marked := m.says(qmailMarks...) || hasPrefixFold(m.subject, "failure notice") || breaksOff(m.Text())
	return marked && len(qsbmf(m.Text())) > 0
}

func readQmail(m *message, rep *Report) {
	text, returned := cutQSBMF(m.Text())
	m.quote(returned)
	if rest, ok := textAfter(text, "qmail-send program at ", "qmail-send at "); ok {
		rep.setReporting(rest)
	}
	action := ActionFailed
	intro, _, _ := strings.Cut(text, "\n<")
	if saysDelayed(intro) && !strings.Contains(intro, "I've given up") || hasPrefixFold(m.subject, "delayed") {
		action = ActionDelayed
	}
	for _, s := range qsbmf(text) {
		if r := rep.recipient(s.addr); r != nil {
			r.setAction(action)
			r.setQmail(s.text)
		}
	}
}

// breaksOff reports whether the text has a break paragraph.
func breaksOff(text string) bool { return strings.Contains(text, "\n\n--- ") }

// cutQSBMF cuts at the break paragraph, which begins with a hyphen. Three
// are what qmail writes.
func cutQSBMF(text string) (said, returned string) {
	at, blank := 0, true
	for line := range strings.Lines(text) {
		next := at + len(line)
		if blank && strings.HasPrefix(line, "--- ") {
			said, returned = text[:at], text[next:]
			// A note that the body was cut may stand between.
			if _, header := splitReturned(returned); header != "" {
				returned = header
			}
			return said, returned
		}
		blank = strings.TrimSpace(line) == ""
		at = next
	}
	return splitReturned(text)
}

// qsbmf reads the recipient paragraphs. QUIRK(qmail): some versions leave out
// the empty line before a paragraph.
func qsbmf(text string) []said {
	text, _ = cutQSBMF(text)
	var list []said
	var b strings.Builder
	open := false
	flush := func() {
		if n := len(list); open && n > 0 {
			list[n-1].text = b.String()
		}
		open = false
		b.Reset()
	}
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		switch {
		case line[0] == '<' && strings.HasSuffix(bare, ">:") && len(bare) > 4 && len(list) < maxRecipients:
			flush()
			list = append(list, said{addr: bare[1 : len(bare)-2]})
			open = true
		case bare == "":
			flush()
		case open && b.Len() < maxValue:
			b.WriteString(bare + "\n")
		}
	}
	flush()
	return list
}

// setQmail takes the description of a recipient.
func (r *Recipient) setQmail(text string) {
	said, reply, ok := strings.Cut(text, "Remote host said:")
	if !ok {
		said, reply, ok = strings.Cut(text, " said:")
	}
	if r.Command == "" {
		r.Command = qmailCommand(said)
	}
	r.setHost(qmailHost(text))
	if !ok {
		r.setDiagnostic("", text)
		return
	}
	for _, end := range [...]string{"\nGiving up on ", "\nI'm not going to try again", "\n(Other MXes tried"} {
		reply, _, _ = strings.Cut(reply, end)
	}
	if reply = strings.TrimSpace(reply); reply == "" {
		r.setDiagnostic("", text)
		return
	}
	r.setDiagnostic("smtp", reply)
	r.readCodes(clean(said), SourceText)
}

// qmailSteps are the sentences of qmail-remote by the command that was
// answered.
var qmailSteps = []struct{ words, command string }{
	{"sender was rejected", "MAIL"}, {"does not like recipient", "RCPT"}, {"failed on DATA", "DATA"},
	{"failed after I sent the message", "DATA"}, {"greeting failed", "CONNECT"}, {"my name was rejected", "HELO"},
	{"wasn't able to establish an SMTP connection", "CONNECT"}, {"progress was RCPT TO", "RCPT"}, {"progress was MAIL FROM", "MAIL"},
	{"progress was DATA", "DATA"}, {"progress was greeting", "CONNECT"}, {"authentication was rejected", "AUTH"}, {"unable to STARTTLS", "STARTTLS"},
	{"TLS not available", "STARTTLS"}, {"TLS connect failed", "STARTTLS"},
}

func qmailCommand(text string) string {
	for _, s := range qmailSteps {
		if strings.Contains(text, s.words) {
			return s.command
		}
	}
	return ""
}

// qmailHost finds the address that qmail-remote spoke to.
func qmailHost(text string) MTA {
	for line := range strings.Lines(text) {
		for _, lead := range [...]string{"", "Connected to ", "Giving up on ", "remote host "} {
			_, rest, ok := strings.Cut(line, lead)
			if !ok {
				continue
			}
			word := strings.TrimRight(firstWord(rest), ".;,:")
			if ip, ok := parseIP(word); ok {
				return MTA{Address: ip}
			}
		}
		if i := strings.Index(line, " does not like recipient"); i > 0 {
			return hostWord(line[:i])
		}
	}
	return MTA{}
}
