package mime

import (
	"bytes"
	"strings"
)

// Bytes gives the kept body with its transfer encoding (RFC 2045 section 6)
// undone. A body that is not in the encoding that its header announces is
// decoded by what it is.
func (p *Part) Bytes() []byte {
	return decodeTransfer(p.Header().Get("Content-Transfer-Encoding"), p.Raw())
}

// Text gives the kept body as UTF-8 text: transfer encoding undone, charset
// converted, line ends LF, lines of format=flowed (RFC 3676) joined.
func (p *Part) Text() string {
	b := p.Bytes()
	charset := p.Param("charset")
	if charset == "" && p.Type == "text/html" {
		charset = metaCharset(b)
	}
	b = toUTF8(b, charset)
	if bytes.IndexByte(b, '\r') >= 0 {
		b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	if p.Type == "text/plain" && strings.EqualFold(p.Param("format"), "flowed") {
		return joinFlowed(string(b), strings.EqualFold(p.Param("delsp"), "yes"))
	}
	return string(b)
}

// metaCharset gives the charset that an HTML page names in its head, or "".
func metaCharset(page []byte) string {
	_, rest, ok := bytes.Cut(bytes.ToLower(page[:min(len(page), 2048)]), []byte("charset="))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, "\"'")
	if i := bytes.IndexAny(rest, "\"' />;"); i >= 0 {
		rest = rest[:i]
	}
	return string(rest)
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
