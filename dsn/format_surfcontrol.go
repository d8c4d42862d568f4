package dsn

import "strings"

// formatSurfControl reads the text of the SurfControl E-mail Filter, later
// Websense Email Security:
//
//	Your message could not be sent.
//	A transcript of the attempts to send the message follows.
//	The number of attempts made: 1
//	Addressed To: jane@example.net
//
//	Thu 29 Apr 2010 23:34:45 +0900
//	Failed to send to identified host,
//	jane@example.net: [192.0.2.5], 550 jane@example.net... No such user
var formatSurfControl = format{
	name:  "surfcontrol",
	title: "SurfControl E-mail Filter, Websense Email Security",
	marks: []string{"A transcript of the attempts to send the message follows", "Failed to send to identified host"},
	read: func(m *message, rep *Report) {
		text, header := m.split()
		m.quote(header)
		action := m.failedUnless("will be retried", "will continue")
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if value, ok := strings.CutPrefix(line, "Addressed To:"); ok {
				for _, addr := range addressesIn(value) {
					if r := rep.recipient(addr); r != nil {
						r.setAction(action)
					}
				}
			}
			addr, rest, ok := addressHead(line)
			if !ok || rest == "" {
				continue
			}
			r := rep.recipient(addr)
			if r == nil {
				continue
			}
			r.setAction(action)
			if host, said, ok := strings.Cut(rest, ","); ok && strings.HasPrefix(host, "[") {
				r.setHost(hostWord(host))
				rest = strings.TrimSpace(said)
			}
			r.setSaid(rest)
		}
	},
}
