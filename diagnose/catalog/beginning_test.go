package catalog

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCluesAreWhole holds that a long reply is not cut within a character.
func TestCluesAreWhole(t *testing.T) {
	for pad := range utf8.UTFMax {
		text := "550 5.7.1 see https://example.com/" + strings.Repeat("x", pad) + strings.Repeat("я", maxText)
		m := Builtin().Classify(Query{Text: text})
		if len(m.Clues.URLs) != 1 {
			t.Fatalf("URLs = %q, want one", m.Clues.URLs)
		}
		if !utf8.ValidString(m.Clues.URLs[0]) {
			t.Errorf("%d bytes before: the URL is no UTF-8: %q", pad, m.Clues.URLs[0][len(m.Clues.URLs[0])-4:])
		}
	}
}
