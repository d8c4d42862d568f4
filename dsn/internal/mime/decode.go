package mime

import (
	"bytes"
	"strings"
)

// Content gives the kept body with its transfer encoding (RFC 2045 section 6)
// undone. A body that is not in the encoding that its header announces is
// decoded by what it is.
func (p *Part) Content() string {
	if b, ok := p.decoded(); ok {
		return string(b)
	}
	return p.Raw()
}

// decoded undoes the transfer encoding; ok is false where there is none.
func (p *Part) decoded() (b []byte, ok bool) {
	return decodeTransfer(p.Header().Get("Content-Transfer-Encoding"), p.rawBytes())
}

// Enclosed reads the header of the message that the body is, or begins with, and
// tells whether anything but white space follows it.
func (p *Part) Enclosed() (h Header, more bool) {
	b, ok := p.decoded()
	if !ok {
		b = p.rawBytes()
	}
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
	text := p.Content()
	contentType := p.Header().Get("Content-Type")
	charset := Param(contentType, "charset")
	if charset == "" && p.Type == "text/html" {
		charset = metaCharset(text)
	}
	text = unixLines(toUTF8(text, charset))
	if p.Type == "text/plain" && strings.EqualFold(Param(contentType, "format"), "flowed") {
		return joinFlowed(text, strings.EqualFold(Param(contentType, "delsp"), "yes"))
	}
	return text
}

// unixLines makes each CRLF, and each CR, a LF. CRs before a LF, however many,
// are one line end with it: gateways that open files as text write CR CR LF.
func unixLines(text string) string {
	i := strings.IndexByte(text, '\r')
	if i < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for ; i >= 0; i = strings.IndexByte(text, '\r') {
		b.WriteString(text[:i])
		n := 1
		for i+n < len(text) && text[i+n] == '\r' {
			n++
		}
		if text = text[i+n:]; text == "" || text[0] != '\n' { // which goes with what follows it
			b.WriteString(strings.Repeat("\n", n))
		}
	}
	b.WriteString(text)
	return b.String()
}

// metaCharset gives the charset that an HTML page names in its head, or "".
func metaCharset(page string) string {
	_, rest, ok := strings.Cut(strings.ToLower(page[:min(len(page), 2048)]), "charset=")
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
