package catalog

import (
	"net/netip"
	"strings"
)

// A name is an address, URL, host name, IP address or path in a reply.
type name struct {
	kind     nameKind
	from, to int // in text.src
}

type nameKind uint8

const (
	nameURL nameKind = iota
	nameEmail
	nameHost
	nameIP
	namePath
)

// nameKinds is a set of kinds of names.
type nameKinds uint8

// outsideNames is a member of the set of a place in a text that is in no name.
const outsideNames nameKinds = 1 << 7

// anchorRun and anchorWord are members of the set of a place in a text where a
// run of gramLen bytes or a short word is looked up.
const (
	anchorRun nameKinds = 1 << (iota + 5)
	anchorWord
)

// maxNames bounds the names that are noted of one text.
const maxNames = 64

// findNames finds the names at the hints and marks their bytes. Those in the code
// hint at none: a name that goes on behind it has a hint there.
func (t *text) findNames(code *codePlace) {
	t.kinds = 0
	end := 0
	for _, h := range t.hints {
		i := int(h)
		if i < end || code.from <= i && i < code.to || len(t.names) == maxNames {
			continue
		}
		n, ok := nameAt(t.src, i, end)
		if !ok {
			continue
		}
		end = n.to
		t.names = append(t.names, n)
		t.kinds |= 1 << n.kind
		t.setMark(n.from, n.to, markName)
	}
}

// insideName reports whether a match is a part of a host name or an address:
// "ts01" in ts01.example.net is no token.
func (t *text) insideName(h hit) bool {
	if h.from >= h.to || t.mark[h.from]&markName == 0 {
		return false
	}
	from, to := int(t.at[h.from]), int(t.at[h.to-1])+1
	for i := range t.names {
		n := &t.names[i]
		if (n.kind == nameHost || n.kind == nameEmail) && n.from <= from && to <= n.to {
			return n.from < from || to < n.to
		}
	}
	return false
}

// nameAt finds the name around the dot, "@", "/" or ":" at src[i]; it does not
// begin before floor.
func nameAt(src string, i, floor int) (name, bool) {
	switch src[i] {
	case ':':
		if strings.HasPrefix(src[i:], "://") {
			from := runBack(src, i, floor, inWord)
			return name{nameURL, from, urlEnd(src, i)}, from < i
		}
		return ipv6At(src, i, floor)
	case '@':
		from, to := runBack(src, i, floor, inAddress), runOn(src, i+1, inHost)
		to = trimDots(src, i+1, to)
		return name{nameEmail, from, to}, from < i && to > i+1
	case '/':
		if i+1 < len(src) && isLetter(src[i+1]) && (i == floor || isBreakByte(src[i-1])) {
			to := runOn(src, i, inPath)
			return name{namePath, i, to}, strings.IndexByte(src[i+1:to], '/') >= 0
		}
		return name{}, false
	}
	return hostAt(src, i, floor)
}

// hostAt finds the host name, IPv4 address, URL without scheme or address
// around the dot at src[i].
func hostAt(src string, i, floor int) (name, bool) {
	from, to := runBack(src, i, floor, inHost), runOn(src, i, inHost)
	if to < len(src) && src[to] == '@' {
		end := trimDots(src, to+1, runOn(src, to+1, inHost))
		return name{nameEmail, from, end}, end > to+1
	}
	if to = trimDots(src, from, to); to <= from {
		return name{}, false
	}
	host := src[from:to]
	if isDigit(host[0]) && isDigit(host[len(host)-1]) {
		return name{nameIP, from, to}, isIPv4(host)
	}
	if !looksHost(host) {
		return name{}, false
	}
	if to < len(src) && src[to] == '/' && to+1 < len(src) && !isBreakByte(src[to+1]) {
		return name{nameURL, from, urlEnd(src, to)}, true
	}
	return name{nameHost, from, to}, true
}

