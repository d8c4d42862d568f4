package dsn

import "strings"

// formatMaddy reads the text of Maddy's bounces that lost their status part: a
// line for each recipient, and under it those of a reply of several lines.
//
//	Delivery to jane@example.net failed with error: SMTP error 550: mx.example.net. said: No such user
var formatMaddy = format{
	name:  "maddy",
	title: "Maddy",
	marks: []string{"This is the mail delivery system at "},
	match: func(m *message) bool { return strings.Contains(m.Text(), maddyFailed) },
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		if host, ok := textAfter(text, "This is the mail delivery system at "); ok {
			rep.setReporting(host)
		}
		for entry := range strings.SplitSeq("\n"+text, "\nDelivery to ") {
			addr, said, ok := strings.Cut(entry, maddyFailed)
			if !ok || !strings.Contains(addr, "@") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				said, _, _ = strings.Cut(strings.TrimLeft(said, " \n"), "\n\n")
				r.setSaid(said)
			}
		}
	},
}

const maddyFailed = " failed with error:"
