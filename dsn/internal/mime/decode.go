package mime

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// Bytes gives the kept body with its transfer encoding (RFC 2045 section 6)
// undone. A body that is not in the encoding that its header announces is
// given as it is.
func (p *Part) Bytes() []byte {
	return decodeTransfer(p.Header().Get("Content-Transfer-Encoding"), p.Raw())
}

// Text gives the kept body as UTF-8 text: transfer encoding undone, charset
// converted, line ends LF.
func (p *Part) Text() string {
	b := toUTF8(p.Bytes(), p.Param("charset"))
	if bytes.IndexByte(b, '\r') >= 0 {
		b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
		b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	}
	return string(b)
}

func decodeTransfer(encoding string, raw []byte) []byte {
	switch encoding = strings.ToLower(strings.Trim(encoding, `" ;`)); {
	case strings.HasPrefix(encoding, "base64"):
		if b, ok := decodeBase64(raw); ok {
			return b
		}
	case strings.HasPrefix(encoding, "quoted-printable"):
		if b, ok := decodeQuotedPrintable(raw); ok {
			return b
		}
	}
	return raw
}

// decodeBase64 decodes as far as it goes. It is not ok where raw is plainly no
// base64: other characters among the first ones.
func decodeBase64(raw []byte) (b []byte, ok bool) {
	compact := make([]byte, 0, len(raw))
	odd := 0
	for _, c := range raw {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/':
			compact = append(compact, c)
		case c == '\r', c == '\n', c == '=':
		default:
			odd++
		}
	}
	if odd > len(raw)/50 {
		return nil, false
	}
	compact = compact[:len(compact)-b2i(len(compact)%4 == 1)]
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(compact)))
	n, _ := base64.RawStdEncoding.Decode(out, compact)
	return out[:n], n > 0 || len(compact) == 0
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decodeQuotedPrintable decodes line by line, so that a damaged line stays as
// it is and does not lose the ones behind it.
func decodeQuotedPrintable(raw []byte) (b []byte, ok bool) {
	if bytes.IndexByte(raw, '=') < 0 {
		return raw, true
	}
	out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(raw)))
	if err == nil {
		return out, true
	}
	out = out[:0]
	for line := range bytes.Lines(raw) {
		d, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(line)))
		if err != nil {
			d = line
		}
		out = append(out, d...)
	}
	return out, true
}

// toUTF8 converts from the named charset. Text that is valid UTF-8 with a
// charset that says otherwise, or that has no charset, is kept; text that
// can't be converted is taken for Windows-1252.
func toUTF8(b []byte, name string) []byte {
	if ascii(b) && !shifted(name) {
		return b
	}
	name = strings.ToLower(strings.Trim(name, `'" `))
	switch name {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default", "7bit", "8bit":
	default:
		if r, err := charset.Reader(name, bytes.NewReader(b)); err == nil {
			if out, err := io.ReadAll(r); err == nil {
				return bytes.ToValidUTF8(out, []byte("\uFFFD"))
			}
		}
	}
	if utf8.Valid(b) {
		return b
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return out
}

// shifted reports whether the charset writes other than ASCII in 7 bits.
func shifted(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "2022") || strings.Contains(name, "hz-gb") || strings.Contains(name, "utf-7") || strings.Contains(name, "utf-16")
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0x1b {
			return false
		}
	}
	return true
}
