package mime

import (
	"iter"
	"strings"
)

// A Header is a list of header fields in their order.
type Header struct {
	text   string // which the places in fields are of
	fields []field
}

// name and value give those of a field.
func (h Header) name(f field) string  { return h.text[f.name.start:f.name.end] }
func (h Header) value(f field) string { return h.text[f.value.start:f.value.end] }

// next gives the index of the first field from i on that has the name, or -1.
func (h Header) next(i int, name string) int {
	hash := HashName(name)
	for ; i < len(h.fields); i++ {
		if f := &h.fields[i]; f.hash == hash && f.name.end-f.name.start == len(name) && equalFold(h.text[f.name.start:f.name.end], name) {
			return i
		}
	}
	return -1
}

// A field is a header field by the places of its name and of its value, which is
// unfolded and without white space at both ends. A CR by itself is left in it.
type field struct {
	name, value span
	hash        uint8 // that of HashName
	tag         uint8 // see SetTag
}

// move says that the field stands so many bytes further to the front.
func (f *field) move(by int) {
	f.name.start, f.name.end = f.name.start-by, f.name.end-by
	f.value.start, f.value.end = f.value.start-by, f.value.end-by
}

// HashName hashes the name of a field, in any case, by its length and both ends.
func HashName(name string) uint8 { return hashName(len(name), name[0], name[len(name)-1]) }

func hashName(n int, first, last byte) uint8 { return uint8(7*n) + (first | 0x20) + 3*(last|0x20) }

// Len gives the number of fields.
func (h Header) Len() int { return len(h.fields) }

// Field gives the name of the field at i, and its hash.
func (h Header) Field(i int) (name string, hash uint8) {
	f := &h.fields[i]
	return h.text[f.name.start:f.name.end], f.hash
}

// SetTag keeps with the field at i a number that is not 0, by which the reader of the
// header knows the name.
func (h Header) SetTag(i int, tag uint8) { h.fields[i].tag = tag }

// Next gives the place of the first field behind i with the tag, or -1.
func (h Header) Next(i int, tag uint8) int {
	for i++; i < len(h.fields); i++ {
		if h.fields[i].tag == tag {
			return i
		}
	}
	return -1
}

// Value gives the value of the field at i, unfolded.
func (h Header) Value(i int) string { return h.value(h.fields[i]) }

// Get gives the value of the first field with the name, unfolded, or "".
func (h Header) Get(name string) string {
	if i := h.next(0, name); i >= 0 {
		return h.value(h.fields[i])
	}
	return ""
}

// Text is Get with encoded words (RFC 2047) decoded and everything in UTF-8.
func (h Header) Text(name string) string {
	return DecodeText(h.Get(name))
}

// DecodeText decodes the encoded words (RFC 2047) of a value; the result is UTF-8.
func DecodeText(v string) string {
	if undisguised(v) {
		return v
	}
	return DecodeWords(Unfold(v))
}

// Has reports whether there is a field with the name.
func (h Header) Has(name string) bool { return h.next(0, name) >= 0 }

// Values gives the values of all fields with the name, unfolded.
func (h Header) Values(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := h.next(0, name); i >= 0; i = h.next(i+1, name) {
			if !yield(h.value(h.fields[i])) {
				return
			}
		}
	}
}

// All gives all fields in order, values unfolded.
func (h Header) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range h.fields {
			if !yield(h.name(f), h.value(f)) {
				return
			}
		}
	}
}

// ReadHeader reads the header at the beginning of text, and tells where what
// follows its blank line begins. It takes the room that m has.
func (m *Message) ReadHeader(text string) (h Header, body int) {
	m.scratch = append(m.scratch[:0], text...)
	return m.readHeader(scanner{buf: m.scratch, eof: true, limits: DefaultLimits})
}

// readHeader reads the header of a message in the message.
func (m *Message) readHeader(s scanner) (h Header, body int) {
	s.skipEnvelope()
	first := len(m.fields)
	m.fields, _ = s.header(m.fields)
	m.scratch = s.buf
	return Header{string(s.buf[:s.pos]), m.fields[first:]}, s.pos
}

// equalFold compares ASCII bytes without regard to case; both have one length.
func equalFold[T string | []byte](a T, b string) bool {
	if string(a) == b {
		return true // mostly
	}
	for i := range len(b) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
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
func Unfold(s string) string {
	s = trimSpace(s)
	i := lineEnd(s)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; i >= 0; i = lineEnd(s) {
		b.WriteString(trimRight(s[:i]))
		b.WriteByte(' ')
		s = trimLeft(s[i:])
	}
	b.WriteString(s)
	return b.String()
}

// CutByte is strings.Cut at one byte.
func CutByte(s string, sep byte) (before, after string, found bool) {
	if i := strings.IndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// trimSpace, trimLeft and trimRight drop white space as ASCII has it; those of
// strings make a set of the characters each time.
func trimSpace(s string) string { return trimLeft(trimRight(s)) }

func trimLeft(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

func trimRight(s string) string {
	for s != "" && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// lineEnd gives the place of the first CR or LF, or -1.
func lineEnd(s string) int {
	i := strings.IndexByte(s, '\n')
	if i < 0 {
		i = len(s)
	}
	if cr := strings.IndexByte(s[:i], '\r'); cr >= 0 {
		return cr
	}
	if i == len(s) {
		return -1
	}
	return i
}
