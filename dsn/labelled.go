package dsn

import (
	"strings"
	"unicode/utf8"
)

// Many systems write, for each recipient, a list of labels with values:
//
//	Recipient address: jane@example.net
//	Reason: Remote SMTP server has rejected address
//	Diagnostic code: smtp;550 5.1.1 No such user
//
// A format of that sort is its labels, and a reader for them all is here.

// A label is the beginning of a line and what its value is.
type label struct {
	words string // in any case
	kind  labelKind
}

type labelKind uint8

const (
	labelRecipient labelKind = iota + 1 // addresses of recipients
	labelOriginal                       // the address that the sender gave
	labelReply                          // what the remote server said
	labelReason                         // what the system says in its own words
	labelHost                           // the remote host
	labelCommand                        // the SMTP command that was answered
	labelSkip                           // of no use; it ends the value before it
	labelReturned                       // the returned message follows
	labelEnd                            // what follows is not about recipients
)

// A statement is what one group of labels says.
type statement struct {
	recipients             []string
	original               string
	reply, reason, command string
	host                   string
}

// readLabels reads the groups of labels in text. A value goes on over the
// lines that follow, up to an empty line or another label; it may begin behind
// an empty line. A group ends where the recipient of another begins.
func readLabels(m *message, text string, labels []label) []statement {
	var list []statement
	var s statement
	kind, value := labelKind(0), ""
	at := 0
	flush := func() {
		if kind == labelRecipient && len(s.recipients) > 0 && (s.reply != "" || s.reason != "") {
			list, s = append(list, s), statement{}
		}
		s.set(kind, strings.Trim(value, ":- \t\n"))
		kind, value = 0, ""
	}
	for line := range strings.Lines(text) {
		at += len(line)
		bare := strings.TrimSpace(line)
		l, rest := cutLabel(bare, labels)
		switch {
		case l == labelEnd, l == labelReturned:
			flush()
			if l == labelReturned {
				m.quote(text[at:])
			}
			return append(list, s)
		case l != 0:
			flush()
			kind, value = l, rest
		case bare == "":
			if strings.Trim(value, ":- \t\n") != "" && (kind != labelRecipient || strings.Contains(value, "@")) {
				flush()
			}
		case kind != 0 && len(value) < maxValue:
			value += "\n" + bare
		}
	}
	flush()
	return append(list, s)
}

// cutLabel gives the label that a line begins with, the longest of several,
// and its value.
func cutLabel(line string, labels []label) (kind labelKind, value string) {
	if line == "" {
		return 0, ""
	}
	n, first := 0, line[0]|0x20
	for _, l := range labels {
		// Most are told by their first letter, unless that is beyond ASCII.
		if c := l.words[0]; c < utf8.RuneSelf && c|0x20 != first {
			continue
		}
		if len(l.words) > n && hasPrefixFold(line, l.words) {
			kind, n = l.kind, len(l.words)
		}
	}
	return kind, strings.TrimSpace(line[n:])
}

func (s *statement) set(kind labelKind, value string) {
	if value == "" {
		return
	}
	set := func(to *string) {
		if *to == "" {
			*to = value
		}
	}
	switch kind {
	case labelRecipient:
		s.recipients = append(s.recipients, statedAddresses(value)...)
	case labelOriginal:
		if list := statedAddresses(value); len(list) > 0 && s.original == "" {
			s.original = list[0]
		}
	case labelReply:
		set(&s.reply)
	case labelReason:
		set(&s.reason)
	case labelHost:
		set(&s.host)
	case labelCommand:
		set(&s.command)
	}
}

// statedAddresses are the addresses in a value that says who. A lone word with
// an at sign is one, though its domain has no dot, and a source route too.
func statedAddresses(value string) []string {
	if at := strings.IndexByte(value, '@'); at > 0 && strings.Contains(value[:at], "/") && !strings.ContainsAny(value, "<>\":;,()=\n") && !strings.Contains(value[at+1:], "@") && !strings.Contains(value[at:], " ") {
		return []string{value} // QUIRK(domino): "Jane Doe/Sales/Corp@corp.example"
	}
	if addr := bareAddress(value); strings.Count(value, "<") < 2 && strings.Count(addr, "@") == 1 && !strings.ContainsAny(addr, " \t\n:") {
		return []string{addr}
	}
	return addressesIn(value)
}

// state gives the recipients of the statements what they say.
func (rep *Report) state(list []statement, action Action) {
	for _, s := range list {
		for _, addr := range s.recipients {
			r := rep.recipient(addr)
			if r == nil && s.original != "" {
				r = rep.recipient(s.original)
			}
			if r == nil {
				continue
			}
			r.setAction(action)
			if s.original != "" && r.Original.Value == "" && len(s.recipients) == 1 {
				r.Original.Value = clean(s.original)
			}
			if s.reply != "" {
				r.setReply(s.reply)
			}
			if s.reply == "" {
				r.setSaid(s.reason)
			}
			if r.Command == "" {
				r.Command = commandName(s.command)
			}
			if s.host != "" {
				r.setHost(hostWord(s.host))
			}
		}
	}
}

// setReply gives a recipient a remote server's reply, with or without its type
// before it: "smtp;550 5.1.1 No such user".
func (r *Recipient) setReply(reply string) {
	typ, text := cutType(reply)
	if _, _, coded := findStatus(text); typ == "" && (coded || findReply(text) != 0) {
		typ = "smtp"
	}
	r.setDiagnostic(typ, text)
}

// labelled makes the read function of a format that consists of labels. What
// it says of recipients is a failure, unless one of the words of delay is in
// the text or the subject.
func labelled(labels []label, delay ...string) func(*message, *Report) {
	return func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		rep.state(readLabels(m, text, labels), m.failedUnless(delay...))
	}
}

// failedUnless is ActionDelayed where one of the words is in the text or the
// subject, and otherwise ActionFailed.
func (m *message) failedUnless(delay ...string) Action {
	if containsAny(m.Text(), delay...) || containsAny(m.subject, delay...) {
		return ActionDelayed
	}
	return ActionFailed
}
