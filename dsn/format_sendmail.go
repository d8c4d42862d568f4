package dsn

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// formatSendmail reads what the text of a Sendmail bounce says beyond its
// fields, and all of it where there are none (before 8.7, and in the systems
// that were made of Sendmail 5): lists of addresses, and a transcript of the
// session.
var formatSendmail = format{
	name:  "sendmail",
	title: "Sendmail",
	match: func(m *message) bool {
		return m.says("-- Transcript of session follows --", "-- Recipients of this delivery --", "-- The following addresses had ")
	},
	read: func(m *message, rep *Report) {
		text, returned := cutSendmail(m.Text())
		m.quote(returned)
		list, transcript, _ := strings.Cut(text, "-- Transcript of session follows --")
		if _, more, ok := strings.Cut(transcript, "-- Recipients of this delivery --"); ok {
			list += more
		}
		readSendmailList(rep, list)
		t := sendmailTranscript{rep: rep, add: len(rep.Recipients) == 0, action: ActionFailed}
		if hasPrefixFold(rep.Subject, "warning:") || saysDelayed(text) {
			t.action = ActionDelayed
		}
		t.read(transcript)
		t.readDeferred(returned)
	},
}

// cutSendmail cuts at the heading of the returned message, or where that begins
// without one.
func cutSendmail(text string) (said, returned string) {
	said, returned = splitReturned(text)
	at := 0
	for line := range strings.Lines(said) {
		next := at + len(line)
		bare := strings.TrimLeft(line, " ")
		if strings.HasPrefix(bare, "---") {
			for _, w := range [...]string{"message follows", "message header follows", "header follows", "message body suppressed", "message lost"} {
				if containsFold(bare, w) && !containsFold(bare, "transcript") {
					return text[:at], text[next:]
				}
			}
		}
		at = next
	}
	return said, returned
}

// readSendmailList reads the addresses above the transcript:
//
//	----- The following addresses had permanent fatal errors -----
//	<jane@example.net>
//	    (reason: 550 5.1.1 User unknown)
//	    (expanded from: <all@example.org>)
func readSendmailList(rep *Report, list string) {
	var r *Recipient
	action, reason := Action(""), ""
	for line := range strings.Lines(list) {
		line = strings.TrimRight(line, " \t\r\n")
		bare := strings.TrimSpace(line)
		switch {
		case bare == "":
			r, reason = nil, ""
		case strings.HasPrefix(bare, "---"):
			action = sendmailAction(bare)
		case strings.HasPrefix(bare, "(reason: "):
			reason = strings.TrimSuffix(bare[len("(reason: "):], ")")
			r.setReason(reason)
		case strings.HasPrefix(bare, "(expanded from: "):
			from := clean(bareAddress(strings.TrimSuffix(bare[len("(expanded from: "):], ")")))
			if r == nil { // a program or a file, whose owner the fields name
				rep.sendmailRecipient(from).setReason(reason)
			} else if r.Original.Value == "" {
				r.Original.Value = from
			}
		case strings.HasSuffix(bare, ":") && sendmailAction(bare) != "":
			action = sendmailAction(bare) // QUIRK(sendmail 5): "Bounced, cannot deliver:"
		case action != "" && (line[0] != ' ' && line[0] != '\t' || strings.Contains(bare, "@") && bare[0] != '('):
			addr := sendmailAddress(bare)
			if strings.Contains(addr, " ") && strings.IndexByte("<\"|/:", addr[0]) < 0 {
				continue // a sentence
			}
			if r = rep.recipient(addr); r != nil {
				r.setAction(sendmailLineAction(bare, action))
			}
		}
	}
}

// setReason takes what stands in "(reason: ...)": a reply, or words.
func (r *Recipient) setReason(reason string) {
	switch {
	case r == nil || reason == "":
	case len(reason) > 3 && isReply(reason):
		r.setDiagnostic("smtp", reason)
	default:
		r.setDiagnostic("", reason)
	}
}

// sendmailAddress drops what 8.6 and later write behind an address:
// "jane@example.net  (unrecoverable error)".
func sendmailAddress(line string) string {
	for _, sep := range [...]string{"  (", "> (", "... "} {
		line, _, _ = strings.Cut(line, sep)
	}
	return line
}

// sendmailAction tells what the heading of a list of addresses means.
func sendmailAction(heading string) Action {
	switch {
	case containsFold(heading, "non-fatal"), containsFold(heading, "transient"), containsFold(heading, "delayed"), containsFold(heading, "deferred"):
		return ActionDelayed
	case containsFold(heading, "fatal error"), containsFold(heading, "delivery problems"), containsFold(heading, "unrecoverable"),
		containsFold(heading, "permanent"), containsFold(heading, "delivery error"), containsFold(heading, "cannot deliver"):
		return ActionFailed
	case containsFold(heading, "successful"), containsFold(heading, "delivery notification"):
		return ActionDelivered
	}
	return ""
}

// sendmailLineAction tells what the comment behind an address says, or else
// gives the action of the list.
func sendmailLineAction(line string, list Action) Action {
	_, comment, ok := strings.Cut(line, " (")
	switch {
	case !ok:
	case containsFold(comment, "unrecoverable"):
		return ActionFailed
	case containsFold(comment, "transient"), containsFold(comment, "deferred"), containsFold(comment, "still being"):
		return ActionDelayed
	case containsFold(comment, "relayed via non"): // QUIRK(exim): a local delivery
		return ActionDelivered
	case containsFold(comment, "relayed"):
		return ActionRelayed
	case containsFold(comment, "expanded by"):
		return ActionExpanded
	case containsFold(comment, "successful"):
		return ActionDelivered
	}
	return list
}

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
			if r.Diagnostic.Type == "" { // a reason, in fewer words
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
	r.setAction(t.action)
	if len(t.replies) > 0 {
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
	r.setDiagnostic("", strings.Join(append(t.output, code, text), " "))
	t.output = nil
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
func (t *sendmailTranscript) readDeferred(returned string) {
	if !t.add || len(t.deferred) == 0 || len(t.rep.Recipients) > 0 {
		return
	}
	h, _ := mime.ReadHeader([]byte(strings.TrimLeft(returned, "\n")))
	to := append(addressList(h, "To"), addressList(h, "Cc")...)
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
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if strings.EqualFold(r.Final.Value, addr) || strings.EqualFold(r.Original.Value, addr) {
			return r
		}
	}
	return nil
}
