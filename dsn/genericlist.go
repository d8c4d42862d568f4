package dsn

import "strings"

// listed walks the paragraphs. After a sentence of failure, lines that begin
// with an address are entries, and the lines below them their text; anywhere,
// "<address>: text" is one. An address in the sentence itself counts where no
// list follows.
func (g *genericText) listed() []entry {
	var list, inline []entry
	lead := 0 // paragraphs in which a list may still begin
	for i, p := range g.paras {
		says := g.says[i].states(g.announces(saysList))
		if says {
			lead = 3
		}
		n := len(list)
		list = g.entries(list, p, lead > 0)
		switch {
		case len(list) > n:
			lead = 2
		case says && len(inline) == 0:
			inline = g.sentence(p)
			lead--
		default:
			lead--
		}
	}
	if len(list) == 0 {
		return inline
	}
	return list
}

// announces are the sayings in whose paragraph or sentence recipients are named;
// sure is one of them where the mail is surely about delivery.
func (g *genericText) announces(sure saying) saying {
	set := saysFailure | saysDelay
	if g.sure {
		set |= sure
	}
	if g.delivers {
		set |= saysDelivered
	}
	return set
}

// listPhrases announce a list of recipients without saying that they failed.
var listPhrases = []string{
	"following recipient", "following address", "recipient(s)", "these recipients", "following user", "folgende empfänger",
	"folgenden empfänger", "folgende adresse", "destinataires suivants", "destinataire suivant", "siguientes destinatarios",
	"siguiente destinatario", "seguintes destinatários", "seguenti destinatari", "volgende ontvangers", "następujących adresatów",
	"следующим получателям", "следующим адресатам", "下記", "以下", "次の", "以下收件人", "다음",
}

// entries takes the entries of one paragraph.
func (g *genericText) entries(list []entry, para string, lead bool) []entry {
	var b strings.Builder
	current := -1
	flush := func() {
		if current >= 0 && list[current].text == "" {
			list[current].text = strings.TrimSpace(b.String())
		}
		b.Reset()
	}
	for line := range strings.Lines(para) {
		if addrs := addressesOnly(line); lead && len(addrs) > 1 {
			flush()
			current = -1
			for _, addr := range addrs {
				if !g.isOwn(addr) {
					list = addEntry(list, entry{addr: addr, source: SourceText})
				}
			}
			continue
		}
		addr, rest, ok := g.entryLine(line, lead)
		if !ok {
			if current >= 0 && b.Len() < maxValue {
				b.WriteString(line)
			}
			continue
		}
		flush()
		list = addEntry(list, entry{addr: addr, source: SourceText})
		current = indexOfEntry(list, addr)
		b.WriteString(rest + "\n")
	}
	flush()
	return list
}

// addressesOnly gives the addresses of a line that consists of several, or nil.
func addressesOnly(line string) []string {
	if strings.Count(line, "@") < 2 {
		return nil
	}
	list := addressesIn(line)
	for _, addr := range list {
		line = strings.Replace(line, addr, "", 1)
	}
	if strings.Trim(line, " \t\r\n,;<>'\"()[]*-|•") != "" {
		return nil
	}
	return list
}

func indexOfEntry(list []entry, addr string) int {
	for i := range list {
		if strings.EqualFold(list[i].addr, addr) {
			return i
		}
	}
	return -1
}

// entryLine reads a line that begins with an address. Without a lead it needs
// a colon and a text that is a refusal.
func (g *genericText) entryLine(line string, lead bool) (addr, rest string, ok bool) {
	if strings.IndexByte(line, '@') < 0 {
		return "", "", false
	}
	if addr, rest, ok = addressHead(line); ok {
		switch {
		case rest == "" && g.sure && strings.HasSuffix(strings.TrimSpace(line), ">:"):
			return addr, rest, true // in the manner of qmail
		case rest == "":
			return addr, rest, lead && !g.isOwn(addr)
		case lead || g.sure && !g.isOwn(addr) && !isContact(addr):
			return addr, rest, true
		}
		return addr, rest, replyAt(rest) >= 0 || sayingsOf(flatten(rest)).states(saysReason)
	}
	if !lead {
		return "", "", false
	}
	if addr = lineAddress(line); addr != "" {
		return addr, "", !g.isOwn(addr)
	}
	open := strings.TrimLeft(trimOrdinal(line), " \t*-•·<>\"'([")
	addr, n := addressAt(open)
	if n == 0 || g.isOwn(addr) || isContact(addr) {
		return "", "", false
	}
	rest = strings.Trim(open[n:], " \t\r\n>\"')].,;-–—")
	if inside, ok := strings.CutPrefix(rest, "("); ok && strings.IndexByte(inside, ')') < 0 {
		rest = inside
	}
	return addr, rest, true
}

