package dsn

import "strings"

// formatX3 reads the bounces of a system without a name of its own, known by
// its spelling:
//
//	Delevery to the following recipients failed permanently:
//	   * jane@example.net
//	Technical details:
//	SMTP:RCPT host 192.0.2.1: 553 5.3.0 No such user
var formatX3 = format{
	name:  "x3",
	title: "\"Mail Delivery System\" (unnamed)",
	marks: []string{"Delevery to the following recipients"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		list, details, _ := strings.Cut(text, "Technical details:")
		details = strings.Trim(details, " =\r\n")
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if !strings.HasPrefix(line, "* ") {
				continue
			}
			r := rep.recipient(line[2:])
			if r == nil {
				continue
			}
			r.setAction(ActionFailed)
			if _, rest, ok := strings.Cut(details, "SMTP:"); ok && r.Command == "" {
				r.Command = commandName(rest)
			}
			r.setSaid(details)
		}
	},
}
