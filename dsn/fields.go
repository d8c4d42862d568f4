package dsn

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// parseBlocks reads the groups of fields of a status part (RFC 3464 section
// 2.1): fields in the manner of a mail header, groups divided by empty lines,
// one or several. A line that is no field and no continuation belongs to a
// text value before it that lost its indentation, or to nothing. The list of groups
// is valid up to the next call, the fields are for good.
func (m *message) parseBlocks(text string) [][]Field {
	blocks := m.blocks[:0]
	fields, first := make([]Field, 0, 16), 0 // of all blocks, and where the last one begins
	end := func() {
		if first < len(fields) {
			blocks, first = append(blocks, fields[first:len(fields):len(fields)]), len(fields)
		}
	}
	margin := ""
	for line, more := "", true; more; {
		line, text, more = mime.CutByte(text, '\n')
		if margin == "" && foldedBlank(line, text) {
			continue
		}
		line = trimEnd(line)
		if line != "" && (line[0] == ' ' || line[0] == '\t') && first == len(fields) {
			margin = fieldMargin(line)
		}
		line = strings.TrimPrefix(line, margin)
		switch name, value := cutField(line); {
		case line == "":
			end()
		case line[0] == ' ' || line[0] == '\t':
			appendValue(fields[first:], strings.TrimSpace(line))
		case name != "":
			fields = append(fields, Field{name, value})
		case !strings.HasPrefix(line, "--") && !complete(fields[first:]):
			appendValue(fields[first:], line)
		}
	}
	end()
	return blocks
}

// complete reports whether the last field has all that its value can have, so
// that a line below is none of it: the rest of a message that was cut off within
// the name of a field, "Final-Recipient: rfc822; jane@example.org" over "Acti".
func complete(block []Field) bool {
	if len(block) == 0 {
		return false
	}
	f := &block[len(block)-1]
	switch name, _ := knownField(f.Name); name {
	case "final-recipient", "original-recipient", "action", "status":
		return f.Value != "" && f.Value[len(f.Value)-1] != ';'
	}
	return false
}

// foldedBlank reports whether a line is of white space alone, and what follows goes
// on with the field above it.
// QUIRK(gmail): a reply with an empty line is folded so, which RFC 5322
// section 4.2 allows; testdata/gmail/group-reply-with-blank-line.eml.
func foldedBlank(line, after string) bool {
	return line != "" && line[0] <= ' ' && trimIndent(line) == "" && after != "" && (after[0] == ' ' || after[0] == '\t')
}

// fieldMargin gives the white space before a field that begins a group: all of
// it was indented, as in a quotation.
func fieldMargin(line string) string {
	bare := trimIndent(line)
	if name, _ := cutField(bare); name != "" {
		if _, use := knownField(name); use.is(ofReport | ofRecipient) {
			return line[:len(line)-len(bare)]
		}
	}
	return ""
}

// maxValue bounds one unfolded value.
const maxValue = 16 << 10

func appendValue(block []Field, more string) {
	if len(block) == 0 {
		return
	}
	f := &block[len(block)-1]
	if len(f.Value)+len(more) > maxValue {
		return
	}
	if f.Value == "" {
		f.Value = more
		return
	}
	f.Value = f.Value + " " + more
}

// cutField cuts a line into field name and value; name is "" where the line is
// no field.
func cutField(line string) (name, value string) {
	colon := strings.IndexByte(line, ':')
	if colon <= 0 || colon > 80 {
		return "", ""
	}
	name = line[:colon]
	for name != "" && (name[len(name)-1] == ' ' || name[len(name)-1] == '\t') {
		name = name[:len(name)-1]
	}
	for i := range len(name) {
		if c := name[i] | 0x20; (c < 'a' || c > 'z') && name[i] != '-' && name[i] != '_' && (name[i] < '0' || name[i] > '9') {
			return "", ""
		}
	}
	return name, trimEnd(trimStart(line[colon+1:]))
}

// get gives the value of the first field with the name, or "".
func get(fields []Field, name string) string {
	for _, f := range fields {
		if len(f.Name) == len(name) && strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// cutType cuts a typed value, "rfc822; jane@example.org", at its type. Values
// without one are common.
func cutType(v string) (typ, value string) {
	t, rest, ok := mime.CutByte(v, ';')
	t = trimEnd(trimStart(t))
	if !ok || len(t) > 24 || !isType(t) {
		return "", strings.TrimSpace(v)
	}
	return lowerASCII(t), trimEnd(trimStart(rest))
}

// isType reports whether s can be the name of a type: it has none of the signs
// that addresses and replies have.
func isType(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isAlnum(c) && strings.IndexByte("@<>\"[].,:/=() ", c) >= 0 {
			return false
		}
	}
	return true
}
