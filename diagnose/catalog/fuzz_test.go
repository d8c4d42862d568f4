package catalog

import (
	"reflect"
	"testing"

	"github.com/seed-d13f741b/ndr/dsn"
)

// FuzzClassify holds what is true of every Match: it is one of the known
// values, its words are of the text, and the same Query gives it again.
func FuzzClassify(f *testing.F) {
	for _, r := range benchReplies {
		f.Add(r, "mx.example.net", 550, uint8(5), uint16(1), uint16(1))
	}
	for _, s := range []string{"", "421", "550-", "550-5.1.1", "5.7.1", "«»", "\xff\x00", "a@b", "::1", "://", "/a/b", "\"\"", "{}", "1.2.3.4", "é"} {
		f.Add(s, "", 0, uint8(0), uint16(0), uint16(0))
	}
	c := Builtin()
	f.Fuzz(func(t *testing.T, text, host string, reply int, class uint8, subject, detail uint16) {
		q := Query{Text: text, Reply: reply, Hosts: []string{host}, Status: dsn.Status{Class: class, Subject: subject, Detail: detail}}
		m := c.Classify(q)
		if err := validCategory(string(m.Category)); err != nil {
			t.Errorf("category: %v", err)
		}
		if err := oneOf(string(m.Permanence), permanences); err != nil {
			t.Errorf("permanence: %v", err)
		}
		if m.Entry == nil || m.Why.Rule == "" {
			t.Errorf("no entry or no rule: %+v", m)
		}
		if m.Suppress && (m.Permanence != Permanent || !aboutAddress(m.Category)) {
			t.Errorf("suppress of %s, %s", m.Category, m.Permanence)
		}
		if again := c.Classify(q); !reflect.DeepEqual(m, again) {
			t.Errorf("Classify gives %+v, then %+v", m, again)
		}
		c.Explain(text)
	})
}

// FuzzCompile holds that a pattern that compiles is found by the index
// wherever it matches.
func FuzzCompile(f *testing.F) {
	f.Add("user {is |}unknown", "the user is unknown here")
	f.Add("*postfach + voll*", "empfängerpostfach jane voll")
	f.Add("{no|bad} ptr", "bad ptr")
	f.Add("O{FR|UK}_#", "OFR_1")
	f.Add("a{b|c}d ~ efgh", "acd 192.0.2.1 efgh")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if len(pattern) > 200 || len(text) > 500 {
			return
		}
		l := newLoader()
		l.program.check = true
		p, err := l.program.compile(pattern)
		if err != nil {
			return
		}
		l.phrases = append(l.phrases, phrase{pattern: p, category: Spam})
		c := l.catalog()
		var s scratch
		s.read(c, &Query{Text: text})
		s.choosePhrase(c)
		if h, ok := s.m.search(p); ok && len(s.phrases) == 0 && !s.t.negated(h.from) {
			t.Errorf("%q matches %q at %d, but is not found by the index", pattern, text, h.from)
		}
	})
}
