package headers

import (
	"bytes"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A field is one header field as it stands in the message.
type field struct {
	name string
	raw  string // the value with its line ends
	line int    // of the message, from 1
}

// is reports whether the field has the name.
func (f field) is(name string) bool { return strings.EqualFold(f.name, name) }

// value gives the value unfolded and decoded.
func (f field) value() string { return visible(dsn.DecodeHeader(f.raw)) }

// plain gives the value unfolded, not decoded: for structured fields.
func (f field) plain() string {
	return strings.Join(strings.Fields(f.raw), " ")
}

// The bounds of what is read of a header.
const (
	maxHeader = 4 << 20
	maxFields = 2000
	maxLine   = 998 // RFC 5322 section 2.1.1
	maxText   = 4096
)

// A form is how a header is written, for what is odd about it.
type form struct {
	crlf, lf, cr int // line ends of the message
	firstLF      int // line of the first bare LF, and CR
	firstCR      int
	longest      int // octets of the longest line of the header
	longestLine  int
	longestName  string
	blankFold    []string // names of fields that have a line of white space only
	spaceColon   []string // names with a space before the colon
	noField      []int    // lines that are no field
	nul          bool
	eightBit     []string // names of fields with octets over 127
	notUTF8      []string
	unended      bool // no empty line behind the header
	cut          bool // the header is over the bounds
}

// A reader takes a header apart.
type reader struct {
	text   []byte
	fields []field
	form   form
	// start is where the value of the open field begins, -1 for none.
	start, end int
	body       int
}

// readFields gives the fields of a message and where its body begins. Empty
// lines, a byte order mark and an mbox "From " line before it are passed over.
func readFields(text []byte) *reader {
	r := &reader{text: text, start: -1, body: len(text)}
	pos, line := 0, 1
	if bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
		pos = 3
	}
	r.form.unended = true
	for pos < len(text) {
		end, next := lineEnd(text, pos)
		content := text[pos:end]
		if len(r.fields) >= maxFields || pos > maxHeader {
			r.form.cut = true
			break
		}
		switch {
		case len(r.fields) == 0 && (len(bytes.TrimSpace(content)) == 0 || bytes.HasPrefix(content, []byte("From ")) || bytes.HasPrefix(content, []byte(">From "))):
		case len(content) == 0:
			r.body, r.form.unended = next, false
			r.close()
			return r.finish()
		default:
			if !r.take(pos, end, next, line) {
				r.body = pos
				r.close()
				return r.finish()
			}
		}
		pos = next
		line++
	}
	r.close()
	return r.finish()
}

// lineEnd gives the end of the line at pos without its line end, and where the
// next begins.
func lineEnd(text []byte, pos int) (end, next int) {
	i := bytes.IndexByte(text[pos:], '\n')
	if i < 0 {
		return len(text), len(text)
	}
	end = pos + i
	if end > pos && text[end-1] == '\r' {
		return end - 1, end + 1
	}
	return end, end + 1
}

// take takes one line of the header; it is false where that is the body, which
// no empty line tells from the header.
func (r *reader) take(pos, end, next, line int) bool {
	content := r.text[pos:end]
	if n := end - pos; n > r.form.longest {
		r.form.longest, r.form.longestLine = n, line
	}
	last := len(r.fields) - 1
	if content[0] == ' ' || content[0] == '\t' {
		if last < 0 {
			return true
		}
		if len(bytes.TrimSpace(content)) == 0 {
			r.form.blankFold = appendOnce(r.form.blankFold, r.fields[last].name)
		}
		r.end = next
		return true
	}
	name, colon := fieldName(content)
	if name == "" {
		if last >= 0 && !r.moreFields(next) {
			return false
		}
		r.form.noField = append(r.form.noField, line)
		if last >= 0 {
			r.end = next // a line that lost its indentation
		}
		return true
	}
	r.close()
	if content[colon-1] == ' ' || content[colon-1] == '\t' {
		r.form.spaceColon = appendOnce(r.form.spaceColon, name)
	}
	r.fields = append(r.fields, field{name: name, line: line})
	r.start, r.end = pos+colon+1, next
	return true
}

// close ends the open field.
func (r *reader) close() {
	if r.start >= 0 {
		r.fields[len(r.fields)-1].raw = string(r.text[r.start:min(r.end, len(r.text))])
		r.start = -1
	}
}

// fieldName gives the name at the beginning of a line, RFC 5322 section 2.2, and
// the place of the colon behind it; "" where the line begins otherwise.
func fieldName(line []byte) (name string, colon int) {
	colon = bytes.IndexByte(line, ':')
	if colon <= 0 || colon > 77 {
		return "", 0
	}
	b := bytes.TrimRight(line[:colon], " \t")
	for _, c := range b {
		if c <= ' ' || c >= 0x7f {
			return "", 0
		}
	}
	if len(b) == 0 {
		return "", 0
	}
	return string(b), colon
}

// moreFields reports whether a field that only a header has stands soon behind
// pos, before an empty line.
func (r *reader) moreFields(pos int) bool {
	for range 40 {
		if pos >= len(r.text) {
			return false
		}
		end, next := lineEnd(r.text, pos)
		if end == pos {
			return false
		}
		switch name, _ := fieldName(r.text[pos:end]); strings.ToLower(name) {
		case "received", "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "dkim-signature", "return-path":
			return true
		}
		pos = next
	}
	return false
}

// finish counts what is odd about the octets.
func (r *reader) finish() *reader {
	f := &r.form
	for i, line := 0, 1; i < len(r.text); i++ {
		switch r.text[i] {
		case '\n':
			if i > 0 && r.text[i-1] == '\r' {
				f.crlf++
			} else if f.lf++; f.firstLF == 0 {
				f.firstLF = line
			}
			line++
		case '\r':
			if i+1 < len(r.text) && r.text[i+1] != '\n' {
				if f.cr++; f.firstCR == 0 {
					f.firstCR = line
				}
			}
		case 0:
			f.nul = true
		}
	}
	for _, x := range r.fields {
		if x.line <= f.longestLine {
			f.longestName = x.name
		}
		if !isASCII(x.raw) {
			f.eightBit = appendOnce(f.eightBit, x.name)
			if strings.ToValidUTF8(x.raw, "") != x.raw {
				f.notUTF8 = appendOnce(f.notUTF8, x.name)
			}
		}
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// appendOnce appends s unless it is there already, or ten others are.
func appendOnce(list []string, s string) []string {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return list
		}
	}
	if len(list) >= 10 {
		return list
	}
	return append(list, s)
}

// cut shortens a value that is kept as it stands there.
func cut(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "") + "..."
}

// visible drops what is not valid UTF-8, and the white space at both ends. All
// else stays: what hides in a text is to be found and, where it is shown,
// escaped.
func visible(s string) string {
	return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
}
