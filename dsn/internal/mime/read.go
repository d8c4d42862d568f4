package mime

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// Read reads a message. Zero limits are those of [DefaultLimits]. The error is
// that of r, or [ErrTooLarge]; defects of the message are its Oddities.
func Read(r io.Reader, l Limits) (*Message, error) {
	t := tree{
		scanner: scanner{src: r, limits: l.withDefaults()},
		msg:     messages.Get().(*Message),
	}
	t.buf, t.boundaries = t.msg.buf[:0], t.msg.boundaries[:0]
	if first := firstRead(r); cap(t.buf) < first {
		t.buf = make([]byte, 0, first)
	}
	t.skipEnvelope()
	t.part(-1, 0)
	for t.err == nil && t.fill() { // bytes behind the last part
		t.keep, t.pos = max(t.keep, 1), len(t.buf)
	}
	if t.err != nil {
		return nil, t.err
	}
	t.msg.buf, t.msg.boundaries = t.buf, t.boundaries
	t.msg.keepHeaders()
	return t.msg, nil
}

// messages are those that were released, for the room that they have.
var messages = sync.Pool{New: func() any { return new(Message) }}

// maxReleased is the size of the largest buffer that is used again.
const maxReleased = 256 << 10

// Release lets the room that m takes be used for another message. Nothing of m
// may be used any more; strings that it gave may.
func (m *Message) Release() {
	if cap(m.buf)+cap(m.scratch)+cap(m.body) > maxReleased {
		return
	}
	clear(m.Parts)
	clear(m.boundaries[:cap(m.boundaries)])
	*m = Message{Reader: m.Reader, Parts: m.Parts[:0], buf: m.buf[:0], fields: m.fields[:0], scratch: m.scratch[:0], body: m.body[:0], boundaries: m.boundaries[:0]}
	messages.Put(m)
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.Size > 0 {
		d.Size = l.Size
	}
	if l.Parts > 0 {
		d.Parts = l.Parts
	}
	if l.Depth > 0 {
		d.Depth = l.Depth
	}
	if l.Header > 0 {
		d.Header = l.Header
	}
	if l.Enclosed > d.Enclosed {
		d.Enclosed = l.Enclosed
	}
	return d
}

// leastRead is the size of the smallest buffer, which is used again.
const leastRead = 16 << 10

// firstRead is the size of the first buffer: what the reader says that it has,
// within reason.
func firstRead(r io.Reader) int {
	if l, ok := r.(interface{ Len() int }); ok {
		return max(min(l.Len(), 128<<10)+chunk/8, leastRead)
	}
	return leastRead
}

// A tree builds a Message while scanning.
type tree struct {
	scanner
	msg        *Message
	boundaries []boundary
}

// A boundary delimits the parts of one multipart that is being read.
type boundary string

// A delimiter is what ended a part: the boundary of a level, or the end of the
// input at level -1.
type delimiter struct {
	level   int
	closing bool
}

var endOfInput = delimiter{level: -1}

// part reads an entity, with its header, up to the delimiter that ends it.
func (t *tree) part(parent, depth int) delimiter {
	index := len(t.msg.Parts)
	first := len(t.msg.fields)
	var ended bool
	t.msg.fields, ended = t.header(t.msg.fields)
	if !ended {
		t.headerDefect()
	}
	contentType, stated := t.contentType(first)
	typ := mediaType(contentType)
	if typ == "" {
		typ = t.guessType(stated, parent)
	}
	t.msg.Parts = append(t.msg.Parts, Part{
		Type: typ, Depth: depth, Parent: parent, msg: t.msg, first: first, last: len(t.msg.fields),
	})
	if strings.HasPrefix(typ, "multipart/") {
		boundary := Param(Unfold(string(contentType)), "boundary")
		if depth < t.limits.Depth {
			return t.multipart(index, depth, boundary)
		}
		t.msg.note(TooManyParts, "parts nested too deep were not read")
	}
	body, size, cut, d := t.body(t.limits.keep(typ))
	p := &t.msg.Parts[index]
	p.body, p.Size, p.Cut = body, size, cut
	return d
}

// contentType gives the value of that field among those from first on.
func (t *tree) contentType(first int) (value []byte, ok bool) {
	const name = "Content-Type"
	hash := HashName(name)
	for i := first; i < len(t.msg.fields); i++ {
		if f := &t.msg.fields[i]; f.hash == hash && f.name.end-f.name.start == len(name) && equalFold(t.buf[f.name.start:f.name.end], name) {
			return t.buf[f.value.start:f.value.end], true
		}
	}
	return nil, false
}

