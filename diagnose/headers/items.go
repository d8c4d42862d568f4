package headers

import "strings"

// The bounds of a field value that is taken apart, and of the comments of one
// item that are joined.
const (
	maxValue   = 64 << 10
	maxComment = 2000
)

// An item is what stands between two semicolons of a structured field: words
// and name=value pairs, and what comments say between them.
type item struct {
	tokens  []token
	comment string
}

// A token is a word, or a pair with "=" between its parts.
type token struct {
	name, value string
	assigned    bool
}

// splitItems takes a field value apart as RFC 8601 section 2.2 writes it, with
// quoted strings, nested comments and white space where they may be. A quote or
// comment that nothing closes ends with the value.
func splitItems(value string) []item {
	l := lexer{s: value[:min(len(value), maxValue)]}
	var items []item
	var it item
	for len(items) < 4*maxResults {
		l.space(&it)
		if l.pos >= len(l.s) {
			break
		}
		if l.s[l.pos] == ';' {
			l.pos++
			items = append(items, it.joined())
			it = item{}
			continue
		}
		start := l.pos
		t := token{name: l.word(true)}
		l.space(&it)
		if l.pos < len(l.s) && l.s[l.pos] == '=' {
			l.pos++
			l.space(&it)
			t.value, t.assigned = l.word(false), true
		}
		if l.pos == start {
			l.pos++ // an octet that begins nothing
			continue
		}
		if len(it.tokens) < 4*maxProperties {
			it.tokens = append(it.tokens, t)
		}
	}
	if len(it.tokens) > 0 || it.comment != "" {
		items = append(items, it.joined())
	}
	return items
}

// joined puts names together that have white space or comments around the "/"
// or "." in them: "dkim / 1 = pass", "policy . expired = 1".
func (it item) joined() item {
	tokens := it.tokens[:0:0]
	for i := 0; i < len(it.tokens); i++ {
		t := it.tokens[i]
		n := len(tokens)
		if (t.name == "/" || t.name == ".") && !t.assigned && n > 0 && !tokens[n-1].assigned && i+1 < len(it.tokens) {
			i++
			next := it.tokens[i]
			next.name = tokens[n-1].name + t.name + next.name
			tokens[n-1] = next
			continue
		}
		tokens = append(tokens, t)
	}
	it.tokens = tokens
	return it
}

// A lexer reads words of a value.
type lexer struct {
	s   string
	pos int
}

// space passes over white space and comments, which go to it.
func (l *lexer) space(it *item) {
	for l.pos < len(l.s) {
		switch c := l.s[l.pos]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			l.pos++
		case c == '(':
			text := l.commentText()
			switch {
			case it.comment == "":
				it.comment = text
			case text != "" && len(it.comment) < maxComment:
				it.comment += "; " + text
			}
		default:
			return
		}
	}
}

// commentText reads a comment with those that it holds.
func (l *lexer) commentText() string {
	var b strings.Builder
	depth := 0
	for ; l.pos < len(l.s); l.pos++ {
		c := l.s[l.pos]
		switch {
		case c == '\\' && l.pos+1 < len(l.s):
			l.pos++
			c = l.s[l.pos]
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			if depth--; depth == 0 {
				l.pos++
				return squeeze(b.String())
			}
		}
		b.WriteByte(c)
	}
	return squeeze(b.String())
}

// word reads what there is up to white space, a semicolon or a comment, quoted
// strings in it undone. A name also ends at "="; a value may have that in it:
// addresses of VERP do, and base64.
func (l *lexer) word(name bool) string {
	var b strings.Builder
	for l.pos < len(l.s) {
		switch c := l.s[l.pos]; c {
		case '"':
			b.WriteString(l.quoted())
			continue
		case ';', '(', ' ', '\t', '\r', '\n':
			return b.String()
		case '=':
			if name {
				return b.String()
			}
		}
		b.WriteByte(l.s[l.pos])
		l.pos++
	}
	return b.String()
}

// quoted reads a quoted string.
func (l *lexer) quoted() string {
	var b strings.Builder
	for l.pos++; l.pos < len(l.s); l.pos++ {
		switch c := l.s[l.pos]; {
		case c == '\\' && l.pos+1 < len(l.s):
			l.pos++
			b.WriteByte(l.s[l.pos])
		case c == '"':
			l.pos++
			return b.String()
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// squeeze makes runs of white space one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
