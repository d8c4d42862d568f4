package dsn

import "strings"

// formatChasquid reads the text of chasquid's bounces that lost their status part.
//
//	Technical details:
//	- "jane@example.net" (EMAIL) failed permanently with error:
//	    MAIL+RCPT 550 5.1.1 No such user
var formatChasquid = format{
	name:  "chasquid",
	title: "chasquid",
	marks: []string{"failed permanently with error:\n"},
	match: func(m *message) bool { return strings.Contains(m.Text(), "Technical details:\n") },
	read: func(m *message, rep *Report) {
		text, returned := m.split()
		m.quote(returned)
		_, list, _ := strings.Cut(text, "Technical details:\n")
		for item := range strings.SplitSeq("\n"+list, "\n- \"") {
			addr, rest, ok := strings.Cut(item, "\"")
			_, said, told := strings.Cut(rest, "error:\n")
			if !ok || !told || !strings.Contains(addr, "@") {
				continue
			}
			if r := rep.recipient(addr); r != nil {
				r.setAction(ActionFailed)
				said, _, _ = strings.Cut(strings.TrimLeft(said, " \n"), "\n\n")
				reply, command := cutStep(said)
				if r.Command == "" {
					r.Command = command
				}
				r.setDiagnostic(replyType(reply), strings.ReplaceAll(reply, "\n    ", "\n"))
			}
		}
	},
}

// cutStep cuts off the step of the delivery that stands before a reply, and gives
// the command of that step.
// QUIRK(chasquid): "MAIL+RCPT 550 5.1.1 ...", "DATA closing 554 ...".
func cutStep(said string) (reply, command string) {
	for _, step := range [...]struct{ words, command string }{{"MAIL+RCPT ", ""}, {"DATA closing ", "DATA"}, {"DATA ", "DATA"}} {
		if reply, ok := strings.CutPrefix(said, step.words); ok && len(reply) > 3 && isReply(reply[:3]) && replyEnds(reply[3:]) {
			return reply, step.command
		}
	}
	return said, ""
}
