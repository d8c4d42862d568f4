package check

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"unicode/utf8"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// errName is wrapped by the errors of asciiName.
var errName = errors.New("check: not a domain name")

// canonical gives name as names are compared and shown: in lower case, without
// the final dot. The root is "".
func canonical(name string) string {
	if dns.IsFqdn(name) { // "\\." at the end is none
		name = name[:len(name)-1]
	}
	return lowerASCII(name)
}

// lowerASCII is strings.ToLower without Unicode: DNS folds ASCII only (RFC
// 4343 section 3), and other bytes of a name must come through untouched.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// fqdn gives name with the final dot.
func fqdn(name string) string { return dns.Fqdn(name) }

// asciiName gives the domain name that a person or a message wrote in the form
// in which it is looked up: canonical, with U-labels turned into A-labels (RFC
// 5890 section 2.3). The error says what is wrong with it: an empty name or
// label, a label of more than 63 or a name of more than 253 octets, characters
// that no A-label can stand for.
func asciiName(name string) (string, error) {
	name = strings.TrimSuffix(strings.TrimSpace(name), ".")
	if name == "" {
		return "", fmt.Errorf("%w: it is empty", errName)
	}
	if !isASCII(name) {
		a, err := idna.Lookup.ToASCII(name)
		if err == nil && !utf8.ValidString(name) {
			err = errors.New("it is not UTF-8")
		}
		if err != nil {
			return "", fmt.Errorf("%w: %q: %w", errName, name, err)
		}
		name = a
	}
	if len(name) > 253 {
		return "", fmt.Errorf("%w: %q... has %d octets, more than 253", errName, name[:40], len(name))
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return "", fmt.Errorf("%w: %q has an empty label", errName, name)
		case len(label) > 63:
			return "", fmt.Errorf("%w: %q has a label of %d octets, more than 63", errName, name, len(label))
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; c <= ' ' || c == 0x7f || c == '\\' || c == '"' || c == '(' || c == ')' || c == ';' || c == '@' {
				return "", fmt.Errorf("%w: %q has the character %q", errName, name, c)
			}
		}
	}
	return lowerASCII(name), nil
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// parentName gives the name one label up, and whether there is one: the parent
// of a top-level name would be the root, which is none.
func parentName(name string) (string, bool) {
	next, end := dns.NextLabel(name, 0)
	if end || next >= len(name) {
		return "", false
	}
	return name[next:], true
}

// hashName gives a number for a name, for a label that nobody has thought of.
func hashName(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// countLabels gives the number of labels of name.
func countLabels(name string) int { return dns.CountLabel(fqdn(name)) }

// isBelow reports whether child is parent or a name below it. Both are
// canonical; the root is "".
func isBelow(child, parent string) bool {
	return parent == "" || child == parent ||
		strings.HasSuffix(child, parent) && child[len(child)-len(parent)-1] == '.'
}

// registrable gives the registrable domain of a canonical name, the public
// suffix and one label, by the list that is compiled in, and name itself where
// it has none.
func registrable(name string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(name); err == nil {
		return d
	}
	return name
}

// isHostName reports whether the canonical name is one that a host may have:
// letters, digits and hyphens (RFC 1123 section 2.1), no label beginning or
// ending in a hyphen.
func isHostName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-') {
				return false
			}
		}
	}
	return true
}
