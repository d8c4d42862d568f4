package catalog

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A pattern is a compiled Match, Phrase, Token, Not or Signature. The language
// is the one of data/README.md. Patterns are matched on a [folded] text.
type pattern struct {
	nodes []node
	// raw says that the pattern may match inside addresses, URLs and host
	// names; others see only the words around them.
	raw    bool
	source string
}

// An op is what a node of a pattern matches.
type op uint8

const (
	opLit    op = iota // the bytes of lit; breaks say where words begin in it
	opGap              // up to max bytes, at most to the end of the sentence if !far
	opWord             // one or more bytes without a word break
	opDigits           // one or more digits
	opIP               // an IP address
	opAlt              // one of alts, or nothing if an alternative is empty
	opEdge             // nothing, at the edge of a word
	opOpen             // nothing, anywhere: the pattern's edge may lie inside a word
)

// A node is one step of a pattern.
type node struct {
	op   op
	far  bool
	lit  string
	brk  []uint8 // per byte of lit: what has to stand before it
	alts [][]node
}

// What has to stand before a byte of a literal.
const (
	brkNone  = iota // no word break
	brkMaybe        // a word break or none
	brkMust         // a word break
)

// How far gaps reach, in bytes of folded text.
const (
	gapNear = 40
	gapFar  = 200
)

// Errors of compilePattern.
var (
	errNoAnchor = errors.New("pattern needs four characters in a row (spaces not counted) or a word of two or three, outside of *, + and #")
	errBraces   = errors.New("braces do not pair, or stand inside braces")
)

// compilePattern compiles the text of a pattern.
func compilePattern(text string) (pattern, error) {
	p := pattern{source: text}
	c := patternCompiler{}
	src := strings.TrimSpace(text)
	p.raw = looksRaw(src)
	if err := c.compile(src); err != nil {
		return pattern{}, err
	}
	p.nodes = append(c.nodes, node{op: opEdge})
	if !anchored(p.nodes) {
		return pattern{}, errNoAnchor
	}
	return p, nil
}

// looksRaw reports whether a pattern is about an address, a URL or a host
// name: it holds "/", "=", "@", or a dot between letters.
func looksRaw(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '/', '=', '@':
			return true
		case '.':
			if i > 0 && i+1 < len(s) && isWordByte(s[i-1]) && isLetter(s[i+1]) {
				return true
			}
		}
	}
	return false
}

// A patternCompiler collects the nodes of one pattern, or of one alternative.
type patternCompiler struct {
	nodes []node
	lit   []byte
	brk   []uint8
	next  uint8 // what has to stand before the next literal byte
}

// compile compiles src from its beginning to its end.
func (c *patternCompiler) compile(src string) error {
	for i := 0; i < len(src); {
		n, err := c.step(src, i)
		if err != nil {
			return err
		}
		i += n
	}
	c.flush()
	if c.next != brkNone {
		c.nodes = append(c.nodes, edgeNode(c.next))
	}
	return nil
}

// step compiles what begins at src[i] and gives its length.
func (c *patternCompiler) step(src string, i int) (int, error) {
	switch src[i] {
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
	case '{':
		return c.group(src, i)
	case '}':
		return 0, errBraces
	case '\\':
		if i+1 == len(src) {
			return 0, errors.New("nothing after \\")
		}
		c.literal(src[i+1 : i+2])
		return 2, nil
	case '-', '_':
		c.next = max(c.next, brkMaybe)
		return 1, nil
	}
	r, n := utf8.DecodeRuneInString(src[i:])
	switch classify(r, src[i+n:]) {
	case runeBreak, runeStop:
		c.next = brkMust
	case runeLetter:
		c.literal(src[i : i+n])
	}
	return n, nil
}

// literal appends the folded form of s, one character.
func (c *patternCompiler) literal(s string) {
	before := c.next
	c.next = brkNone
	for _, b := range appendFolded(nil, s) {
		c.lit = append(c.lit, b)
		c.brk = append(c.brk, before)
		before = brkNone
	}
}

// flush ends the literal that is being collected.
func (c *patternCompiler) flush() {
	if len(c.lit) == 0 {
		return
	}
	c.nodes = append(c.nodes, node{op: opLit, lit: string(c.lit), brk: c.brk})
	c.lit, c.brk = nil, nil
}

// special appends a node that is no literal, after the break before it.
func (c *patternCompiler) special(n node) {
	c.flush()
	if c.next != brkNone {
		c.nodes = append(c.nodes, edgeNode(c.next))
		c.next = brkNone
	}
	c.nodes = append(c.nodes, n)
}

// edgeNode is the node for a break that no literal follows.
func edgeNode(brk uint8) node {
	if brk == brkMaybe {
		return node{op: opOpen}
	}
	return node{op: opEdge}
}

// gap compiles "*" or "**" at src[i].
func (c *patternCompiler) gap(src string, i int) int {
	n := 1
	if strings.HasPrefix(src[i:], "**") {
		n = 2
	}
	end := i + n
	switch {
	case i == 0 || end == len(src):
		c.flush()
		c.next = brkNone
		c.nodes = append(c.nodes, node{op: opOpen})
	default:
		c.flush()
		if c.next != brkNone {
			c.nodes = append(c.nodes, node{op: opEdge})
			c.next = brkNone
		}
		c.nodes = append(c.nodes, node{op: opGap, far: n == 2})
		if src[end] == ' ' {
			c.nodes = append(c.nodes, node{op: opEdge})
			for end < len(src) && src[end] == ' ' {
				end++
			}
			return end - i
		}
	}
	return n
}

// group compiles "{a|b}" at src[i].
func (c *patternCompiler) group(src string, i int) (int, error) {
	n := strings.IndexByte(src[i:], '}')
	if n < 0 || strings.IndexByte(src[i+1:i+n], '{') >= 0 {
		return 0, errBraces
	}
	alt := node{op: opAlt}
	for part := range strings.SplitSeq(src[i+1:i+n], "|") {
		sub := patternCompiler{}
		if err := sub.compile(part); err != nil {
			return 0, fmt.Errorf("in {%s}: %w", part, err)
		}
		alt.alts = append(alt.alts, sub.nodes)
	}
	c.special(alt)
	return n + 1, nil
}

// anchored reports whether the index can find a pattern.
func anchored(nodes []node) bool {
	for i := range nodes {
		if n := &nodes[i]; n.op == opLit && len(n.lit) >= gramLen {
			return true
		}
	}
	f := anchorFinder{}
	f.find(nodes)
	return len(f.best) > 0
}
