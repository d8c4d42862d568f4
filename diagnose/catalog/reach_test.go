package catalog

import (
	"strings"
	"testing"
)

// samples gives texts that a pattern is meant to match: one for each
// alternative of each group, the first ones of the other groups beside it.
func samples(source string) []string {
	var groups [][]string // what may stand at each place
	for i := 0; i < len(source); {
		switch b := source[i]; b {
		case '{':
			end := strings.IndexByte(source[i:], '}')
			var alts []string
			for alt := range strings.SplitSeq(source[i+1:i+end], "|") {
				alts = append(alts, plainSample(alt))
			}
			groups = append(groups, alts)
			i += end + 1
		default:
			end := i + 1
			for end < len(source) && source[end] != '{' || source[end-1] == '\\' && end < len(source) {
				end++
			}
			groups = append(groups, []string{plainSample(source[i:end])})
			i = end
		}
	}
	var list []string
	for place := range groups {
		for n, alt := range groups[place] {
			if n == 0 && place > 0 {
				continue // that of the first place
			}
			var b strings.Builder
			for k := range groups {
				if k == place {
					b.WriteString(alt)
				} else {
					b.WriteString(groups[k][0])
				}
			}
			list = append(list, strings.TrimSpace(strings.Join(strings.Fields(b.String()), " ")))
		}
	}
	return list
}

// plainSample gives a text for a part of a pattern that has no groups.
func plainSample(part string) string {
	var b strings.Builder
	for i := 0; i < len(part); i++ {
		switch part[i] {
		case '\\':
			i++
			b.WriteByte(part[i])
		case '*': // beside a letter the word goes on, alone it is a gap
			if i > 0 && part[i-1] != ' ' && part[i-1] != '*' || i == 0 && len(part) > 1 && part[1] != ' ' && part[1] != '*' {
				b.WriteByte('x')
			}
		case '+':
			b.WriteString("thing")
		case '#':
			b.WriteByte('7')
		case '~':
			b.WriteString("192.0.2.1")
		case '%':
			b.WriteString("jane@example.net")
		case '^':
			b.WriteString("example.net")
		default:
			b.WriteByte(part[i])
		}
	}
	return b.String()
}

// TestPatternsMatch holds that each alternative of each pattern can match at
// all: a sign that was forgotten or is too much makes a dead one.
func TestPatternsMatch(t *testing.T) {
	c := loadTest(t)
	var tx text
	n := 0
	check := func(pos position, patterns ...pattern) {
		t.Helper()
		for _, pat := range patterns {
			for _, sample := range samples(pat.source) {
				n++
				tx.reset(sample, new(shell))
				m := matcher{t: &tx, p: &c.program}
				if _, ok := m.search(pat); !ok {
					t.Errorf("%v: the pattern %q does not match %q", pos, pat.source, sample)
				}
			}
		}
	}
	for i := range c.phrases {
		check(c.phrases[i].pos, c.phrases[i].pattern)
	}
	for i := range c.rules {
		r := &c.rules[i]
		check(r.pos, r.match...)
		check(r.pos, r.tokens...)
		check(r.pos, r.nots...)
	}
	for i := range c.providers {
		check(c.providers[i].pos, c.providers[i].signatures...)
	}
	if n < 10000 {
		t.Errorf("%d samples, want more than 10000: the test looks at too little", n)
	}
}
