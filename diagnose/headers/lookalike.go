package headers

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/seed-d13f741b/ndr/check"
)

// domainFindings are about domains that look like others.
func (a *analysis) domainFindings() {
	seen := map[string]bool{}
	for i := range a.rep.Identities {
		id := &a.rep.Identities[i]
		if id.Domain == "" || seen[id.Domain] || strings.HasPrefix(id.Domain, "[") {
			continue
		}
		seen[id.Domain] = true
		shown := id.Domain
		if id.Unicode != "" {
			shown = id.Unicode
		}
		switch latin := skeleton(shown); {
		case mixedScripts(shown) != "":
			a.note(check.Warn, DomainMixed, "the domain of %s, %s (%s), mixes letters of %s in one word, which honest names do not", id.Role, shown, id.Domain, mixedScripts(shown))
		case !isASCII(shown) && isASCII(latin):
			a.note(check.Warn, DomainLookalike, "the domain of %s, %s (%s), is made of letters that look like the Latin %s", id.Role, shown, id.Domain, latin)
		case id.Unicode != "":
			a.note(check.Info, DomainPunycode, "the domain of %s is %s, which shows as %s", id.Role, id.Domain, id.Unicode)
		case id.Role != "Message-ID" && !plausible(id.Domain):
			a.note(check.Warn, DomainInvalid, "the domain of %s is no domain name: %s", id.Role, clip(id.Domain))
		}
	}
}

// plausible reports whether a domain could be one on the internet by its form.
func plausible(domain string) bool {
	if len(domain) > 253 {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for _, c := range label {
			if c != '-' && c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
				return false
			}
		}
	}
	return true
}

// scripts are those that are told apart. Those of Japanese and Korean count as
// one, as they are written together.
var scripts = []struct {
	name  string
	table []*unicode.RangeTable
}{
	{"Latin", []*unicode.RangeTable{unicode.Latin}},
	{"Cyrillic", []*unicode.RangeTable{unicode.Cyrillic}},
	{"Greek", []*unicode.RangeTable{unicode.Greek}},
	{"Armenian", []*unicode.RangeTable{unicode.Armenian}},
	{"Hebrew", []*unicode.RangeTable{unicode.Hebrew}},
	{"Arabic", []*unicode.RangeTable{unicode.Arabic}},
	{"Cherokee", []*unicode.RangeTable{unicode.Cherokee}},
	{"Georgian", []*unicode.RangeTable{unicode.Georgian}},
	{"Thai", []*unicode.RangeTable{unicode.Thai}},
	{"Devanagari", []*unicode.RangeTable{unicode.Devanagari}},
	{"East Asian", []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo}},
}

// mixedScripts names the scripts of the first label that has letters of more
// than one, "" where none has. Latin beside East Asian script is usual (UTS 39
// section 5.2, "highly restrictive").
func mixedScripts(domain string) string {
	for label := range strings.SplitSeq(domain, ".") {
		if isASCII(label) {
			continue
		}
		var names []string
		for _, s := range scripts {
			if strings.IndexFunc(label, func(r rune) bool { return unicode.In(r, s.table...) }) >= 0 {
				names = append(names, s.name)
			}
		}
		if len(names) > 1 && !(len(names) == 2 && names[0] == "Latin" && names[1] == "East Asian") {
			return strings.Join(names, " and ")
		}
	}
	return ""
}

// twins are letters that look like a Latin one (UTS 39, confusables), of the
// scripts that are used to deceive.
var twins = map[rune]string{
	// Cyrillic
	'а': "a", 'с': "c", 'ԁ': "d", 'е': "e", 'һ': "h", 'і': "i", 'ј': "j", 'ӏ': "l", 'о': "o", 'р': "p", 'ԛ': "q", 'ѕ': "s", 'ѵ': "v", 'ԝ': "w", 'х': "x", 'у': "y", 'ү': "y",
	'ь': "b", 'к': "k", 'м': "m", 'н': "h", 'т': "t", 'г': "r", 'в': "b", 'п': "n",
	// Greek
	'α': "a", 'β': "b", 'γ': "y", 'ε': "e", 'ι': "i", 'κ': "k", 'ν': "v", 'ο': "o", 'ρ': "p", 'σ': "o", 'τ': "t", 'υ': "u", 'χ': "x", 'η': "n", 'ω': "w",
	// Armenian
	'օ': "o", 'ո': "n", 'ս': "u", 'հ': "h", 'ց': "g", 'զ': "q",
	// Latin letters that are not those of ASCII, and look like them
	'ı': "i", 'ɑ': "a", 'ɡ': "g", 'ɩ': "i", 'ʀ': "r", 'ｏ': "o", 'ⅼ': "l", 'ꞁ': "l", 'ƅ': "b",
}

// skeleton gives a domain with the letters that look like a Latin one in its
// place.
func skeleton(domain string) string {
	if isASCII(domain) {
		return domain
	}
	var b strings.Builder
	for _, r := range domain {
		if latin, ok := twins[r]; ok {
			b.WriteString(latin)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// glance puts what is easily taken for another at a glance into one form.
var glance = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "i", "l", "5", "s", "3", "e", "-", "")

// similar reports whether two domains are different and easily taken for each
// other: alike at a glance, or one letter apart.
func similar(a, b string) bool {
	a, b = unicodeDomain(a), unicodeDomain(b)
	if a == b || min(len(a), len(b)) < 6 {
		return false
	}
	if glance.Replace(skeleton(a)) == glance.Replace(skeleton(b)) {
		return true
	}
	return oneApart(a, b)
}

// oneApart reports whether one letter more, less, other or two exchanged make b
// of a.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch len(b) - len(a) {
	case 0:
		return ra != "" && (ra[1:] == rb[1:] || len(ra) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:])
	case 1:
		return ra == rb[1:]
	}
	return false
}

// hidden names the kinds of characters in a text that do not show or turn the
// text around them, "" where it has none.
func hidden(s string) string {
	bidi, zero, control, tag := rune(-1), rune(-1), rune(-1), rune(-1)
	for _, r := range s {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c:
			bidi = r
		case r == 0x200b, r == 0x2060, r == 0xfeff, r == 0x00ad, r == 0x180e, r == 0x034f, r == 0x3164, r == 0x115f, r == 0x1160, r == 0x2028, r == 0x2029:
			zero = r
		case unicode.IsControl(r) && r != '\t' && r != '\r' && r != '\n':
			control = r
		case r >= 0xe0000 && r <= 0xe007f:
			tag = r
		}
	}
	var kinds []string
	for _, k := range []struct {
		r    rune
		what string
	}{{bidi, "of direction"}, {zero, "without width"}, {control, "control"}, {tag, "tags"}} {
		if k.r >= 0 {
			kinds = append(kinds, fmt.Sprintf("%s (U+%04X)", k.what, k.r))
		}
	}
	return strings.Join(kinds, ", ")
}
