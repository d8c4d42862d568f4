package mime

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// Limits bound what is read and kept of one message.
type Limits struct {
	Size   int64 // bytes of the whole message
	Parts  int   // number of parts
	Depth  int   // nesting of multiparts
	Header int   // bytes of one header
	// Enclosed is how many bytes of a message in the message are kept.
	Enclosed int
}

// DefaultLimits are generous for any real bounce.
var DefaultLimits = Limits{Size: 64 << 20, Parts: 1000, Depth: 32, Header: 1 << 20, Enclosed: 64 << 10}

// ErrTooLarge says that the message has more bytes than the limit.
var ErrTooLarge = errors.New("message too large")

// A scanner reads a message once from front to back. What was read stays in
// buf as long as it is kept; offsets into it stay valid, slices do not.
type scanner struct {
	src    io.Reader
	buf    []byte
	pos    int   // of the next byte
	keep   int   // bytes from here to pos may be dropped by fill; 0: none may
	total  int64 // bytes read from src
	gone   int64 // bytes dropped
	eof    bool
	err    error
	cr     bool // the message has CR alone as line end; read as LF
	eol    bool // the first line end has been seen, and cr is known
	limits Limits
}

// maxFields bounds the header fields of a message, in all its parts together;
// further ones are passed over.
const maxFields = 20_000

// chunk is the room that is made for a read, maxLine the longest run of bytes
// that is taken for a line.
const (
	chunk   = 4 << 10
	maxLine = 64 << 10
)

// fill reads more behind buf. It reports whether there are new bytes.
func (s *scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.keep > 0 && s.pos > s.keep {
		s.gone += int64(s.pos - s.keep)
		n := copy(s.buf[s.keep:], s.buf[s.pos:])
		s.buf = s.buf[:s.keep+n]
		s.pos = s.keep
	}
	if cap(s.buf)-len(s.buf) < chunk/8 {
		grown := make([]byte, len(s.buf), max(2*cap(s.buf), len(s.buf)+chunk))
		copy(grown, s.buf)
		s.buf = grown
	}
	for tries := 0; tries < 100; tries++ {
		n, err := s.src.Read(s.buf[len(s.buf):cap(s.buf)])
		s.take(n)
		if err != nil {
			s.eof = true
			if err != io.EOF && s.err == nil {
				s.err = err
			}
			return n > 0
		}
		if s.err != nil {
			return false
		}
		if n > 0 {
			return true
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
	return false
}

// take accounts for n bytes that were read behind buf.
func (s *scanner) take(n int) {
	at := len(s.buf)
	s.buf = s.buf[:at+n]
	if !s.eol {
		for at > 0 && s.buf[at-1] == '\r' {
			at--
		}
		s.findEOL(at)
	}
	if s.cr {
		for i, c := range s.buf[at:] {
			if c == '\r' {
				s.buf[at+i] = '\n'
			}
		}
	}
	s.total += int64(n)
	if s.total > s.limits.Size {
		s.eof, s.err = true, ErrTooLarge
	}
}

// findEOL looks for the first line end in what is read from offset on. A CR is
// one by itself only where no LF follows it, or follows the CR behind it.
func (s *scanner) findEOL(from int) {
	i := bytes.IndexByte(s.buf[from:], '\n')
	if i < 0 {
		i = len(s.buf) - from
	}
	if cr := bytes.IndexByte(s.buf[from:from+i], '\r'); cr >= 0 {
		i = cr
	}
	if from+i == len(s.buf) {
		return
	}
	first := s.buf[from+i]
	for _, c := range s.buf[from+i:] {
		if c != '\r' {
			s.eol, s.cr = true, first == '\r' && c != '\n'
			return
		}
	}
}

// line gives the end of the line at pos, behind its line end. A line that is
// longer than maxLine is cut there; ok is false at the end of the input.
func (s *scanner) line() (end int, ok bool) {
	if i := bytes.IndexByte(s.buf[s.pos:], '\n'); i >= 0 {
		return s.pos + i + 1, true
	}
	return s.longLine()
}

// longLine is line for one that has not been read to its end.
func (s *scanner) longLine() (end int, ok bool) {
	for seen := 0; ; {
		if i := bytes.IndexByte(s.buf[s.pos+seen:], '\n'); i >= 0 {
			return s.pos + seen + i + 1, true
		}
		seen = len(s.buf) - s.pos
		if seen >= maxLine || !s.fill() {
			return s.pos + seen, seen > 0
		}
	}
}

// peek gives the line at pos without its line end, and where the next one begins:
// at pos if there is none.
func (s *scanner) peek() (line []byte, end int) {
	end, _ = s.line()
	return trimEOL(s.buf[s.pos:end]), end
}

// skipEnvelope passes over a byte order mark, empty lines and mbox "From " lines
// before a header.
func (s *scanner) skipEnvelope() {
	if line, _ := s.peek(); bytes.HasPrefix(line, []byte("\ufeff")) {
		s.pos += len("\ufeff")
	}
	for {
		if s.pos < len(s.buf) && strings.IndexByte("\r\n>F", s.buf[s.pos]) < 0 {
			return
		}
		line, end := s.peek()
		if end == s.pos || len(line) > 0 && !envelopeLine(line) {
			return
		}
		s.pos = end
	}
}

// envelopeLine reports whether line is the "From " line of an mbox, and not a
// field with white space before its colon.
func envelopeLine(line []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(line, []byte(">")), []byte("From "))
	return ok && !bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte(":"))
}

