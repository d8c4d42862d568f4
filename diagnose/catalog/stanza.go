package catalog

import (
	"fmt"
	"strings"
)

// A field is one "Key: value" line of a data file, continuation lines joined
// to it by a space.
type field struct {
	key   string
	value string
	line  int
}

// A stanza is a run of fields between empty lines. Its fields are valid until
// the next one is read.
type stanza struct {
	file   string
	text   string // as it is in the file
	fields []field
}

// errAt gives an error about one field of a data file.
func (s *stanza) errAt(f field, format string, args ...any) error {
	return fmt.Errorf("catalog: %s:%d: %s: %w", s.file, f.line, f.key, fmt.Errorf(format, args...))
}

// A stanzaReader cuts a data file into stanzas.
type stanzaReader struct {
	rest string
	line int
	stanza
}

func newStanzaReader(file, text string) *stanzaReader {
	return &stanzaReader{rest: text, stanza: stanza{file: file}}
}

// next reads the next stanza and reports whether there was one.
func (r *stanzaReader) next() (*stanza, bool, error) {
	r.fields = r.fields[:0]
	begin := r.rest
	for r.rest != "" {
		text := r.nextLine()
		switch {
		case text == "":
			if len(r.fields) > 0 {
				r.text = begin[:len(begin)-len(r.rest)]
				return &r.stanza, true, nil
			}
			begin = r.rest
		case text[0] == '#':
		case isBlank(text[0]):
			if len(r.fields) == 0 {
				return nil, false, fmt.Errorf("catalog: %s:%d: continuation line without a key before it", r.file, r.line)
			}
			f := &r.fields[len(r.fields)-1]
			f.value = trimLeft(f.value + " " + trimLeft(text))
		default:
			colon := 0
			for colon < len(text) && text[colon] != ':' && !isBlank(text[colon]) {
				colon++
			}
			if colon == len(text) || text[colon] != ':' {
				return nil, false, fmt.Errorf("catalog: %s:%d: want \"Key: value\", got %q", r.file, r.line, cutText(text, 40))
			}
			r.fields = append(r.fields, field{key: text[:colon], value: trimLeft(text[colon+1:]), line: r.line})
		}
	}
	if len(r.fields) > 0 {
		r.text = begin
		return &r.stanza, true, nil
	}
	return nil, false, nil
}

// nextLine takes the next line off the text, without blanks at its end.
func (r *stanzaReader) nextLine() string {
	text := r.rest
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		text, r.rest = text[:end], text[end+1:]
	} else {
		r.rest = ""
	}
	r.line++
	for text != "" && (isBlank(text[len(text)-1]) || text[len(text)-1] == '\r') {
		text = text[:len(text)-1]
	}
	return text
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

// trimLeft gives s without blanks at its beginning.
func trimLeft(s string) string {
	for s != "" && isBlank(s[0]) {
		s = s[1:]
	}
	return s
}

// cutText gives s, shortened to about n bytes.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "..."
}
