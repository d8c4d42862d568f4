package dsn

import "strings"

// splitReturned cuts the text of a bounce where the returned message begins
// that many systems append to it: at a run of header fields, and at the line
// above it that announces it. What stands before is what the system says;
// returned is the message or its header, without the line and without the
// indentation or the quoting that all its lines share.
func splitReturned(text string) (said, returned string) {
	start, prefix := findHeaderRun(text)
	if start < 0 {
		if cut, after := findDivider(text); cut >= 0 {
			return text[:cut], text[after:]
		}
		return text, ""
	}
	said, returned = text[:start], text[start:]
	if prefix != "" {
		returned = unquote(returned, prefix)
	}
	// A divider further up ends the report: between it and the header some
	// systems repeat a mail's first lines.
	if cut, _ := findDivider(said); cut >= 0 {
		said = said[:cut]
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

// findHeaderRun finds the first run of header fields, and what stands before
// each of its lines: white space, or "> ".
func findHeaderRun(text string) (start int, prefix string) {
	start = -1
	count, known, at := 0, 0, 0
	for line := range strings.Lines(text) {
		begin := at
		at += len(line)
		line = strings.TrimRight(line, " \t\r\n")
		if count > 0 {
			rest, ok := strings.CutPrefix(line, prefix)
			switch {
			case ok && rest != "" && (rest[0] == ' ' || rest[0] == '\t'):
				continue // folded
			case ok && rest != "" && isTraceField(rest):
				count++
				if name, _ := cutField(rest); returnedFields[lowerASCII(name)] {
					known++
				}
				if count >= runLength && known >= runKnown && (hasTrace(text[start:]) || isWholeSummary(text[start:at], prefix)) {
					return start, prefix
				}
				continue
			}
			count, known, start = 0, 0, -1
		}
		bare := strings.TrimLeft(line, " \t>")
		if name, value := cutField(bare); value != "" && returnedFields[lowerASCII(name)] {
			count, known, start, prefix = 1, 1, begin, line[:len(line)-len(bare)]
		}
	}
	if count >= runKnown && known >= runKnown && hasTrace(text[start:]) {
		return start, prefix
	}
	return -1, ""
}

// isTraceField reports whether a line is a header field, not a sentence with a
// colon or a field of a status part.
func isTraceField(line string) bool {
	name, _ := cutField(line)
	if name == "" {
		return false
	}
	name = lowerASCII(name)
	return !perMessage[name] && !perRecipient[name]
}

// isWholeSummary reports whether the run names sender, recipient, subject and
// date: a header cut down to those, and not a gateway's "To, Cc, Subject".
func isWholeSummary(run, prefix string) bool {
	need := map[string]bool{"from": true, "to": true, "subject": true, "date": true}
	for line := range strings.Lines(run) {
		name, _ := cutField(strings.TrimPrefix(line, prefix))
		delete(need, lowerASCII(name))
	}
	return len(need) == 0
}

// hasTrace tells the header of a mail from a summary of it.
func hasTrace(text string) bool {
	for _, name := range [...]string{"message-id:", "received:", "mime-version:", "return-path:"} {
		if containsFold(text[:min(len(text), 4<<10)], name) {
			return true
		}
	}
	return false
}

// returnedFields are the fields by which a returned message is known.
var returnedFields = map[string]bool{
	"received": true, "return-path": true, "from": true, "to": true, "cc": true, "subject": true, "date": true,
	"message-id": true, "mime-version": true, "content-type": true, "content-transfer-encoding": true,
	"reply-to": true, "sender": true, "delivered-to": true, "dkim-signature": true, "x-mailer": true,
	"user-agent": true, "references": true, "in-reply-to": true, "list-id": true, "list-unsubscribe": true,
	"precedence": true, "x-received": true, "x-originating-ip": true, "importance": true, "x-priority": true,
	"authentication-results": true, "arc-seal": true, "x-google-dkim-signature": true, "domainkey-signature": true,
}

// findDivider finds the line that announces the returned message, and where
// the next one begins.
//
//	--- Below this line is a copy of the message.
//	----- Original message -----
func findDivider(text string) (start, end int) {
	at := 0
	for line := range strings.Lines(text) {
		begin := at
		at += len(line)
		if isDivider(strings.TrimSpace(line)) {
			return begin, at
		}
	}
	return -1, -1
}

func isDivider(line string) bool {
	if len(line) < 8 || len(line) > 200 || strings.IndexByte("-=*_+|#>", line[0]) < 0 {
		return false
	}
	words := strings.TrimLeft(line, "-=*_+|#> ")
	if len(words)+2 > len(line) {
		return false
	}
	for _, w := range dividerWords {
		if containsFold(words, w) {
			return true
		}
	}
	return false
}

var dividerWords = []string{
	"original message", "copy of the message", "copy of your message", "copy of the original", "header of the original",
	"headers of the original", "unsent message", "returned message", "undelivered message follows", "message text follows",
	"message header", "message body follows", "your original mail", "original mail", "rejected message",
	"start of the message", "the message you sent", "message truncated", "copia del messaggio", "copia del mensaje",
	"mensaje original", "messaggio originale", "mensagem original", "message d'origine", "message original",
	"ursprüngliche nachricht", "originalnachricht", "kopie der nachricht", "oryginalna wiadomość", "původní zpráva",
	"исходное сообщение", "orijinal ileti", "元のメッセージ", "原メッセージ", "原始邮件", "原始郵件", "oorspronkelijk bericht",
}

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