// header reads fields up to the blank line, which it passes over, and appends
// them, their values unfolded. A line that is neither a field nor a continuation ends the header too,
// and belongs to the body; ended is false then, and where the header was cut.
func (s *scanner) header(fields []field) (_ []field, ended bool) {
	start, first := s.pos, len(fields)
	for {
		end, ok := s.line()
		if !ok {
			return fields, true
		}
		line := trimEOL(s.buf[s.pos:end])
		text := span{s.pos, s.pos + len(line)}
		switch {
		case len(line) == 0:
			s.pos = end
			return fields, true
		case line[0] == ' ' || line[0] == '\t':
			if text = s.trim(text); text.start == text.end && s.blankEnds(end) {
				s.pos = end
				return fields, true
			}
			if len(fields) > first {
				s.unfold(&fields[len(fields)-1].value, text)
			}
		default:
			colon := fieldName(line)
			if colon < 0 {
				if len(fields) > first && (s.cutParameter(fields[len(fields)-1], line) || s.strayLine(end)) {
					s.unfold(&fields[len(fields)-1].value, text)
					break
				}
				return fields, false
			}
			if len(fields) >= maxFields {
				break
			}
			name := colon
			for line[name-1] == ' ' || line[name-1] == '\t' {
				name--
			}
			fields = append(fields, field{
				name: span{s.pos, s.pos + name}, value: s.trim(span{s.pos + colon + 1, text.end}), hash: hashName(name, line[0], line[name-1]),
			})
		}
		s.pos = end
		if s.pos-start > s.limits.Header {
			return fields, false
		}
	}
}

// unfold joins a line to the value before it: a line end with the white space
// around it becomes one space. This is done in place, as it only gets shorter.
func (s *scanner) unfold(value *span, line span) {
	line = s.trim(line)
	switch {
	case line.start == line.end:
	case value.start == value.end:
		*value = line
	case value.end == line.start: // one line, cut for its length
		value.end = line.end
	default:
		s.buf[value.end] = ' '
		value.end += 1 + copy(s.buf[value.end+1:], s.buf[line.start:line.end])
	}
}

// trim drops the white space at both ends.
func (s *scanner) trim(t span) span {
	for t.start < t.end && isSpace(s.buf[t.start]) {
		t.start++
	}
	for t.start < t.end && isSpace(s.buf[t.end-1]) {
		t.end--
	}
	return t
}

// blankEnds reports whether a line of white space alone ends the header: it
// does unless another field follows.
func (s *scanner) blankEnds(end int) bool {
	next, ok := s.next(end)
	return !ok || fieldName(next) < 0
}

// cutParameter reports whether line is a parameter of the field before it that
// lost its white space: `boundary="x"` behind a semicolon.
func (s *scanner) cutParameter(f field, line []byte) bool {
	eq := bytes.IndexByte(line, '=')
	return eq > 0 && bytes.IndexByte(line[:eq], ' ') < 0 &&
		bytes.HasSuffix(s.buf[f.value.start:f.value.end], []byte(";"))
}

// strayLine reports whether the line that ends at end, which is no field, has
// more header behind it.
func (s *scanner) strayLine(end int) bool {
	next, ok := s.next(end)
	if !ok || bytes.HasPrefix(s.buf[s.pos:], []byte("--")) {
		return false
	}
	return fieldName(next) > 0 && !bytes.HasPrefix(next, []byte("--"))
}

// next peeks at the line behind the one that ends at end.
func (s *scanner) next(end int) (line []byte, ok bool) {
	at, keep := s.pos, s.keep
	s.keep = 0
	s.pos = end
	line, after := s.peek()
	s.pos, s.keep = at, keep
	return line, after > end
}

// fieldName gives the place of the colon behind a field name (RFC 5322 section
// 2.2) at the beginning of line, or -1. White space before the colon is taken.
func fieldName(line []byte) int {
	n := len(line)
	for i, c := range line {
		if !nameBytes[c] {
			n = i
			break
		}
	}
	if n == 0 || n > maxName {
		return -1
	}
	end := n
	for end < len(line) && (line[end] == ' ' || line[end] == '\t') {
		end++
	}
	if end == len(line) || line[end] != ':' {
		return -1
	}
	return end
}

// maxName is the longest field name that is taken for one.
const maxName = 201

// nameBytes are the bytes of field names, RFC 5322 section 3.6.8.
var nameBytes = func() (t [256]bool) {
	for c := byte('!'); c <= '~'; c++ {
		t[c] = c != ':'
	}
	return t
}()

func trimEOL(line []byte) []byte {
	n := len(line)
	if n > 0 && line[n-1] == '\n' {
		n--
	}
	for n > 0 && line[n-1] == '\r' {
		n--
	}
	return line[:n]
}
