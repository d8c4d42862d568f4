package check

import (
	"bytes"
	"slices"
	"strings"
)

// A signedField is one field of a message's header as a signature takes it:
// with CRLF between its lines, and none behind the last.
type signedField struct {
	name string // in lower case
	raw  string
}

// maxSignedFields bounds the fields of a header that are looked at.
const maxSignedFields = 2000

// splitHeader takes a message apart: the fields of its header, and its body,
// which is nil where there is no blank line. Line ends may be LF or CRLF.
func splitHeader(message []byte) (fields []signedField, body []byte) {
	for len(message) > 0 {
		line, rest, more := bytes.Cut(message, []byte{'\n'})
		line = bytes.TrimSuffix(line, []byte{'\r'})
		message = rest
		switch {
		case len(line) == 0:
			if more && rest == nil {
				rest = []byte{}
			}
			return joinFolded(fields), rest
		case (line[0] == ' ' || line[0] == '\t') && len(fields) > 0:
			// Joined at the end: a field may have very many lines.
			fields = append(fields, signedField{raw: string(line)})
		case len(fields) < maxSignedFields*10:
			name, _, _ := bytes.Cut(line, []byte{':'})
			fields = append(fields, signedField{name: strings.ToLower(string(bytes.TrimSpace(name))), raw: string(line)})
		}
	}
	return joinFolded(fields), nil
}

// joinFolded joins the lines of each field: those without a name continue it.
func joinFolded(lines []signedField) []signedField {
	var fields []signedField
	for i := 0; i < len(lines) && len(fields) < maxSignedFields; {
		end := i + 1
		for end < len(lines) && lines[end].name == "" && strings.Trim(lines[end].raw[:min(1, len(lines[end].raw))], " \t") == "" {
			end++
		}
		f := lines[i]
		if end > i+1 {
			var b strings.Builder
			b.WriteString(f.raw)
			for _, l := range lines[i+1 : end] {
				b.WriteString("\r\n")
				b.WriteString(l.raw)
			}
			f.raw = b.String()
		}
		fields = append(fields, f)
		i = end
	}
	return fields
}

// value gives what stands behind the colon.
func (f signedField) value() string {
	_, v, _ := strings.Cut(f.raw, ":")
	return v
}

// A canonicalization is one of those of RFC 6376 section 3.4.
type canonicalization string

const (
	canonSimple  canonicalization = "simple"
	canonRelaxed canonicalization = "relaxed"
)

// appendField appends a field as it is hashed, without the CRLF behind it.
func (c canonicalization) appendField(b []byte, raw string) []byte {
	if c == canonSimple {
		return append(b, raw...)
	}
	name, value, _ := strings.Cut(raw, ":")
	b = append(b, strings.ToLower(strings.TrimSpace(name))...)
	b = append(b, ':')
	return appendReduced(b, value)
}

// appendReduced appends a value with its lines joined, each run of white space
// as one space, and none at the ends.
func appendReduced(b []byte, value string) []byte {
	start, space := len(b), false
	for i := range len(value) {
		switch c := value[i]; c {
		case ' ', '\t', '\r', '\n':
			space = true
		default:
			if space && len(b) > start {
				b = append(b, ' ')
			}
			space = false
			b = append(b, c)
		}
	}
	return b
}

// pickSigned gives the fields that the names of h= stand for, in their order:
// of fields with the same name, the lowest in the header first (RFC 6376 section
// 5.4.2). A name that there is no field for any more stands for nothing.
func pickSigned(fields []signedField, names []string) []signedField {
	at := make(map[string][]int, len(names))
	for _, name := range names {
		at[name] = nil
	}
	for i, f := range fields {
		if list, wanted := at[f.name]; wanted {
			at[f.name] = append(list, i)
		}
	}
	var picked []signedField
	for _, name := range names {
		if list := at[name]; len(list) > 0 {
			picked = append(picked, fields[list[len(list)-1]])
			at[name] = list[:len(list)-1]
		}
	}
	return picked
}

// HeaderValues gives the values of the fields with one of several names, in lower
// case, in the header of a message, unfolded and in their order.
func HeaderValues(message []byte, names ...string) []string {
	fields, _ := splitHeader(message)
	var values []string
	for _, f := range fields {
		if slices.Contains(names, f.name) {
			values = append(values, string(appendReduced(nil, f.value())))
		}
	}
	return values
}
