package dsn

import "strings"

// formatMcAfee reads the text of McAfee's Email Gateway and WebShield:
//
//	--- The following addresses had delivery problems ---
//
//	<jane@example.net>   (User unknown jane@example.net)
var formatMcAfee = format{
	name:  "mcafee",
	title: "McAfee Email Gateway, WebShield",
	marks: []string{"--- The following addresses had delivery problems ---"},
	// Sendmail 8.6 has more hyphens.
	match: func(m *message) bool {
		return !strings.Contains(m.Text(), "---- The following addresses had delivery problems ----")
	},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		_, text, _ = strings.Cut(text, "--- The following addresses had delivery problems ---")
		action := m.failedUnless("will continue", "Delivery Delayed")
		var r *Recipient
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			addr, n := "", 0
			if strings.HasPrefix(line, "<") {
				addr, n = addressAt(line[1:])
			}
			switch {
			case strings.HasPrefix(line, "---"):
				return
			case n > 0:
				if r = rep.recipient(addr); r != nil {
					r.setAction(action)
					r.setSaid(strings.Trim(line[1+n:], "> \t()"))
				}
			case line != "" && r != nil && r.Diagnostic.Text == "":
				r.setSaid(strings.Trim(line, "()"))
			}
		}
	},
}
