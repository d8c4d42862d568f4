package dsn

import (
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A message is what the stages read from: the parts of a mail by their use in
// a report (RFC 6522).
type message struct {
	tree   *mime.Message
	header header
	depth  int // 0, or one more than that of the message that it is attached to
	// keepReturned asks for Original.Raw.
	keepReturned bool

	// status are the machine-readable parts, returned the index of the part
	// with the returned message, or -1.
	status   []int
	returned int
	room     [2]int     // for status
	blocks   [4][]Field // for parseBlocks

	// The fields, decoded: wholeSubject as it stands, subject without the tags that
	// gateways put before it.
	wholeSubject, subject, from string

	memo   memos
	marks  marks  // in Text, as soon as formats are tried
	quoted string // see quote

	enclosedHeader header // see enclosed
	enclosedMore   bool
	hasEnclosed    bool
}

func newMessage(tree *mime.Message) *message {
	m, ok := tree.Reader.(*message)
	if !ok {
		m = new(message)
	}
	m.tree, m.returned = tree, -1
	m.header.number(tree.Parts[0].Header())
	m.status = m.room[:0]
	m.wholeSubject, m.from = m.header.Text(fieldSubject), m.header.Text(fieldFrom)
	m.subject = untagged(m.wholeSubject)
	for i := range tree.Parts {
		switch p := &tree.Parts[i]; {
		case isStatusType(p.Type):
			m.status = append(m.status, i)
		case m.returned < 0 && i > 0 && isReturnedType(p.Type):
			m.returned = i
		}
	}
	return m
}

// release lets the room of the message and its tree be used for another one.
func (m *message) release() {
	tree := m.tree
	*m = message{}
	tree.Reader = m
	tree.Release()
}

// isStatusType reports whether a media type is that of per-recipient fields.
func isStatusType(typ string) bool {
	switch typ {
	case "message/delivery-status", "message/global-delivery-status", // RFC 3464, RFC 6533
		"text/delivery-status", "message/deliverystatus": // seen for want of better knowledge
		return true
	}
	return false
}

// isReturnedType reports whether a media type is that of a returned message or
// header.
// QUIRK(maddy): the header part is message/rfc822-headers, not text/.
func isReturnedType(typ string) bool {
	switch typ {
	case "message/rfc822", "message/global", "text/rfc822", "text/rfc822-headers", "text/rfc822-header",
		"message/rfc822-headers", "message/global-headers":
		return true
	}
	return false
}

// Text gives the human-readable text of the message in UTF-8 with LF line
// ends: its first text parts, up to the returned message; HTML only where
// there is no plain text, or none before it that says the same.
func (m *message) Text() string { return m.memo.text.of(m.readText) }

func (m *message) readText() string {
	var html *mime.Part
	var room [4]string
	texts := room[:0]
	for i := range m.tree.Parts {
		p := &m.tree.Parts[i]
		switch {
		case i == m.returned && len(texts) > 0:
			return strings.Join(texts, "\n")
		case p.Type == "text/html" && len(texts) == 0 && html == nil && !m.alternative(i):
			// What comes first is the body; plain text below it is a disclaimer.
			texts = append(texts, htmlText(p.Text()))
		case p.Type == "text/html":
			if html == nil {
				html = p
			}
		case strings.HasPrefix(p.Type, "text/") && !isReturnedType(p.Type) && !isStatusType(p.Type),
			p.Multipart() && (i+1 == len(m.tree.Parts) || m.tree.Parts[i+1].Parent != i): // no boundary was found
			// An empty part beside the HTML one is no text.
			text := p.Text()
			if looksHTML(text) {
				text = htmlText(text)
			}
			if strings.TrimSpace(text) != "" || len(m.tree.Parts) == 1 {
				texts = append(texts, undamaged(text))
			}
		}
	}
	if len(texts) == 0 && html != nil {
		texts = append(texts, htmlText(html.Text()))
	}
	if len(texts) == 0 {
		return m.preambles()
	}
	return strings.Join(texts, "\n")
}

// alternative reports whether the part at i is one of several forms of the same
// text, or in one of them.
func (m *message) alternative(i int) bool {
	for i = m.tree.Parts[i].Parent; i >= 0; i = m.tree.Parts[i].Parent {
		if m.tree.Parts[i].Type == "multipart/alternative" {
			return true
		}
	}
	return false
}

// preambles gives what stands before the first boundary of each multipart.
// QUIRK(sendmail): its text has no header, so that it is taken for the preamble
// where the announced boundary was lost.
func (m *message) preambles() string {
	var texts []string
	for i := range m.tree.Parts {
		if p := &m.tree.Parts[i]; p.Multipart() && (m.returned < 0 || i < m.returned) {
			if text := strings.TrimSpace(p.Text()); text != "" {
				texts = append(texts, text)
			}
		}
	}
	return strings.Join(texts, "\n\n")
}

// enclosed gives the header of the returned message, of which there is one, and
// tells whether its body came back too.
func (m *message) enclosed() (h *header, more bool) {
	if !m.hasEnclosed {
		h, more := m.tree.Parts[m.returned].Enclosed()
		m.enclosedHeader.number(h)
		m.enclosedMore, m.hasEnclosed = more, true
	}
	return &m.enclosedHeader, m.enclosedMore
}

// headerIn reads the header at the beginning of a text, and tells where what
// follows its blank line begins.
func (m *message) headerIn(text string) (h header, body int) {
	read, body := m.tree.ReadHeader(text)
	h.number(read)
	return h, body
}

// quote says that text, a piece of the human-readable part, is the returned
// message or its header: old formats have no part for it.
func (m *message) quote(text string) {
	if m.quoted == "" {
		m.quoted = text
	}
}
