package dsn

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// readStatus sets a recipient's Status, Reply and Command from its Status
// field and its diagnostic text.
func (rep *Report) readStatus(r *Recipient, field string) {
	st, ok := firstStatus(field)
	if !ok && field != "" {
		rep.problem(ProblemStatus, field)
	}
	if ok {
		r.Status, r.StatusSource = st, SourceField
	}
	r.readDiagnostic(SourceDiagnostic)
}

// readDiagnostic takes reply code, enhanced status code and SMTP command from
// the diagnostic text, which was read at source.
func (r *Recipient) readDiagnostic(source Source) { r.readCodes(r.Diagnostic.Text, source) }

// readCodes takes what is still missing from text. The more specific status
// counts: RFC 3463 has x.0.0 and x.n.0 for "undefined", x.4.7 says no more than
// that trying has ended. Of two that are as specific the one in the reply
// itself counts: the field is what the reporting MTA made of it.
func (r *Recipient) readCodes(text string, source Source) {
	if r.Command == "" {
		r.Command = findCommand(text)
	}
	r.readReply(text, source)
}

// readReply is readCodes but for the command.
func (r *Recipient) readReply(text string, source Source) {
	if r.Reply == 0 {
		r.Reply = findReply(text)
	}
	if r.StatusSource != SourceField && specificity(r.Status) == 2 {
		return // there is none that counts for more
	}
	st, inReply, ok := findStatus(text)
	if !ok {
		return
	}
	a, b := specificity(st), specificity(r.Status)
	if a > b || a == b && inReply && r.StatusSource == SourceField && st.Class != 2 {
		r.Status, r.StatusSource = st, source
	}
}

func specificity(s Status) int {
	switch {
	case s.IsZero():
		return -1
	case s.Subject == 4 && s.Detail == 7:
		return 1
	case s.Detail != 0:
		return 2
	case s.Subject != 0:
		return 1
	}
	return 0
}

// firstStatus gives the code that a Status field begins with.
func firstStatus(v string) (Status, bool) {
	for word := range wordsOf(v, &statusSeparators) {
		if st, n := scanStatus(word); n == len(word) {
			return st, true
		}
	}
	return Status{}, false
}

// statusSeparators stand around the code of a Status field.
var statusSeparators = bytesOf(" \t();,:#<>\"")

// findStatus finds an enhanced status code (RFC 3463, RFC 2034) in a reply:
// the one behind a reply code, which inReply tells, or else the first. It has a
// delimiter on both sides, so that no address and no version number is taken
// for it.
func findStatus(text string) (st Status, inReply, ok bool) {
	for dot := 1; ; dot++ {
		next := strings.IndexByte(text[min(dot, len(text)):], '.')
		if next < 0 {
			return st, false, ok
		}
		dot += next
		i := dot - 1
		c := text[i]
		if c != '5' && c != '4' && c != '2' || i > 0 && !statusMayFollow(text[i-1]) && !endsWide(text[:i]) {
			continue
		}
		s, n := scanStatus(text[i:])
		if n == 0 || i+n < len(text) && !statusMayEnd(text[i+n:]) {
			continue
		}
		if behindReply(text, i) {
			return s, true, true
		}
		if !ok && (c != '2' || i == 0) && !versionBefore(text[:i]) {
			st, ok = s, true
		}
	}
}

func statusMayFollow(c byte) bool { return strings.IndexByte(" \t-#([<;:,=\"'/|>", c) >= 0 }

func statusMayEnd(rest string) bool {
	if rest[0] == '.' { // the end of a sentence, not of an address
		return len(rest) == 1 || rest[1] == ' ' || rest[1] == '\n'
	}
	return strings.IndexByte(" \t\r\n)]>;:,-\"'/<|", rest[0]) >= 0 || beginsWide(rest)
}

// beginsWide and endsWide tell the signs and letters of East Asian scripts,
// which stand right beside a code.
func beginsWide(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x2000 && r != utf8.RuneError
}

