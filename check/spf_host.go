package check

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/miekg/dns"
	"golang.org/x/net/idna"
)

// An spfHost is the host and the identity that check_host judges, RFC 7208
// section 4.1.
type spfHost struct {
	ip       netip.Addr // not an IPv4 address in IPv6, without zone
	local    string     // of the sender
	domain   string     // of the sender
	helo     string
	receiver string
	now      time.Time
}

// newSPFHost takes from q the host and the identity, and the domain to begin
// with.
func newSPFHost(q SPFQuery) (spfHost, string) {
	h := spfHost{ip: q.IP.Unmap().WithZone(""), helo: q.HELO, receiver: q.Receiver, now: q.Now}
	sender := strings.TrimSpace(q.Sender)
	if strings.HasPrefix(sender, "<") && strings.HasSuffix(sender, ">") {
		sender = sender[1 : len(sender)-1]
	}
	if sender == "" { // RFC 7208 section 2.4
		sender = cmp.Or(q.Domain, q.HELO)
	}
	at := strings.LastIndexByte(sender, '@')
	h.local, h.domain = "postmaster", spfASCII(sender[at+1:])
	if at > 0 {
		h.local = sender[:at]
	}
	return h, cmp.Or(spfASCII(q.Domain), h.domain)
}

// spfASCII turns U-labels into A-labels (RFC 8616 section 4) and leaves alone
// what is ASCII, or no name.
func spfASCII(domain string) string {
	if isASCII(domain) || !utf8.ValidString(domain) {
		return domain
	}
	if a, err := idna.Lookup.ToASCII(domain); err == nil {
		return a
	}
	return domain
}

// spfDomain reports whether check_host can ask for a domain (RFC 7208 section
// 4.3): well-formed, of two labels or more, and no address.
func spfDomain(domain string) bool {
	dot := strings.LastIndexByte(domain, '.')
	return validName(domain) && dot > 0 && isASCII(domain) && domain[0] != '[' &&
		strings.Trim(domain[dot+1:], "0123456789") != ""
}

// qtype is the type of the address records to compare the host with.
func (h spfHost) qtype() uint16 {
	if h.ip.Is4() {
		return dns.TypeA
	}
	return dns.TypeAAAA
}

// reverse is the name at which the host's PTR records are.
func (h spfHost) reverse() string {
	name, err := dns.ReverseAddr(h.ip.String())
	if err != nil {
		return "" // only without an address, and then nothing asks
	}
	return name
}

// in reports whether one of the addresses of a has the host in the network of
// the prefix length of t.
func (h spfHost) in(t SPFTerm, a Answer) bool {
	for _, addr := range spfAddresses(a) {
		bits := t.Bits6
		if addr.Is4() {
			bits = t.Bits4
		}
		if netip.PrefixFrom(addr, bits).Contains(h.ip) {
			return true
		}
	}
	return false
}

// spfAddresses gives the addresses of an answer.
func spfAddresses(a Answer) []netip.Addr {
	var addrs []netip.Addr
	for _, rr := range a.Records {
		var ip []byte
		switch rr := rr.(type) {
		case *dns.A:
			ip = rr.A.To4()
		case *dns.AAAA:
			ip = rr.AAAA.To16()
		}
		if addr, ok := netip.AddrFromSlice(ip); ok {
			addrs = append(addrs, addr)
		}
	}
	return addrs
}

// spfMXHosts gives the names of the mail hosts of an answer, best first. That
// of a null MX (RFC 7505) is no host.
func spfMXHosts(a Answer) []string {
	var mxs []*dns.MX
	for _, rr := range a.Records {
		if mx, ok := rr.(*dns.MX); ok && mx.Mx != "." {
			mxs = append(mxs, mx)
		}
	}
	slices.SortStableFunc(mxs, func(a, b *dns.MX) int { return cmp.Compare(a.Preference, b.Preference) })
	hosts := make([]string, len(mxs))
	for i, mx := range mxs {
		hosts[i] = canonical(mx.Mx)
	}
	return hosts
}

// spfQuestions asks for one type at each name.
func spfQuestions(names []string, qtype uint16) []askFor {
	questions := make([]askFor, len(names))
	for i, name := range names {
		questions[i] = askFor{name, qtype}
	}
	return questions
}

// hidden reports whether a term can match nothing because it has a local-part
// that is not ASCII (RFC 8616 section 4).
func (h spfHost) hidden(m SPFMacro) bool { return m.uses("sl") && !isASCII(h.local) }

