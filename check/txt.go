package check

import (
	"strings"

	"github.com/miekg/dns"
)

// txtTexts gives the texts of the TXT records of an answer, the strings of each
// put together without anything between them (RFC 7208 section 3.3, RFC 6376
// section 3.6.2.2, RFC 9989 section 4.5). They are the bytes that were
// published, whatever these are.
func txtTexts(a Answer) []string {
	var texts []string
	for _, rr := range a.Records {
		txt, ok := rr.(*dns.TXT)
		if !ok {
			continue
		}
		var b strings.Builder
		for _, s := range txt.Txt {
			unescapeTXT(&b, s)
		}
		texts = append(texts, b.String())
	}
	return texts
}

// Texts gives the TXT records of the answer, each as the bytes that were
// published: its strings put together, the escapes of package dns undone.
func (a Answer) Texts() []string { return txtTexts(a) }

// unescapeTXT undoes the escapes of RFC 1035 section 5.1, in which package dns
// keeps strings: "\DDD" and a backslash before any other character.
func unescapeTXT(b *strings.Builder, s string) {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		if v, ok := decimalByte(s[i:]); ok {
			b.WriteByte(v)
			i += 2
		} else {
			b.WriteByte(s[i])
		}
	}
}

// decimalByte reads the three digits of a byte.
func decimalByte(s string) (byte, bool) {
	if len(s) < 3 {
		return 0, false
	}
	v := 0
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		v = v*10 + int(s[i]-'0')
	}
	return byte(v), v < 256
}

// escapeName gives a name made of raw bytes, in which every dot separates
// labels, as package dns writes names: with the escapes of RFC 1035 section 5.1.
func escapeName(name string) string {
	plain := func(c byte) bool { return c > ' ' && c <= '~' && strings.IndexByte(`'@;()"\`, c) < 0 }
	for i := 0; ; i++ {
		if i == len(name) {
			return name
		}
		if !plain(name[i]) {
			break
		}
	}
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case plain(c):
			b.WriteByte(c)
		case c >= ' ' && c <= '~':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.Write([]byte{'\\', '0' + c/100, '0' + c/10%10, '0' + c%10})
		}
	}
	return b.String()
}

// validName reports whether a name of raw bytes, without the final dot, can be
// asked for: it has labels of 1 to 63 octets, and at most 253 in all (RFC 1035
// section 2.3.4).
func validName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	label := 0
	for i := range len(name) {
		if name[i] != '.' {
			label++
			continue
		}
		if label == 0 || label > 63 {
			return false
		}
		label = 0
	}
	return label > 0 && label <= 63
}
