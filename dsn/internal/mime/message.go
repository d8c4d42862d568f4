package mime

import (
	"bytes"
	"strings"
)

// A Message is the MIME tree of one mail as a flat list: Parts[0] is the
// message itself, and each multipart is followed by its children, depth first.
type Message struct {
	Parts    []Part
	Oddities []Oddity
	buf      []byte // what was kept, with the values of header fields unfolded
	text     string // the headers of all parts
	fields   []field

	// Reader is what reads the message, for the room that it has: it comes back
	// with another message when this one was released.
	Reader any

	boundaries []boundary   // of the multiparts that are being read
	scratch    []byte       // for the header of an enclosed message
	body       []byte       // for a body that is decoded
	rest       bytes.Reader // what is still to be read of that message
}

// A Part is one entity: a leaf with a body, or a multipart with children.
type Part struct {
	// Type is the media type in lower case, "text/plain" where none is given
	// or it can't be read.
	Type string
	// Depth is 0 for the message, 1 for its parts, and so on.
	Depth int
	// Parent is the index of the multipart that the part is in, -1 for the
	// message itself.
	Parent int
	// Size is the length of the body in bytes as encoded. Cut says that not
	// all of it was kept.
	Size int64
	Cut  bool

	msg         *Message
	first, last int // of msg.fields
	body        span
	text        string // that of Text, where it was asked for
	hasText     bool
}

// A span is a range of bytes.
type span struct{ start, end int }

// An Oddity is a defect of the structure that was got over.
type Oddity struct {
	ID   OddityID
	Text string
}

// An OddityID names a sort of defect.
type OddityID string

// The defects of structure.
const (
	BoundaryMismatch OddityID = "boundary-mismatch" // another boundary than announced
	BoundaryMissing  OddityID = "boundary-missing"  // a multipart without parts
	BoundaryUnclosed OddityID = "boundary-unclosed" // no closing boundary
	TooManyParts     OddityID = "too-many-parts"    // parts or depth over the limit
	HeaderTooLong    OddityID = "header-too-long"   // header over the limit
	HeaderUnended    OddityID = "header-unended"    // no blank line after the header
)

func (m *Message) note(id OddityID, text string) {
	for _, o := range m.Oddities {
		if o.ID == id {
			return
		}
	}
	m.Oddities = append(m.Oddities, Oddity{id, text})
}

// keepHeaders copies the headers of all parts, one behind the other, into the text
// that they are slices of.
func (m *Message) keepHeaders() {
	size := 0
	for i := range m.Parts {
		h := m.Parts[i].headerSpan()
		size += h.end - h.start
	}
	var text strings.Builder
	text.Grow(size)
	for i := range m.Parts {
		p := &m.Parts[i]
		h := p.headerSpan()
		moved := h.start - text.Len()
		text.Write(m.buf[h.start:h.end])
		for j := p.first; j < p.last; j++ {
			m.fields[j].move(moved)
		}
	}
	m.text = text.String()
}

// headerSpan is where in Message.buf the part's header is, from its first name to
// its last value.
func (p *Part) headerSpan() span {
	if p.first == p.last {
		return span{}
	}
	return span{p.msg.fields[p.first].name.start, p.msg.fields[p.last-1].value.end}
}

// Header gives the part's header.
func (p *Part) Header() Header { return Header{p.msg.text, p.msg.fields[p.first:p.last]} }

// raw gives the kept beginning of the body, still encoded.
func (p *Part) raw() []byte { return p.msg.buf[p.body.start:p.body.end] }

// Multipart reports whether the part was announced as a multipart.
func (p *Part) Multipart() bool { return strings.HasPrefix(p.Type, "multipart/") }

// Param gives a parameter of the part's Content-Type, or "".
func (p *Part) Param(name string) string {
	return Param(Unfold(p.Header().Get("Content-Type")), name)
}

// FileName gives the name of the file that the part is, RFC 2183 section 2.3, or
// "".
func (p *Part) FileName() string {
	if v := p.Header().Get("Content-Disposition"); v != "" {
		if name := Param(v, "filename"); name != "" {
			return name
		}
	}
	return p.Param("name")
}
