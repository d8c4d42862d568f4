package dsn

import (
	"strings"
	"unicode/utf8"
)

// A said is what a text says about one address.
type said struct {
	addr string
	text string
}

// saidBlocks reads the most common shape of a report in text: an address at
// the beginning of a line with a colon, or alone on it, then what was said,
// up to the next address or an empty line. An empty line right below the
// address, or below a line that ends in a colon, does not count.
//
//	<jane@example.net>:
//	550 5.1.1 No such user
func saidBlocks(text string) []said {
	var list []said
	var b strings.Builder
	open := false // lines belong to the last address
	flush := func() {
		if n := len(list); n > 0 && b.Len() > 0 {
			list[n-1].text = strings.TrimRight(b.String(), "\n")
		}
		b.Reset()
	}
	for line := range strings.Lines(text) {
		line = trimEnd(line)
		addr, rest, ok := addressHead(line)
		switch {
		case ok:
			flush()
			list = append(list, said{addr: addr})
			if rest != "" {
				b.WriteString(rest + "\n")
			}
			open = true
		case line == "":
			open = open && (b.Len() == 0 || strings.HasSuffix(b.String(), ":\n") || onlyHost(b.String()))
		case open && b.Len() < maxValue:
			b.WriteString(trimIndent(line) + "\n")
		}
	}
	flush()
	return list
}

// onlyHost reports whether a block has no more yet than "host: mx.example.net".
func onlyHost(block string) bool {
	return len(block) < 300 && strings.HasPrefix(block, "host: ") && strings.Count(block, "\n") == 1
}

// addressHead reads a line that begins with an address, and either has a colon
// behind it or nothing else: `<a@b>: text`, `"a@b":`, `a@b`.
func addressHead(line string) (addr, rest string, ok bool) {
	if strings.IndexByte(line, '@') < 0 {
		return "", "", false
	}
	s := strings.TrimLeft(line, " \t*>-")
	s = trimIndent(s)
	open := strings.TrimLeft(s, `<"'([`)
	addr, n := addressAt(open)
	if n == 0 {
		return "", "", false
	}
	tail := strings.TrimLeft(open[n:], `>"')]`)
	switch tail = trimIndent(tail); {
	case tail == "":
		return addr, "", true
	case tail[0] == ':' || strings.HasPrefix(tail, "："):
		_, size := utf8.DecodeRuneInString(tail)
		return addr, strings.TrimSpace(tail[size:]), true
	}
	return "", "", false
}

// addressAt reads an address at the beginning of s, RFC 5321 section 4.1.2 as
// far as mail uses it, and tells its length or 0.
func addressAt(s string) (addr string, n int) {
	at := localPart(s)
	if at == 0 || at >= len(s) || s[at] != '@' || at > 256 || wordBefore(s[:at]) {
		return "", 0
	}
	end := at + 1
	if end < len(s) && s[end] == '[' { // an address literal
		if i := strings.IndexByte(s[end:min(len(s), end+60)], ']'); i > 0 {
			return s[:end+i+1], end + i + 1
		}
		return "", 0
	}
	for end < len(s) && isDomainByte(s[end]) {
		end++
	}
	// Punctuation of the sentence, and of CJK writing, is not part of it.
	domain := trimDomain(s[at+1 : end])
	if !strings.Contains(domain, ".") && domain != "localhost" || strings.Contains(domain, "..") || strings.HasPrefix(domain, ".") {
		return "", 0
	}
	n = at + 1 + len(domain)
	return s[:n], n
}

// wordBefore reports whether a local part is letters of a script without spaces
// with an address in ASCII right behind them.
func wordBefore(local string) bool {
	if local[len(local)-1] >= utf8.RuneSelf {
		return false
	}
	for _, r := range local {
		if r >= 0x2000 {
			return true
		}
	}
	return false
}

// trimDomain cuts a domain at the punctuation of a sentence, and where letters
// of a script without spaces go on in the middle of an ASCII label.
func trimDomain(s string) string {
	ascii := false // the label before here is in ASCII
	for i, r := range s {
		if r >= utf8.RuneSelf && (strings.ContainsRune(domainEnds, r) || r >= 0x0e00 && ascii) {
			s = s[:i]
			break
		}
		ascii = r < utf8.RuneSelf && r != '.'
	}
	for s != "" && strings.IndexByte(".-_", s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s
}

// domainEnds are signs beyond ASCII that no domain has.
const domainEnds = "、。，；：」』（）《》“”’‘»«…！？】\u00a0\u3000"

// localPart tells the length of the local part at the beginning of s.
func localPart(s string) int {
	if s != "" && s[0] == '"' {
		for i := 1; i < len(s) && i < 128; i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return 0
	}
	i := 0
	for i < len(s) && i <= 256 && isLocalByte(s[i]) {
		i++
	}
	return i
}

func isLocalByte(c byte) bool {
	return isAlnum(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0
}

func isDomainByte(c byte) bool { return isAlnum(c) || c == '.' || c == '-' || c == '_' }

// addressesIn gives the addresses in a piece of text, in their order, each
// once.
func addressesIn(text string) []string {
	var list []string
	for i := 0; i < len(text) && len(list) < maxAddresses; {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		at += i
		start := localStart(text, i, at)
		addr, n := addressAt(text[start:])
		if n == 0 {
			i = at + 1
			continue
		}
		if addr = cutAddressKey(hasPrefixCut(addr, "mailto:")); !containsAddress(list, addr) {
			list = append(list, addr)
		}
		i = start + n
	}
	return list
}

// cutAddressKey drops the key of "recipient=jane@example.net", which reads as
// a part of the address.
func cutAddressKey(addr string) string {
	key, rest, ok := strings.Cut(addr, "=")
	if !ok || strings.IndexByte(key, '@') >= 0 {
		return addr
	}
	switch lowerASCII(key) {
	case "recipient", "finalrecipient", "final-recipient", "final_recipient", "original-recipient", "originalrecipient", "rcpt", "rcpt_to", "to", "email", "address", "user", "mail":
		return rest
	}
	return addr
}

// localStart finds where the local part before at begins, not before from.
func localStart(text string, from, at int) int {
	start := at
	if at > from && text[at-1] == '"' {
		if open := strings.LastIndexByte(text[from:at-1], '"'); open >= 0 {
			return from + open
		}
	}
	for start > from && at-start < 256 && isLocalByte(text[start-1]) {
		start--
	}
	if start > from && text[start-1] == ':' && strings.HasPrefix(text[start:], "//") {
		return at // within a URL
	}
	for start < at && strings.IndexByte("'`*=|/", text[start]) >= 0 {
		start++
	}
	// Letters of a script without spaces stand right before an address.
	for i, r := range text[start:at] {
		if r >= 0x2000 && start+i+utf8.RuneLen(r) < at {
			return localStart(text, start+i+utf8.RuneLen(r), at)
		}
	}
	return start
}

func containsAddress(list []string, addr string) bool {
	for _, a := range list {
		if strings.EqualFold(a, addr) {
			return true
		}
	}
	return false
}
