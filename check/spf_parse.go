package check

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// An SPFError is one syntax error, at byte Pos of the record.
type SPFError struct {
	Pos  int
	Text string
}

// Error gives the text with the position, counted from 1.
func (e SPFError) Error() string { return fmt.Sprintf("check: spf: column %d: %s", e.Pos+1, e.Text) }

// IsSPF reports whether the text of a TXT record is an SPF record, that is,
// begins with a version section of exactly "v=spf1" (RFC 7208 section 4.5).
func IsSPF(text string) bool {
	const version = "v=spf1"
	return len(text) >= len(version) && strings.EqualFold(text[:len(version)], version) &&
		(len(text) == len(version) || text[len(version)] == ' ')
}

// ParseSPF parses a record (RFC 7208 section 12). It goes on after an error, so
// that all of them are found, in the order of their positions; the record is
// then without the terms that could not be read. Any error makes the result for
// every host "permerror" (RFC 7208 section 4.6). The record is never nil.
func ParseSPF(record string) (*SPFRecord, []SPFError) {
	p := &spfParser{rec: &SPFRecord{text: record}}
	if !IsSPF(record) {
		p.fail(0, `an SPF record begins with "v=spf1" and a space`)
	}
	// Only a space separates terms; a tab is an error inside of one.
	for pos := 0; pos < len(record); {
		if record[pos] == ' ' {
			pos++
			continue
		}
		term, _, _ := strings.Cut(record[pos:], " ")
		if pos > 0 {
			p.term(term, pos)
		}
		pos += len(term)
	}
	slices.SortStableFunc(p.errs, func(a, b SPFError) int { return cmp.Compare(a.Pos, b.Pos) })
	return p.rec, p.errs
}

type spfParser struct {
	rec  *SPFRecord
	errs []SPFError
	seen [SPFOther + 1]bool
}

