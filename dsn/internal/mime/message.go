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
	text     string // the same as far as it is sure to be read: see Message.keepText
	fields   []field

	// Reader is what reads the message, for the room that it has: it comes back
	// with another message when this one was released.
	Reader any

	boundaries []boundary   // of the multiparts that are being read
	scratch    []byte       // for the header of an enclosed message
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

// A span is a range of Message.buf.
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

// keepText copies what was kept into the text that headers and bodies are slices
// of: all but the body of a last part that is a message or the header of one,
// which Enclosed copies as far as it is asked for.
func (m *Message) keepText() {
	end := len(m.buf)
	last := &m.Parts[len(m.Parts)-1]
	if strings.HasPrefix(last.Type, "text/rfc822") || strings.HasPrefix(last.Type, "message/") && !strings.HasSuffix(last.Type, "-status") {
		end = last.body.start
	}
	m.text = string(m.buf[:end])
}

// Header gives the part's header.
func (p *Part) Header() Header { return Header{p.msg.text, p.msg.fields[p.first:p.last]} }

// Raw gives the kept beginning of the body, still encoded.
func (p *Part) Raw() string {
	if p.body.end > len(p.msg.text) {
		return string(p.rawBytes())
	}
	return p.msg.text[p.body.start:p.body.end]
}

func (p *Part) rawBytes() []byte { return p.msg.buf[p.body.start:p.body.end] }

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
