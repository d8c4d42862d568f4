package dsn

import "strings"

// formatSmail reads the bounces of Smail-3, which T-Online ran for long:
//
//	|------------------------- Failed addresses follow: ---------------------|
//	<jane@example.net> ... unknown user
//	|------------------------- Message text follows: ------------------------|
var formatSmail = format{
	name:  "smail",
	title: "Smail (T-Online)",
	marks: []string{"- Failed addresses follow: -", "- Message text follows: -"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		_, list, ok := strings.Cut(text, "- Failed addresses follow: -")
		if !ok {
			_, list, _ = strings.Cut(text, "- Message log follows: -")
		}
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			addr, said, ok := strings.Cut(line, " ... ")
			if _, n := addressAt(strings.Trim(addr, "<> ")); n == 0 && !(ok && isLocalUser(addr)) {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				r.setSaid(said)
			}
		}
	},
}
