package catalog

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A codePlace is a code in a reply: where it stands, what it says, and where
// the words after it begin.
type codePlace struct {
	from, to int
	reply    int
	status   dsn.Status
}

// A shell is what the layers of a reply say. A system that passes on another's
// refusal wraps it in words of its own: "host mx.example.net said: 550 5.1.1
// ...", "Remote server returned '550 ...'", "permanent failure for one or more
// recipients (jane@example.net:550 ...)". The innermost reply says why; the
// outermost says what became of the mail.
type shell struct {
	outer codePlace
	inner codePlace
	found bool // codes
	// start is where the innermost reply begins.
	start int
	// lines is the code of a reply of several lines ("550-"), "" for others.
	lines string
}

// peel finds the codes of a reply and the innermost reply. It looks for digits that none
// precedes in 64 bytes at a time.
func peel(src string) shell {
	var s shell
	src = beginning(src)
	end, before := 0, uint64(0) // of the last code; 1 after a digit
	for from := 0; from < len(src); from += 64 {
		digits := digitsIn(src[from:])
		for first := digits &^ (digits<<1 | before); first != 0; first &= first - 1 {
			if i := from + bits.TrailingZeros64(first); i >= end && codeBegins(src, i) {
				end = max(end, s.read(src, i))
			}
		}
		before = digits >> 63
	}
	return s
}

// read reads what may be a code at src[i], and gives where it ends, or 0.
func (s *shell) read(src string, i int) (end int) {
	p, ok := codeAt(src, i)
	if !ok || !codeStands(src, p) {
		return 0
	}
	switch says := says(src[p.to:]); {
	case s.lines != "" && strings.HasPrefix(src[i:], s.lines): // the next line of the same reply
		return p.to
	case !s.found:
		s.outer, s.inner, s.found = p, p, true
		if p.reply != 0 && says {
			s.start = p.from // else the code comes after the words: "... (#5.1.1)"
		}
	default:
		s.take(p, says)
	}
	if s.lines == "" && p.reply != 0 && strings.HasPrefix(src[i+3:], "-") {
		s.lines = src[i : i+3]
	}
	return p.to
}

// take makes p the innermost code if it is a reply code that words follow. A
// status that comes some words after its reply code, as in "550 ... (#5.1.1)",
// belongs to it.
func (s *shell) take(p codePlace, says bool) {
	if p.reply != 0 && says {
		s.inner, s.start = p, p.from
		return
	}
	if !s.inner.status.Specific() && !p.status.IsZero() {
		s.inner.status = p.status
	}
	if s.outer.reply == s.inner.reply && s.outer.status.IsZero() {
		s.outer.status = p.status
	}
}

// codeBegins reports whether a code may begin with the digit src[i] by what it is and
// what precedes it.
func codeBegins(src string, i int) bool {
	if codeBytes[src[i]]&beginsCode == 0 {
		return false
	}
	return i == 0 || codeBytes[src[i-1]]&beforeCode != 0 || i > 1 && src[i-1] == '-' && isBreakByte(src[i-2])
}

// digitsIn gives a bit for each of the first 64 bytes of s that is a digit.
func digitsIn(s string) (digits uint64) {
	for k := 0; k < 64 && k < len(s); k += eight {
		digits |= gather(digitsOf(eightOf(s[k:]))) << k
	}
	return digits
}