func endsWide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x2000 && r != utf8.RuneError
}

// behindReply reports whether a reply code of the same class stands before i:
// "550 5.1.1", "550-5.1.1", "550 #5.1.1", "550, 5.1.1", "550-'5.1.1".
func behindReply(text string, i int) bool {
	head := strings.TrimRight(text[:i], " -#(<[:;,='")
	n := len(head)
	return n >= 3 && n < i && isReply(head[n-3:]) && head[n-3] == text[i] && (n == 3 || !isAlnum(head[n-4]) && head[n-4] != '.')
}

// versionBefore reports whether text ends in the name of what a version
// number follows.
func versionBefore(text string) bool {
	word := strings.TrimRight(text, " (/-")
	if i := strings.LastIndexAny(word, " (/;"); i >= 0 {
		word = word[i+1:]
	}
	switch lowerASCII(word) {
	case "version", "v", "postfix", "exim", "sendmail", "exchange", "qmail", "release", "build":
		return true
	}
	return false
}

// findReply finds the SMTP reply code (RFC 5321 section 4.2) of a refusal in a
// text: at its beginning, before an enhanced code, or else the first number
// that is one and stands where a reply stands.
func findReply(text string) int {
	best, bestRank := 0, 0
	for i := codeFrom(text, 0); i+3 <= len(text); i = codeFrom(text, i+1) {
		c := text[i]
		if !isReply(text[i:i+3]) || !replyEnds(text[i+3:]) {
			continue
		}
		rank := replyRank(text, i)
		if c == '2' && rank < rankStart {
			continue
		}
		if rank > bestRank {
			best, bestRank = int(c-'0')*100+int(text[i+1]-'0')*10+int(text[i+2]-'0'), rank
			if rank == rankCoded {
				break
			}
		}
	}
	return best
}

// codeFrom finds the first digit from i on that a code may begin with; it is the
// length of text where there is none.
func codeFrom(text string, i int) int {
	for ; i+8 <= len(text); i += 8 {
		if digits := mime.Between(mime.Eight(text[i:]), '2', '5'); digits != 0 {
			return i + bits.TrailingZeros64(digits)/8
		}
	}
	for i < len(text) && (text[i] < '2' || text[i] > '5') {
		i++
	}
	return i
}

// How sure it is that a number is a reply code.
const (
	rankNone = iota
	rankLoose
	rankSaid
	rankStart
	rankCoded
)

func replyRank(text string, i int) int {
	rest := strings.TrimLeft(text[i+3:], " -#(,:;")
	_, n := scanStatus(rest)
	coded := n > 0 && rest[0] == text[i] && len(text[i+3:])-len(rest) <= 3
	switch {
	case i == 0:
		if coded {
			return rankCoded
		}
		return rankStart
	case endsWide(text[:i]):
		if coded {
			return rankCoded
		}
		return rankSaid
	case isAlnum(text[i-1]) || strings.IndexByte(".-_@/=+$%#", text[i-1]) >= 0 && !coded, !coded && isSize(text[i+3:]):
		return rankNone
	case coded:
		return rankCoded
	}
	head := strings.TrimRight(text[:i], " \t\n'\"(<[`")
	if at := strings.LastIndexAny(head, " \t\n(:;") + 1; at < len(head) && head[at] == text[i] {
		if _, n := scanStatus(head[at:]); n == len(head)-at { // the other way round: "5.1.1 550 No such user"
			return rankCoded
		}
	}
	switch {
	case strings.HasSuffix(strings.TrimRight(text[:i], " \t"), "<<<"):
		return rankSaid
	case head == "":
		return rankStart
	case strings.HasSuffix(head, ":") || strings.HasSuffix(head, ";") || text[i-1] == '\n':
		return rankSaid
	case endsInWord(head, "error", "code", "said", "reply", "response", "smtp", "status", "with", "returned", "mail+rcpt", "rcpt", "data"):
		return rankSaid
	case text[i-1] == '(' || text[i-1] == '<' || text[i-1] == '[' || text[i-1] == '\'' || text[i-1] == '"':
		return rankLoose
	case i+4 < len(text) && text[i+3] == '-' && (text[i+4] < '0' || text[i+4] > '9'):
		return rankLoose
	case strings.HasSuffix(head, ".") || strings.HasSuffix(head, ",") || strings.HasSuffix(head, "-") || strings.HasSuffix(head, ">"):
		return rankLoose
	}
	return rankNone
}

