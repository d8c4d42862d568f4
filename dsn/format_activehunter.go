package dsn

import "strings"

// formatActiveHunter reads the reports of TransWARE's Active! hunter, which
// resemble Sendmail's but for the mark before the addresses:
//
//	  ----- The following addresses had permanent fatal errors -----
//
//	>>> jane@example.net <jane@example.net>
//
//	  ----- Transcript of session follows -----
//	550 <jane@example.net>: Recipient address rejected
var formatActiveHunter = format{
	name:  "activehunter",
	title: "TransWARE Active! hunter",
	marks: []string{"----- The following addresses had permanent fatal errors -----\n\n>>> ", "----- The following addresses had transient non-fatal errors -----\n\n>>> ", "----- The following addresses have delivery notifications -----\n\n>>> "},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		list, transcript, _ := strings.Cut(text, "----- Transcript of session follows -----")
		action, n := Action(""), 0
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "-----") {
				action = sendmailAction(line)
				continue
			}
			addrs := addressesIn(line)
			if !strings.HasPrefix(line, ">>>") || len(addrs) == 0 {
				continue
			}
			if r := rep.recipient(addrs[len(addrs)-1]); r != nil {
				r.setAction(action)
				n++
			}
		}
		for i := range rep.Recipients {
			said := transcript
			if n > 1 {
				said = lineWith(transcript, rep.Recipients[i].Final.Value)
			}
			rep.Recipients[i].setSaid(strings.TrimSpace(said))
		}
	},
}
