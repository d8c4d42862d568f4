package catalog

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxClues bounds each list of clues.
const maxClues = 8

// addClues adds what the innermost reply blames and names.
func (s *scratch) addClues(c *Catalog, q *Query, m *Match) {
	k := &m.Clues
	for _, l := range s.lists {
		k.Lists = appendClue(k.Lists, c.lists[l].zone)
	}
	for i := range s.t.names {
		if n := &s.t.names[i]; n.from >= s.shell.start {
			s.nameClue(c, q, n, m.Category, k)
		}
	}
	s.tokenClues(k)
	k.IDs = s.supportIDs()
	switch m.Category {
	case MessageTooLarge:
		k.SizeLimit = s.t.sizeLimit()
	case Greylisted, RateLimited, ServerError, IPBlocked, Unreachable, Policy, MailboxFull, Unknown:
		k.RetryAfter = s.t.retryAfter()
	}
}

// nameClue adds what one name in the reply tells.
func (s *scratch) nameClue(c *Catalog, q *Query, n *name, cat Category, k *Clues) {
	word := s.t.src[n.from:n.to]
	switch n.kind {
	case nameURL:
		k.URLs = appendClue(k.URLs, word)
	case nameIP:
		ip, err := netip.ParseAddr(word)
		// 127.0.0.0/8 are the answers of blocklists.
		if err == nil && !s.t.isNetwork(n, ip) && !s.t.isSection(n) && !ip.IsLoopback() && !ip.IsUnspecified() && !slices.Contains(k.IPs, ip) && len(k.IPs) < maxClues {
			k.IPs = append(k.IPs, ip)
		}
	case nameHost:
		if n.from == s.afterCode() || s.ownHost(c, q, word) {
			return
		}
		switch host := lower(word); {
		case blocked(cat) && s.namesList(n, host):
			if len(s.lists) == 0 {
				k.Lists = appendClue(k.Lists, host)
			}
		case !slices.Contains(k.Lists, host):
			k.Domains = appendClue(k.Domains, host)
		}
	case nameEmail:
		if !blamesDomain(cat) {
			return
		}
		if host := word[strings.LastIndexByte(word, '@')+1:]; strings.Contains(host, ".") && !s.ownHost(c, q, host) {
			k.Domains = appendClue(k.Domains, lower(host))
		}
	}
}

// lower gives ASCII letters in lower case, as most are.
func lower(s string) string {
	for i := range len(s) {
		if lowerTable[s[i]] != s[i] {
			return strings.ToLower(s)
		}
	}
	return s
}

// isSection reports whether four numbers are no address but a place in a
// document, or a version: "see RFC2821 4.1.1.1".
func (t *text) isSection(n *name) bool {
	word := t.wordBefore(t.index(n.from))
	if digits, ok := strings.CutPrefix(word, "rfc"); ok {
		return strings.Trim(digits, "0123456789") == ""
	}
	switch word {
	case "section", "sections", "sec", "version", "chapter":
		return true
	}
	return false
}

// isNetwork reports whether an address is that of a network, which no host has:
// "your IP Netblock [192.0.2.0/24]".
func (t *text) isNetwork(n *name, ip netip.Addr) bool {
	rest := t.src[n.to:]
	if len(rest) < 2 || rest[0] != '/' {
		return false
	}
	digits := len(rest[1:]) - len(strings.TrimLeft(rest[1:], "0123456789"))
	size, err := strconv.Atoi(rest[1 : 1+digits])
	if err != nil || size >= ip.BitLen() {
		return false
	}
	network, err := ip.Prefix(size)
	return err == nil && network.Addr() == ip
}

// appendClue appends a string once.
func appendClue(list []string, s string) []string {
	switch {
	case len(list) == 0:
		return []string{s}
	case len(list) >= maxClues || slices.Contains(list, s):
		return list
	}
	return append(list, s)
}

// blocked reports whether a category is about a blocklist.
func blocked(cat Category) bool { return cat == IPBlocked || cat == DomainBlocked }

// blamesDomain reports whether refusals of a category blame the domain of an
// address that they name.
func blamesDomain(cat Category) bool {
	switch cat {
	case SenderRejected, AuthFailure, DomainUnknown, DomainBlocked, DomainNotAccepting:
		return true
	}
	return false
}

// ownHost reports whether a host is of the systems that took part, not one
// that is blamed.
func (s *scratch) ownHost(c *Catalog, q *Query, host string) bool {
	for _, h := range q.Hosts {
		if strings.EqualFold(strings.TrimSuffix(h, "."), host) {
			return true
		}
	}
	p, ok := c.hosts.provider(host)
	return ok && s.providerRank(p) >= 0
}

// afterCode gives where in the text the words after the code begin: a host
// there is the server that speaks.
func (s *scratch) afterCode() int {
	i := s.shell.inner.to
	for i < len(s.t.src) && (s.t.src[i] == ' ' || s.t.src[i] == '-') {
		i++
	}
	return i
}