// isSize reports whether what stands behind a number is a unit of sizes: "the
// limit (512 kB)" holds no reply code.
func isSize(rest string) bool {
	word, ok := strings.CutPrefix(rest, " ")
	if !ok {
		return false
	}
	n := 0
	for n < len(word) && n <= len("kilobytes") && isAlnum(word[n]) {
		n++
	}
	switch lowerASCII(word[:n]) {
	case "b", "kb", "mb", "gb", "kib", "mib", "gib", "ko", "mo", "go", "кб", "мб", "byte", "bytes", "octet", "octets", "kbyte", "kbytes", "mbyte", "mbytes", "kilobytes", "megabytes":
		return true
	}
	return false
}

func endsInWord(head string, words ...string) bool {
	i := strings.LastIndexAny(head, " \t\n(")
	last := lowerASCII(head[i+1:])
	for _, w := range words {
		if last == w {
			return true
		}
	}
	return false
}

// isReply reports whether s begins with a reply code of RFC 5321 or one that is
// in use: 4xx or 5xx with a second digit of up to 7, or 2xx up to 253.
func isReply(s string) bool {
	if s[1] < '0' || s[1] > '7' || s[2] < '0' || s[2] > '9' {
		return false
	}
	return s[0] == '4' || s[0] == '5' || s[0] == '2' && s[:3] <= "253"
}

// continues reports whether a line of a reply says that more follow, RFC 5321
// section 4.2.1: "550-5.7.1 Blocked".
func continues(line string) bool {
	return len(line) > 4 && line[3] == '-' && isReply(line)
}

// beginsReply reports whether text is the first line of a reply, or some of
// them, without its last one.
func beginsReply(text string) bool {
	return continues(text) && !strings.Contains(text, " "+text[:3]+" ")
}

func replyEnds(rest string) bool {
	if rest == "" {
		return true
	}
	if rest[0] == '.' {
		return len(rest) == 1 || rest[1] == ' '
	}
	return strings.IndexByte(" \t\r\n-)]>:;,'\"#", rest[0]) >= 0 || beginsWide(rest)
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// findCommand finds which SMTP command was answered, where the text says so.
func findCommand(text string) string {
	first := len(commandWords)
	commandIndex.each(text, func(i int) bool {
		first = min(first, i)
		return true
	})
	if first == len(commandWords) {
		return ""
	}
	return commandWords[first].command
}

// commandIndex are the words of commandWords, tagged with their index.
var commandIndex = func() *literals {
	var all []string
	for _, w := range commandWords {
		all = append(all, w.words)
	}
	return anyFold(all...)
}()

// commandWords are how Postfix, Exim, Sendmail and others name the command; of
// several the first in this list counts.
var commandWords = []struct{ words, command string }{
	{"end of data", "DATA"}, {"rcpt to", "RCPT"}, {"mail from command", "MAIL"}, {"after mail from", "MAIL"},
	{"in reply to mail from", "MAIL"}, {"data command", "DATA"}, {">>> data", "DATA"}, {"after data", "DATA"},
	{">>> mail from", "MAIL"}, {"starttls command", "STARTTLS"}, {"ehlo command)", "EHLO"}, {"helo command)", "HELO"}, // "Helo command rejected" answers RCPT
	{"in reply to ehlo", "EHLO"}, {"in reply to helo", "HELO"}, {"after ehlo", "EHLO"}, {"after helo", "HELO"},
	{"after initial connection", "CONNECT"}, {"connection refused", "CONNECT"}, {"connection timed out", "CONNECT"},
}
