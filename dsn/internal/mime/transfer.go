package mime

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"
)

// decodeTransfer undoes a transfer encoding (RFC 2045 section 6) in the room of
// out. The announced one is believed only as far as the bytes bear it out; ok is
// false where there is nothing to undo.
func decodeTransfer(out []byte, encoding string, raw []byte) (b []byte, ok bool) {
	switch transferName(encoding) {
	case "base64":
		return decodeBase64(out, raw)
	case "quotedprintable":
		if !looksBase64(raw) {
			return decodeQuotedPrintable(out, raw)
		}
		fallthrough
	case "", "7bit", "8bit", "binary":
		switch {
		case looksBase64(raw):
			b, ok = decodeBase64(out, raw)
			return b, ok && looksText(b)
		case looksQuotedPrintable(raw):
			return decodeQuotedPrintable(out, raw)
		}
	case "uuencode", "xuuencode", "uue", "xuue":
		return decodeUU(out, raw)
	}
	return nil, false
}

// transferName gives the name without what else gets into the field: quotes,
// comments, parameters, hyphens at the wrong place.
func transferName(v string) string {
	switch v {
	case "", "7bit", "8bit", "base64":
		return v
	case "quoted-printable":
		return "quotedprintable"
	}
	if i := strings.IndexAny(v, ";("); i >= 0 {
		v = v[:i]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, v)
}

// decodeBase64 decodes as far as it goes. It is not ok where raw is plainly no
// base64: other characters among the first ones.
func decodeBase64(out, raw []byte) (b []byte, ok bool) {
	if b, err := base64.StdEncoding.AppendDecode(out, raw); err == nil && len(b) > 0 {
		return b, true
	}
	odd, even := 0, 0
	for i := range len(raw) {
		switch c := raw[i]; {
		case base64Value(c) >= 0:
			even++
		case c != '\r' && c != '\n' && c != '=':
			odd++
		}
	}
	if odd > len(raw)/50 {
		return nil, false
	}
	b = compactBase64(raw)
	return b, len(b) > 0 || even == 0
}

// compactBase64 decodes the base64 characters of raw and passes over all else.
// Padding within it, where two encoded pieces were put together, begins anew.
func compactBase64[T string | []byte](raw T) []byte {
	compact := make([]byte, 0, len(raw))
	out := make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(raw)))
	flush := func() {
		if len(compact)%4 == 1 {
			compact = compact[:len(compact)-1]
		}
		out, _ = base64.RawStdEncoding.AppendDecode(out, compact)
		compact = compact[:0]
	}
	for i := range len(raw) {
		switch c := raw[i]; {
		case base64Value(c) >= 0:
			compact = append(compact, c)
		case c == '=':
			flush()
		}
	}
	flush()
	return out
}

// looksBase64 reports whether raw, which is not announced as base64, is it:
// whole lines of nothing else.
func looksBase64(raw []byte) bool {
	raw = bytes.TrimSpace(raw)
	first := raw
	if i := bytes.IndexByte(first, '\n'); i >= 0 {
		first = bytes.TrimRight(first[:i], "\r")
	}
	if len(first) < 56 || len(first)%4 != 0 {
		return false
	}
	digits, lowers := 0, 0
	for i := range len(raw) {
		switch c := raw[i]; {
		case base64Value(c) < 0 && c != '=' && c != '\r' && c != '\n':
			return false
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c && c <= 'z':
			lowers++
		}
	}
	return digits > 0 && lowers > 0
}

// looksText reports whether b is text in some charset: hardly any control
// characters.
func looksText(b []byte) bool {
	odd := 0
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 0x1b && c != '\f' {
			odd++
		}
	}
	return odd <= len(b)/100 && (utf8.Valid(b) || odd == 0)
}

// looksQuotedPrintable reports whether raw, which is not announced as
// quoted-printable, is it: a line is continued, and each "=" has its meaning.
func looksQuotedPrintable(raw []byte) bool {
	soft, hex := 0, 0
	for i := 0; ; {
		n := bytes.IndexByte(raw[i:], '=')
		if n < 0 {
			break
		}
		i += n + 1
		switch rest := raw[i:]; {
		case len(rest) > 0 && rest[0] == '\n', len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
			soft++
		case len(rest) > 1 && isHex(rest[0]) && isHex(rest[1]):
			hex++
		default:
			return false
		}
	}
	return soft > 0 && hex > 0 && soft+hex >= 3
}

// decodeQuotedPrintable decodes RFC 2045 section 6.7. What is no escape stays
// as it is, and white space at the end of a line, which transport may have
// added, is dropped.
func decodeQuotedPrintable(out, raw []byte) (_ []byte, ok bool) {
	if bytes.IndexByte(raw, '=') < 0 {
		return nil, false
	}
	out = slices.Grow(out, len(raw))
	for line := range bytes.Lines(raw) {
		text := trimEOL(line)
		eol := line[len(text):]
		for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t' || text[len(text)-1] == '\r') {
			text = text[:len(text)-1]
		}
		if len(text) > 0 && text[len(text)-1] == '=' {
			text, eol = text[:len(text)-1], nil // the line goes on in the next one
		}
		for i := bytes.IndexByte(text, '='); i >= 0; i = bytes.IndexByte(text, '=') {
			if i+2 < len(text) && hexValue(text[i+1]) >= 0 && hexValue(text[i+2]) >= 0 {
				out = append(append(out, text[:i]...), byte(hexValue(text[i+1])<<4|hexValue(text[i+2])))
				text = text[i+3:]
			} else {
				out = append(out, text[:i+1]...)
				text = text[i+1:]
			}
		}
		out = append(append(out, text...), eol...)
	}
	return out, true
}

// decodeUU decodes uuencode: "begin", lines that begin with their length, "end".
func decodeUU(out, raw []byte) (_ []byte, ok bool) {
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case !ok:
			ok = bytes.HasPrefix(line, []byte("begin ")) || bytes.HasPrefix(line, []byte("begin-base64 "))
		case string(line) == "end", len(line) == 0:
			if len(out) > 0 {
				return out, true
			}
		default:
			out = appendUULine(out, line)
		}
	}
	return out, ok
}

func appendUULine(out, line []byte) []byte {
	n := int(line[0]-' ') & 0x3f
	for i := 1; i < len(line) && n > 0; i += 4 {
		var v uint32
		for j := range 4 {
			c := byte(' ') // spaces at the end may have been lost
			if i+j < len(line) {
				c = line[i+j]
			}
			v = v<<6 | uint32(c-' ')&0x3f
		}
		for j := 0; j < 3 && n > 0; j, n = j+1, n-1 {
			out = append(out, byte(v>>(16-8*j)))
		}
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
