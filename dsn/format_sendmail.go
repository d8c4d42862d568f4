package dsn

import "strings"

// formatSendmail reads what the text of a Sendmail bounce says beyond its
// fields: "(reason: ...)" under each address, and a transcript of the session.
var formatSendmail = format{
	name:  "sendmail",
	title: "Sendmail",
	marks: []string{"----- Transcript of session follows -----"},
	read: func(m *message, rep *Report) {
		text := m.Text()
		list, transcript, _ := strings.Cut(text, "----- Transcript of session follows -----")
		if i := strings.Index(transcript, "----- Original message follows"); i >= 0 {
			transcript = transcript[:i]
		}
		readSendmailList(rep, list)
		readSendmailTranscript(rep, transcript)
	},
}

// readSendmailList reads the addresses above the transcript:
//
//	----- The following addresses had permanent fatal errors -----
//	<jane@example.net>
//	    (reason: 550 5.1.1 User unknown)
//	    (expanded from: <all@example.org>)
func readSendmailList(rep *Report, list string) {
	var r *Recipient
	action := Action("")
	for line := range strings.Lines(list) {
		line = strings.TrimRight(line, " \t\r\n")
		bare := strings.TrimSpace(line)
		switch {
		case bare == "":
			r = nil
		case strings.HasPrefix(bare, "-----"):
			action = sendmailAction(bare)
		case strings.HasPrefix(bare, "(reason: "):
			if r != nil {
				r.setDiagnostic("smtp", strings.TrimSuffix(bare[len("(reason: "):], ")"))
			}
		case strings.HasPrefix(bare, "(expanded from: "):
			if r != nil && r.Original.Value == "" {
				r.Original.Value = clean(bareAddress(strings.TrimSuffix(bare[len("(expanded from: "):], ")")))
			}
		case action != "" && line[0] != ' ' && line[0] != '\t':
			if r = rep.recipient(bare); r != nil {
				r.setAction(action)
			}
		}
	}
}

// sendmailAction tells what the heading of a list of addresses means.
func sendmailAction(heading string) Action {
	switch {
	case containsFold(heading, "fatal error"), containsFold(heading, "delivery problems"), containsFold(heading, "unrecoverable"):
		return ActionFailed
	case containsFold(heading, "transient"), containsFold(heading, "delayed"):
		return ActionDelayed
	case containsFold(heading, "successful delivery"), containsFold(heading, "delivery notification"):
		return ActionDelivered
	}
	return ""
}

// readSendmailTranscript gives each recipient the replies before the line that
// has its address:
//
//	<<< 550 5.1.1 No such user
//	550 5.1.1 <jane@example.net>... User unknown
//	<john@example.net>... Deferred: 421 try later
func readSendmailTranscript(rep *Report, transcript string) {
	var replies []string
	command, last := "", ""
	for line := range strings.Lines(transcript) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ">>>"):
			command, replies = commandName(strings.TrimSpace(line[3:])), nil
		case strings.HasPrefix(line, "<<<"):
			replies = append(replies, strings.TrimSpace(line[3:]))
		case strings.Contains(line, "... "):
			head, said, _ := strings.Cut(line, "... ")
			r := rep.sendmailRecipient(head)
			if r == nil {
				continue
			}
			if len(replies) == 0 {
				said = strings.TrimPrefix(head, "<") + ": " + said
				if code, _, ok := strings.Cut(head, "<"); ok {
					said = code + line[strings.Index(line, "... ")+4:]
				}
				r.setDiagnostic("", said)
				continue
			}
			r.setDialogue(dialogue{command, strings.Join(replies, " ")})
		case len(line) > 4 && isReply(line) && (line[3] == ' ' || line[3] == '-'):
			last = line
		}
	}
	if len(rep.Recipients) == 1 && rep.Recipients[0].Reply == 0 {
		r := &rep.Recipients[0]
		switch {
		case len(replies) > 0:
			r.setDialogue(dialogue{command, strings.Join(replies, " ")})
		case last != "":
			r.setDiagnostic("", last)
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
