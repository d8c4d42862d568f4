package mime

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
)

// mediaType gives the "type/subtype" at the beginning of a Content-Type in
// lower case, or "".
func mediaType(v []byte) string {
	v = bytes.TrimSpace(v)
	for i, c := range v {
		if c == ';' || c == '(' || isSpace(c) {
			v = v[:i]
			break
		}
	}
	if typ := commonType(v); typ != "" {
		return typ
	}
	slash := bytes.IndexByte(v, '/')
	if slash <= 0 || slash == len(v)-1 {
		if bytes.EqualFold(v, []byte("text")) {
			return "text/plain" // RFC 1049 and before
		}
		return ""
	}
	return strings.ToLower(string(v))
}

// commonType gives v itself where it is one of the types that most parts have,
// without a copy, and "" where it is not.
func commonType(v []byte) string {
	switch string(v) {
	case "text/plain":
		return "text/plain"
	case "text/html":
		return "text/html"
	case "multipart/report":
		return "multipart/report"
	case "multipart/mixed":
		return "multipart/mixed"
	case "multipart/alternative":
		return "multipart/alternative"
	case "message/delivery-status":
		return "message/delivery-status"
	case "message/rfc822":
		return "message/rfc822"
	case "text/rfc822-headers":
		return "text/rfc822-headers"
	}
	return ""
}

// Param gives the parameter of a structured field such as Content-Type, RFC
// 2045 section 5.1, or "". It reads on behind damaged parameters, joins and
// decodes the pieces of RFC 2231, and decodes encoded words, which are not
// allowed there but common.
func Param(v, name string) string {
	_, rest, ok := CutByte(v, ';')
	var pieces []piece
	for ok && len(pieces) < maxPieces {
		var key string
		var value paramValue
		key, value, rest, ok = nextParam(rest)
		if len(key) < len(name) || !equalFold(key[:len(name)], name) {
			continue
		}
		switch section := key[len(name):]; {
		case section != "" && section[0] == '*':
			pieces = append(pieces, newPiece(section[1:], value.text()))
		case section != "":
		case name == "boundary":
			return value.text() // bytes to be found again
		default:
			return DecodeWords(value.text())
		}
	}
	return joinPieces(pieces)
}

// maxPieces bounds the pieces that one parameter has.
const maxPieces = 100

// A piece is one "name*0*=value" of a parameter, RFC 2231 sections 3 and 4.
type piece struct {
	number  int
	encoded bool
	value   string
}

// newPiece reads what stands behind the name and its first asterisk: "", "0",
// "0*".
func newPiece(section, value string) piece {
	p := piece{value: value}
	number, star := strings.CutSuffix(section, "*")
	p.encoded = star || section == ""
	p.number, _ = strconv.Atoi(number)
	return p
}

func joinPieces(pieces []piece) string {
	if len(pieces) == 0 {
		return ""
	}
	sort.SliceStable(pieces, func(i, j int) bool { return pieces[i].number < pieces[j].number })
	var charset string
	if p := &pieces[0]; p.encoded {
		if f := strings.SplitN(p.value, "'", 3); len(f) == 3 {
			charset, p.value = f[0], f[2]
		}
	}
	var b []byte
	for _, p := range pieces {
		if p.encoded {
			b = appendPercent(b, p.value)
		} else {
			b = append(b, p.value...)
		}
	}
	return toUTF8(string(b), charset)
}

// appendPercent decodes "%" and two hexadecimal digits.
func appendPercent(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexValue(s[i+1]) >= 0 && hexValue(s[i+2]) >= 0 {
			b = append(b, byte(hexValue(s[i+1])<<4|hexValue(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return b
}

// A paramValue is what stands behind the equals sign of a parameter, and whether
// it was quoted.
type paramValue struct {
	raw    string
	quoted bool
}

// text gives the value: one without quotes ends at white space.
func (v paramValue) text() string {
	if v.quoted {
		return v.raw
	}
	value := strings.TrimSpace(v.raw)
	if !strings.HasPrefix(value, "=?") {
		value, _, _ = CutByte(value, ' ')
		value, _, _ = CutByte(value, '\t')
	}
	return value
}

// nextParam cuts "key=value" off s, and tells whether more follows.
func nextParam(s string) (key string, value paramValue, rest string, more bool) {
	eq := strings.IndexByte(s, '=')
	if eq < 0 {
		return "", value, "", false
	}
	if semi := strings.IndexByte(s[:eq], ';'); semi >= 0 {
		return "", value, s[semi+1:], true
	}
	key, s = trimSpace(s[:eq]), trimLeft(s[eq+1:])
	if s == "" || s[0] != '"' {
		value.raw, rest, more = CutByte(s, ';')
		return key, value, rest, more
	}
	var n int
	value.raw, n = quoted(s)
	value.quoted = true
	_, rest, more = CutByte(s[n:], ';')
	return key, value, rest, more
}

// quoted reads the quoted string at the beginning of s; one without closing
// quote goes to the end of s.
func quoted(s string) (value string, n int) {
	if i := strings.IndexByte(s[1:], '"'); i >= 0 && strings.IndexByte(s[1:1+i], '\\') < 0 {
		return s[1 : 1+i], i + 2
	}
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
