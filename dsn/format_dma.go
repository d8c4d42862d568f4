package dsn

import "strings"

// formatDMA reads the bounces of the DragonFly Mail Agent: one recipient each,
// and the reply on the line below what was said to it.
var formatDMA = format{
	name:  "dma",
	title: "DragonFly Mail Agent",
	marks: []string{"This is the DragonFly Mail Agent"},
	read: func(m *message, rep *Report) {
		text, returned := m.Text(), ""
		for _, end := range [...]string{"\nMessage headers follow.\n", "\nOriginal message follows.\n"} {
			if i := strings.Index(text, end); i >= 0 {
				text, returned = text[:i], text[i+len(end):]
			}
		}
		m.quote(returned)
		if _, at, ok := strings.Cut(firstLine(text, "This is the DragonFly Mail Agent"), " at "); ok {
			rep.setReporting(at)
		}
		_, rest, ok := strings.Cut(text, "delivering your mail to <")
		addr, said, closed := strings.Cut(rest, ">")
		if !ok || !closed {
			return
		}
		r := rep.recipient(addr)
		if r == nil {
			return
		}
		r.setAction(ActionFailed)
		said = strings.TrimLeft(said, ". \n")
		sentence, reply, ok := strings.Cut(said, " did not like our ")
		if !ok {
			r.setDiagnostic("", said)
			return
		}
		r.setHost(hostWord(sentence))
		command, reply, _ := strings.Cut(reply, ":\n")
		if r.Command == "" {
			r.Command = commandName(strings.TrimPrefix(command, "final "))
		}
		r.setDiagnostic("smtp", reply)
	},
}

// firstLine gives the line of text that begins with mark.
func firstLine(text, mark string) string {
	i := strings.Index(text, mark)
	if i < 0 {
		return ""
	}
	line, _, _ := strings.Cut(text[i:], "\n")
	return line
}
