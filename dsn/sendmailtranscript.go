package dsn

import (
	"strings"
)

// A sendmailTranscript gives each recipient the replies before the line that
// has its address:
//
//	... while talking to mx.example.net.:
//	>>> RCPT To:<jane@example.net>
//	<<< 550 5.1.1 No such user
//	550 5.1.1 <jane@example.net>... User unknown
//	<john@example.net>... Deferred: 421 try later
type sendmailTranscript struct {
	rep    *Report
	add    bool // no list has said who the recipients are
	action Action

	replies       []string
	command, last string
	host          MTA
	output        []string // what a program wrote, or the mailer itself
	deferred      []string // the lines about a host that say no address
}

// maxOutput bounds the lines of a program's output.
const maxOutput = 50

func (t *sendmailTranscript) read(text string) {
	t.rep.wholeReplies(text)
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ">>>"):
			t.command, t.replies, t.output = commandName(strings.TrimSpace(line[3:])), nil, nil
		case strings.HasPrefix(line, "<<<"):
			if len(t.replies) < maxOutput {
				t.replies = append(t.replies, strings.TrimSpace(line[3:]))
			}
		case containsFold(line, "while talking to "):
			t.host, t.replies, t.command, t.output = hostIn(line), nil, "", nil
		case strings.Contains(line, "... "):
			t.result(line)
		case len(line) > 4 && isReply(line) && (line[3] == ' ' || line[3] == '-'):
			t.last = line
		case line != "" && !strings.HasPrefix(line, "---") && len(t.output) < maxOutput:
			t.output = append(t.output, line)
		}
	}
	if len(t.rep.Recipients) == 1 && t.rep.Recipients[0].Reply == 0 {
		r := &t.rep.Recipients[0]
		switch {
		case len(t.replies) > 0:
			r.setHost(t.host)
			r.setDialogue(dialogue{t.command, strings.Join(t.replies, " ")})
		case t.last != "":
			if r.Diagnostic.Type == "" || r.exitMeaning() { // a reason, in fewer words
				r.Diagnostic.Text = ""
			}
			r.setDiagnostic("", t.last)
		}
	}
}

// result takes a line "code address... text".
func (t *sendmailTranscript) result(line string) {
	head, _, _ := strings.Cut(line, "... ")
	text := line[len(head)+len("... "):]
	if list := joinedAddresses(head); len(list) > 1 {
		start, _, _ := strings.Cut(head, list[0])
		for _, addr := range list {
			t.result(strings.TrimSuffix(start, "<") + "<" + addr + ">... " + text)
		}
		return
	}
	code, addr := "", head
	if i := strings.LastIndexByte(head, '<'); i >= 0 {
		code, addr = head[:i], head[i:]
	} else if len(head) > 4 && isReply(head) && head[3] == ' ' {
		code, addr = head[:4], head[4:]
		if st, n := scanStatus(addr); n > 0 && !st.IsZero() && n < len(addr) {
			code, addr = head[:4+n+1], addr[n+1:]
		}
	}
	code = strings.TrimSpace(code)
	r := t.rep.sendmailRecipient(addr)
	if r == nil && t.add && strings.Contains(addr, "@") && !strings.ContainsAny(strings.TrimSpace(addr), " ") ||
		r == nil && t.add && isLocalUser(addr) && code != "" {
		r = t.rep.recipient(addr)
	}
	if r == nil {
		if code != "" && containsFold(text, "deferred") {
			t.deferred = append(t.deferred, line)
		} else if isReply(line) {
			t.last, t.output = strings.Join(append(t.output, line), " "), nil // a program or a file: its list has the address
		}
		return
	}
	r.setAction(sendmailResult(text))
	r.setAction(t.action)
	own := len(text) > 4 && isReply(text) && text[3] == ' ' || hasPrefixFold(text, "host unknown (name server") // not the reply above
	if len(t.replies) > 0 && !own {
		r.setHost(t.host)
		r.setDialogue(dialogue{t.command, strings.Join(t.replies, " ")})
		if t.command == "RCPT" {
			t.replies = nil // it was about this recipient alone
		}
		return
	}
	if host, ok := textAfter(text, " by ", " with "); ok && strings.Contains(text, "onnection ") {
		r.setHost(hostWord(host))
	}
	if code == "" {
		code = bareAddress(addr) + ":"
	}
	if own && isReply(text) {
		r.setDiagnostic("", text)
	}
	if r.exitMeaning() && len(t.output) > 0 { // a number, where the program has said more
		r.Diagnostic.Text = ""
	}
	r.readCodes(clean(code+" "+text), SourceText)
	r.setDiagnostic("", strings.Join(append(t.output, code, text), " "))
	t.output = nil
}

