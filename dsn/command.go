package dsn

import "strings"

// readCommands takes from the text at which command of SMTP each recipient was
// refused, of which no field of RFC 3464 tells, and by which address of the host
// that the Remote-MTA field names. It is all that a text is read for where the
// fields say the rest.
func (rep *Report) readCommands(m *message) {
	for i := range m.tree.Parts {
		// As it came: there is nothing but ASCII in what is looked for.
		if p := &m.tree.Parts[i]; p.Type == "text/plain" && i != m.returned {
			rep.commandsIn(p.Content())
			return
		}
	}
}

func (rep *Report) commandsIn(text string) {
	if strings.Contains(text, "(in reply") || answeredWords.in(text) {
		rep.commandsInList(text)
	}
	if strings.Contains(text, "<<< ") {
		rep.commandsInTranscript(text)
	}
}

// answeredWords are in the lists of which commandSaid knows the sentences.
var answeredWords = anyOf("SMTP error from", "refused to talk")

// How many recipients may be missing in a list, and how many replies of a
// transcript are looked at.
const (
	maxMissed  = 8
	maxReplies = 1000
)

// commandsInList reads lists that have an entry for each recipient, in the order
// of the fields, as Postfix and Exim write them.
func (rep *Report) commandsInList(text string) {
	missed := 0
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if r.Command != "" {
			continue
		}
		entry, rest, ok := listEntry(text, r.Final.Value)
		switch {
		case ok:
			text = rest
			r.Command = commandSaid(entry)
			r.RemoteMTA.addressSaid(entry)
		case missed == maxMissed:
			return
		default:
			missed++
		}
	}
}

// listEntry gives the lines about an address: that which begins with it, and
// those behind it that are indented more.
func listEntry(text, addr string) (entry, rest string, ok bool) {
	at := strings.Index(text, addr)
	if at < 0 || addr == "" {
		return "", "", false
	}
	text = text[strings.LastIndexByte(text[:at], '\n')+1:]
	end := 0
	for line := range strings.Lines(text) {
		if end > 0 && (strings.TrimSpace(line) == "" || indent(line) <= indent(text)) {
			break
		}
		end += len(line)
	}
	return text[:end], text[end:], true
}

// addressSaid takes the address of a host of which the field gives the name alone
// from an entry that has both: "host mx.example.net[192.0.2.1] said:".
func (mta *MTA) addressSaid(entry string) {
	if mta.Name == "" || mta.Address.IsValid() {
		return
	}
	if at := indexFold(entry, mta.Name); at >= 0 {
		if said, ok := hostAt(entry[at:]); ok && strings.EqualFold(said.Name, mta.Name) {
			mta.Address = said.Address
		}
	}
}

// commandSaid gives the command that an entry says was answered.
func commandSaid(entry string) string {
	entry = clean(clip(entry, maxSaid))
	if after, ok := textAfter(entry, "(in reply to ", "SMTP error from remote mail server after ", "SMTP error from remote mailer after "); ok {
		return commandAfter(after)
	}
	if strings.Contains(entry, "refused to talk to me:") {
		return "CONNECT"
	}
	return ""
}

// commandAfter tells which command the words after "in reply to" or "error after"
// name.
func commandAfter(after string) string {
	after = strings.TrimPrefix(after, "pipelined ")
	switch {
	case hasPrefixFold(after, "end of data"), hasPrefixFold(after, "sending data block"):
		return "DATA"
	case hasPrefixFold(after, "initial connection"), hasPrefixFold(after, "initial server greeting"):
		return "CONNECT"
	}
	return commandName(after)
}

// commandsInTranscript reads what was said on both sides, as Sendmail and Courier
// write it. A reply to RCPT is about the address that the command names, any
// other about all that were refused with the same code.
func (rep *Report) commandsInTranscript(text string) {
	command, argument, replies := "", "", 0
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, ">>> "); ok {
			command, argument = commandName(strings.TrimSpace(rest)), lowerASCII(clip(rest, maxValue))
			continue
		}
		said, ok := strings.CutPrefix(line, "<<< ")
		if !ok || command == "" || len(said) < 3 || !isReply(said) {
			continue
		}
		if replies++; replies > maxReplies {
			return
		}
		code := int(said[0]-'0')*100 + int(said[1]-'0')*10 + int(said[2]-'0')
		for i := range rep.Recipients {
			r := &rep.Recipients[i]
			if r.Command == "" && r.Reply == code && (command != "RCPT" || strings.Contains(argument, lowerASCII(r.Final.Value))) {
				r.Command = command
			}
		}
	}
}
