package dsn

import "strings"

// formatBiglobe reads the bounces of the Japanese provider BIGLOBE: a list of
// addresses in the words of old Sendmail, then the reason for all of them.
var formatBiglobe = format{
	name:  "biglobe",
	title: "BIGLOBE",
	marks: []string{"----- Non-delivered information -----"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		list, reason, _ := strings.Cut(text, "----- Non-delivered information -----")
		if i := strings.Index(reason, "-----"); i >= 0 {
			reason = reason[:i]
		}
		if _, after, ok := strings.Cut(list, "had delivery problems -----"); ok {
			list = after
		}
		for line := range strings.Lines(list) {
			addr, _, ok := addressHead(strings.TrimSpace(line))
			if !ok {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(reason)
			}
		}
	},
}
