package catalog

import (
	"fmt"
	"strings"
)

// textKeys are the keys that explain, which entries, codes and categories
// share.
var textKeys = [...]string{
	"Name", "Meaning", "Cause", "Fix", "Who", "Checks", "Category", "Permanence", "Suppress", "Example", "Link", "Source", "Note", "Unconfirmed",
}

// unknownKey is the error for a key that a stanza does not have: with the one
// that was meant, where one is alike, else with all.
func unknownKey(key string, known ...string) error {
	if near := closest(key, known); near != "" {
		return fmt.Errorf("unknown key, did you mean %s?", near)
	}
	return fmt.Errorf("unknown key, want one of %s", strings.Join(known, ", "))
}

// unknownTextKey is unknownKey for a stanza that has textKeys besides.
func unknownTextKey(key string, known ...string) error {
	return unknownKey(key, append(known, textKeys[:]...)...)
}

// closest gives the word that is the most like s, or "" where none is.
func closest(s string, words []string) string {
	best, near := 1+len(s)/4, ""
	for _, w := range words {
		if d := distance(strings.ToLower(s), strings.ToLower(w), best); d <= best && (d < best || near == "") {
			best, near = d, w
		}
	}
	return near
}