// target expands the domain-spec of a term, or takes the domain of the record
// where it has none (RFC 7208 section 4.8), and makes of it a name to ask for.
// ok is false where it can't be one.
func (e *spfEval) target(ctx context.Context, place spfPlace, t SPFTerm) (name string, ok bool) {
	name = place.domain
	if t.Target.Text != "" {
		name = e.expand(ctx, t.Target, place.domain)
	}
	name = spfShorten(strings.TrimSuffix(name, "."))
	if t.Kind == SPFInclude || t.Kind == SPFRedirect {
		return name, spfDomain(name) && !e.host.hidden(t.Target)
	}
	return escapeName(name), validName(name) && !e.host.hidden(t.Target)
}

// spfShorten removes labels from the left of a name that is too long, RFC 7208
// section 7.3.
func spfShorten(name string) string {
	for len(name) > 253 {
		dot := strings.IndexByte(name, '.')
		if dot < 0 {
			return name
		}
		name = name[dot+1:]
	}
	return name
}

// expand puts in the values of the macros, RFC 7208 section 7.
func (e *spfEval) expand(ctx context.Context, m SPFMacro, domain string) string {
	var b strings.Builder
	for _, p := range m.parts {
		switch p.letter {
		case 0:
			b.WriteString(p.literal)
		case '%', '_', '-':
			b.WriteString(spfEscape(p.letter))
		default:
			b.WriteString(p.transform(e.value(ctx, p.letter, domain)))
		}
	}
	return b.String()
}

// value gives what a macro letter stands for, RFC 7208 section 7.2.
func (e *spfEval) value(ctx context.Context, letter byte, domain string) string {
	h := e.host
	switch letter {
	case 's':
		return h.local + "@" + h.domain
	case 'l':
		return h.local
	case 'o':
		return h.domain
	case 'd':
		return domain
	case 'i':
		return spfDotted(h.ip)
	case 'p':
		return e.validatedName(ctx, canonical(domain))
	case 'v':
		if h.ip.Is4() {
			return "in-addr"
		}
		return "ip6"
	case 'h':
		return cmp.Or(h.helo, "unknown")
	case 'c':
		return h.ip.String()
	case 'r':
		return cmp.Or(h.receiver, "unknown")
	}
	now := h.now // 't'
	if now.IsZero() {
		now = time.Now()
	}
	return strconv.FormatInt(now.Unix(), 10)
}

// validatedName chooses the value of the macro "p" at a domain, RFC 7208
// section 7.3.
func (e *spfEval) validatedName(ctx context.Context, domain string) string {
	names := e.validated(ctx)
	if slices.Contains(names, domain) {
		return domain
	}
	for _, name := range names {
		if isBelow(name, domain) {
			return name
		}
	}
	if len(names) > 0 {
		return names[0]
	}
	return "unknown"
}

// spfDotted gives an address as the macro "i" does: in dots, an IPv6 address
// by its nibbles. DNS takes either case; in an explanation the capitals of the
// public test suite of RFC 7208 are what other evaluators write.
func spfDotted(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, 63)
	for i, c := range ip.As16() {
		if i > 0 {
			b = append(b, '.')
		}
		b = append(b, hex[c>>4], '.', hex[c&15])
	}
	return string(b)
}

// explanation gives the text that "exp" leads to for a host that a mechanism
// made fail, RFC 7208 section 6.2, and "" where anything is wrong with it: then
// there is a finding, unless there is no "exp".
func (e *spfEval) explanation(ctx context.Context, v spfVerdict) (string, []Finding) {
	if v.result != SPFFail || v.rec == nil {
		return "", nil
	}
	t, ok := v.rec.modifier(SPFExp)
	if !ok {
		return "", nil
	}
	broken := func(problem string, o Outcome) (string, []Finding) {
		return "", []Finding{{Severity: Info, ID: SPFExpBroken, Record: v.rec.text, Position: t.Pos, Outcome: o,
			Text: fmt.Sprintf("%q gives no explanation: %s", t.Text, problem)}}
	}
	target, ok := e.target(ctx, spfPlace{domain: v.domain}, t)
	var a Answer
	if ok {
		a = e.ask.ask(ctx, target, dns.TypeTXT)
	}
	if problem := explanationProblem(a, target); problem != "" {
		if a.Outcome.Known() {
			a.Outcome = 0
		}
		return broken(problem, a.Outcome)
	}
	m, _ := parseSPFExplanation(txtTexts(a)[0])
	text := e.expand(ctx, m, v.domain)
	if !isASCII(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return broken("with the values of its macros, the text has characters that are not to be shown", 0)
	}
	return text, nil
}
