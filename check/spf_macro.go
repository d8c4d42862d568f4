package check

import "strings"

// spfTermLetters are the macro letters of RFC 7208 section 7.2 that terms may
// have, spfExpLetters those that only the text of an explanation may have too.
const (
	spfTermLetters = "slodiphv"
	spfExpLetters  = "crt"
)

// domainSpec reads a domain-spec: a macro-string that ends in a top label or in
// a macro (RFC 7208 section 7.1).
func (p *spfParser) domainSpec(text string, pos int) SPFMacro {
	before := len(p.errs)
	m := p.macroString(text, pos)
	if len(p.errs) > before {
		return m
	}
	if text == "" {
		p.fail(pos, "there is no domain")
		return m
	}
	switch last := m.parts[len(m.parts)-1]; {
	case m.uses(spfExpLetters):
		p.fail(pos, "%q has a macro letter that is for the text of an explanation only: c, r or t", text)
	case last.letter == 0:
		p.topLabel(text, pos)
	}
	return m
}

// topLabel checks the end of a domain-spec that ends in literal text.
func (p *spfParser) topLabel(text string, pos int) {
	name := strings.TrimSuffix(text, ".")
	dot := strings.LastIndexByte(name, '.')
	label := name[dot+1:]
	switch {
	case dot < 0:
		p.fail(pos, "%q is a single label, not a domain", text)
	case !spfTopLabel(label):
		p.fail(pos+dot+1, "%q can't be the last label of a domain", label)
	}
}

// spfTopLabel reports whether s is a toplabel: letters, digits and inner
// hyphens, and not digits alone.
func spfTopLabel(s string) bool {
	other := false
	for i := range len(s) {
		switch c := s[i]; {
		case spfAlpha(c):
			other = true
		case c == '-' && i > 0 && i < len(s)-1:
			other = true
		case !spfDigit(c):
			return false
		}
	}
	return other
}

// macroString reads a macro-string.
func (p *spfParser) macroString(text string, pos int) SPFMacro {
	m := SPFMacro{Text: text, Pos: pos}
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			m.parts = append(m.parts, spfPart{literal: literal.String()})
			literal.Reset()
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '%' && strings.HasPrefix(text[i:], "%{"):
			part, n := p.macro(text[i:], pos+i)
			if n == 0 {
				return m
			}
			flush()
			part.raw = text[i : i+n]
			m.parts = append(m.parts, part)
			i += n
		case c == '%' && i+1 < len(text) && spfEscape(text[i+1]) != "":
			flush()
			m.parts = append(m.parts, spfPart{letter: text[i+1], raw: text[i : i+2]})
			i += 2
		case c == '%':
			p.fail(pos+i, `"%%" must be followed by "{", "%%", "_" or "-"`)
			return m
		case c <= ' ' || c > '~':
			p.fail(pos+i, "the byte %#02x may not stand in a record", c)
			return m
		default:
			literal.WriteByte(c)
			i++
		}
	}
	flush()
	return m
}

// spfEscape gives what "%" and c stand for, "" where they are no escape.
func spfEscape(c byte) string {
	switch c {
	case '%':
		return "%"
	case '_':
		return " "
	case '-':
		return "%20"
	}
	return ""
}

// macro reads "%{", letter, transformers, delimiters, "}" and tells its length,
// 0 on an error.
func (p *spfParser) macro(s string, pos int) (spfPart, int) {
	end := strings.IndexByte(s, '}')
	if end < 0 {
		p.fail(pos, `the macro %q has no "}"`, s)
		return spfPart{}, 0
	}
	body := s[2:end]
	if body == "" {
		p.fail(pos, `the macro "%%{}" has no letter`)
		return spfPart{}, 0
	}
	part := spfPart{letter: body[0] | 0x20, escape: body[0] < 'a'}
	if !spfAlpha(body[0]) || strings.IndexByte(spfTermLetters+spfExpLetters, part.letter) < 0 {
		p.fail(pos+2, "there is no macro letter %q", body[:1])
		return spfPart{}, 0
	}
	i := 1
	for ; i < len(body) && spfDigit(body[i]); i++ {
		part.keep = min(part.keep*10+int(body[i]-'0'), 1000)
	}
	if i > 1 && part.keep == 0 {
		p.fail(pos+3, "the number of parts in %q must not be 0", s[:end+1])
		return spfPart{}, 0
	}
	if i < len(body) && body[i]|0x20 == 'r' {
		part.reverse = true
		i++
	}
	part.delims = body[i:]
	if bad := strings.Trim(part.delims, ".-+,/_="); bad != "" {
		p.fail(pos+2+i, "%q is no delimiter in the macro %q", bad, s[:end+1])
		return spfPart{}, 0
	}
	return part, end + 1
}

// parseSPFExplanation reads an explain-string (RFC 7208 section 7.1), the text
// that "exp" leads to. ok is false where it has a syntax error.
func parseSPFExplanation(text string) (m SPFMacro, ok bool) {
	p := &spfParser{rec: &SPFRecord{}}
	m.Text = text
	for i, word := range strings.Split(text, " ") {
		if i > 0 {
			m.parts = append(m.parts, spfPart{literal: " "})
		}
		m.parts = append(m.parts, p.macroString(word, 0).parts...)
	}
	return m, len(p.errs) == 0
}

// transform applies the digits, "r" and the delimiters of a macro to the value
// of its letter, RFC 7208 section 7.3.
func (part spfPart) transform(value string) string {
	delims := part.delims
	if delims == "" {
		delims = "."
	}
	if part.keep > 0 || part.reverse || part.delims != "" {
		var words []string
		for {
			i := strings.IndexAny(value, delims)
			if i < 0 {
				break
			}
			words = append(words, value[:i])
			value = value[i+1:]
		}
		words = append(words, value)
		if part.reverse {
			for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
				words[i], words[j] = words[j], words[i]
			}
		}
		if part.keep > 0 && part.keep < len(words) {
			words = words[len(words)-part.keep:]
		}
		value = strings.Join(words, ".")
	}
	if part.escape {
		return spfURLEscape(value)
	}
	return value
}

// spfURLEscape escapes all but the unreserved characters of RFC 3986 section 2.3.
func spfURLEscape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if spfAlpha(c) || spfDigit(c) || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString(string([]byte{'%', hex[c>>4], hex[c&15]}))
		}
	}
	return b.String()
}
