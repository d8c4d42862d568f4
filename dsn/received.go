package dsn

import (
	"net/netip"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// read reads the value, which is clean, of a Received field, RFC 5321 section
// 4.4, as the usual systems write it. What it can't tell apart stays empty.
func (h *Hop) read(v string) {
	if i := strings.LastIndexByte(v, ';'); i >= 0 {
		h.Date, _ = parseDate(strings.TrimSpace(v[i+1:]))
		v = v[:i]
	}
	h.readClauses(splitClauses(v))
}

// readClauses takes everything but the date.
func (h *Hop) readClauses(c [clauseNone + 1]string) {
	h.By, _, _ = mime.CutByte(c[clauseBy], ' ')
	h.With, _, _ = mime.CutByte(c[clauseWith], ' ')
	h.ID, _, _ = mime.CutByte(c[clauseID], ' ')
	who, _, _ := mime.CutByte(c[clauseFor], ' ')
	h.For = bareAddress(who)
	h.readFrom(c[clauseFrom])
}

// The clauses of a Received field, RFC 5321 section 4.4.
const (
	clauseFrom = iota
	clauseBy
	clauseVia
	clauseWith
	clauseID
	clauseFor
	clauseNone
)

var clauseWords = [clauseNone]string{"from", "by", "via", "with", "id", "for"}

// splitClauses cuts a Received field, which is clean, at the words that begin its clauses and
// stand outside of comments. Of a repeated clause the first counts.
func splitClauses(v string) (clauses [clauseNone + 1]string) {
	start, key := 0, clauseNone
	set := func(end int) {
		if clauses[key] == "" {
			clauses[key] = strings.TrimSuffix(strings.TrimPrefix(v[start:end], " "), " ")
		}
	}
	for i := 0; i < len(v); i++ { // at the beginning of a word
		if next := clauseAt(v[i:]); next != clauseNone {
			set(i)
			key, i = next, i+len(clauseWords[next])
			start = i
			continue
		}
		for i < len(v) && v[i] != ' ' {
			if v[i] == '(' {
				i = min(i+closedAt(v[i:], 0)+1, len(v))
			} else {
				i++
			}
		}
	}
	set(len(v))
	return clauses
}

// closedAt gives where in s the ")" stands that closes the outermost parenthesis, of
// which depth are open before s; len(s) if it is not there.
func closedAt(s string, depth int) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

// clauseAt gives the clause whose word, and a space behind it, s begins with.
func clauseAt(s string) int {
	clause := clauseNone
	switch s[0] | 0x20 {
	case 'b':
		clause = clauseBy
	case 'f':
		if clause = clauseFrom; len(s) > 3 && s[3] == ' ' {
			clause = clauseFor
		}
	case 'i':
		clause = clauseID
	case 'v':
		clause = clauseVia
	case 'w':
		clause = clauseWith
	default:
		return clauseNone
	}
	if w := clauseWords[clause]; len(s) > len(w) && s[len(w)] == ' ' && strings.EqualFold(s[:len(w)], w) {
		return clause
	}
	return clauseNone
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func firstWord(s string) string {
	s = trimIndent(s)
	i := 0
	for i < len(s) && s[i] != ' ' && s[i] != '\t' {
		i++
	}
	return clean(s[:i])
}

// readFrom takes the client's names and address out of a from clause:
//
//	helo.example (name.example [192.0.2.1])   Postfix, Sendmail
//	[192.0.2.1] (helo=helo.example)           Exim
//	name.example ([192.0.2.1] helo=helo)      Exim
//	unknown (HELO helo.example) (192.0.2.1)   qmail
//	helo.example (192.0.2.1)                  Exchange and others
//	[10.0.0.7] (name.example [192.0.2.1])     HELO with an address
func (h *Hop) readFrom(from string) {
	name, rest, _ := mime.CutByte(from, ' ')
	literal := ""
	if ip, ok := parseIP(name); ok {
		h.IP, literal, name = ip, name, ""
	}
	for word := range wordsOf(rest, &clientSeparators) {
		switch ip, ok := bracketIP(word); {
		case hasPrefixFold(word, "helo="), hasPrefixFold(word, "ehlo="):
			if h.HELO = strings.Trim(word[5:], "[]"); name != "" && name[0] != '[' {
				h.From = name
			}
		case ok && literal != "":
			// The server saw this one; the literal is what the client said.
			h.IP, name, literal = ip, literal, ""
		case ok:
			if !h.IP.IsValid() {
				h.IP = ip
			}
		case h.HELO == "<next>":
			h.From, h.HELO = name, word
		case strings.EqualFold(word, "HELO"), strings.EqualFold(word, "EHLO"):
			h.HELO = "<next>"
		case h.From == "" && h.HELO == "" && strings.Contains(word, ".") && !strings.ContainsAny(word, "=@:,") && tlsVersion(word) == "":
			h.From = strings.TrimSuffix(word, ".")
		}
	}
	if h.HELO == "" || h.HELO == "<next>" {
		h.HELO = name
	}
	if h.HELO == "unknown" {
		h.HELO = ""
	}
}

// clientSeparators stand between the words of a from clause.
var clientSeparators = bytesOf(" \t()")

// bracketIP reads an address with what systems put around and behind it:
// "[192.0.2.1]:25", "[192.0.2.1],", "root@[192.0.2.1]".
func bracketIP(word string) (netip.Addr, bool) {
	if i := strings.IndexByte(word, '['); i >= 0 {
		word = word[i+1:]
		if j := strings.IndexByte(word, ']'); j >= 0 {
			word = word[:j]
		}
	}
	for word != "" && (word[len(word)-1] == ',' || word[len(word)-1] == ';') {
		word = word[:len(word)-1]
	}
	if i := strings.IndexByte(word, ':'); i > 0 && strings.LastIndexByte(word, ':') == i {
		word = word[:i] // QUIRK(exim): "[192.0.2.1:25]"
	}
	return parseIP(word)
}
