package mime

import (
	"encoding/base64"
	"strings"
)

// DecodeWords decodes the encoded words (RFC 2047) of s wherever they stand,
// also inside of quotes and with spaces in them, as real mail has them. What
// stands in raw bytes is converted by what the bytes are. A word of an unknown
// charset stays as it is.
func DecodeWords(s string) string {
	if undisguised(s) {
		return s
	}
	if ascii(s) {
		if !strings.Contains(s, "=?") {
			return s
		}
	} else {
		s = toUTF8(s, "")
	}
	d := wordDecoder{src: s, end: -1}
	return d.decode()
}

// A wordDecoder joins the bytes of adjacent words in one charset before it
// converts them: a character may be split between two of them.
type wordDecoder struct {
	src string
	end int // where the next "?=" is, or before the place that is looked at
	out strings.Builder

	pending []byte // decoded bytes
	charset string // of pending
	open    bool
}

func (d *wordDecoder) decode() string {
	for at := 0; at < len(d.src); {
		i := strings.Index(d.src[at:], "=?")
		if i < 0 {
			d.literal(at, len(d.src))
			break
		}
		w, ok := d.word(at + i)
		if !ok {
			d.literal(at, at+i+2)
			at += i + 2
			continue
		}
		if !d.open || strings.TrimSpace(d.src[at:at+i]) != "" {
			d.literal(at, at+i)
		}
		d.add(w)
		at = w.end
	}
	d.flush()
	return d.out.String()
}

// literal writes what is no encoded word.
func (d *wordDecoder) literal(from, to int) {
	if from < to {
		d.flush()
		d.out.WriteString(d.src[from:to])
	}
}

// An encodedWord is "=?charset?encoding?text?=" at its place.
type encodedWord struct {
	charset string
	text    []byte
	end     int
}

// word reads the word that begins at.
func (d *wordDecoder) word(at int) (w encodedWord, ok bool) {
	head := d.src[at+2:]
	q := strings.IndexByte(head[:min(len(head), 80)], '?')
	if q <= 0 || q+2 >= len(head) || head[q+2] != '?' || strings.ContainsAny(head[:q], " \t\"<>@") {
		return w, false
	}
	w.charset, _, _ = strings.Cut(head[:q], "*") // a language, RFC 2231 section 5
	start := at + 2 + q + 3
	if d.end < start {
		d.end = start + len(d.src) // none
		if i := strings.Index(d.src[start:], "?="); i >= 0 {
			d.end = start + i
		}
	}
	if d.end >= len(d.src) {
		return w, false
	}
	switch head[q+1] {
	case 'q', 'Q':
		end := d.endOfQ(start)
		w.text, w.end = decodeQ(d.src[start:end]), end+2
	case 'b', 'B':
		w.text, w.end = decodeB(d.src[start:d.end]), d.end+2
	default:
		return w, false
	}
	return w, known(w.charset) || canonical(w.charset) == ""
}

// endOfQ is where the text that begins at start ends. A question mark in front
// of an encoded byte is not the end, though some encoders leave it as it is.
func (d *wordDecoder) endOfQ(start int) int {
	end := d.end
	for end+4 <= len(d.src) && isHex(d.src[end+2]) && isHex(d.src[end+3]) {
		next := strings.Index(d.src[end+2:], "?=")
		if next < 0 || strings.Contains(d.src[end+2:end+2+next], "=?") {
			break
		}
		end += 2 + next
	}
	d.end = end
	return end
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

// add joins the word to the pending ones, or makes it the first of new ones.
func (d *wordDecoder) add(w encodedWord) {
	if d.open && !strings.EqualFold(d.charset, w.charset) {
		d.flush()
	}
	if !d.open {
		d.open, d.charset, d.pending = true, w.charset, d.pending[:0]
	}
	d.pending = append(d.pending, w.text...)
}

func (d *wordDecoder) flush() {
	if d.open {
		d.out.WriteString(toUTF8(string(d.pending), d.charset))
		d.open = false
	}
}

// decodeB decodes the B encoding, RFC 2047 section 4.1.
func decodeB(s string) []byte {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil {
		return b
	}
	return compactBase64(s)
}

// decodeQ decodes the Q encoding, RFC 2047 section 4.2.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0:
			out = append(out, byte(hexValue(s[i+1])<<4|hexValue(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