// isIPv4 reports whether s, of host name bytes, is an IPv4 address.
func isIPv4(s string) bool {
	if len(s) < 7 || len(s) > 15 || strings.Count(s, ".") != 3 {
		return false
	}
	for i := range len(s) {
		if !isDigit(s[i]) && s[i] != '.' {
			return false
		}
	}
	_, err := netip.ParseAddr(s)
	return err == nil
}

// looksHost reports whether s, of letters, digits, dots and hyphens, is a host
// name: its last label is of letters, and it is no end of a sentence with the
// next one stuck to it ("unknown.Please").
func looksHost(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 || len(s)-dot-1 < 2 {
		return false
	}
	for i := dot + 1; i < len(s); i++ {
		if !isLetter(s[i]) && !strings.HasPrefix(s[dot+1:], "xn--") {
			return false
		}
	}
	lowerBefore := 'a' <= s[dot-1] && s[dot-1] <= 'z'
	upperAfter := 'A' <= s[dot+1] && s[dot+1] <= 'Z'
	return s[0] != '.' && isWordByte(s[dot-1]) && !(lowerBefore && upperAfter)
}

// ipv6At finds the IPv6 address around the colon at src[i].
func ipv6At(src string, i, floor int) (name, bool) {
	from, to := runBack(src, i, floor, inIPv6), runOn(src, i, inIPv6)
	for to > i && (src[to-1] == '.' || src[to-1] == ':' && !strings.HasSuffix(src[from:to], "::")) {
		to--
	}
	if strings.Count(src[from:to], ":") < 2 {
		return name{}, false
	}
	_, err := netip.ParseAddr(src[from:to])
	return name{nameIP, from, to}, err == nil
}

// urlEnd gives where the URL that goes on at src[i] ends.
func urlEnd(src string, i int) int {
	end := runOn(src, i, inURL)
	for end > i && strings.IndexByte(".,;:!?'", src[end-1]) >= 0 {
		end--
	}
	return end
}

// runBack gives where the run of bytes of a class before src[i] begins, not
// before floor.
func runBack(src string, i, floor int, class uint8) int {
	for i > floor && byteClasses[src[i-1]]&class != 0 {
		i--
	}
	return i
}

// runOn gives where the run of bytes of a class from src[i] on ends.
func runOn(src string, i int, class uint8) int {
	for i < len(src) && byteClasses[src[i]]&class != 0 {
		i++
	}
	return i
}

// trimDots takes dots and hyphens off the end of src[from:to].
func trimDots(src string, from, to int) int {
	for to > from && (src[to-1] == '.' || src[to-1] == '-') {
		to--
	}
	return to
}

// What a byte can be a part of.
const (
	inWord    uint8 = 1 << iota // letters
	inHost                      // host names
	inAddress                   // the local part of an address
	inURL                       // what follows the scheme of a URL
	inPath
	inIPv6
)

// byteClasses tells what each byte can be a part of.
var byteClasses = func() (t [256]uint8) {
	for i := range t {
		b := byte(i)
		if isLetter(b) {
			t[i] |= inWord
		}
		if isWordByte(b) || b == '.' || b == '-' || b == '_' {
			t[i] |= inHost | inAddress
		}
		if b >= 0x80 || strings.IndexByte("!#$%&'*+/=?^`{|}~", b) >= 0 {
			t[i] |= inAddress
		}
		if b > ' ' && b != 0x7f && strings.IndexByte("<>\"()[]{}|\\^`", b) < 0 {
			t[i] |= inURL
			if b != ':' && b != ',' && b != ';' {
				t[i] |= inPath
			}
		}
		if isDigit(b) || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F' || b == ':' || b == '.' {
			t[i] |= inIPv6
		}
	}
	return t
}()

// isBreakByte reports whether an ASCII byte is a word break.
func isBreakByte(b byte) bool { return b <= ' ' || b < 0x80 && asciiClass[b] != runeLetter }
