package dsn

import "strings"

// formatJames reads the bounces of Apache James: those of its remote delivery,
// and those of the mailets that notify a sender.
//
//	Failed recipient(s):
//	jane@example.net
//
//	Error message:
//	550 5.1.1 No such user
//
// The mailets state the envelope below the error:
//
//	Error message below:
//	550 - Requested action not taken: no such user here
//
//	Message details:
//	  RCPT TO: jane@example.net
//	           carl@example.net
var formatJames = format{
	name:  "james",
	title: "Apache James",
	marks: []string{"This is the James mail server at ", "Error message below:\n"},
	match: func(m *message) bool {
		return strings.Contains(m.Text(), "James mail server") || strings.Contains(m.Text(), "RCPT TO: ")
	},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		if host, ok := textAfter(text, "This is the James mail server at "); ok {
			rep.setReporting(host)
		}
		if strings.Contains(text, "Error message below:\n") {
			readJamesNotice(rep, text)
			return
		}
		readJamesBounce(rep, text)
	},
}

// readJamesBounce reads the lines that are addresses, and what stands below
// the last of a group.
func readJamesBounce(rep *Report, text string) {
	if _, after, ok := strings.Cut(text, "This is the James mail server at "); ok {
		text = after
	}
	text, _, _ = cutAt(text, "The original message is attached")
	action := ActionFailed
	if saysDelayed(text) {
		action = ActionDelayed
	}
	var group []string
	var said strings.Builder
	flush := func() {
		if said.Len() == 0 {
			return
		}
		for _, addr := range group {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setDiagnostic(replyType(said.String()), said.String())
			}
		}
		group = nil
		said.Reset()
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		addr := lineAddress(line)
		switch {
		case addr != "":
			flush()
			group = append(group, addr)
		case line == "" || len(group) == 0 || strings.HasPrefix(line, "Error message"):
		case said.Len() < maxValue:
			said.WriteString(line + " ")
		}
	}
	if said.Len() == 0 {
		said.WriteByte(' ')
	}
	flush()
}

// readJamesNotice reads the notices of mailets.
func readJamesNotice(rep *Report, text string) {
	_, text, _ = strings.Cut(text, "Error message below:\n")
	said, details, _ := cutAt(text, "\nMessage details:")
	said = strings.TrimSpace(said)
	listed := false
	for line := range strings.Lines(details) {
		bare := strings.TrimSpace(line)
		addr, ok := strings.CutPrefix(bare, "RCPT TO:")
		switch {
		case ok:
			listed = true
		case listed && indent(line) > 6 && !strings.Contains(bare, ": "):
			addr = bare
		default:
			listed = false
			continue
		}
		if r := rep.recipient(addr); r != nil {
			r.setAction(ActionFailed)
			r.setDiagnostic(replyType(said), said)
		}
	}
}