func (p *spfParser) fail(pos int, format string, args ...any) {
	p.errs = append(p.errs, SPFError{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

// term reads one term and keeps it unless it has an error.
func (p *spfParser) term(text string, pos int) {
	t := SPFTerm{Text: text, Pos: pos, Bits4: 32, Bits6: 128}
	before := len(p.errs)
	if n := spfNameLen(text); n > 0 && n < len(text) && text[n] == '=' {
		p.modifier(&t, n)
	} else {
		p.directive(&t)
	}
	if len(p.errs) == before {
		p.rec.Terms = append(p.rec.Terms, t)
	}
}

// spfNameLen gives the length of the name (RFC 7208 section 4.6.1) that s
// begins with.
func spfNameLen(s string) int {
	for i := range len(s) {
		c := s[i]
		if !spfAlpha(c) && (i == 0 || !spfDigit(c) && c != '-' && c != '_' && c != '.') {
			return i
		}
	}
	return len(s)
}

func spfAlpha(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func spfDigit(c byte) bool { return '0' <= c && c <= '9' }

// modifier reads a modifier whose name has n bytes.
func (p *spfParser) modifier(t *SPFTerm, n int) {
	value, pos := t.Text[n+1:], t.Pos+n+1
	switch strings.ToLower(t.Text[:n]) {
	case "redirect":
		t.Kind = SPFRedirect
	case "exp":
		t.Kind = SPFExp
	default:
		t.Kind, t.Name = SPFOther, t.Text[:n]
		t.Target = p.macroString(value, pos)
		return
	}
	if p.seen[t.Kind] {
		p.fail(t.Pos, "%q is a second %q, and there may be one only", t.Text, t.Kind)
		return
	}
	p.seen[t.Kind] = true
	t.Target = p.domainSpec(value, pos)
}

// directive reads a qualifier and a mechanism.
func (p *spfParser) directive(t *SPFTerm) {
	body, pos := t.Text, t.Pos
	t.Qualifier = '+'
	if strings.IndexByte("+-~?", body[0]) >= 0 {
		t.Qualifier = body[0]
		body, pos = body[1:], pos+1
	}
	n := len(body)
	if i := strings.IndexAny(body, ":/="); i >= 0 {
		n = i
	}
	t.Kind = spfMechanism(strings.ToLower(body[:n]))
	rest, pos := body[n:], pos+n
	switch t.Kind {
	case SPFAll:
		if rest != "" {
			p.fail(pos, `"all" takes nothing after it, but there is %q`, rest)
		}
	case SPFInclude, SPFExists:
		t.Target = p.target(t, rest, pos, true)
	case SPFPTR:
		t.Target = p.target(t, rest, pos, false)
	case SPFA, SPFMX:
		rest = p.dualCIDR(t, rest, pos)
		t.Target = p.target(t, rest, pos, false)
	case SPFIP4, SPFIP6:
		p.network(t, rest, pos)
	default:
		p.unknown(t, body[:n])
	}
}

// unknown says of a term that is no mechanism what it was probably meant to be.
func (p *spfParser) unknown(t *SPFTerm, name string) {
	_, errV4 := netip.ParseAddr(strings.SplitN(t.Text, "/", 2)[0])
	switch lower := strings.ToLower(name); {
	case errV4 == nil:
		p.fail(t.Pos, `%q is an address without "ip4:" or "ip6:" before it`, t.Text)
	case lower == "redirect" || lower == "exp":
		p.fail(t.Pos, `%q is a modifier: write "%s=", not %q`, lower, lower, t.Text)
	case lower == "ip" || lower == "ipv4" || lower == "ipv6":
		p.fail(t.Pos, `there is no mechanism %q: write "ip4:" or "ip6:"`, name)
	case nearMechanism(lower) != "":
		p.fail(t.Pos, "there is no mechanism %q: was %q meant?", name, nearMechanism(lower))
	case strings.Contains(name, ".") && name == t.Text:
		p.fail(t.Pos, `%q is a name without "include:", "a:" or "mx:" before it`, t.Text)
	default:
		p.fail(t.Pos, "there is no mechanism %q", name)
	}
}

// nearMechanism gives the mechanism or modifier that a misspelt one of four
// letters or more was meant to be, or "".
func nearMechanism(name string) string {
	for k := SPFAll; k <= SPFExp; k++ {
		if want := k.String(); len(name) >= 4 && len(want) >= 4 && distance(name, want, 2) <= 2 {
			return want
		}
	}
	return ""
}

// target reads ":" and a domain-spec, which may be missing unless need is set.
func (p *spfParser) target(t *SPFTerm, rest string, pos int, need bool) SPFMacro {
	switch {
	case rest == "" && need:
		p.fail(pos, `%q needs ":" and a domain after it`, t.Kind)
	case rest == "":
	case rest[0] != ':':
		p.fail(pos, `%q can't be followed by %q`, t.Kind, rest)
	default:
		return p.domainSpec(rest[1:], pos+1)
	}
	return SPFMacro{}
}

// dualCIDR takes the prefix lengths off the end of s and gives the rest.
func (p *spfParser) dualCIDR(t *SPFTerm, s string, pos int) string {
	if n := spfTrailingDigits(s); n > 0 && strings.HasSuffix(s[:len(s)-n], "//") {
		at := len(s) - n
		t.Bits6 = p.prefixLen(s[at:], pos+at, 128)
		s = s[:at-2]
	}
	if n := spfTrailingDigits(s); n > 0 && strings.HasSuffix(s[:len(s)-n], "/") {
		at := len(s) - n
		t.Bits4 = p.prefixLen(s[at:], pos+at, 32)
		s = s[:at-1]
	}
	return s
}

func spfTrailingDigits(s string) (n int) {
	for n < len(s) && spfDigit(s[len(s)-1-n]) {
		n++
	}
	return n
}

// prefixLen reads a prefix length from 0 to limit, without leading zeros.
func (p *spfParser) prefixLen(s string, pos, limit int) int {
	v := 0
	for i := range len(s) {
		if !spfDigit(s[i]) || v > limit || i > 0 && s[0] == '0' {
			v = limit + 1
			break
		}
		v = v*10 + int(s[i]-'0')
	}
	if v > limit || s == "" {
		p.fail(pos, "%q is no prefix length from 0 to %d", s, limit)
		return limit
	}
	return v
}

// network reads what stands after "ip4" or "ip6".
func (p *spfParser) network(t *SPFTerm, rest string, pos int) {
	if !strings.HasPrefix(rest, ":") {
		p.fail(pos, `%q needs ":" and an address after it`, t.Kind)
		return
	}
	text, pos := rest[1:], pos+1
	addr, length, sliced := strings.Cut(text, "/")
	ip, err := netip.ParseAddr(addr)
	switch {
	case err != nil || ip.Zone() != "":
		p.fail(pos, "%q is no address%s", addr, spfAddressHint(t.Kind, addr))
		return
	case ip.Is4() != (t.Kind == SPFIP4):
		p.fail(pos, "%q is the other kind of address: %q does not take it", addr, t.Kind)
		return
	}
	bits := ip.BitLen()
	if sliced {
		bits = p.prefixLen(length, pos+len(addr)+1, ip.BitLen())
	}
	t.Network = netip.PrefixFrom(ip, bits)
}

// spfAddressHint explains an address that can't be read.
func spfAddressHint(kind SPFKind, addr string) string {
	if kind == SPFIP4 && addr != "" && strings.Trim(addr, "0123456789.") == "" {
		if strings.Count(addr, ".") < 3 {
			return ": all four numbers must be there"
		}
		return ": it has four numbers from 0 to 255 without leading zeros"
	}
	if spfNameLen(addr) == len(addr) && addr != "" {
		return `: a name goes with "a:"`
	}
	return ""
}
