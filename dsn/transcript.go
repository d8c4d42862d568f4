package dsn

import "strings"

// A dialogue is a piece of SMTP as systems show it in their bounces: the
// command that was sent, with the reply to it.
//
//	>>> RCPT TO:<jane@example.net>
//	<<< 550 5.1.1 No such user
type dialogue struct {
	command string
	reply   string
}

// parseTranscript reads the dialogues of a text; white space before the arrows
// is allowed, and a reply of several lines is joined.
func parseTranscript(text string) []dialogue {
	var ds []dialogue
	open := false // the last line was part of a reply
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, ">>>"):
			ds = append(ds, dialogue{command: strings.TrimSpace(line[3:])})
			open = false
		case strings.HasPrefix(line, "<<<"):
			reply := strings.TrimSpace(line[3:])
			if len(ds) == 0 || ds[len(ds)-1].reply != "" && !open {
				ds = append(ds, dialogue{})
			}
			if d := &ds[len(ds)-1]; len(d.reply) < maxValue {
				d.reply = strings.TrimSpace(d.reply + " " + reply)
			}
			open = true
		default:
			open = false
		}
	}
	return ds
}

// commandName gives the verb of an SMTP command line: "RCPT", "MAIL", "DATA".
func commandName(line string) string {
	word := line
	if i := strings.IndexAny(word, " :"); i >= 0 {
		word = word[:i]
	}
	switch word = strings.ToUpper(word); word {
	case "RCPT", "MAIL", "DATA", "HELO", "EHLO", "STARTTLS", "AUTH", "BDAT", "LHLO":
		return word
	case ".":
		return "DATA"
	}
	return ""
}

// setDialogue fills a recipient from the reply to a command.
func (r *Recipient) setDialogue(d dialogue) {
	r.setDiagnostic("smtp", d.reply)
	if r.Command == "" {
		r.Command = commandName(d.command)
	}
}
