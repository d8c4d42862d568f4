package dsn

import "strings"

// formatYahoo reads the failure notices of Yahoo and AOL, old and new:
//
//	<jane@example.net>:
//	Remote host said:
//	550 5.1.1 User unknown
//	[RCPT_TO]
var formatYahoo = format{
	name:  "yahoo",
	title: "Yahoo and AOL",
	marks: []string{
		"unable to deliver your message to the following address",
		"Unable to deliver message to the following address",
	},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		for _, s := range saidBlocks(text) {
			r := rep.recipient(s.addr)
			if r == nil {
				continue
			}
			r.setAction(ActionFailed)
			said, command := cutYahooState(s.text)
			if r.Command == "" {
				r.Command = command
			}
			r.setSaid(said)
		}
	},
}

// cutYahooState cuts the state of the dialogue, "[RCPT_TO]", off a reply.
func cutYahooState(said string) (string, string) {
	said = strings.TrimSpace(said)
	open := strings.LastIndexByte(said, '[')
	if open < 0 || !strings.HasSuffix(said, "]") {
		return said, ""
	}
	command := ""
	switch said[open+1 : len(said)-1] {
	case "RCPT_TO":
		command = "RCPT"
	case "MAIL_FROM":
		command = "MAIL"
	case "BODY", "DATA", "MESSAGE":
		command = "DATA"
	case "HELO", "EHLO":
		command = said[open+1 : len(said)-1]
	case "CONNECT":
		command = "CONNECT"
	default:
		return said, ""
	}
	return strings.TrimSpace(said[:open]), command
}
