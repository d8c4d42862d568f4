package dsn

import "strings"

// formatNotes reads the reports of the SMTP gateway of Lotus Notes 4:
//
//	------- Failure Reasons  --------
//
//	User not listed in public Name & Address Book
//	jane@example.net
//
//	------- Returned Message --------
var formatNotes = format{
	name:  "notes",
	title: "Lotus Notes SMTP MTA 4",
	marks: []string{"------- Failure Reasons "},
	read: func(m *message, rep *Report) {
		_, text, _ := strings.Cut(m.Text(), "------- Failure Reasons ")
		if i := strings.Index(text, "------- Returned Message "); i >= 0 {
			_, returned, _ := strings.Cut(text[i:], "\n")
			m.quote(returned)
			text = text[:i]
		}
		_, text, _ = strings.Cut(text, "\n")
		reason := ""
		var r *Recipient
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			switch addr := lineAddress(line); {
			case addr != "":
				if r = rep.recipient(addr); r != nil {
					r.setAction(ActionFailed)
					r.setDiagnostic("", reason)
				}
			case line == "":
			case r == nil || r.Diagnostic.Text != "": // a reason comes before whom it is about
				reason, r = line, nil
			default:
				r.setDiagnostic("", line)
			}
		}
	},
}
