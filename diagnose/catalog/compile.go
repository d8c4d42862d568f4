package catalog

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Errors of compile.
var (
	errNoAnchor = errors.New("pattern needs four characters in a row (spaces not counted) or a word of two or three, outside of signs")
	errSigns    = errors.New("an alternative of signs alone; leave it empty")
	errBraces   = errors.New("braces do not pair, or stand inside braces")
	errInside   = errors.New("an alternative that begins with * may stand in a group at the very beginning alone")
	errLong     = fmt.Errorf("pattern of more than %d bytes", maxText)
)

// compile adds the pattern of a source text to the program.
func (p *program) compile(source string) (pattern, error) {
	src := strings.TrimSpace(source)
	if p.spans != nil {
		return p.next(src)
	}
	if len(src) > maxText {
		return pattern{}, errLong
	}
	c := compiler{p: p, nodes: p.top[:0]}
	err := c.sequence(src)
	p.top = c.nodes
	if err != nil {
		p.letters, p.breaks = p.letters[:0], p.breaks[:0]
		return pattern{}, err
	}
	pat := pattern{source: src, from: uint32(len(p.nodes)), raw: looksRaw(src)}
	if len(c.nodes) > 0 && c.nodes[0].op != opOpen && !c.open {
		p.nodes = append(p.nodes, node{op: opEdge})
	}
	p.nodes = append(append(p.nodes, c.nodes...), node{op: opEdge})
	pat.to = uint32(len(p.nodes))
	if p.check && !p.anchored(pat) {
		return pattern{}, errNoAnchor
	}
	return pat, nil
}

// looksRaw reports whether a pattern is about an address, a URL or a host
// name: it holds "/", "=", "@", or a dot between letters.
func looksRaw(s string) bool {
	if strings.IndexByte(s, '/') >= 0 || strings.IndexByte(s, '=') >= 0 || strings.IndexByte(s, '@') >= 0 {
		return true
	}
	for i := 0; ; i++ {
		dot := strings.IndexByte(s[i:], '.')
		if dot < 0 {
			return false
		}
		i += dot
		if i > 0 && i+1 < len(s) && (isWordByte(s[i-1]) || s[i-1] == '}') && (isLetter(s[i+1]) || s[i+1] == '{') {
			return true
		}
	}
}

// A compiler compiles one pattern, or one alternative of a group. The nodes of
// alternatives are finished, and put into the program, before those around
// them.
type compiler struct {
	p     *program
	inner bool // in a group
	open  bool // it begins with a group that may begin inside a word
	next  uint8
	nodes []node
}

// sequence compiles src from its beginning to its end into c.nodes.
func (c *compiler) sequence(src string) error {
	c.next = brkNone
	for i := 0; i < len(src); {
		for i < len(src) && letterTable[src[i]] != 0 {
			c.letter(letterTable[src[i]])
			i++
		}
		if i == len(src) {
			break
		}
		n, err := c.step(src, i)
		if err != nil {
			return err
		}
		i += n
	}
	c.flush()
	c.edge()
	return nil
}

// step compiles the sign or break at src[i] and gives its length.
func (c *compiler) step(src string, i int) (int, error) {
	switch src[i] {
	case ' ':
		c.next = brkMust
		return 1, nil
	case '*':
		return c.gap(src, i), nil
	case '#':
		c.special(node{op: opDigits})
		return 1, nil
	case '+':
		c.special(node{op: opWord})
		return 1, nil
	case '~':
		c.special(node{op: opIP})
		return 1, nil
	case '%':
		c.special(node{op: opEmail})
		return 1, nil
	case '^':
		c.special(node{op: opHost})
		return 1, nil
	case '{':
		return c.group(src, i)
	case '}':
		return 0, errBraces
	case '\\':
		if i+1 == len(src) {
			return 0, errors.New("nothing after \\")
		}
		c.letters(src[i+1 : i+2])
		return 2, nil
	case '-', '_':
		if c.next == brkNone {
			c.next = brkMaybe
		}
		return 1, nil
	case '.':
		if strings.HasPrefix(src[i+1:], "{") { // "mail.{a|b}.example" goes on
			c.letter('.')
			return 1, nil
		}
	}
	r, n := utf8.DecodeRuneInString(src[i:])
	switch classify(r, src[i+n:]) {
	case runeBreak, runeStop:
		c.next = brkMust
	case runeLetter:
		c.letters(src[i : i+n])
	}
	return n, nil
}

