package mime

import "bytes"

// body reads a leaf's body up to a delimiter and keeps at most keep bytes.
func (t *tree) body(keep int) (kept span, size int64, cut bool, d delimiter) {
	start, from := t.pos, t.gone+int64(t.pos)
	d, next := t.findDelimiter(start + keep)
	end := t.pos
	if d.level >= 0 {
		end = max(start, t.pos-t.eolBefore())
	}
	size = t.gone + int64(end) - from
	kept = span{start, min(end, start+keep)}
	if cut = size > int64(keep); cut {
		kept.end = start + keep
	}
	t.keep = 0
	t.pos = next
	return kept, size, cut, d
}

// textLines is how many lines of a body are gone through one by one. What has more
// is mostly encoded, with many line ends and no hyphens.
const textLines = 200

// findDelimiter moves on to the next delimiter line; what lies behind the
// offset keep may be dropped meanwhile; next is where the line behind it begins.
func (t *tree) findDelimiter(keep int) (d delimiter, next int) {
	if len(t.boundaries) == 0 {
		t.toEnd(keep)
		return endOfInput, t.pos
	}
	for lines, lineStart := 0, true; ; {
		if t.pos > keep {
			t.keep = max(keep, 1)
		}
		if lineStart && t.at("--") {
			line, end := t.peek()
			if d, ok := t.match(line); ok {
				return d, end
			}
			t.pos += 2
		}
		var ok bool
		if lines < textLines {
			lines += 1 + t.passLines(textLines-lines)
			t.pos, ok = t.line()
		} else {
			ok = t.toHyphens(keep)
		}
		if !ok {
			t.pos = len(t.buf)
			return endOfInput, t.pos
		}
		lineStart = t.buf[t.pos-1] == '\n'
	}
}

// toEnd moves on to the end of the input, of which keep is to be dropped as in
// findDelimiter.
func (t *tree) toEnd(keep int) {
	for more := true; more; more = t.fill() {
		if t.pos = len(t.buf); t.pos > keep {
			t.keep = max(keep, 1)
		}
	}
	t.pos = len(t.buf)
}

// passLines passes over lines that have been read whole and are followed by one
// that does not begin with two hyphens, up to most of them, and counts them.
func (t *tree) passLines(most int) (n int) {
	rest := t.buf[t.pos:]
	for ; n < most; n++ {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 || i+2 >= len(rest) || rest[i+1] == '-' && rest[i+2] == '-' {
			break
		}
		rest = rest[i+1:]
	}
	t.pos = len(t.buf) - len(rest)
	return n
}

// toHyphens moves on to the next two hyphens behind pos, of which keep is to be
// dropped as in findDelimiter. It is false at the end of the input.
func (t *tree) toHyphens(keep int) bool {
	for {
		i := bytes.Index(t.buf[t.pos:], []byte("--"))
		switch {
		case i > 0:
			t.pos += i
			return true
		case i == 0: // more hyphens behind those
			t.pos += 2
			continue
		}
		t.pos = max(t.pos, len(t.buf)-2)
		if t.pos > keep {
			t.keep = max(keep, 1)
		}
		if !t.fill() {
			return false
		}
	}
}

// at reports whether the bytes at pos are s.
func (t *tree) at(s string) bool {
	for len(t.buf)-t.pos < len(s) {
		if !t.fill() {
			return false
		}
	}
	return string(t.buf[t.pos:t.pos+len(s)]) == s
}

// eolBefore is the length of the line end before pos; it belongs to the
// delimiter, RFC 2046 section 5.1.1.
func (t *tree) eolBefore() int {
	switch {
	case t.pos >= 2 && t.buf[t.pos-2] == '\r' && t.buf[t.pos-1] == '\n':
		return 2
	case t.pos >= 1 && t.buf[t.pos-1] == '\n':
		return 1
	}
	return 0
}
