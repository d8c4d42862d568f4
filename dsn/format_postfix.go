package dsn

import "strings"

// formatPostfix reads the text of Postfix bounces, delay and success notices
// whose status part is missing: written before 2.0, or lost on the way. A
// site's own template (bounce.cf) leaves the list as it is:
//
//	<jane@example.net> (expanded from <all@example.org>): host
//	    mx.example.net[192.0.2.1] said: 550 5.1.1 No such user (in reply to RCPT TO
//	    command)
var formatPostfix = format{
	name:  "postfix",
	title: "Postfix",
	match: isPostfix,
	read:  readPostfix,
}

var postfixMarks = []string{
	"This is the mail system at host", "This is the Postfix program at host", "The Postfix program", "                   The mail system",
	"(in reply to ", "--- Delivery report unavailable ---", "\n" + postfixSorry,
}

// postfixSorry begins the text where the host has no name.
const postfixSorry = "I'm sorry to have to inform you that"

func isPostfix(m *message) bool {
	if !(m.has(signPostfix) && m.says(postfixMarks...)) && !strings.HasPrefix(m.Text(), postfixSorry) && !m.fromPostfix() {
		return false
	}
	text, _ := m.split()
	return len(postfixList(text)) > 0 || strings.Contains(text, "--- Delivery report unavailable ---")
}

// fromPostfix reports whether the notice itself entered the mail in a Postfix:
// the oldest Received field is that of a local bounce.
func (m *message) fromPostfix() bool {
	last := ""
	for v := range m.header.Values(fieldReceived) {
		last = v
	}
	return strings.HasPrefix(last, "by ") && strings.Contains(last, "(Postfix")
}

func readPostfix(m *message, rep *Report) {
	text, returned := m.split()
	m.quote(returned)
	if rest, ok := textAfter(text, "mail system at host ", "Postfix program at host "); ok {
		rep.setReporting(rest)
	}
	action := ActionFailed
	switch intro, _, _ := strings.Cut(text, "\n<"); {
	case saysDelayed(intro), hasPrefixFold(m.subject, "delayed"):
		action = ActionDelayed
	case containsFold(intro, "successfully delivered"), hasPrefixFold(m.subject, "successful mail delivery"):
		action = ActionDelivered
	case hasPrefixFold(m.subject, "mail delivery status report"):
		action = "" // a probe: what became of each is in its reply
	}
	list := postfixList(text)
	for _, e := range list {
		if r := rep.recipient(e.addr); r != nil {
			r.setPostfix(&e, e.outcome(action))
		}
	}
	if len(list) == 0 && len(rep.Recipients) == 0 {
		// QUIRK(postfix): the bounce logfile was lost, and with it who failed;
		// testdata/postfix/report-unavailable.eml.
		if r := rep.recipientFrom(m.soleRecipient(returned), SourceOriginal); r != nil {
			r.setAction(action)
		}
		rep.Kind, rep.Format = KindFailure, "postfix"
		if action == ActionDelayed {
			rep.Kind = KindDelay
		}
	}
}

// A postfixEntry is one paragraph of the list.
type postfixEntry struct{ addr, origin, text string }

// outcome is what became of the recipient. A notice of success in words that are
// not known says so in its entries, which no template changes.
func (e *postfixEntry) outcome(action Action) Action {
	switch {
	case action != ActionFailed:
	case strings.HasPrefix(e.text, "delivery via "):
		return ActionRelayed
	case strings.HasPrefix(e.text, "delivered to "):
		return ActionDelivered
	case e.text == "alias expanded":
		return ActionExpanded
	}
	return action
}

// postfixList reads the paragraphs that begin with "<address>:" or with
// "<address> (expanded from <address>):"; their other lines are indented.
func postfixList(text string) []postfixEntry {
	var list []postfixEntry
	var b strings.Builder
	flush := func() {
		if e, ok := parsePostfix(b.String()); ok && len(list) < maxRecipients {
			list = append(list, e)
		}
		b.Reset()
	}
	for line := range strings.Lines(text) {
		line = trimEnd(line)
		bare := trimIndent(line)
		switch {
		case bare == "":
			flush()
		case line[0] == '<':
			flush()
			b.WriteString(line)
		case b.Len() > 0 && b.Len() < maxValue:
			b.WriteString(" " + bare)
		}
	}
	flush()
	return list
}

func parsePostfix(para string) (e postfixEntry, ok bool) {
	if para == "" {
		return e, false
	}
	end := strings.IndexByte(para, '>')
	quoted, isQuoted := quotedAddress(para)
	if isQuoted {
		end = 1 + len(quoted)
	}
	if end < 2 || end >= len(para) || end > 512 {
		return e, false
	}
	e.addr = para[1:end]
	rest := strings.TrimLeft(para[end+1:], " ")
	if from, ok := strings.CutPrefix(rest, "(expanded from"); ok {
		end := strings.Index(from, ">)")
		if end < 0 {
			return e, false
		}
		e.origin = strings.Trim(from[:end], " <")
		rest = strings.TrimLeft(from[end+2:], " ")
	}
	if !strings.HasPrefix(rest, ":") {
		return e, false
	}
	e.text = strings.TrimSpace(rest[1:])
	return e, e.text != "" && (isQuoted || !strings.ContainsAny(e.addr, " \t<"))
}

// exitMeaning reports whether the diagnostic says no more than what the exit
// status of a program means, or what the system said of a file.
// QUIRK(postfix): "x-unix; unknown mail system error 1", "x-unix; input/output
// error"; what was done stands in the text.
func (r *Recipient) exitMeaning() bool { return strings.EqualFold(r.Diagnostic.Type, "x-unix") }

// setPostfix takes one paragraph.
func (r *Recipient) setPostfix(e *postfixEntry, action Action) {
	if r.Original.Value == "" {
		r.Original.Value = clean(bareAddress(e.origin))
	}
	r.setAction(action)
	sentence, reply, ok := strings.Cut(e.text, " said: ")
	if !ok {
		sentence, reply, ok = strings.Cut(e.text, " refused to talk to me: ")
		if ok && r.Command == "" {
			r.Command = "CONNECT"
		}
	}
	r.setHost(hostIn(sentence))
	if !ok {
		if r.exitMeaning() && !containsFold(e.text, r.Diagnostic.Text) {
			r.Diagnostic.Text = "" // 'Command died with status 1: "/usr/bin/x"'
		}
		r.setDiagnostic(replyType(e.text), e.text)
		return
	}
	if i := strings.LastIndex(reply, " (in reply to "); i >= 0 {
		if r.Command == "" {
			r.Command = commandAfter(reply[i+len(" (in reply to "):])
		}
		reply = reply[:i]
	}
	r.setDiagnostic("smtp", reply)
}
