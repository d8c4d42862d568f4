package dsn

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// lowerASCII is strings.ToLower, and quick where nothing beyond ASCII is in s. The
// result may be longer or shorter than s: its offsets are not those of s.
func lowerASCII(s string) string {
	n, high, changed := len(s), uint64(0), uint64(0)
	if n < 8 {
		for i := range n {
			c := uint64(s[i])
			high |= c
			changed |= mime.Lower(c) ^ c
		}
	} else {
		for rest := s; len(rest) >= 8; rest = rest[8:] {
			b := mime.Eight(rest)
			high |= b
			changed |= mime.Lower(b) ^ b
		}
		b := mime.Eight(s[n-8:]) // most of which was looked at
		high |= b
		changed |= mime.Lower(b) ^ b
	}
	if !mime.ASCII(high) {
		return strings.Map(lowerRune, s)
	}
	if changed == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var some [64]byte
	for len(s) > 0 {
		n := copy(some[:], s)
		for i := 0; i < n; i += 8 {
			eight := some[i : i+8]
			binary.LittleEndian.PutUint64(eight, mime.Lower(binary.LittleEndian.Uint64(eight)))
		}
		b.Write(some[:n])
		s = s[n:]
	}
	return b.String()
}

// lowerRune is unicode.ToLower, and quick for the letters that most texts beyond
// Latin are of.
func lowerRune(r rune) rune {
	switch {
	case 'а' <= r && r <= 'я', '\u0590' <= r && r < '\u10a0', '\u2e80' <= r && r < '\ua640', '\uac00' <= r && r < '\ud7ff':
		return r // small, or without case: Hebrew to Burmese, Chinese and Japanese, Korean
	case 'А' <= r && r <= 'Я':
		return r + 'а' - 'А'
	}
	return unicode.ToLower(r)
}

// appendLower appends lowerASCII of s.
func appendLower(b []byte, s string) []byte {
	start := len(b)
	b = append(b, s...)
	for i, c := range b[start:] {
		switch {
		case c >= utf8.RuneSelf:
			return append(b[:start], strings.ToLower(s)...)
		case 'A' <= c && c <= 'Z':
			b[start+i] = c + 'a' - 'A'
		}
	}
	return b
}

// hasPrefixFold is strings.HasPrefix without regard to ASCII case.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) || prefix == "" {
		return prefix == ""
	}
	if a, b := s[0], prefix[0]; a|b < utf8.RuneSelf && (a^b)&^0x20 != 0 {
		return false // most are told by the first letter
	}
	return strings.EqualFold(s[:len(prefix)], prefix)
}

// hasSuffixFold is strings.HasSuffix without regard to ASCII case.
func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// indexFold is strings.Index without regard to ASCII case.
func indexFold(s, sub string) int {
	if sub == "" {
		return 0
	}
	// Signs are rarer than letters, and others than hyphens.
	at, sign := len(sub)-1, false
	for i := at; i >= 0; i-- {
		c := sub[i]
		if c == ' ' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' && sign {
			continue
		}
		if at, sign = i, true; c != '-' {
			break
		}
	}
	for i := at; i+len(sub)-at <= len(s); i++ {
		var next int
		if sign {
			next = strings.IndexByte(s[i:], sub[at])
		} else {
			next = indexLetter(s[i:], sub[at]|0x20)
		}
		if next < 0 {
			return -1
		}
		i += next
		if s[i-at]|0x20 == sub[0]|0x20 && hasPrefixFold(s[i-at:], sub) {
			return i - at
		}
	}
	return -1
}

// indexLetter gives the first place where the letter c, which is a small one,
// stands in s in either case, or -1.
func indexLetter(s string, c byte) int {
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		if at := mime.First(mime.Eight(s[i:])|foldCase, c); at < 8 {
			return i + at
		}
	}
	for ; i < len(s); i++ {
		if s[i]|0x20 == c {
			return i
		}
	}
	return -1
}

func containsFold(s, sub string) bool { return indexFold(s, sub) >= 0 }
