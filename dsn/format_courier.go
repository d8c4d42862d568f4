package dsn

import "strings"

// formatCourier reads the bounces of the Courier mail server, whose status part
// leaves the diagnostics of delays to the text: per recipient the address in
// angle brackets and a colon, the host, and the dialogue with it.
var formatCourier = format{
	name:  "courier",
	title: "Courier",
	marks: []string{"running the Courier mail server", "DELAYS IN DELIVERING YOUR MESSAGE", "UNDELIVERABLE MAIL"},
	read: func(m *message, rep *Report) {
		action := ActionFailed
		if strings.Contains(m.Text(), "DELAYS IN DELIVERING YOUR MESSAGE") {
			action = ActionDelayed
		}
		for para := range strings.SplitSeq(m.Text(), "\n\n") {
			first, rest, _ := strings.Cut(strings.TrimLeft(para, "\n"), "\n")
			addr := strings.TrimSuffix(strings.TrimSpace(first), ":")
			if len(addr) < 3 || addr[0] != '<' || addr[len(addr)-1] != '>' {
				continue
			}
			r := rep.recipient(addr)
			if r == nil {
				continue
			}
			r.setAction(action)
			if ds := parseTranscript(rest); len(ds) > 0 {
				r.setDialogue(ds[len(ds)-1])
				continue
			}
			r.setDiagnostic("", rest)
		}
	},
}
