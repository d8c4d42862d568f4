package dsn

import "strings"

// formatX1 reads the bounces of a Japanese system without a name of its own:
//
//	---The following addresses had delivery errors---
//
//	jane@example.net [User unknown]
var formatX1 = format{
	name:  "x1",
	title: "\"Mail Deliver System\" (unnamed)",
	marks: []string{"---The following addresses had delivery errors---"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		_, list, _ := strings.Cut(text, "---The following addresses had delivery errors---")
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			addr, said, _ := strings.Cut(line, " ")
			if _, n := addressAt(strings.Trim(addr, "<>")); n == 0 || !strings.HasPrefix(strings.TrimSpace(said), "[") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(strings.Trim(strings.TrimSpace(said), "[]"))
			}
		}
	},
}
