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
		text, rest, _ := strings.Cut(r.rest, "\n")
		r.rest = rest
		r.line++
		text = strings.TrimRight(text, " \t\r")
		switch {
		case text == "":
			if len(r.fields) > 0 {
				r.text = begin[:len(begin)-len(r.rest)]
				return &r.stanza, true, nil
			}
			begin = r.rest
		case text[0] == '#':
		case text[0] == ' ' || text[0] == '\t':
			if len(r.fields) == 0 {
				return nil, false, fmt.Errorf("catalog: %s:%d: continuation line without a key before it", r.file, r.line)
			}
			f := &r.fields[len(r.fields)-1]
			f.value = strings.TrimLeft(f.value+" "+strings.TrimLeft(text, " \t"), " ")
		default:
			key, value, ok := strings.Cut(text, ":")
			if !ok || strings.ContainsAny(key, " \t") {
				return nil, false, fmt.Errorf("catalog: %s:%d: want \"Key: value\", got %q", r.file, r.line, cutText(text, 40))
			}
			r.fields = append(r.fields, field{key: key, value: strings.TrimLeft(value, " \t"), line: r.line})
		}
	}
	if len(r.fields) > 0 {
		r.text = begin
		return &r.stanza, true, nil
	}
	return nil, false, nil
}

// cutText gives s, shortened to about n bytes.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "..."
}
