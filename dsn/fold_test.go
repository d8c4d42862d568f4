package dsn

import (
	"strings"
	"testing"
	"unicode"
)

// pads gives a text with letters, capitals, digits and signs of each length
// before and after it, for what is looked for several bytes at a time.
func pads(text string) []string {
	const around = "aZ.m~@[`{}\x00Q"
	var list []string
	for before := range len(around) {
		for after := range len(around) {
			list = append(list, around[:before]+text+around[:after])
		}
	}
	return list
}

func TestLowerASCII(t *testing.T) {
	for _, part := range []string{"", "A", "Z", "Jane@Example.NET", "@[`{AZaz", "É", "ПОЧТА", "a\x80B"} {
		for _, text := range pads(part) {
			if got, want := lowerASCII(text), strings.ToLower(text); got != want {
				t.Errorf("lowerASCII(%q) = %q, want %q", text, got, want)
			}
		}
	}
}

func TestIndexFold(t *testing.T) {
	for _, sub := range []string{"a", "deliver", "final-recipient:", "rcpt to:", "x-y", "-", "", "Jane", "mx1.Example.NET", "A b"} {
		for _, text := range pads(strings.ToUpper(sub)) {
			if got, want := indexFold(text, sub), strings.Index(strings.ToLower(text), strings.ToLower(sub)); got != want {
				t.Errorf("indexFold(%q, %q) = %d, want %d", text, sub, got, want)
			}
		}
	}
	if got := indexFold("feedback", "feedback-type"); got != -1 {
		t.Errorf("indexFold of a longer string = %d, want -1", got)
	}
}

func TestCodeFrom(t *testing.T) {
	for _, part := range []string{"", "1", "6", "2", "5", "\xb5", "\xb2550", "0450"} {
		for _, text := range pads(part) {
			for from := range len(text) {
				want := strings.IndexAny(text[from:], "2345") + from
				if want < from {
					want = len(text)
				}
				if got := codeFrom(text, from); got != want {
					t.Errorf("codeFrom(%q, %d) = %d, want %d", text, from, got, want)
				}
			}
		}
	}
}

func TestFlatten(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		" \t\n":                        "",
		"Your  Message\r\n could NOT ": "your message could not",
		"couldn’t `be´":                "couldn't 'be'",
		"ZUSTELLUNG\u00a0VERZÖGERT":    "zustellung verzögert",
		"de\u200blivery":               "delivery",
		"配信\u3000失敗":                   "配信 失敗",
	} {
		if got := flatten(in); got != want {
			t.Errorf("flatten(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLowerRune(t *testing.T) {
	for r := rune(-1); r <= unicode.MaxRune+1; r++ {
		if got, want := lowerRune(r), unicode.ToLower(r); got != want {
			t.Errorf("lowerRune(%U) = %U, want %U", r, got, want)
		}
	}
}
