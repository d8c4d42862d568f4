package term

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":           "",
		"plain text": "plain text",
		"Grüße, 漢字, עברית, ไทย 😀": "Grüße, 漢字, עברית, ไทย 😀",
		"a\u00a0b\u3000c":                "a\u00a0b\u3000c",
		"\x1b[31mred\x1b[0m":             `\x1b[31mred\x1b[0m`,
		"\x00\a\b\t\n\r\x7f":             `\x00\x07\x08\x09\x0a\x0d\x7f`,
		"\u0085\u009b31m":                `\u0085\u009b31m`,
		"\u202a\u202e\u2066\u2069\u200f": `\u202a\u202e\u2066\u2069\u200f`,
		"a\u200bb\u200d\ufeff\u00ad":     `a\u200bb\u200d\ufeff\u00ad`,
		"\u2028\u2029":                   `\u2028\u2029`,
		"\U000e0041\ue000\ufff9":         `\U000e0041\ue000\ufff9`,
		"\u3164\u034f\ufe0f":             `\u3164\u034f\ufe0f`,
		"\xff\xc3(":                      `\xff\xc3(`,
		"\ufffd":                         "\ufffd",
		`a\b`:                            `a\b`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a", "\x1b[2J", "\xff", "é\u202e", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Escape(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Escape(%q) = %q is no UTF-8", s, got)
		}
		for _, r := range got {
			if !Visible(r) {
				t.Fatalf("Escape(%q) = %q has %U", s, got, r)
			}
		}
		if again := Escape(got); again != got {
			t.Fatalf("Escape(%q) = %q, and of that %q", s, got, again)
		}
		for _, line := range Wrap(got, 30) {
			if Width(line) > 4*30 {
				t.Fatalf("Wrap(%q) has the line %q", got, line)
			}
		}
	})
}

func TestWidth(t *testing.T) {
	for in, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "漢字": 4, "ｱ": 1, "Ａ": 2} {
		if got := Width(in); got != want {
			t.Errorf("Width(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"  one   two ", []string{"one two"}},
		{"aaaaaaaaa bbbbbbbbbb cc", []string{"aaaaaaaaa bbbbbbbbbb", "cc"}},
		{"see https://example.com/a/long/path now", []string{"see", "https://example.com/a/long/path", "now"}},
		{strings.Repeat("x", 85), slices.Collect(chunk("x", 20, 20, 20, 20, 5))},
		{"a 漢字漢字漢字漢字漢字漢字", []string{"a", "漢字漢字漢字漢字漢字", "漢字"}},
	}
	for _, tt := range tests {
		if got := Wrap(tt.in, 20); !slices.Equal(got, tt.want) {
			t.Errorf("Wrap(%q, 20) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	for in, want := range map[string][2][]string{
		"":              {{""}, {""}},
		"v=spf1 a mx":   {{"v=spf1", " a mx"}, {"v=spf1 ", "a mx"}},
		"abcdefghijklm": {{"abcdef", "ghijkl", "m"}, {"abcdef", "ghijkl", "m"}},
		"漢字漢字":          {{"漢字漢", "字"}, {"漢字漢", "字"}},
	} {
		got := [2][]string{Cut(in, 6), CutWords(in, 6)}
		if !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("Cut, CutWords(%q, 6) = %q, want %q", in, got, want)
		}
		if strings.Join(got[1], "") != in {
			t.Errorf("CutWords(%q) loses text: %q", in, got[1])
		}
	}
	if got, want := CutWords("one two three", 9), []string{"one two ", "three"}; !slices.Equal(got, want) {
		t.Errorf("CutWords = %q, want %q", got, want)
	}
}

func chunk(s string, lengths ...int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, n := range lengths {
			if !yield(strings.Repeat(s, n)) {
				return
			}
		}
	}
}

func TestTruncate(t *testing.T) {
	for in, want := range map[string]string{"short": "short", "exactly ten": "exactly...", "漢字漢字漢字": "漢字漢..."} {
		if got := Truncate(in, 10); got != want {
			t.Errorf("Truncate(%q, 10) = %q, want %q", in, got, want)
		}
	}
}

func TestNewStyle(t *testing.T) {
	tests := []struct {
		color Color
		env   map[string]string
		want  bool
	}{
		{Always, map[string]string{"NO_COLOR": "1"}, true},
		{Never, nil, false},
		{Auto, nil, false}, // not a terminal
	}
	for _, tt := range tests {
		getenv := func(k string) string { return tt.env[k] }
		if got := NewStyle(tt.color, &bytes.Buffer{}, getenv).Mark(Bold, "x") != "x"; got != tt.want {
			t.Errorf("NewStyle(%s, %v) colours: %t, want %t", tt.color, tt.env, got, tt.want)
		}
	}
	var c Color
	if err := c.Set("sometimes"); err == nil {
		t.Error(`Set("sometimes") = nil, want an error`)
	}
}
