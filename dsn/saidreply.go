package dsn

import "strings"

// setSaid fills a recipient from what a text says about it: the reply of the
// other system where there is one in it, or else the text as it stands. The
// command is taken from the whole, the host from what stands before the reply:
// a reply names the client.
func (r *Recipient) setSaid(text string) {
	text = clip(text, maxValue)
	if strings.TrimSpace(text) == "" {
		return
	}
	words := clean(text)
	if r.Command == "" {
		r.Command = findCommand(words)
	}
	if len(text) > maxSaid {
		words = clean(clip(text, maxSaid))
	}
	at := replyStart(text)
	if at < 0 {
		r.setHost(hostIn(text))
		r.setWords("", words)
		return
	}
	r.setHost(hostIn(text[:at]))
	if reply := replyFrom(text, at); !isBareCode(reply) {
		r.setWords("smtp", clean(clip(reply, maxSaid)))
	} else {
		r.setWords("", clean(clip(lineAround(text, at), maxSaid))) // the words stand before it
	}
	r.setWords("", words)
}

// sayToAll fills all recipients from what a text says about them together. It is
// read once, for there may be thousands of them.
func (rep *Report) sayToAll(text string) {
	var said Recipient
	said.setSaid(text)
	for i := range rep.Recipients {
		r := &rep.Recipients[i]
		if r.Diagnostic.Text != "" || r.Reply != 0 || !r.Status.IsZero() {
			r.setSaid(text)
			continue
		}
		r.Diagnostic, r.Reply, r.Status, r.StatusSource = said.Diagnostic, said.Reply, said.Status, said.StatusSource
		if r.Command == "" {
			r.Command = said.Command
		}
		r.setHost(said.RemoteMTA)
	}
}

// recipientFrom is recipient for an address that was read at source.
func (rep *Report) recipientFrom(addr string, source Source) *Recipient {
	n := len(rep.Recipients)
	r := rep.recipient(addr)
	if r != nil && len(rep.Recipients) > n {
		r.Source = source
	}
	return r
}

// replyIn gives the SMTP reply that stands in a text: at the beginning of a
// line, or behind the words and signs that introduce one, up to the end of its
// paragraph.
func replyIn(text string) string {
	at := replyStart(text)
	if at < 0 {
		return ""
	}
	return replyFrom(text, at)
}

// replyFrom is replyIn for the reply that begins at at.
func replyFrom(text string, at int) string {
	reply := text[at:]
	for _, end := range [...]string{"\n\n", "\n*****"} { // an empty line, a rule
		if i := strings.Index(reply, end); i >= 0 {
			reply = reply[:i]
		}
	}
	if at > 0 && text[at-1] == '(' {
		reply = reply[:closedAt(reply, 1)]
	}
	return strings.TrimRight(cutSentence(reply), " \t\n'\"")
}

// narrow is the length of a line that was not wrapped for want of space.
const narrow = 60

// cutSentence cuts a reply where its line ends in a full stop, short of being
// wrapped, and the next one begins anew: with a capital letter and no code.
func cutSentence(reply string) string {
	at := 0
	for line := range strings.Lines(reply) {
		at += len(line)
		line = trimEnd(line)
		if strings.HasSuffix(line, ".") && len(line) < narrow && at < len(reply) && 'A' <= reply[at] && reply[at] <= 'Z' {
			return reply[:at]
		}
	}
	return reply
}

// isBareCode reports whether a reply is its codes and no words.
func isBareCode(reply string) bool {
	return strings.Trim(reply, "0123456789. \t\n#-()[],;:") == ""
}

// replyStart finds where a reply begins, with its code or, where that was left
// out, with its enhanced status code; or -1.
func replyStart(text string) int {
	if at := replyAt(text); at >= 0 {
		return at
	}
	return statusLine(text)
}

// replyAt finds where a reply begins, or -1. The first with an enhanced code
// counts, or else the first that is surest.
func replyAt(text string) int {
	best, bestRank := -1, rankLoose
	for i := codeFrom(text, 0); i+3 <= len(text); i = codeFrom(text, i+1) {
		if text[i] == '2' || !isReply(text[i:i+3]) || !replyEnds(text[i+3:]) {
			continue
		}
		rank := replyRank(text, i)
		if rank > bestRank {
			best, bestRank = i, rank
			if rank == rankCoded {
				break
			}
		}
	}
	return best
}

// statusLine finds the first line that begins with an enhanced status code, or
// -1: a reply whose code was left out.
func statusLine(text string) int {
	at := 0
	for line := range strings.Lines(text) {
		bare := strings.TrimLeft(line, " \t-#(")
		if _, n := scanStatus(bare); n > 0 && n < len(bare) && strings.IndexByte(" :-)", bare[n]) >= 0 {
			return at + len(line) - len(bare)
		}
		at += len(line)
	}
	return -1
}

// hostIntros are what stands before the name of the host that refused.
var hostIntros = []string{
	"remote host ", "host: ", "host ", "talking to ", "connect to ", "connection with ", "conversation with ", "delivery via ", "connected to ", "remote server ", "mail server ", "server ",
	"refused by ", "rejected by ", "response from ", "reply from ",
}

// hostIntroIndex are hostIntros, tagged with their index.
var hostIntroIndex = anyFold(hostIntros...)

// hostIn finds the host that a text names as the one that refused, with its
// address: "host mx.example.net [192.0.2.1] said", or "mx.example.net[192.0.2.1]
// responded".
func hostIn(text string) MTA {
	present := 0
	hostIntroIndex.each(text, func(i int) bool {
		present |= 1 << i
		return true
	})
	for i, intro := range hostIntros {
		if present&(1<<i) == 0 {
			continue
		}
		for rest, from := text, 0; ; {
			at := indexFold(rest[from:], intro)
			if at < 0 {
				break
			}
			from += at + len(intro)
			if mta, ok := hostAt(rest[from:]); ok {
				return mta
			}
		}
	}
	return MTA{}
}

// hostAt reads a host name, an address in brackets, or both.
func hostAt(s string) (MTA, bool) {
	s = strings.TrimLeft(s, "'\"<( ")
	n := 0
	for n < len(s) && (isDomainByte(s[n]) && s[n] < 0x80) {
		n++
	}
	mta := MTA{Name: strings.TrimRight(s[:n], ".-")}
	rest := strings.TrimLeft(s[n:], " ")
	if strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, "(") {
		if end := strings.IndexAny(rest, "])"); end > 0 && end < 50 {
			mta.Address, _ = parseIP(rest[1:end])
		}
	}
	if ip, ok := parseIP(mta.Name); ok {
		mta.Name, mta.Address = "", ip
	}
	dot := strings.IndexByte(mta.Name, '.')
	if mta.Name != "" && (dot <= 0 || dot == len(mta.Name)-1 || strings.Contains(mta.Name, "..")) {
		return MTA{}, false
	}
	return mta, mta.Name != "" || mta.Address.IsValid()
}
