package mime

import (
	"bytes"
	"iter"
	"strings"
)

// A Header is a list of header fields in their order.
type Header struct {
	buf    []byte
	fields []field
	text   string // the bytes of all fields, so that values need no copy; or ""
}

// newHeader makes a header of which values will be asked for.
func newHeader(buf []byte, fields []field) Header {
	h := Header{buf: buf, fields: fields}
	if n := len(fields); n > 0 {
		h.text = string(buf[fields[0].name.start:fields[n-1].value.end])
	}
	return h
}

// value gives the value of a field, unfolded.
func (h Header) value(f field) string {
	if h.text == "" {
		return Unfold(h.buf[f.value.start:f.value.end])
	}
	base := h.fields[0].name.start
	v := strings.TrimSpace(h.text[f.value.start-base : f.value.end-base])
	if strings.IndexByte(v, '\n') < 0 && strings.IndexByte(v, '\r') < 0 {
		return v
	}
	return Unfold(h.buf[f.value.start:f.value.end])
}

// A field is a header field by the places of its name and of its value, which
// begins behind the colon and ends before the last line end.
type field struct{ name, value span }

// Len gives the number of fields.
func (h Header) Len() int { return len(h.fields) }

// Get gives the value of the first field with the name, unfolded, or "".
func (h Header) Get(name string) string {
	for v := range h.Values(name) {
		return v
	}
	return ""
}

// Text is Get with encoded words (RFC 2047) decoded and everything in UTF-8.
func (h Header) Text(name string) string { return DecodeWords(h.Get(name)) }

// Has reports whether there is a field with the name.
func (h Header) Has(name string) bool {
	for _, f := range h.fields {
		if f.name.end-f.name.start == len(name) && equalFold(h.buf[f.name.start:f.name.end], name) {
			return true
		}
	}
	return false
}

// Values gives the values of all fields with the name, unfolded.
func (h Header) Values(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, f := range h.fields {
			if f.name.end-f.name.start != len(name) || !equalFold(h.buf[f.name.start:f.name.end], name) {
				continue
			}
			if !yield(h.value(f)) {
				return
			}
		}
	}
}

// All gives all fields in order, values unfolded.
func (h Header) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range h.fields {
			name := string(h.buf[f.name.start:f.name.end])
			if !yield(name, h.value(f)) {
				return
			}
		}
	}
}

// ReadHeader reads the header at the beginning of b, and tells where what
// follows its blank line begins.
func ReadHeader(b []byte) (h Header, body int) {
	s := scanner{buf: b, eof: true, limits: DefaultLimits.orSmaller(len(b))}
	s.skipEnvelope()
	fields, _ := s.header(nil)
	return newHeader(b, fields), s.pos
}

// equalFold compares ASCII bytes without regard to case; both have one length.
func equalFold(b []byte, s string) bool {
	for i, c := range b {
		if c != s[i] && lower(c) != lower(s[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Unfold joins the lines of a field value: each line end with the white space
// around it becomes one space. White space at both ends is dropped.
func Unfold(b []byte) string {
	b = bytes.TrimSpace(b)
	if bytes.IndexByte(b, '\n') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexAny(b, "\r\n")
		if i < 0 {
			out = append(out, b...)
			break
		}
		out = append(out, bytes.TrimRight(b[:i], " \t")...)
		out = append(out, ' ')
		b = bytes.TrimLeft(b[i:], " \t\r\n")
	}
	return string(out)
}
