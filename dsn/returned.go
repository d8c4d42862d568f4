package dsn

import "strings"

// splitReturned cuts the text of a bounce where the returned message begins
// that many systems append to it: at a run of header fields, and at the line
// above it that announces it. What stands before is what the system says;
// returned is the message or its header, without the line and without the
// indentation or the quoting that all its lines share.
func splitReturned(text string) (said, returned string) {
	run, div := findReturned(text)
	switch {
	case run.fields == 0 && div.start < 0:
		return text, ""
	case run.fields == 0:
		return text[:div.start], text[div.end:]
	}
	said, returned = text[:run.start], text[run.start:]
	if run.prefix != "" {
		returned = unquote(returned, run.prefix)
	}
	// A divider further up ends the report: between it and the header some
	// systems repeat a mail's first lines.
	if 0 <= div.start && div.start < run.start {
		said = said[:div.start]
	}
	return said, returned
}

// runLength is how many header fields, and runKnown how many known ones among
// them, make a returned message. A summary of To, Subject and Date in the
// report itself has fewer.
const (
	runLength = 4
	runKnown  = 3
)

// A divider is where the line that announces the returned message begins, and
// where the next one does:
//
//	--- Below this line is a copy of the message.
//	----- Original message -----
type divider struct{ start, end int }

// findReturned finds the first run of header fields that are those of a returned
// message, or one of no fields; and the first divider, whose start is -1 where none was met.
func findReturned(text string) (run headerRun, div divider) {
	div = divider{-1, -1}
	at := 0
	for line := range strings.Lines(text) {
		begin := at
		at += len(line)
		line = trimEnd(line)
		bare := trimStart(line)
		if div.start < 0 && isDivider(bare) {
			div = divider{begin, at}
		}
		if run.fields > 0 {
			rest, ok := strings.CutPrefix(line, run.prefix)
			switch {
			case ok && rest != "" && (rest[0] == ' ' || rest[0] == '\t'):
				continue // folded
			case ok && isTraceField(rest):
				run.add(rest)
				if run.fields >= runLength && run.returned() {
					return run, div
				}
				continue
			case run.ended():
				return run, div
			}
			run = headerRun{}
		}
		for bare != "" && (bare[0] == '>' || isSpace(bare[0])) {
			bare = bare[1:]
		}
		if name, value := cutField(bare); value != "" && isReturnedField(name) {
			run = headerRun{start: begin, prefix: line[:len(line)-len(bare)]}
			run.add(bare)
		}
	}
	if run.ended() {
		return run, div
	}
	return headerRun{}, div
}

// A headerRun is a run of header fields as far as it was read.
type headerRun struct {
	start         int
	prefix        string // before each of its lines: white space, or "> "
	fields, known int
	// trace is set by a field that only a mail has, and summary has a bit for
	// each of From, To, Subject and Date.
	trace   bool
	summary uint8
}

func (r *headerRun) add(line string) {
	name, _ := cutField(line)
	name, use := knownField(name)
	r.fields++
	if !use.is(ofReturned) {
		return
	}
	r.known++
	switch name {
	case "from":
		r.summary |= 1
	case "to":
		r.summary |= 2
	case "subject":
		r.summary |= 4
	case "date":
		r.summary |= 8
	case "message-id", "received", "mime-version", "return-path":
		r.trace = true
	}
}

// returned tells the header of a mail from a gateway's "To, Cc, Subject".
func (r *headerRun) returned() bool {
	return r.known >= runKnown && (r.trace || r.summary == 15)
}

// ended reports whether a run that goes no further is a short header.
func (r *headerRun) ended() bool { return r.known >= runKnown && r.trace }

// isTraceField reports whether a line is a header field, not a sentence with a
// colon or a field of a status part.
func isTraceField(line string) bool {
	name, _ := cutField(line)
	if name == "" {
		return false
	}
	_, use := knownField(name)
	return !use.is(ofReport | ofRecipient)
}

func isReturnedField(name string) bool {
	_, use := knownField(name)
	return use.is(ofReturned)
}

func isDivider(line string) bool {
	if len(line) < 8 || len(line) > 200 || strings.IndexByte("-=*_+|#>", line[0]) < 0 {
		return false
	}
	words := strings.TrimLeft(line, "-=*_+|#> ")
	if len(words)+2 > len(line) {
		return false
	}
	return dividerWords.in(lowerASCII(words))
}

var dividerWords = anyOf(
	"original message", "copy of the message", "copy of your message", "copy of the original", "header of the original",
	"headers of the original", "unsent message", "returned message", "undelivered message follows", "message text follows",
	"message header", "message body follows", "your original mail", "original mail", "rejected message",
	"start of the message", "the message you sent", "message truncated", "copia del messaggio", "copia del mensaje",
	"mensaje original", "messaggio originale", "mensagem original", "message d'origine", "message original",
	"ursprüngliche nachricht", "originalnachricht", "kopie der nachricht", "oryginalna wiadomość", "původní zpráva",
	"исходное сообщение", "orijinal ileti", "元のメッセージ", "原メッセージ", "原始邮件", "原始郵件", "oorspronkelijk bericht",
)

// unquote removes what stands before each line.
func unquote(text, prefix string) string {
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			line = rest
		}
		b.WriteString(line)
	}
	return b.String()
}

// withoutFooter drops what a mailing list puts below all that it passes on: a
// rule of underscores, the list's name, its address, a link.
func withoutFooter(text string) string {
	const rule, longest = "\n____________________", 800
	end := text[max(0, len(text)-longest):]
	if !strings.Contains(end, rule[1:]) { // which is quicker to find out
		return text
	}
	i := strings.LastIndex(end, rule) + len(text) - len(end)
	if i < max(1, len(text)-len(end)) {
		return text
	}
	footer := strings.TrimLeft(text[i+1:], "_")
	if strings.Contains(footer, "://") && (containsFold(footer, "list") || containsFold(footer, "unsubscribe")) {
		return text[:i+1]
	}
	return text
}