// letter appends one folded byte to the literal.
func (c *compiler) letter(b byte) {
	c.p.letters = append(c.p.letters, b)
	c.p.breaks = append(c.p.breaks, c.next)
	c.next = brkNone
}

// letters appends the folded form of s.
func (c *compiler) letters(s string) {
	c.p.folded = appendFolded(c.p.folded[:0], s)
	for _, b := range c.p.folded {
		c.letter(b)
	}
}

// flush ends the literal that is being collected.
func (c *compiler) flush() {
	p := c.p
	if len(p.letters) == 0 {
		return
	}
	if p.breaks[0] == brkNone { // what stands before it says what has to be there
		p.breaks[0] = brkMaybe
	}
	from := len(p.lits) - eight
	p.lits = append(append(p.lits[:from], p.letters...), p.breaks...)
	p.lits = append(p.lits, make([]byte, eight)...)
	c.nodes = append(c.nodes, node{op: opLit, first: p.letters[0], n: uint16(len(p.letters)), at: uint32(from)})
	p.letters, p.breaks = p.letters[:0], p.breaks[:0]
}

// edge appends a node for a break that no literal follows.
func (c *compiler) edge() {
	switch c.next {
	case brkMust:
		c.nodes = append(c.nodes, node{op: opEdge})
	case brkMaybe:
		c.nodes = append(c.nodes, node{op: opOpen})
	}
	c.next = brkNone
}

// special appends a node that is no literal, after the break before it.
func (c *compiler) special(n node) {
	c.flush()
	c.edge()
	c.nodes = append(c.nodes, n)
}

// gap compiles "*" or "**" at src[i]; at either end of the pattern it opens
// that end.
func (c *compiler) gap(src string, i int) int {
	end, n := i+1, node{op: opGap}
	if end < len(src) && src[end] == '*' {
		end, n.op = end+1, opFar
	}
	if i == 0 || end == len(src) {
		c.next = brkNone
		n.op = opOpen
		if i > 0 {
			n.op = opTail
		}
		c.special(n)
		return end - i
	}
	c.special(n)
	if src[end] == ' ' {
		c.nodes = append(c.nodes, node{op: opEdge})
		end++
	}
	return end - i
}

// group compiles "{a|b}" at src[i].
func (c *compiler) group(src string, i int) (int, error) {
	n := strings.IndexByte(src[i:], '}')
	if n < 0 || c.inner {
		return 0, errBraces
	}
	c.flush()
	alts := c.p.group[:0]
	inside := strings.HasPrefix(src[i+1:], "*") || strings.Contains(src[i+1:i+n], "|*")
	if inside && i > 0 {
		return 0, errInside
	}
	c.open = c.open || inside
	for rest, more := src[i+1:i+n], true; more; {
		var part string
		part, rest, more = strings.Cut(rest, "|")
		if inside && !strings.HasPrefix(part, "*") && part != "" {
			part = " " + part // the edge that would stand before the group
		}
		alt, err := c.alternative(part)
		if err != nil {
			return 0, fmt.Errorf("in {%s}: %w", part, err)
		}
		alts = append(alts, alt)
	}
	c.p.group = alts
	from := len(c.p.alts)
	c.p.alts = append(c.p.alts, alts...)
	c.p.groups = append(c.p.groups, c.p.newGroup(from, len(c.p.alts)))
	c.special(node{op: opAlt, at: uint32(len(c.p.groups) - 1)})
	return n + 1, nil
}

// alternative compiles an alternative of a group.
func (c *compiler) alternative(source string) (alternative, error) {
	if alt, ok := c.p.known[source]; ok {
		return alt, nil
	}
	sub := compiler{p: c.p, inner: true, nodes: c.p.sub[:0]}
	err := sub.sequence(source)
	c.p.sub = sub.nodes
	if err == nil && strings.TrimSpace(source) != "" && !substantial(sub.nodes) {
		err = errSigns
	}
	if err != nil {
		return alternative{}, err
	}
	from := len(c.p.nodes)
	c.p.nodes = append(c.p.nodes, sub.nodes...)
	alt := c.p.newAlternative(from, len(c.p.nodes))
	c.p.known[source] = alt
	return alt, nil
}

// substantial reports whether nodes match anything at all.
func substantial(nodes []node) bool {
	for i := range nodes {
		if nodes[i].op != opEdge && nodes[i].op != opOpen {
			return true
		}
	}
	return false
}
