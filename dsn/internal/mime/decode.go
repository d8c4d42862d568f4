package mime

import (
	"bytes"
	"strings"
)

// Content gives the kept body with its transfer encoding (RFC 2045 section 6)
// undone. A body that is not in the encoding that its header announces is
// decoded by what it is.
func (p *Part) Content() string { return string(p.content()) }

// content is Content in the room of the message, up to the next call.
func (p *Part) content() []byte {
	b, ok := decodeTransfer(p.msg.body[:0], p.Header().Get("Content-Transfer-Encoding"), p.raw())
	if !ok {
		return p.raw()
	}
	p.msg.body = b
	return b
}

// Enclosed reads the header of the message that the body is, or begins with, and
// tells whether anything but white space follows it.
func (p *Part) Enclosed() (h Header, more bool) {
	b := p.content()
	p.msg.rest.Reset(b)
	h, body := p.msg.readHeader(scanner{src: &p.msg.rest, buf: p.msg.scratch[:0], eol: true, limits: DefaultLimits})
	return h, len(bytes.TrimSpace(b[body:])) > 0
}

// Text gives the kept body as UTF-8 text: transfer encoding undone, charset
// converted, line ends LF, lines of format=flowed (RFC 3676) joined.
func (p *Part) Text() string {
	if !p.hasText {
		p.text, p.hasText = p.readText(), true
	}
	return p.text
}

func (p *Part) readText() string {
	contentType := p.Header().Get("Content-Type")
	charset := Param(contentType, "charset")
	raw := p.content()
	if charset == "" && p.Type == "text/html" {
		charset = metaCharset(string(raw[:min(len(raw), maxMeta)]))
	}
	var text string
	if bytes.IndexByte(raw, 0) < 0 {
		text = toUTF8(string(p.msg.unixLines(raw)), charset)
	} else { // characters of several bytes, of which one may be a CR
		text = string(p.msg.unixLines([]byte(toUTF8(string(raw), charset))))
	}
	if p.Type == "text/plain" && strings.EqualFold(Param(contentType, "format"), "flowed") {
		return joinFlowed(text, strings.EqualFold(Param(contentType, "delsp"), "yes"))
	}
	return text
}

// unixLines makes each CRLF of text, and each CR, a LF, in the room of the message.
// CRs before a LF, however many, are one line end with it: gateways that open files
// as text write CR CR LF.
func (m *Message) unixLines(text []byte) []byte {
	i := bytes.IndexByte(text, '\r')
	if i < 0 {
		return text
	}
	out := m.body[:0] // where text may be: it gets no longer
	for ; i >= 0; i = bytes.IndexByte(text, '\r') {
		out = append(out, text[:i]...)
		n := 1
		for i+n < len(text) && text[i+n] == '\r' {
			n++
		}
		if text = text[i+n:]; len(text) == 0 || text[0] != '\n' { // which goes with what follows it
			for range n {
				out = append(out, '\n')
			}
		}
	}
	m.body = append(out, text...)
	return m.body
}

// maxMeta is how much of an HTML page is searched for its charset.
const maxMeta = 2 << 10

// metaCharset gives the charset that an HTML page names in its head, or "".
func metaCharset(head string) string {
	_, rest, ok := strings.Cut(strings.ToLower(head), "charset=")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, "\"'")
	if i := strings.IndexAny(rest, "\"' />;"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// joinFlowed joins the lines of a paragraph, RFC 3676 section 4: a line that
// ends in a space goes on in the next one of the same quote depth. With delSp
// that space is not part of the text.
func joinFlowed(text string, delSp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	depth, flowing := 0, false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		d := len(line) - len(strings.TrimLeft(line, ">"))
		line = strings.TrimPrefix(line[d:], " ") // space-stuffing
		signature := line == "-- "
		if flowing && (d != depth || signature) {
			b.WriteByte('\n')
			flowing = false
		}
		if !flowing && d > 0 {
			b.WriteString(strings.Repeat(">", d))
			b.WriteByte(' ')
		}
		depth = d
		flowing = strings.HasSuffix(line, " ") && !signature
		if flowing && delSp {
			line = line[:len(line)-1]
		}
		b.WriteString(line)
		if !flowing {
			b.WriteByte('\n')
		}
	}
	if flowing {
		b.WriteByte('\n')
	}
	return b.String()
}
