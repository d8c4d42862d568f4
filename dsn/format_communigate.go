package dsn

import "strings"

// formatCommuniGate reads the text of CommuniGate Pro, whose status part says
// neither reply nor reason:
//
//	Failed to deliver to 'jane@example.net'
//	SMTP module(domain example.net) reports:
//	 host mx.example.net says:
//	 550 5.1.1 No such user
var formatCommuniGate = format{
	name:  "communigate",
	title: "CommuniGate Pro",
	marks: []string{"Failed to deliver to '", "Delayed delivery to '", "Message delivery to '", "Delivery to '"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action, addr, said := ActionFailed, "", ""
		flush := func() {
			if r := rep.recipient(addr); r != nil {
				r.setAction(action)
				r.setCommuniGate(said)
			}
			addr, said = "", ""
		}
		for line := range strings.Lines(text) {
			bare := strings.TrimSpace(line)
			head, quoted, ok := strings.Cut(bare, "deliver to '")
			if !ok {
				head, quoted, ok = strings.Cut(bare, "delivery to '")
			}
			switch i := strings.LastIndexByte(quoted, '\''); {
			case ok && i > 0 && strings.Contains(quoted[:i], "@"):
				flush()
				addr, action = bareAddress(quoted[:i]), ActionFailed
				if containsFold(head, "delay") || containsFold(quoted[i:], "delay") {
					action = ActionDelayed
				}
			case addr != "" && bare == "":
				flush()
			case addr != "" && len(said) < maxValue:
				said += bare + "\n"
			}
		}
		flush()
	},
}

// setCommuniGate fills a recipient from what a module reports.
func (r *Recipient) setCommuniGate(said string) {
	if i := strings.Index(said, " reports:\n"); i >= 0 {
		said = said[i+len(" reports:\n"):]
	}
	if host, reply, ok := strings.Cut(said, " says:\n"); ok {
		r.setHost(hostWord(host))
		r.setReply(strings.TrimSpace(reply))
		return
	}
	r.setSaid(said)
}
