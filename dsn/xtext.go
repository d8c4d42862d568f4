package dsn

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// decodeXtext undoes the xtext of RFC 3461 section 4: "+" and two upper-case
// hexadecimal digits. Only characters that xtext has to encode are decoded, so
// that a sub-address such as user+AB@example.com stays what it is.
func decodeXtext(s string) string {
	// QUIRK(exchange): IMCEAEX-_O=EXAMPLE_OU=FIRST+20GROUP@example.com has an encoding
	// of its own that looks the same, and is the address.
	if strings.IndexByte(s, '+') < 0 || hasPrefixFold(s, "imcea") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '+' && i+2 < len(s) {
			if c, ok := hexByte(s[i+1], s[i+2]); ok && (c <= ' ' || c >= 0x7f || c == '+' || c == '=') {
				out = append(out, c)
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	if !utf8.Valid(out) {
		return s
	}
	return string(out)
}

func hexByte(a, b byte) (byte, bool) {
	hi, ok1 := hexDigit(a)
	lo, ok2 := hexDigit(b)
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// decodeUTF8Address undoes utf-8-addr-xtext and utf-8-addr-unitext of RFC 6533
// section 3: "\x{7528}" stands for U+7528.
func decodeUTF8Address(s string) string {
	if !strings.Contains(s, `\x{`) {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, `\x{`)
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s, '}')
		if end < 0 || end > 10 {
			b.WriteString(s[:3])
			s = s[3:]
			continue
		}
		if n, err := strconv.ParseUint(s[3:end], 16, 32); err == nil && utf8.ValidRune(rune(n)) {
			b.WriteRune(rune(n))
		} else {
			b.WriteString(s[:end+1])
		}
		s = s[end+1:]
	}
	return b.String() + s
}
