package dsn

import "strings"

// formatX6 reads the bounces of a mailing program without a name of its own:
//
//	We had trouble delivering your message. Full details follow:
//	SMTP Server <mx.example.net> rejected recipient <jane@example.net>
//	  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
var formatX6 = format{
	name:  "x6",
	title: "\"We had trouble delivering your message\" (unnamed)",
	marks: []string{"We had trouble delivering your message"},
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		const intro = "rejected recipient <"
		for _, piece := range cutBefore(text, "SMTP Server <") {
			i := strings.Index(piece, intro)
			if i < 0 {
				continue
			}
			r := rep.recipient(piece[i+len(intro)-1:])
			if r == nil {
				continue
			}
			r.setAction(ActionFailed)
			if _, after, ok := strings.Cut(piece, "Error following "); ok && r.Command == "" {
				r.Command = commandName(after)
			}
			if mta, ok := hostAt(piece[len("SMTP Server <"):]); ok {
				r.setHost(mta)
			}
			if _, reply, ok := strings.Cut(piece, "responded as follows: ["); ok {
				reply, _, _ = strings.Cut(reply, "]")
				r.setDiagnostic("smtp", reply)
			}
		}
	},
}

// cutBefore cuts text before each place where mark stands; what is before the
// first is left out.
func cutBefore(text, mark string) []string {
	pieces := strings.Split(text, mark)
	for i := range pieces[1:] {
		pieces[i+1] = mark + pieces[i+1]
	}
	return pieces[1:]
}
