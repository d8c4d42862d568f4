package dsn

import "strings"

// maxHead is how much of a text is searched for what tells a format, beside
// its marks.
const maxHead = 32 << 10

// head gives the beginning of the text.
func (m *message) head() string {
	text := m.Text()
	return text[:min(len(text), maxHead)]
}

// trimEnd drops the white space at the end of a line, with its line end. It is
// what strings.TrimRight does, without making a set of the characters each time.
func trimEnd(line string) string {
	n := len(line)
	for n > 0 && isSpace(line[n-1]) {
		n--
	}
	return line[:n]
}

// trimStart drops the white space at the beginning.
func trimStart(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

// trimIndent drops the spaces and tabs at the beginning of a line.
func trimIndent(line string) string {
	for line != "" && (line[0] == ' ' || line[0] == '\t') {
		line = line[1:]
	}
	return line
}

// cutAt cuts text before the first place where one of the marks stands, and
// gives what is behind that mark.
func cutAt(text string, marks ...string) (before, after string, ok bool) {
	at, n := -1, 0
	for _, mark := range marks {
		if i := strings.Index(text, mark); i >= 0 && (at < 0 || i < at) {
			at, n = i, len(mark)
		}
	}
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+n:], true
}

// containsAny reports whether one of the marks is in text.
func containsAny(text string, marks ...string) bool {
	for _, mark := range marks {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// hasAnyPrefix reports whether text begins with one of the words.
func hasAnyPrefix(text string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// hasAnySuffix reports whether text ends in one of the words.
func hasAnySuffix(text string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}

// lineAddress gives the address that a line consists of, with the marks and
// the name that systems put around it:
//
//	<jane@example.net>:
//	* jane@example.net
//	Jane Roe (jane@example.net)<mailto:jane@example.net>
//	Jane Roe<mailto:jane@example.net>
//
// It is "" for a line that says more than who.
func lineAddress(line string) string {
	if strings.IndexByte(line, '@') < 0 {
		return ""
	}
	if i := strings.Index(line, "<mailto:"); i > 0 {
		link := addressesIn(line[i:])
		if line = line[:i]; len(link) == 1 && !strings.ContainsAny(line, "@:=") {
			return link[0] // behind a name
		}
	}
	line = strings.Trim(line, " \t\r\n*-•:;,'\"")
	list := addressesIn(line)
	if len(list) != 1 {
		return ""
	}
	i := strings.Index(line, list[0])
	before, after := strings.TrimSpace(line[:i]), strings.Trim(line[i+len(list[0]):], "'\" \t:,;")
	switch {
	case strings.Trim(before, "<[('\" ") == "" && strings.Trim(after, ">])") == "",
		strings.HasSuffix(before, "(") && after == ")" && !strings.ContainsAny(before, ":@="),
		strings.HasSuffix(before, "<") && after == ">" && !strings.ContainsAny(before, ":@="):
		return list[0]
	}
	return ""
}

// paragraphs are the pieces of a text between empty lines, without the line
// ends around them.
func paragraphs(text string) []string {
	var list []string
	begin, at := -1, 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			if begin >= 0 {
				list, begin = append(list, trimEnd(text[begin:at])), -1
			}
		} else if begin < 0 {
			begin = at
		}
		at += len(line)
	}
	if begin >= 0 {
		list = append(list, trimEnd(text[begin:]))
	}
	return list
}

// indent counts the white space at the beginning of a line, a tab as up to
// eight.
func indent(line string) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			n++
		case '\t':
			n += 8 - n%8
		default:
			return n
		}
	}
	return n
}

// hostWord gives the first word of s that is the name of a host, with the
// network address that stands in s too.
func hostWord(s string) MTA {
	var mta MTA
	for word := range wordsOf(s, &hostSeparators) {
		word = strings.TrimRight(word, ".:")
		if ip, ok := parseIP(word); ok {
			if !mta.Address.IsValid() {
				mta.Address = ip
			}
			continue
		}
		if mta.Name == "" && isHostName(word) {
			mta.Name = clean(word)
		}
	}
	return mta
}

// hostSeparators stand between the words that may be names of hosts.
var hostSeparators = bytesOf(" \t\r\n()[]<>;,'\"|")

// isHostName reports whether s has the form of a domain name with a dot.
func isHostName(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 || dot > len(s)-3 || len(s) > 253 || strings.Contains(s, "..") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isDomainByte(s[i]) {
			return false
		}
	}
	return s[dot+1] < '0' || s[dot+1] > '9' // the last label is no number
}

// setHost gives a recipient without one the host that was talked to.
func (r *Recipient) setHost(mta MTA) {
	if r.RemoteMTA.Name == "" && !r.RemoteMTA.Address.IsValid() {
		r.RemoteMTA = mta
	}
}
