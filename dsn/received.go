package dsn

import (
	"net/netip"
	"strings"
)

// parseReceived reads a Received field, RFC 5321 section 4.4, as the usual
// systems write it. What it can't tell apart stays empty.
func parseReceived(v string) Hop {
	var h Hop
	if i := strings.LastIndexByte(v, ';'); i >= 0 {
		h.Date, _ = parseDate(clean(v[i+1:]))
		v = v[:i]
	}
	clauses := splitClauses(v)
	from := clauses["from"]
	h.By = firstWord(clauses["by"])
	h.With = firstWord(clauses["with"])
	h.ID = firstWord(clauses["id"])
	h.For = bareAddress(firstWord(clauses["for"]))
	h.readFrom(from)
	return h
}

// splitClauses cuts a Received field at its words "from", "by", "via", "with",
// "id" and "for" that stand outside of comments.
func splitClauses(v string) map[string]string {
	clauses := make(map[string]string, 6)
	depth, start, key := 0, 0, ""
	for i := 0; i < len(v); {
		switch v[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		}
		if depth == 0 && (i == 0 || isSpace(v[i-1])) {
			if word := clauseWord(v[i:]); word != "" {
				setClause(clauses, key, v[start:i])
				key, i = word, i+len(word)
				start = i
				continue
			}
		}
		i++
	}
	setClause(clauses, key, v[start:])
	return clauses
}

func setClause(clauses map[string]string, key, text string) {
	if _, taken := clauses[key]; key != "" && !taken {
		clauses[key] = strings.TrimSpace(text)
	}
}

func clauseWord(s string) string {
	for _, w := range [...]string{"from", "by", "via", "with", "id", "for"} {
		if hasPrefixFold(s, w) && len(s) > len(w) && isSpace(s[len(w)]) {
			return w
		}
	}
	return ""
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return clean(f[0])
	}
	return ""
}

// readFrom takes the client's names and address out of a from clause:
//
//	helo.example (name.example [192.0.2.1])   Postfix, Sendmail
//	[192.0.2.1] (helo=helo.example)           Exim
//	name.example ([192.0.2.1] helo=helo)      Exim
//	unknown (HELO helo.example) (192.0.2.1)   qmail
//	helo.example (192.0.2.1)                  Exchange and others
func (h *Hop) readFrom(from string) {
	name, rest, _ := strings.Cut(from, " ")
	if ip, ok := parseIP(name); ok {
		h.IP, name = ip, ""
	}
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" \t()", r) }) {
		switch ip, ok := bracketIP(word); {
		case ok:
			if !h.IP.IsValid() {
				h.IP = ip
			}
		case hasPrefixFold(word, "helo="), hasPrefixFold(word, "ehlo="):
			h.From, h.HELO = name, strings.Trim(word[5:], "[]")
		case h.HELO == "<next>":
			h.From, h.HELO = name, word
		case strings.EqualFold(word, "HELO"), strings.EqualFold(word, "EHLO"):
			h.HELO = "<next>"
		case h.From == "" && h.HELO == "" && strings.Contains(word, ".") && !strings.ContainsAny(word, "=@:,"):
			h.From = strings.TrimSuffix(word, ".")
		}
	}
	if h.HELO == "" || h.HELO == "<next>" {
		h.HELO = name
	}
	if h.HELO == "unknown" {
		h.HELO = ""
	}
	h.From, h.HELO = clean(h.From), clean(h.HELO)
}

// bracketIP reads an address with what systems put around and behind it:
// "[192.0.2.1]:25", "[192.0.2.1],", "root@[192.0.2.1]".
func bracketIP(word string) (netip.Addr, bool) {
	if i := strings.IndexByte(word, '['); i >= 0 {
		word = word[i+1:]
		if j := strings.IndexByte(word, ']'); j >= 0 {
			word = word[:j]
		}
	}
	return parseIP(strings.TrimRight(word, ",;"))
}
