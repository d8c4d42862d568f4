package check

import (
	"fmt"
	"strings"
)

// A Tag is one "name=value" of a tag list, RFC 6376 section 3.2.
type Tag struct {
	// Name and Value are without the white space around them.
	Name, Value string
	// Pos and ValuePos are their byte offsets in the list.
	Pos, ValuePos int
}

// A TagError is something in a tag list that is no tag, at byte Pos.
type TagError struct {
	Pos  int
	Text string
}

// Error gives the text with the position, counted from 1.
func (e TagError) Error() string {
	return fmt.Sprintf("check: tag list: column %d: %s", e.Pos+1, e.Text)
}

// ParseTags takes a tag list apart, as DKIM keys (RFC 6376 section 3.2) and DMARC
// records (RFC 9989 section 4.8) are. It is tolerant: it gives every tag that
// can be told, also those that are there twice, and an error for everything
// that can't.
func ParseTags(list string) (tags []Tag, errs []TagError) {
	const space = " \t\r\n"
	for pos := 0; pos < len(list); {
		spec, _, _ := strings.Cut(list[pos:], ";")
		start := pos
		pos += len(spec) + 1
		body := strings.TrimLeft(spec, space)
		start += len(spec) - len(body)
		body = strings.TrimRight(body, space)
		if body == "" {
			if pos < len(list) { // the last may be empty
				errs = append(errs, TagError{start, `there is nothing between two ";"`})
			}
			continue
		}
		name, value, ok := strings.Cut(body, "=")
		t := Tag{Name: strings.TrimRight(name, space), Pos: start, ValuePos: start + len(name) + 1}
		if !ok || !tagName(t.Name) {
			errs = append(errs, TagError{start, fmt.Sprintf("%q is no tag", printable(body, 40))})
			continue
		}
		t.Value = strings.TrimLeft(value, space)
		t.ValuePos += len(value) - len(t.Value)
		tags = append(tags, t)
	}
	return tags, errs
}

// tagName reports whether s is a tag-name: a letter, then letters, digits and
// underscores.
func tagName(s string) bool {
	for i := range len(s) {
		if c := s[i]; !spfAlpha(c) && (i == 0 || !spfDigit(c) && c != '_') {
			return false
		}
	}
	return s != ""
}

// findTag gives the first tag of a name.
func findTag(tags []Tag, name string) (Tag, bool) {
	for _, t := range tags {
		if t.Name == name {
			return t, true
		}
	}
	return Tag{}, false
}

// doubleTag gives the first tag whose name was there before.
func doubleTag(tags []Tag) (Tag, bool) {
	seen := map[string]bool{}
	for _, t := range tags {
		if seen[t.Name] {
			return t, true
		}
		seen[t.Name] = true
	}
	return Tag{}, false
}

// colonList splits a value such as "sha1 : sha256".
func colonList(value string) []string {
	var words []string
	for word := range strings.SplitSeq(value, ":") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}
