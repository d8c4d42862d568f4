package dsn

import (
	"fmt"
	"strings"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// maxForwards bounds the messages in messages that are opened, and maxAttached
// the attachments of one message that are looked at.
const (
	maxForwards = 3
	maxAttached = 20
)

// readForwarded opens the messages that are attached to one which says nothing
// itself: somebody forwards a bounce, or a list server the bounces that it did
// not understand. The first that is about delivery, or a complaint, is what the
// report tells of, with the header of the outer message; a Problem says so, and
// the others are Report.Attached. A
// bounce that was copied into the text is not decoded: the text is the
// forwarder's.
func readForwarded(m *message, rep *Report) {
	if rep.Kind != "" || rep.named() || m.depth >= maxForwards {
		return
	}
	var found []*Report
	seen := 0
	for i := range m.tree.Parts {
		p := &m.tree.Parts[i]
		if !attachedMessage(p) || i == 0 && !strings.HasPrefix(p.Type, "message/") {
			continue
		}
		if seen++; seen > maxAttached {
			break
		}
		if inner := readAttached(m, p); inner != nil {
			found = append(found, inner)
			found, inner.Attached = append(found, inner.Attached...), nil
		}
	}
	if len(found) == 0 {
		if !m.bounceShape() {
			rep.Original = Original{} // an attachment like any other
		}
		return
	}
	rep.adopt(found[0])
	text := "the bounce is an attachment of this message"
	if n := len(found); n > 1 {
		text = fmt.Sprintf("%d bounces are attached to this message; this is the first", n)
		rep.Attached = found[1:]
	}
	rep.problem(ProblemForwarded, text)
}

// attachedMessage reports whether the part is a message: by its type, or by the
// name of a file.
func attachedMessage(p *mime.Part) bool {
	switch p.Type {
	case "message/rfc822", "message/global", "text/rfc822":
		return true
	case "application/octet-stream", "text/plain", "application/eml", "message/eml":
		return strings.HasSuffix(lowerASCII(p.FileName()), ".eml")
	}
	return false
}

// readAttached decodes an attached message; the result is nil where that is no
// bounce and no complaint.
func readAttached(m *message, p *mime.Part) *Report {
	tree, err := mime.Read(strings.NewReader(p.Content()), mime.Limits{})
	if err != nil {
		return nil
	}
	inner := newMessage(tree)
	defer inner.release()
	if !inner.header.HasAny(mailFields) {
		return nil
	}
	inner.depth = m.depth + 1
	inner.keepReturned = m.keepReturned
	rep := decode(inner)
	switch rep.outcome() {
	case KindFailure, KindDelay, KindDelivery, KindFeedback:
		return rep
	}
	return nil
}

// named reports whether a recipient has an address.
func (rep *Report) named() bool {
	for i := range rep.Recipients {
		if rep.Recipients[i].Final.Value != "" || rep.Recipients[i].Original.Value != "" {
			return true
		}
	}
	return false
}

// outcome is the kind that the report has or, once finished, will have.
func (rep *Report) outcome() Kind {
	if rep.Kind != "" {
		return rep.Kind
	}
	for i := range rep.Recipients {
		rep.Recipients[i].inferAction()
	}
	return rep.kind()
}

// adopt takes all but the header fields from the report of an attached message.
func (rep *Report) adopt(inner *Report) {
	outer := *rep
	*rep = *inner
	rep.Date, rep.MessageID, rep.From, rep.To, rep.Subject = outer.Date, outer.MessageID, outer.From, outer.To, outer.Subject
	rep.Problems = outer.Problems
	for _, p := range inner.Problems {
		rep.problem(p.ID, p.Text)
	}
}
