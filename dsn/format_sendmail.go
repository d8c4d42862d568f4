package dsn

import "strings"

// formatSendmail reads what the text of a Sendmail bounce says beyond its
// fields, and all of it where there are none (before 8.7, and in the systems
// that were made of Sendmail 5): lists of addresses, and a transcript of the
// session.
var formatSendmail = format{
	name:  "sendmail",
	title: "Sendmail",
	match: func(m *message) bool {
		return m.has(signSendmail) && m.says(sendmailMarks...)
	},
	read: func(m *message, rep *Report) {
		text, returned := cutSendmail(m)
		m.quote(returned)
		list, transcript, _ := strings.Cut(text, "-- Transcript of session follows --")
		if _, more, ok := strings.Cut(transcript, "-- Recipients of this delivery --"); ok {
			list += more
		}
		readSendmailList(rep, list)
		t := sendmailTranscript{rep: rep, add: len(rep.Recipients) == 0, action: ActionFailed}
		if hasPrefixFold(m.subject, "warning:") || saysDelayed(text) {
			t.action = ActionDelayed
		}
		t.read(transcript)
		t.readDeferred(m, returned)
	},
}

// sendmailMarks are headings of its reports.
var sendmailMarks = []string{
	"-- Transcript of session follows --", "-- Recipients of this delivery --", "-- The following addresses had ",
}

// cutSendmail cuts at the heading of the returned message, or where that begins
// without one.
func cutSendmail(m *message) (said, returned string) {
	text := m.Text()
	said, returned = m.split()
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
	wrapped := "" // a reason whose parenthesis has not been closed
	for line := range strings.Lines(list) {
		line = trimEnd(line)
		bare := strings.TrimSpace(line)
		if wrapped != "" && bare != "" {
			bare, wrapped = wrapped+" "+bare, ""
		}
		switch {
		case bare == "", strings.Trim(bare, "-") == "":
			r, reason = nil, ""
		case strings.HasPrefix(bare, "---"):
			action = sendmailAction(bare)
		case strings.HasPrefix(bare, "(reason: ") && !strings.HasSuffix(bare, ")") && len(bare) < maxReason:
			wrapped = bare
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
			list := joinedAddresses(addr)
			if len(list) < 2 {
				list = []string{addr}
			}
			for _, addr := range list {
				if r = rep.recipient(addr); r != nil {
					r.setAction(sendmailLineAction(bare, action))
				}
			}
		}
	}
}

// maxReason bounds a reason that goes on over several lines.
const maxReason = 2 << 10

// joinedAddresses gives the addresses of one call of a mailer, which may stand
// together: "jane@example.net,carl@example.net". It gives none for a program
// or a file.
func joinedAddresses(s string) []string {
	if strings.IndexByte(s, ',') < 0 || strings.ContainsAny(s, `"|/:`) {
		return nil
	}
	return addressesIn(s)
}

// setReason takes what stands in "(reason: ...)": a reply, or words.
func (r *Recipient) setReason(reason string) {
	switch {
	case r == nil || reason == "":
	case len(reason) > 3 && isReply(reason) && reason[0] == '2': // the answer to QUIT, see dropContradiction
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
