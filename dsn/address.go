package dsn

import (
	"net/netip"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// parseAddress reads "type; address", RFC 3464 section 2.3.1. Angle brackets,
// a comment and a source route are dropped.
func parseAddress(v string) Address {
	typ, value := cutType(v)
	if typ == "" && strings.HasPrefix(v, ";") {
		value = strings.TrimSpace(v[1:])
	}
	if bare(value) {
		return Address{Type: typ, Value: value}
	}
	if strings.Contains(value, "=?") {
		value = clean(mime.DecodeWords(value))
	}
	value = decodeUTF8Address(decodeXtext(bareAddress(value)))
	return Address{Type: typ, Value: clean(value)}
}

// bare reports whether there is nothing around an address and nothing in it that
// may be encoded.
func bare(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '-' || s[i] > '9' || s[i] == '/') && s[i] != '_' && (s[i] != '@' || i == 0) {
			return false
		}
	}
	return s != ""
}

// bareAddress drops what real bounces put around an address.
func bareAddress(s string) string {
	s = strings.TrimSpace(s)
	if addr, ok := quotedAddress(s); ok {
		return addr
	}
	if i := strings.IndexByte(s, '<'); i >= 0 {
		if j := strings.IndexByte(s[i:], '>'); j > 0 {
			s = s[i+1 : i+j]
		}
	}
	if strings.HasSuffix(s, ")") && !strings.HasPrefix(s, "\"") {
		s = stripComments(s)
	}
	s = strings.Trim(s, " \t<>;,")
	// A source route, RFC 5321 appendix C.
	if strings.HasPrefix(s, "@") {
		if i := strings.LastIndexByte(s, ':'); i > 0 {
			s = s[i+1:]
		}
	}
	if strings.HasPrefix(s, "@") && !strings.Contains(s[1:], "@") {
		return "" // a host is no recipient
	}
	return strings.TrimSpace(hasPrefixCut(s, "mailto:"))
}

// quotedAddress gives the address that s begins with, where its local part is a
// quoted string (RFC 5321 section 4.1.2): anything may stand in it, angle
// brackets too.
func quotedAddress(s string) (string, bool) {
	s = strings.TrimLeft(s, "<")
	if !strings.HasPrefix(s, "\"") {
		return "", false
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			if !strings.HasPrefix(s[i+1:], "@") {
				return "", false
			}
			if end := strings.IndexAny(s[i:], " \t<>;,()"); end >= 0 {
				s = s[:i+end]
			}
			return s, true
		}
	}
	return "", false
}

func hasPrefixCut(s, prefix string) string {
	if hasPrefixFold(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

// parseMTA reads "type; name", RFC 3464 section 2.2.2, with an address in
// parentheses or brackets behind the name.
func parseMTA(v string) MTA {
	typ, name := cutType(v)
	mta := MTA{Type: typ}
	for word := range wordsOf(name, &mtaSeparators) {
		if ip, ok := parseIP(word); ok {
			if !mta.Address.IsValid() {
				mta.Address = ip
			}
			continue
		}
		if mta.Name == "" {
			mta.Name = strings.TrimSuffix(word, ".")
		}
	}
	if mta.Name == "" {
		mta.Name = strings.Trim(name, "()<>; ")
	}
	return mta
}

// mtaSeparators stand between the words of such a field.
var mtaSeparators = bytesOf(" \t()[]<>;,|")

// dottedNumbers reports whether s has the signs of an IPv4 address and no other.
func dottedNumbers(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '.' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func isBracket(c byte) bool { return c == '[' || c == ']' || c == '(' || c == ')' }

// parseIP reads an address as mail writes it: "192.0.2.1", "IPv6:2001:db8::1".
func parseIP(s string) (netip.Addr, bool) {
	for s != "" && isBracket(s[0]) {
		s = s[1:]
	}
	for s != "" && isBracket(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	s = hasPrefixCut(s, "ipv6:")
	if len(s) < 2 || len(s) > 45 || strings.IndexByte(s, ':') < 0 && !dottedNumbers(s) {
		return netip.Addr{}, false
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}, false
	}
	return ip.WithZone("").Unmap(), true
}
