package headers

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A mailbox is one address of an address field, RFC 5322 section 3.4.
type mailbox struct{ name, address string }

// maxMailboxes bounds what is read of one field.
const maxMailboxes = 200

// parseMailboxes reads the value of an address field. It takes what is there:
// quotes, groups and comments may be damaged.
func parseMailboxes(raw string) []mailbox {
	v := strings.Join(strings.Fields(raw), " ")
	var list []mailbox
	quoted, angle, depth, start := false, false, 0, 0
	flush := func(end int) {
		if m := parseMailbox(v[start:end]); m.address != "" || m.name != "" {
			list = append(list, m)
		}
		start = end + 1
	}
	for i := 0; i < len(v) && len(list) < maxMailboxes; i++ {
		switch c := v[i]; {
		case c == '\\':
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case c == ',' && !angle, c == ';' && !angle:
			flush(i)
		case c == ':' && !angle && strings.IndexByte(v[start:i], '@') < 0:
			start = i + 1 // the name of a group
		}
	}
	if start < len(v) && len(list) < maxMailboxes {
		flush(len(v))
	}
	return list
}

func parseMailbox(s string) mailbox {
	s = strings.TrimSpace(s)
	open := lastAngle(s)
	if open < 0 {
		text, comment := cutComments(s)
		if !strings.Contains(text, "@") {
			return mailbox{name: dsnText(unquote(text))}
		}
		return mailbox{name: dsnText(comment), address: cleanAddress(text)}
	}
	address := s[open+1:]
	if i := strings.IndexByte(address, '>'); i >= 0 {
		address = address[:i]
	}
	name, comment := cutComments(s[:open])
	if name = dsnText(unquote(name)); name == "" {
		name = dsnText(comment)
	}
	return mailbox{name: name, address: cleanAddress(address)}
}

// lastAngle gives the place of the last "<" outside of quotes: what stands
// before it is the name, whatever it holds.
func lastAngle(s string) int {
	at, quoted := -1, false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case '<':
			if !quoted {
				at = i
			}
		}
	}
	if at < 0 && quoted {
		return strings.LastIndexByte(s, '<') // a quote that nothing closes
	}
	return at
}

// cutComments gives s without its comments, and what the comments say.
func cutComments(s string) (text, comment string) {
	if strings.IndexByte(s, '(') < 0 {
		return strings.TrimSpace(s), ""
	}
	var out, in strings.Builder
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '"' && depth == 0:
			quoted = !quoted
		case c == '(' && !quoted:
			if depth++; depth == 1 {
				continue
			}
		case c == ')' && depth > 0:
			if depth--; depth == 0 {
				in.WriteByte(' ')
				continue
			}
		}
		if depth > 0 {
			in.WriteByte(c)
		} else {
			out.WriteByte(c)
		}
	}
	return strings.TrimSpace(out.String()), strings.TrimSpace(in.String())
}

// unquote undoes a quoted-string, also one that other words stand beside.
func unquote(s string) string {
	if strings.IndexByte(s, '"') < 0 && strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			continue
		case '\\':
			if i++; i == len(s) {
				return b.String()
			}
		}
		b.WriteByte(s[i])
	}
	return strings.TrimSpace(b.String())
}

// cleanAddress drops the source route and spaces of an addr-spec.
func cleanAddress(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>")
	if strings.HasPrefix(s, "@") {
		if i := strings.LastIndexByte(s, ':'); i > 0 {
			s = s[i+1:]
		}
	}
	return dsnText(strings.TrimSpace(s))
}

func dsnText(s string) string { return visible(dsn.DecodeHeader(s)) }

// domainOf gives the domain of an address in lower case, "" without one.
func domainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return cleanDomain(address[i+1:])
}

// cleanDomain gives a domain in lower case and without the final dot.
func cleanDomain(s string) string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), "."))
}
