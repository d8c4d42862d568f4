package mime

import (
	"unicode/utf16"
	"unicode/utf8"
)

// decodeUTF7 decodes UTF-7, RFC 2152: UTF-16 in base64 between "+" and "-" or
// the first character that is not of base64.
func decodeUTF7(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '+' && i+1 < len(b) && b[i+1] == '-':
			out = append(out, '+')
			i++
		case c == '+' && i+1 < len(b) && base64Value(b[i+1]) >= 0:
			var n int
			out, n = appendShifted(out, b[i+1:])
			i += n
		case c >= utf8.RuneSelf:
			out = utf8.AppendRune(out, utf8.RuneError)
		default:
			out = append(out, c)
		}
	}
	return out
}

// appendShifted decodes the base64 at the beginning of b, and tells its length
// with a "-" that ends it.
func appendShifted(out, b []byte) (_ []byte, n int) {
	var bits uint32
	var have uint
	high := rune(0) // the first half of a surrogate pair
	for ; n < len(b); n++ {
		v := base64Value(b[n])
		if v < 0 {
			break
		}
		bits, have = bits<<6|uint32(v), have+6
		if have < 16 {
			continue
		}
		have -= 16
		u := rune(bits >> have & 0xffff)
		switch {
		case high != 0:
			out = utf8.AppendRune(out, utf16.DecodeRune(high, u))
			high = 0
		case u >= 0xd800 && u < 0xdc00:
			high = u
		default:
			out = utf8.AppendRune(out, u) // half a pair alone becomes U+FFFD
		}
	}
	if high != 0 {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	if n < len(b) && b[n] == '-' {
		n++
	}
	return out, n
}

func base64Value(c byte) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return -1
}
