package dsn

import "strings"

// formatMercury reads the reports of the Mercury Mail Transport System and of
// Pegasus Mail's:
//
//	The local mail transport system has reported the following problems it
//	encountered while trying to deliver your message:
//
//	*** jane@example.net
//	    550 5.1.1 No such user
var formatMercury = format{
	name:  "mercury",
	title: "Mercury Mail Transport System",
	marks: []string{"The local mail transport system has reported the following problems"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("has been delayed", "will keep trying", "warning")
		addr, said := "", ""
		flush := func() {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setSaid(said)
			}
			addr, said = "", ""
		}
		for line := range strings.Lines(text) {
			bare := strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(bare, "***"):
				flush()
				if list := addressesIn(bare); len(list) > 0 {
					addr = list[0]
					if i := strings.Index(bare, addr) + len(addr); i < len(bare) {
						said = strings.Trim(bare[i:], "> :") + "\n"
					}
				}
			case bare == "", strings.HasPrefix(bare, "-----"):
				flush()
			case addr != "" && len(said) < maxValue:
				said += bare + "\n"
			}
		}
		flush()
	},
}