// trimOrdinal drops the number of an entry: "1. ", "2) ".
func trimOrdinal(line string) string {
	bare := strings.TrimLeft(line, " \t(")
	n := 0
	for n < len(bare) && n < 4 && '0' <= bare[n] && bare[n] <= '9' {
		n++
	}
	if n == 0 || n+1 >= len(bare) || bare[n] != '.' && bare[n] != ')' && bare[n] != ':' || bare[n+1] != ' ' && bare[n+1] != '\t' {
		return line
	}
	return bare[n+1:]
}

// sentence gives the addresses in the sentence of failure.
func (g *genericText) sentence(para string) []entry {
	if strings.IndexByte(para, '@') < 0 {
		return nil
	}
	var list []entry
	for _, s := range sentences(para) {
		if !sayingsOf(flatten(s)).states(g.announces(saysReason)) {
			continue
		}
		for _, addr := range addressesIn(s) {
			if !g.isOwn(addr) && !isContact(addr) {
				list = addEntry(list, entry{addr: addr, source: SourceText})
			}
		}
		if len(list) > 0 {
			return withoutSenders(list, s)
		}
	}
	return list
}

// withoutSenders drops those of several entries that stand behind a word for
// "from" in the sentence: "the message to jane@example.net from joe@example.org".
func withoutSenders(list []entry, sentence string) []entry {
	var rest []entry
	for _, e := range list {
		if !behindSender(sentence, e.addr) {
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return list
	}
	return rest
}

// behindSender reports whether an address stands in text behind a word for "from".
func behindSender(text, addr string) bool {
	before, _, ok := strings.Cut(text, addr)
	return ok && endsInWord(strings.TrimRight(before, " \t\n<\"'(["), "from", "sender", "von", "vom", "absender", "da", "mittente", "remitente", "van", "afzender", "od", "från", "fra", "от")
}

// sentences cuts a paragraph at the ends of its sentences.
func sentences(para string) []string {
	var list []string
	start := 0
	for i := 0; i+1 < len(para); i++ {
		switch c := para[i]; {
		case 'a' <= c && c <= 'z':
		case (c == '.' || c == '!' || c == '?') && (para[i+1] == ' ' || para[i+1] == '\n'):
			list, start = append(list, para[start:i+1]), i+1
		case c == "。"[0] && strings.HasPrefix(para[i:], "。"):
			list, start = append(list, para[start:i]), i+len("。")
		}
	}
	return append(list, para[start:])
}

// commanded gives the recipients of RCPT commands that the text shows.
func (g *genericText) commanded() []entry {
	var list []entry
	for from := 0; ; {
		i := indexFold(g.text[from:], "rcpt to:")
		if i < 0 {
			return list
		}
		from += i + len("rcpt to:")
		line, _, _ := strings.Cut(g.text[from:], "\n")
		if addr, n := addressAt(strings.TrimLeft(line, " <\"")); n > 0 {
			list = addEntry(list, entry{addr: addr, source: SourceText})
		}
	}
}

// beside gives the address on a line, or in a paragraph, that has a reply.
func (g *genericText) beside() []entry {
	var list []entry
	for _, p := range g.paras {
		if replyStart(p) < 0 {
			continue
		}
		for _, addr := range addressesIn(p) {
			if !g.isOwn(addr) && !isContact(addr) {
				list = addEntry(list, entry{addr, p, SourceText})
			}
		}
	}
	if len(list) > 1 {
		return g.rows() // else who of them, nothing tells
	}
	return list
}

// rows gives the recipients of a table: lines that begin with an address and
// have a reply behind it, in a mail that is surely about delivery.
func (g *genericText) rows() []entry {
	if !g.sure {
		return nil
	}
	var list []entry
	for line := range strings.Lines(g.text) {
		bare := strings.TrimLeft(line, " \t<|*-")
		addr, n := addressAt(bare)
		if n > 0 && !g.isOwn(addr) && !isContact(addr) && replyStart(bare[n:]) >= 0 {
			list = addEntry(list, entry{addr, strings.TrimLeft(bare[n:], " \t>|,;:"), SourceText})
		}
	}
	return list
}
