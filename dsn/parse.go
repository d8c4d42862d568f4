package dsn

import (
	"errors"
	"fmt"
	"io"

	"github.com/seed-d13f741b/ndr/dsn/internal/mime"
)

// A Parser reads reports. The zero Parser is ready for use; a field that is 0
// means the default. A Parser may be used by several goroutines.
type Parser struct {
	// MaxSize is the length in bytes up to which a message is read, 64 MiB by
	// default. A longer one is an error that matches [ErrTooLarge].
	MaxSize int64
	// MaxParts and MaxDepth bound the number and the nesting of MIME parts
	// that are looked at, 1000 and 32 by default.
	MaxParts, MaxDepth int
	// KeepReturned is the length in bytes up to which a returned message is
	// kept in Original.Raw, 0 for not at all. It is for verifying signatures.
	KeepReturned int
}

// Errors of Parse. All else that is wrong with a message is a [Problem].
var (
	ErrTooLarge   = errors.New("message too large")
	ErrNotMessage = errors.New("not a mail message")
)

// Parse reads one message with the default limits.
func Parse(r io.Reader) (*Report, error) { return new(Parser).Parse(r) }

// Parse reads one message, with or without a preceding mbox "From " line, and
// decodes it. A message that is no bounce is a Report too; its Kind says so.
// The error says that there is no Report: r failed, the message is larger than
// allowed (ErrTooLarge), or the input has no mail header (ErrNotMessage).
func (p *Parser) Parse(r io.Reader) (*Report, error) {
	tree, err := mime.Read(r, mime.Limits{Size: p.MaxSize, Parts: p.MaxParts, Depth: p.MaxDepth, Enclosed: p.KeepReturned})
	switch {
	case errors.Is(err, mime.ErrTooLarge):
		return nil, fmt.Errorf("dsn: %w: more than %d bytes", ErrTooLarge, p.maxSize())
	case err != nil:
		return nil, fmt.Errorf("dsn: reading the message: %w", err)
	}
	m := newMessage(tree)
	if !m.header.HasAny(mailFields) {
		return nil, fmt.Errorf("dsn: %w: no header field of a mail at its beginning", ErrNotMessage)
	}
	m.keepReturned = p.KeepReturned > 0
	rep := decode(m)
	rep.finish()
	m.release()
	return rep, nil
}

// decode runs the stages.
func decode(m *message) *Report {
	rep := &Report{}
	for _, o := range m.tree.Oddities {
		rep.problem(ProblemID(o.ID), o.Text)
	}
	rep.readHeader(m)
	for _, stage := range stages {
		stage(m, rep)
	}
	readForwarded(m, rep) // not a stage: it runs the stages itself
	return rep
}

// stages fill the report in this order; each leaves alone what an earlier one
// has filled.
var stages = []func(*message, *Report){
	noteTNEF,
	readFeedback,
	readDisposition,
	readStatusParts,
	readStatusText,
	readAutoreply,
	readFormats,
	readOriginal,
	fillFromOriginal,
	fillFeedback,
	readRewrites,
}

func (p *Parser) maxSize() int64 {
	if p.MaxSize > 0 {
		return p.MaxSize
	}
	return mime.DefaultLimits.Size
}

// mailFields are those that no other text than a mail begins with.
var mailFields = fieldsOf(
	fieldFrom, fieldTo, fieldCc, fieldBcc, fieldSender, fieldReplyTo, fieldSubject, fieldDate, fieldMessageID, fieldReceived, fieldReturnPath, fieldDeliveredTo, fieldMIMEVersion, fieldContentType, fieldXFailedRecipients, fieldAutoSubmitted, fieldDKIMSignature, fieldReferences, fieldInReplyTo, fieldXOriginalTo, fieldEnvelopeTo, fieldApparentlyTo,
)

// readHeader takes the fields of the message's own header.
func (rep *Report) readHeader(m *message) {
	h := &m.header
	rep.From = clean(m.from)
	rep.Subject = clean(m.wholeSubject)
	rep.MessageID = messageID(h.Get(fieldMessageID))
	rep.To = h.addresses(fieldTo)
	if v := h.Get(fieldDate); v != "" {
		rep.Date = rep.date("Date", mime.Unfold(v))
	}
}
