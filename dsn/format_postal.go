package dsn

import "strings"

// formatPostal reads the bounces of Postal: text with the envelope below it, no
// reason, and the original as an attachment.
//
//	Message Token: 8wXqJ@example
//	Orginal Message ID: 20260303091201.77@app.example.com
//	Mail from: anna@example.com
//	Rcpt To: jane@example.net
var formatPostal = format{
	name:  "postal",
	title: "Postal",
	marks: []string{"This is the mail delivery service responsible for delivering mail to "},
	read: func(m *message, rep *Report) {
		for line := range strings.Lines(m.Text()) {
			addr, ok := strings.CutPrefix(strings.TrimSpace(line), "Rcpt To:")
			if !ok {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
			}
		}
	},
}