// sendmailResult tells what was done with a recipient of whom a "Return receipt"
// speaks, which has no fields where the address was an alias.
func sendmailResult(text string) Action {
	switch {
	case hasPrefixFold(text, "expanded to multiple addresses"), hasPrefixFold(text, "mailing list expanded"):
		return ActionExpanded
	case hasPrefixFold(text, "successfully delivered"):
		return ActionDelivered
	case hasPrefixFold(text, "relayed;"):
		return ActionRelayed
	}
	return ""
}

// wholeReplies completes the replies of which a recipient has the first line.
// QUIRK(sendmail): Diagnostic-Code and "(reason: ...)" have the first line of a
// reply of several, all of them are in the transcript.
func (rep *Report) wholeReplies(transcript string) {
	whole := make(map[string]string) // by the first line
	var lines []string
	for line := range strings.Lines(transcript) {
		reply, ok := strings.CutPrefix(strings.TrimSpace(line), "<<<")
		reply = strings.TrimSpace(reply)
		switch {
		case !ok:
			lines = nil
			continue
		case len(lines) < maxOutput:
			lines = append(lines, reply)
		}
		if !continues(reply) {
			if _, known := whole[clean(lines[0])]; !known && len(lines) > 1 {
				whole[clean(lines[0])] = strings.Join(lines, " ")
			}
			lines = nil
		}
	}
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if reply, ok := whole[r.Diagnostic.Text]; ok {
			r.Diagnostic.Text = clean(clip(reply, maxSaid))
			r.readCodes(r.Diagnostic.Text, SourceText)
		}
	}
}

// isLocalUser reports whether a transcript names a user of the host itself.
func isLocalUser(addr string) bool {
	addr = strings.Trim(addr, "<> ")
	return addr != "" && len(addr) <= 64 && localPart(addr) == len(addr)
}

// readDeferred reads the lines that name a host instead of recipients, as
// Sendmail 5 writes them: those of the returned header who are there.
//
//	421 example.net (smtp)... Deferred: Connection timed out
func (t *sendmailTranscript) readDeferred(m *message, returned string) {
	if !t.add || len(t.deferred) == 0 || len(t.rep.Recipients) > 0 {
		return
	}
	h, _ := m.headerIn(strings.TrimLeft(returned, "\n"))
	to := append(h.addresses(fieldTo), h.addresses(fieldCc)...)
	for _, line := range t.deferred {
		code, rest, _ := strings.Cut(line, " ")
		host := firstWord(rest)
		_, text, _ := strings.Cut(line, "... ")
		for _, addr := range to {
			_, domain, _ := strings.Cut(addr, "@")
			if !strings.EqualFold(domain, host) {
				continue
			}
			if r := t.rep.recipient(addr); r != nil {
				r.Source = SourceOriginal
				r.setAction(t.action)
				r.setHost(hostWord(host))
				r.setDiagnostic("", code+" "+text)
			}
		}
	}
}

// sendmailRecipient finds the recipient of a transcript line by what stands
// before its dots: "550 5.1.1 <jane@example.net>". It adds none.
func (rep *Report) sendmailRecipient(head string) *Recipient {
	addr := bareAddress(head)
	if i := strings.LastIndexByte(addr, ' '); i >= 0 {
		addr = addr[i+1:]
	}
	return rep.known(addr)
}
