package render

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/cmd/internal/term"
)

// An encoder appends JSON, on one line or indented. It knows nothing of what it
// writes: the append methods of the structs follow their declarations, and a
// test holds them to what encoding/json makes of those.
type encoder struct {
	b      []byte
	indent bool
	depth  int
	// more says that a value stands before in the object or list.
	more bool
}

func (e *encoder) begin(c byte) {
	e.b = append(e.b, c)
	e.depth++
	e.more = false
}

func (e *encoder) end(c byte) {
	e.depth--
	if e.more && e.indent {
		e.line()
	}
	e.b = append(e.b, c)
	e.more = true
}

// next goes to the place of the next member or element.
func (e *encoder) next() {
	if e.more {
		e.b = append(e.b, ',')
	}
	e.more = true
	if e.indent {
		e.line()
	}
}

func (e *encoder) line() {
	e.b = append(e.b, '\n')
	for range e.depth {
		e.b = append(e.b, "  "...)
	}
}

// key writes the name of a member, which needs no escapes.
func (e *encoder) key(name string) {
	e.next()
	b := append(e.b, '"')
	b = append(b, name...)
	if e.indent {
		e.b = append(b, `": `...)
		return
	}
	e.b = append(b, '"', ':')
}

func (e *encoder) str(name, value string) {
	e.key(name)
	if value == "" { // as many are
		e.b = append(e.b, '"', '"')
		return
	}
	e.b = appendString(e.b, value)
}

func (e *encoder) num(name string, v int64) {
	e.key(name)
	e.b = strconv.AppendInt(e.b, v, 10)
}

func (e *encoder) boolean(name string, v bool) {
	e.key(name)
	e.b = strconv.AppendBool(e.b, v)
}

func (e *encoder) date(name string, t Time) {
	e.key(name)
	e.time(t)
}

func (e *encoder) time(t Time) {
	// RFC 3339 has years of four digits.
	u := t.UTC()
	if t.IsZero() || u.Year() < 0 || u.Year() > 9999 {
		e.b = append(e.b, "null"...)
		return
	}
	e.b = append(e.b, '"')
	e.b = u.AppendFormat(e.b, time.RFC3339)
	e.b = append(e.b, '"')
}

// addr writes an address, "" for none.
func (e *encoder) addr(name string, v netip.Addr) {
	if v.Zone() != "" { // anything can stand in a zone
		e.str(name, v.String())
		return
	}
	e.key(name)
	e.b = append(e.b, '"')
	if v.IsValid() {
		e.b = v.AppendTo(e.b)
	}
	e.b = append(e.b, '"')
}

func (e *encoder) strs(name string, list []string) {
	if len(list) == 0 {
		e.raw(name, "[]")
		return
	}
	e.key(name)
	e.begin('[')
	for _, s := range list {
		e.next()
		e.b = appendString(e.b, s)
	}
	e.end(']')
}

// list writes a list with an object for each element.
func list[T any](e *encoder, name string, elements []T, members func(*T, *encoder)) {
	if len(elements) == 0 {
		e.raw(name, "[]")
		return
	}
	e.key(name)
	e.begin('[')
	for i := range elements {
		e.next()
		e.begin('{')
		members(&elements[i], e)
		e.end('}')
	}
	e.end(']')
}

// object writes an object as a member.
func object[T any](e *encoder, name string, v *T, members func(*T, *encoder)) {
	e.key(name)
	e.begin('{')
	members(v, e)
	e.end('}')
}

const hexDigits = "0123456789abcdef"

// plain tells the bytes that stand for themselves in a JSON string and are safe
// to show.
var plain = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// plainLen gives how many bytes at the beginning of s are plain, eight at a time as
// far as all of them are.
func plainLen(s string) int {
	i := 0
	for i+8 <= len(s) && allPlain(load64(s[i:])) {
		i += 8
	}
	if n := len(s); n >= 8 && n-i < 8 && allPlain(load64(s[n-8:])) {
		return n
	}
	for i < len(s) && plain[s[i]] {
		i++
	}
	return i
}

// allPlain reports whether eight bytes are plain: an XOR makes the byte that is
// looked for 0, and where no byte has its upper bit, one that gets it by a
// subtraction was less than what was subtracted.
func allPlain(w uint64) bool {
	const ones, upper = 0x0101010101010101, 0x8080808080808080
	quote, backslash, del := w^ones*'"', w^ones*'\\', w^ones*0x7f
	return (w|(w-ones*' ')|(quote-ones)|(backslash-ones)|(del-ones))&upper == 0
}

// load64 gives the first eight bytes of s as a number.
func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// appendString appends s as a JSON string. Characters that would do something
// to a terminal, or hide there, are written as \u escapes: the value is the
// same, and safe to look at. Bytes that are no UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := plainLen(s); i < len(s); {
		c := s[i]
		if plain[c] {
			i += plainLen(s[i:])
			continue
		}
		r, n := rune(c), 1
		if c >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || n > 1) && term.Visible(r) {
				i += n
				continue
			}
		}
		b = append(b, s[start:i]...)
		b = appendEscape(b, r)
		i += n
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	if r >= 0x10000 {
		// A surrogate pair, RFC 8259 section 7.
		r -= 0x10000
		b = appendU(b, 0xd800+r>>10)
		return appendU(b, 0xdc00+r&0x3ff)
	}
	return appendU(b, r)
}

func appendU(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// raw writes a value that is JSON.
func (e *encoder) raw(name, value string) {
	e.key(name)
	e.b = append(e.b, value...)
}

// rare writes a value that few messages have by what encoding/json makes of it.
func (e *encoder) rare(name string, v any) {
	e.key(name)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if e.indent {
		enc.SetIndent(strings.Repeat("  ", e.depth), "  ")
	}
	if err := enc.Encode(v); err != nil {
		e.b = append(e.b, "null"...) // no value of dsn does
		return
	}
	e.b = append(e.b, bytes.TrimSpace(b.Bytes())...)
}
