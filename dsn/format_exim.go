package dsn

import "strings"

// formatExim reads the bounces, warnings and notes of frozen messages that Exim
// writes. The text around the list may be the site's own
// (bounce_message_file); the list itself is always Exim's:
//
//	jane@example.net
//	  (generated from all@example.org)
//	  host mx.example.net [192.0.2.1]
//	  SMTP error from remote mail server after RCPT TO:<jane@example.net>:
//	  550 5.1.1 No such user
var formatExim = format{
	name:  "exim",
	title: "Exim",
	match: isExim,
	read:  readExim,
}

// isExim tells Exim by its sentences, or by the form of its identifiers.
func isExim(m *message) bool {
	if m.has(signExim) && m.says(eximMarks...) {
		return true
	}
	if !m.header.Has(fieldXFailedRecipients) && !m.fromDaemon() {
		return false
	}
	id := m.header.Get(fieldMessageID)
	return isEximID(id) && eximListed(m)
}

var eximMarks = []string{
	"message was created automatically by mail delivery software", "SMTP error from remote mail server after",
	"SMTP error from remote mailer after", "was generated during the delivery attempt", "    Delay reason: ",
	"has been frozen",
}

// isEximID knows "<E1X58pT-0004bZ-Co@host>" and the longer form since 4.97.
func isEximID(id string) bool {
	id = strings.Trim(id, "<> ")
	local, _, _ := strings.Cut(id, "@")
	parts := strings.Split(local, "-")
	return len(parts) == 3 && len(parts[0]) == 7 && parts[0][0] == 'E' &&
		(len(parts[1]) == 6 && len(parts[2]) == 2 || len(parts[1]) == 11 && len(parts[2]) == 4)
}

// eximListed reports whether the text has an entry of Exim's list.
func eximListed(m *message) bool {
	text, _ := cutExim(m)
	return len(eximList(text, eximFailed(m))) > 0
}

// eximFailed are the addresses of the header field that names them.
func eximFailed(m *message) map[string]bool {
	failed := make(map[string]bool)
	for _, addr := range m.header.addresses(fieldXFailedRecipients) {
		failed[lowerASCII(decodeOctal(addr))] = true
	}
	return failed
}

func readExim(m *message, rep *Report) {
	text, returned := cutExim(m)
	text = decodeOctal(text)
	m.quote(returned)
	m.quote(eximSummary(text))
	if host, ok := textAfter(text, "on the queue on "); ok {
		rep.setReporting(host)
	}
	action := ActionFailed
	if containsFold(text, "not yet been delivered") || containsFold(text, "have yet to be delivered") ||
		hasPrefixFold(m.subject, "warning: message") {
		action = ActionDelayed
	}
	list, output := text, ""
	if i := strings.Index(text, "was generated during the delivery attempt"); i >= 0 {
		list, output = text[:i], text[i:]
	}
	failed := eximFailed(m)
	listed := make(map[string]bool)
	for _, e := range eximList(list, failed) {
		rep.addExim(&e, action, output)
		listed[lowerASCII(e.addr)], listed[lowerASCII(e.parent)], listed[lowerASCII(e.origin)] = true, true, true
	}
	for _, addr := range m.header.addresses(fieldXFailedRecipients) {
		addr = decodeOctal(addr)
		if listed[lowerASCII(addr)] {
			continue
		}
		if r := rep.recipient(addr); r != nil {
			r.setAction(action)
		}
	}
}

// cutExim cuts off the copy of the message.
func cutExim(m *message) (list, returned string) {
	text := m.Text()
	at := 0
	for line := range strings.Lines(text) {
		next := at + len(line)
		if strings.HasPrefix(line, "-----") && strings.Contains(line, "This is a copy of ") {
			rest := text[next:]
			// A note that the body was cut stands between.
			for strings.HasPrefix(strings.TrimLeft(rest, "\n"), "------ ") {
				_, rest, _ = strings.Cut(strings.TrimLeft(rest, "\n"), "\n")
			}
			return text[:at], rest
		}
		at = next
	}
	return m.split()
}

// eximSummary gives what a warning says of the message instead of a copy, and
// what a report to another than the sender says of that one, as a header.
func eximSummary(text string) string {
	var b strings.Builder
	if _, rest, ok := strings.Cut(text, "A message sent by\n"); ok {
		if addr, n := addressAt(strings.TrimLeft(rest, " \n<")); n > 0 {
			b.WriteString("Return-Path: <" + addr + ">\n")
		}
	}
	for line := range strings.Lines(text) {
		line, ok := strings.CutPrefix(line, "The ")
		if !ok {
			continue
		}
		if name, value, ok := strings.Cut(line, " of the message is:"); ok && (name == "subject" || name == "date") {
			b.WriteString(name + ": " + strings.TrimSpace(value) + "\n")
		}
	}
	return b.String()
}

// addExim finds or adds the recipient of an entry.
func (rep *Report) addExim(e *eximEntry, action Action, output string) {
	var r *Recipient
	// Newer versions state the address at the top as Final-Recipient. A program
	// or a file is nobody's address; whose it is stands below it.
	tried := [...]string{e.addr, e.parent, e.origin}
	if !strings.Contains(e.addr, "@") || strings.IndexByte("|/:", e.addr[0]) >= 0 {
		tried = [...]string{e.parent, e.origin, e.addr}
	}
	for _, addr := range tried {
		if r == nil && addr != "" {
			r = rep.recipient(addr)
		}
	}
	if r == nil {
		return
	}
	if r.Original.Value == "" {
		for _, addr := range [...]string{e.origin, e.parent} {
			if addr != "" && addr != r.Final.Value {
				r.Original.Value = clean(bareAddress(addr))
				break
			}
		}
	}
	text := strings.Join(e.lines, "\n")
	if rest, ok := strings.CutPrefix(text, "Delay reason: "); ok {
		action, text = ActionDelayed, rest
	}
	r.setAction(action)
	sentence, reply := splitReply(text)
	if !strings.Contains(sentence, " error ") && !strings.Contains(sentence, "host ") {
		sentence, reply = text, ""
	}
	r.setHost(hostIn(sentence))
	if after, ok := textAfter(sentence, " after "); ok && r.Command == "" {
		r.Command = commandAfter(after)
	}
	switch {
	case reply != "":
		r.setDiagnostic("smtp", reply)
	case eximHostAlone(text): // which server it was, not what it said
	case text != "":
		r.setDiagnostic("", text)
	default:
		r.setDiagnostic("", eximOutput(output, e.addr))
	}
}

// eximHostAlone reports whether an entry says no more than the server that was
// tried last: "host mx.example.net [192.0.2.1]".
func eximHostAlone(text string) bool {
	host, ok := strings.CutPrefix(text, "host ")
	return ok && strings.Count(host, " ") == 1 && strings.HasSuffix(host, "]")
}

// eximOutput gives what a program wrote: behind the line that repeats its
// entry in dashes.
func eximOutput(output, addr string) string {
	i := strings.Index(output, "------ ")
	if addr != "" {
		if j := strings.Index(output, addr); j >= 0 {
			i = j
		}
	}
	if i < 0 {
		return ""
	}
	_, text, _ := strings.Cut(output[i:], " ------\n")
	if j := strings.Index(text, "\n------ "); j >= 0 {
		text = text[:j]
	}
	return text
}
