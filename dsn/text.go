package dsn

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// clean makes s fit for a Report: valid UTF-8 without control characters, each
// run of white space one space, none at the ends.
func clean(s string) string {
	for s != "" && s[0] <= ' ' {
		s = s[1:]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s); {
		word := i
		for word < len(s) && ' ' < s[word] && s[word] <= '~' {
			word++
		}
		if word > i {
			if space {
				b.WriteByte(' ')
			}
			b.WriteString(s[i:word])
			i, space = word, false
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r <= ' ' || r >= 0x7f && (unicode.IsSpace(r) || unicode.IsControl(r)) {
			space = b.Len() > 0
			i += n
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if i += n; r == utf8.RuneError {
			b.WriteRune(r)
		} else {
			b.WriteString(s[i-n : i])
		}
	}
	return b.String()
}

// cleanDecoded is clean of what s is with its encoded words decoded.
func cleanDecoded(s string) string {
	t := trimEnd(trimStart(s))
	if plain(t) && (strings.IndexByte(t, '=') < 0 || !strings.Contains(t, "=?")) {
		return t
	}
	return clean(mime.DecodeWords(s))
}

// plain reports whether clean has nothing to do but at the ends.
func plain(s string) bool {
	n := len(s)
	if n < 8 {
		for i := range n {
			if s[i] < ' ' || s[i] > '~' || i > 0 && s[i] == ' ' && s[i-1] == ' ' {
				return false
			}
		}
		return true
	}
	before := uint64(0)         // the marks of the spaces in the eight bytes before
	last := mime.Eight(s[n-8:]) // most of which is looked at twice
	for ; len(s) >= 8; s = s[8:] {
		b := mime.Eight(s)
		spaces := mime.Marks(b, ' ')
		if !mime.Within(b, ' ', '~') || spaces&(spaces<<8|before>>56) != 0 {
			return false // two in a row
		}
		before = spaces
	}
	spaces := mime.Marks(last, ' ')
	return mime.Within(last, ' ', '~') && spaces&(spaces<<8) == 0
}

// clip gives s up to n bytes, without a piece of a character at its end.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// A byteSet has a bit for each byte.
type byteSet [4]uint64

// bytesOf gives the set of the bytes of s.
func bytesOf(s string) (set byteSet) {
	for i := range len(s) {
		set[s[i]>>6] |= 1 << (s[i] & 63)
	}
	return set
}

func (set *byteSet) has(c byte) bool { return set[c>>6]>>(c&63)&1 != 0 }

// wordsOf gives the pieces of s between the bytes of separators, none of them
// empty.
func wordsOf(s string, separators *byteSet) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i := range len(s) {
			if !separators.has(s[i]) {
				continue
			}
			if start < i && !yield(s[start:i]) {
				return
			}
			start = i + 1
		}
		if start < len(s) {
			yield(s[start:])
		}
	}
}

// stripComments removes RFC 5322 comments, nested ones too. An unbalanced
// parenthesis is left.
func stripComments(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	var b strings.Builder
	depth, open := 0, 0
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && depth == 0:
			quoted = !quoted
			b.WriteByte(c)
		case c == '(' && !quoted:
			if depth == 0 {
				open = i
			}
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	if depth > 0 {
		b.WriteString(s[open:])
	}
	return strings.TrimSpace(b.String())
}

// messageID gives the first "<...>" of a Message-ID field, or its only word.
func messageID(v string) string {
	if i := strings.IndexByte(v, '<'); i >= 0 {
		if j := strings.IndexByte(v[i:], '>'); j > 0 {
			return clean(v[i : i+j+1])
		}
	}
	return clean(stripComments(v))
}

// maxAddresses bounds the addresses that are taken from one header.
const maxAddresses = 1000

func appendAddresses(list []string, v string) []string {
	if oneMailbox(v) {
		if a := mailbox(v); a != "" && len(list) < maxAddresses {
			list = append(list, a)
		}
		return list
	}
	quoted, depth, start := false, 0, 0
	flush := func(end int) {
		if a := mailbox(v[start:end]); a != "" && len(list) < maxAddresses {
			list = append(list, a)
		}
		start = end + 1
	}
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',', ';':
			if !quoted && depth == 0 {
				flush(i)
			}
		case ':':
			if !quoted && depth == 0 && strings.IndexByte(v[start:i], '@') < 0 && strings.IndexByte(v[start:i], '<') < 0 {
				start = i + 1 // the name of a group
			}
		}
	}
	if start < len(v) {
		flush(len(v))
	}
	return list
}

// oneMailbox reports whether an address field has none of the signs that matter
// where it has several mailboxes.
func oneMailbox(v string) bool {
	for i := range len(v) {
		if listSigns[v[i]] {
			return false
		}
	}
	return true
}

// listSigns are the signs that divide mailboxes, and those around other ones.
var listSigns = [256]bool{'\\': true, '"': true, '(': true, ')': true, ',': true, ';': true, ':': true}

// mailbox gives the address of one mailbox: what is between angle brackets, or
// the word with an at sign.
func mailbox(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s = s[i+1:]
		if j := strings.IndexByte(s, '>'); j >= 0 {
			s = s[:j]
		}
		return cleanDecoded(s)
	}
	s = cleanDecoded(stripComments(s))
	if strings.IndexByte(s, ' ') >= 0 {
		for _, word := range strings.Fields(s) {
			if strings.Contains(word, "@") {
				return strings.Trim(word, `"'`)
			}
		}
		return ""
	}
	return strings.Trim(s, `'`)
}