// eightOf gives the first eight bytes of s; those behind its end are 0.
func eightOf(s string) uint64 {
	if len(s) < eight {
		var b [eight]byte
		copy(b[:], s)
		return binary.LittleEndian.Uint64(b[:])
	}
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Where a byte may stand.
const (
	beginsCode  uint8 = 1 << iota // as the first of a code
	beforeCode                    // before a code
	afterReply                    // after a reply code
	withinCodes                   // between a reply code and its status
)

// codeBytes tells where each byte may stand.
var codeBytes = func() (t [256]uint8) {
	for place, bytes := range map[uint8]string{
		beginsCode: "245", beforeCode: " \t\n:;([<>'\"#=|/,", afterReply: " \t\n-#:;)]'\".,>", withinCodes: " -#:;([",
	} {
		for i := range len(bytes) {
			t[bytes[i]] |= place
		}
	}
	return t
}()

// codeAt reads a reply code with the status after it, or a status alone.
func codeAt(src string, i int) (codePlace, bool) {
	p := codePlace{from: i, to: i}
	if st, n := statusAt(src, i); n > 0 {
		p.status, p.to = st, i+n
		return p, true
	}
	if i+3 > len(src) || src[i] == '2' && src[i+1] != '5' || !isDigit(src[i+1]) || !isDigit(src[i+2]) || !met(src[i:i+3]) {
		return p, false
	}
	if i+3 < len(src) && codeBytes[src[i+3]]&afterReply == 0 {
		return p, false
	}
	p.reply = int(src[i]-'0')*100 + int(src[i+1]-'0')*10 + int(src[i+2]-'0')
	p.to = i + 3
	k := p.to
	for k < len(src) && k < p.to+3 && codeBytes[src[k]]&withinCodes != 0 {
		k++
	}
	if st, n := statusAt(src, k); n > 0 {
		p.status, p.to = st, k+n
	} else if src[i+1] == '5' && k < len(src) && isDigit(src[k]) && p.to < len(src) && src[p.to] == '-' {
		return p, false // a number such as 555-1234
	}
	return p, true
}

// met reports whether a number of three digits is used as a reply code: those
// that RFC 5321 section 4.2.1 leaves room for, and a few beyond.
func met(code string) bool {
	if code[1] <= '5' {
		return true
	}
	switch code {
	case "471", "498", "571", "573", "577", "585", "591", "599":
		return true
	}
	return false
}

// statusAt reads an enhanced status at src[i] that ends there.
func statusAt(src string, i int) (dsn.Status, int) {
	if i+5 > len(src) || src[i+1] != '.' || src[i] != '2' && src[i] != '4' && src[i] != '5' {
		return dsn.Status{}, 0
	}
	end := i + 2
	for end < len(src) && end < i+9 && (isDigit(src[end]) || src[end] == '.') {
		end++
	}
	for end > i && src[end-1] == '.' {
		end--
	}
	if end < len(src) && (isWordByte(src[end]) || src[end] == '.' && end+1 < len(src) && isDigit(src[end+1])) {
		return dsn.Status{}, 0
	}
	st, err := dsn.ParseStatus(src[i:end])
	if err != nil {
		return dsn.Status{}, 0
	}
	return st, end - i
}

// codeStands reports whether a code that was read is one, and no number in a
// sentence: it is at the beginning, after a sign that introduces it or after a
// word for it. A status is always one.
func codeStands(src string, p codePlace) bool {
	if !p.status.IsZero() {
		return true
	}
	if rest := src[p.from+3:]; strings.HasPrefix(rest, "-'") || strings.HasPrefix(rest, `-"`) {
		return true // as Cisco's gateways quote what they were told
	}
	if counts(src[p.to:]) {
		return false
	}
	before := strings.TrimRight(src[:p.from], " \t\n")
	if before == "" || strings.IndexByte(":;([<>'\"#=|", before[len(before)-1]) >= 0 {
		return true
	}
	for _, word := range []string{"said", "error", "code", "reply", "response", "returned", "status", "smtp", "with", "esmtp", "was", "reason", "line", "problem", "answered", "replied", "answer", "got"} {
		if len(before) >= len(word) && strings.EqualFold(before[len(before)-len(word):], word) {
			return true
		}
	}
	// The next line of a reply: "550-...", "550 ...".
	return len(src) > 3 && strings.HasPrefix(src, src[p.from:p.from+3])
}

// counts reports whether a word follows a number that says what it counts:
// "limit reached: 500 recipients".
func counts(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	var room [len("connections")]byte // for the longest of them
	end := runOn(rest, 0, inWord)
	if end > len(room) {
		return false
	}
	switch string(appendLower(room[:0], rest[:end])) {
	case "recipients", "messages", "mails", "emails", "connections", "sessions", "bytes", "kb", "mb", "hops", "users", "addresses", "seconds", "minutes",
		"hours", "days", "attempts", "characters", "lines":
		return true
	}
	return false
}

// says reports whether words follow a code.
func says(rest string) bool {
	letters := 0
	for i := 0; i < len(rest) && i < 60; i++ {
		if isLetter(rest[i]) || rest[i] >= 0x80 {
			if letters++; letters == 4 {
				return true
			}
		}
	}
	return false
}
