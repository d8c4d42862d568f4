package dsn

import "testing"

func TestDamage(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"doubled", "a\n\nb\n\n\n\nc\n\nd\n\n", "a\nb\n\nc\nd\n"},
		{"paragraphs of one line", "a\n\nb\n\nc\n\nd\n\n", "a\n\nb\n\nc\n\nd\n\n"},
		{"paragraphs of one line, wide", "a\n\n\nb\n\n\nc\n\n\nd\n", "a\n\n\nb\n\n\nc\n\n\nd\n"},
		{"few lines", "a\n\n\n\nb\n\n", "a\n\n\n\nb\n\n"},
		{"indented", "  a\n\n   b\n  c\n  d\n", "a\n\n b\nc\nd\n"},
		{"quoted", "> a\n>\n> b\n>c\n> d\n", "a\n\nb\nc\nd\n"},
		{"quoted in part", "> a\n> b\n> c\n> d\nno\n", "> a\n> b\n> c\n> d\nno\n"},
		{"indented in part", "  a\n   b\n  c\nd\n", "  a\n   b\n  c\nd\n"},
	} {
		if got := undamaged(tt.in); got != tt.want {
			t.Errorf("%s: undamaged(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}
