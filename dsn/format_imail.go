package dsn

import "strings"

// formatIMail reads the reports of Ipswitch IMail (SMTP32):
//
//	Unknown user: jane@example.net
//	undeliverable to jane@example.net
//	User mailbox exceeds allowed size: jane@example.net
//	Body of message generated response:
//	550 5.7.1 Rejected
var formatIMail = format{
	name:  "imail",
	title: "Ipswitch IMail",
	match: func(m *message) bool {
		return strings.HasPrefix(m.header.Get(fieldXMailer), "<SMTP32 ") ||
			m.has(signIMail) ||
			strings.Contains(m.head(), "undeliverable to ") && strings.Contains(m.head(), "Original message follows.")
	},
	read: func(m *message, rep *Report) {
		text, returned, _ := cutAt(m.Text(), "Original message follows.")
		m.quote(returned)
		rep.state(imailStatements(text), m.failedUnless("will continue", "has been delayed", "still trying"))
	},
}

// imailMarks are how it announces a reply.
var imailMarks = []string{
	"Body of message generated response", "RCPT TO generated following response", "MAIL FROM generated following response",
	"generated the following response",
}

// imailStatements reads the lines that name an address, each with the reply
// that may follow it.
func imailStatements(text string) []statement {
	var list []statement
	for at := 0; at < len(text); {
		line, _, _ := strings.Cut(text[at:], "\n")
		at = min(at+len(line)+1, len(text))
		bare := strings.TrimSpace(line)
		if addr := imailAddress(bare); addr != "" {
			list = append(list, statement{recipients: []string{addr}, reason: bare})
			continue
		}
		if n := len(list); n > 0 && list[n-1].reply == "" && strings.Contains(bare, "generated") && strings.Contains(bare, "response") {
			list[n-1].reply = strings.Join(replyLines(text[at:]), " ")
			list[n-1].command = imailCommand(bare)
		}
	}
	return list
}

// imailAddress gives the address of a line that says that it failed: the line
// ends in it, and has one of the words before it.
func imailAddress(line string) string {
	list := addressesIn(line)
	if len(list) != 1 || !strings.HasSuffix(strings.TrimRight(line, ">. "), list[0]) {
		return ""
	}
	for _, w := range [...]string{"unknown user", "unknown host", "undeliverable to", "user mailbox exceeds", "delivery failed", "invalid final delivery", "mailbox", "could not deliver", "not delivered", "delivery to"} {
		if containsFold(line, w) {
			return list[0]
		}
	}
	return ""
}

func imailCommand(line string) string {
	switch {
	case strings.HasPrefix(line, "RCPT TO"):
		return "RCPT"
	case strings.HasPrefix(line, "MAIL FROM"):
		return "MAIL"
	case strings.HasPrefix(line, "Body of message"), strings.HasPrefix(line, "DATA"):
		return "DATA"
	case strings.HasPrefix(line, "HELO"), strings.HasPrefix(line, "EHLO"):
		return line[:4]
	}
	return ""
}

// replyLines are the lines of a reply at the beginning of a text, empty lines
// before it not counted.
func replyLines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" && len(list) > 0 || len(list) > 50 {
			break
		}
		if line != "" {
			list = append(list, line)
		}
	}
	return list
}
