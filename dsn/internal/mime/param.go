package mime

import (
	stdmime "mime"
	"strings"
)

// mediaType gives the "type/subtype" at the beginning of a Content-Type in
// lower case, or "".
func mediaType(v string) string {
	v, _, _ = strings.Cut(v, ";")
	v = strings.TrimSpace(v)
	if i := strings.IndexAny(v, " \t("); i >= 0 {
		v = v[:i]
	}
	slash := strings.IndexByte(v, '/')
	if slash <= 0 || slash == len(v)-1 {
		if strings.EqualFold(v, "text") {
			return "text/plain" // RFC 1049 and before
		}
		return ""
	}
	return strings.ToLower(v)
}

// Param gives the parameter of a structured field such as Content-Type, RFC
// 2045 section 5.1, or "". It reads on behind damaged parameters, and decodes
// RFC 2231 continuations.
func Param(v, name string) string {
	_, rest, ok := strings.Cut(v, ";")
	for ok {
		var key, value string
		key, value, rest, ok = nextParam(rest)
		if strings.EqualFold(key, name) {
			return value
		}
		if len(key) > len(name) && key[len(name)] == '*' && strings.EqualFold(key[:len(name)], name) {
			if _, params, err := stdmime.ParseMediaType(v); err == nil {
				return params[strings.ToLower(name)]
			}
		}
	}
	return ""
}

// nextParam cuts "key=value" off s, and tells whether more follows.
func nextParam(s string) (key, value, rest string, more bool) {
	eq := strings.IndexByte(s, '=')
	if eq < 0 {
		return "", "", "", false
	}
	if semi := strings.IndexByte(s[:eq], ';'); semi >= 0 {
		return "", "", s[semi+1:], true
	}
	key, s = strings.TrimSpace(s[:eq]), strings.TrimLeft(s[eq+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		value, rest, more = strings.Cut(s, ";")
		value = strings.TrimSpace(value)
		if i := strings.IndexAny(value, " \t"); i >= 0 {
			value = value[:i]
		}
		return key, value, rest, more
	}
	value, n := quoted(s)
	_, rest, more = strings.Cut(s[n:], ";")
	return key, value, rest, more
}

// quoted reads the quoted string at the beginning of s; one without closing
// quote goes to the end of s.
func quoted(s string) (value string, n int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), i + 1
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return strings.TrimRight(b.String(), "; \t"), len(s)
}
