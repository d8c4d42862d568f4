package dsn

import "strings"

// formatKDDI reads the bounces of KDDI's mail for companies and of its dion.ne.jp:
//
//	Your mail sent on: Thu, 29 Apr 2021 00:00:00 +0900
//	     Could not be delivered to: <jane@example.net>
//	     As their mailbox is full.
var formatKDDI = format{
	name:  "kddi",
	title: "KDDI",
	marks: []string{"Could not be delivered to: <"},
	match: func(m *message) bool {
		return strings.Contains(m.Text(), "Your mail sent on:") || strings.Contains(m.Text(), "Your mail attempted to be delivered on:")
	},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		var rs []int // the recipients that the next reason is about
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			switch {
			case strings.HasPrefix(line, "Could not be delivered to:"):
				for _, addr := range addressesIn(line) {
					if r := rep.recipient(addr); r != nil {
						r.setAction(ActionFailed)
						rs = append(rs, indexOf(rep, r))
					}
				}
			case line != "" && len(rs) > 0:
				for _, i := range rs {
					rep.Recipients[i].setSaid(line)
				}
				rs = nil
			}
		}
	},
}

// indexOf gives the place of a recipient, which outlives the adding of others.
func indexOf(rep *Report, r *Recipient) int {
	for i := range rep.Recipients {
		if &rep.Recipients[i] == r {
			return i
		}
	}
	return -1
}