// namesList reports whether a host that stands where lists are named ("blocked
// using bl.example.net") is called like one.
func (s *scratch) namesList(n *name, host string) bool {
	if !strings.Contains(host, "bl.") && !strings.HasPrefix(host, "bl") && !strings.Contains(host, "rbl") &&
		!strings.Contains(host, "list") && !strings.Contains(host, "spam") && !strings.Contains(host, "block") {
		return false
	}
	switch s.t.wordBefore(s.t.index(n.from)) {
	case "using", "in", "by", "at", "on", "via", "list", "rbl", "dnsbl", "with", "from", "per":
		return true
	}
	return false
}

// wordBefore gives the folded word before b[i], "" for none.
func (t *text) wordBefore(i int) string {
	if i <= 0 {
		return ""
	}
	start := i - 1
	for start > 0 && t.mark[start]&markBreak == 0 && i-start < maxWord {
		start--
	}
	return string(t.b[start:i])
}

// wordAt gives the folded word that begins at b[i].
func (t *text) wordAt(i int) string {
	if i >= len(t.b) {
		return ""
	}
	end := i + 1
	for end < len(t.b) && t.mark[end]&markBreak == 0 && end-i < maxWord {
		end++
	}
	return string(t.b[i:end])
}

// A number is a number among the words of a text.
type number struct {
	value    int64
	from, to int // in b
}

// numbers gives the numbers among the words, without those in names.
func (t *text) numbers(yield func(number) bool) {
	for i := range t.digitWords {
		if t.mark[i]&markName != 0 {
			continue
		}
		n := number{from: i, to: i}
		for n.to < len(t.b) && isDigit(t.b[n.to]) && n.to-i < 16 && (n.to == i || t.mark[n.to]&markBreak == 0) {
			n.value = n.value*10 + int64(t.b[n.to]-'0')
			n.to++
		}
		if !yield(n) {
			return
		}
	}
}

// digitWords gives where the words that begin with a digit begin. It looks at
// eight bytes at a time.
func (t *text) digitWords(yield func(int) bool) {
	for i := 0; i < len(t.b); i += 8 {
		begin := binary.LittleEndian.Uint64(t.room.mark[i:]) / uint64(markBreak) & digitsOf(binary.LittleEndian.Uint64(t.room.b[foldFront+i:]))
		for ; begin != 0; begin &= begin - 1 {
			if !yield(i + bits.TrailingZeros64(begin)/8) {
				return
			}
		}
	}
}

// maxDelay is the longest delay that a reply is believed to ask for.
const maxDelay = 7 * 24 * time.Hour

// retryAfter gives the delay that a text asks for: "try again in 5 minutes",
// "retry after 300 seconds", "come back in 00:04:59". It is 0 for none.
func (t *text) retryAfter() time.Duration {
	for n := range t.numbers {
		switch t.wordBefore(n.from) {
		case "in", "after", "for", "within", "wait", "another", "least", "about", "approximately", "retry":
		default:
			continue
		}
		d := time.Duration(n.value) * timeUnit(t.wordAt(n.to))
		if d == 0 {
			d = clock(t.src, int(t.at[n.from]))
		}
		if d > 0 && d <= maxDelay {
			return d
		}
	}
	return 0
}

// timeUnit gives the unit that a word names, 0 for none.
func timeUnit(word string) time.Duration {
	switch word {
	case "s", "sec", "secs", "second", "seconds", "sek", "sekunden", "secondes", "segundos":
		return time.Second
	case "m", "min", "mins", "minute", "minutes", "minuten", "minutos", "minuti":
		return time.Minute
	case "h", "hr", "hrs", "hour", "hours", "stunden", "heures", "horas":
		return time.Hour
	case "day", "days":
		return 24 * time.Hour
	}
	return 0
}

// clock reads "hh:mm:ss" at src[i].
func clock(src string, i int) time.Duration {
	if i+8 > len(src) || src[i+2] != ':' || src[i+5] != ':' {
		return 0
	}
	t, err := time.Parse(time.TimeOnly, src[i:i+8])
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// sizeLimit gives the limit of size that a text states, in bytes, 0 for none.
// The number after a word such as "limit" wins; else the last one with a unit.
func (t *text) sizeLimit() int64 {
	last := int64(0)
	for n := range t.numbers {
		unit := sizeUnit(t.wordAt(n.to))
		size := n.value * max(unit, 1)
		if size < 1000 || size > 1<<40 || n.value > 1<<40 {
			continue
		}
		before := t.wordBefore(n.from)
		if before == "is" || before == "of" || before == "to" {
			before = t.wordBefore(n.from - len(before))
		}
		switch before {
		case "limit", "maximum", "max", "than", "exceeds", "exceed", "exceeded", "over", "allowed", "limited":
			return size
		}
		if unit > 0 {
			last = size
		}
	}
	return last
}

// sizeUnit gives the bytes of the unit that a word names, 0 for none.
func sizeUnit(word string) int64 {
	switch word {
	case "byte", "bytes", "b", "octets":
		return 1
	case "k", "kb", "kib", "kbytes", "kilobytes":
		return 1 << 10
	case "m", "mb", "mib", "mbytes", "megabytes", "megabyte", "meg":
		return 1 << 20
	case "g", "gb", "gib", "gigabytes":
		return 1 << 30
	}
	return 0
}