func (t *tree) headerDefect() {
	if line, end := t.peek(); end > t.pos && (len(t.boundaries) == 0 || !bytes.HasPrefix(line, []byte("--"))) {
		t.msg.note(HeaderUnended, "a header is not ended by an empty line, or is too long")
	}
}

// guessType is for an entity without a Content-Type that can be read: a message
// in a digest, RFC 2046 section 5.1.5; a multipart all the same if it states
// none and its body begins with a boundary line and a Content field.
func (t *tree) guessType(stated bool, parent int) string {
	if !stated && parent >= 0 && t.msg.Parts[parent].Type == "multipart/digest" {
		return "message/rfc822"
	}
	if len(t.boundaries) > 0 || stated {
		return "text/plain"
	}
	if line, end := t.peek(); t.looksLikeDelimiter(line, end) {
		return "multipart/mixed"
	}
	return "text/plain"
}

// maxKept is the number of bytes from which on no further part is read.
const maxKept = 8 << 20

// keep tells how many bytes of a leaf's body are kept. Bodies that no reader of
// bounces looks into are passed over.
func (l *Limits) keep(typ string) int {
	switch {
	case typ == "message/delivery-status" || typ == "message/global-delivery-status":
		return 4 << 20
	case strings.HasPrefix(typ, "text/"), strings.HasPrefix(typ, "multipart/"):
		return 256 << 10
	case strings.HasPrefix(typ, "message/"):
		return l.Enclosed // for its header, mostly
	case typ == "application/octet-stream":
		return 64 << 10
	}
	return 0
}

// multipart reads the children of the multipart at index.
func (t *tree) multipart(index, depth int, announced string) delimiter {
	level := len(t.boundaries)
	t.boundaries = append(t.boundaries, newBoundary(announced))
	start := t.pos
	d := t.preamble(level)
	p := &t.msg.Parts[index]
	p.body = span{start, t.lineStart(start)}
	if d.level != level {
		t.msg.note(BoundaryMissing, "a multipart in which no boundary is found")
		p.Size = int64(p.body.end - p.body.start)
		t.boundaries = t.boundaries[:level]
		return d
	}
	for d.level == level && !d.closing {
		if len(t.msg.Parts) >= t.limits.Parts || t.pos > maxKept {
			t.msg.note(TooManyParts, "parts over the limit were not read")
			_, _, _, d = t.body(0)
			continue
		}
		d = t.part(index, depth+1)
	}
	t.boundaries = t.boundaries[:level]
	if d.level == level { // closed: the epilogue
		_, _, _, d = t.body(0)
		return d
	}
	t.msg.note(BoundaryUnclosed, "a multipart without closing boundary")
	return d
}

// lineStart is where the last line before pos begins, not before start: the
// delimiter has been read by then.
func (t *tree) lineStart(start int) int {
	if t.pos <= start {
		return start
	}
	i := bytes.LastIndexByte(t.buf[start:t.pos-1], '\n')
	return start + i + 1
}

// preamble reads up to the first delimiter of the multipart at level. Where a
// line looks like a delimiter but has another boundary, that one is taken.
func (t *tree) preamble(level int) delimiter {
	for limit := 256 << 10; ; {
		line, end := t.peek()
		if end == t.pos {
			return endOfInput
		}
		d, match := t.match(line)
		if !match && t.looksLikeDelimiter(line, end) {
			t.boundaries[level] = newBoundary(string(line[2:]))
			t.msg.note(BoundaryMismatch, "the boundary of a multipart is not the one that its header announces")
			d, match = delimiter{level: level}, true
		}
		limit -= end - t.pos
		if !match && limit < 0 {
			_, _, _, d := t.body(0)
			return d
		}
		t.pos = end
		if match {
			return d
		}
	}
}

// looksLikeDelimiter reports whether line, which goes from pos to end, begins with
// two hyphens and a Content field follows it.
func (t *tree) looksLikeDelimiter(line []byte, end int) bool {
	if len(line) < 4 || line[0] != '-' || line[1] != '-' || len(line) > 200 {
		return false
	}
	next, ok := t.next(end)
	return ok && len(next) > 8 && equalFold(next[:8], "content-") && fieldName(next) > 0
}
