package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A Decoder makes of a message what the store keeps of it. It may be used by
// several goroutines.
type Decoder struct {
	Parser *dsn.Parser
	// Diagnoser finds the causes; without one messages are only told apart, for
	// a queue.
	Diagnoser *diagnose.Diagnoser
	// MaxSize is that of Parser, never 0.
	MaxSize int64
	// KeepRaw says that messages are kept as they came.
	KeepRaw bool
	// Now is the clock, time.Now where nil.
	Now func() time.Time
}

// A Result is what became of a message on its way to the store.
type Result struct {
	Outcome mailbox.Outcome
	// Message is nil where Outcome is Deferred.
	Message *store.Message
	// Attached are the further bounces that are attached to the same mail.
	Attached []*store.Message
	// Reason says why it was not decoded.
	Reason error
}

// clear makes r empty but for its Message, which is to be used again: the room for
// events that it has is enough for most.
func (r *Result) clear() {
	m := r.Message
	*r = Result{}
	if m != nil && cap(m.Events) <= maxEvents {
		m.Reset()
		r.Message = m
	}
}

// maxEvents bounds the room for events in a Message that is used again.
const maxEvents = 16

// Lookups reports whether the diagnosis asks DNS.
func (d *Decoder) Lookups() bool { return d.Diagnoser != nil && d.Diagnoser.Resolver != nil }

// Messages gives what is to be stored.
func (r *Result) Messages() iter.Seq[*store.Message] {
	return func(yield func(*store.Message) bool) {
		if r.Message == nil || !yield(r.Message) {
			return
		}
		for _, m := range r.Attached {
			if !yield(m) {
				return
			}
		}
	}
}

// Decode reads one item. It is for single messages; Pipeline.Run shares buffers
// among many.
func (d *Decoder) Decode(ctx context.Context, from string, item *mailbox.Item) Result {
	var out Result
	d.newWorker().decode(ctx, from, item, &out)
	return out
}

// A worker has the buffers of one goroutine.
type worker struct {
	*Decoder
	hash hash.Hash
	doc  render.Document
	// documents are those of the messages decoded since reuse.
	documents []byte
	head      []byte
	raw       bytes.Buffer
}

// headSize is how much of a message is read before it is decoded: most are no
// longer.
const headSize = 64 << 10

func (d *Decoder) newWorker() *worker {
	return &worker{Decoder: d, hash: sha256.New(), head: make([]byte, headSize)}
}

// reuse is called when messages are packed. Where one still has its document, it
// gets a copy of its own.
func (w *worker) reuse(messages []*store.Message) {
	for _, m := range messages {
		m.Document = bytes.Clone(m.Document)
	}
	w.documents = w.documents[:0]
	if cap(w.documents) > maxDocuments {
		w.documents = nil
	}
}

// maxDocuments bounds the buffer for documents that is used again.
const maxDocuments = 1 << 20

// decode fills out. A Message in it is empty and is used. Its document is in a
// buffer of w, until reuse.
func (w *worker) decode(ctx context.Context, from string, item *mailbox.Item, out *Result) {
	if rep := w.read(ctx, from, item, out); rep != nil {
		w.judge(ctx, item, rep, out)
	}
}

// read is the first half of decode. It gives the report where there is more to
// do, and nil where out is complete.
func (w *worker) read(ctx context.Context, from string, item *mailbox.Item, out *Result) *dsn.Report {
	m := out.Message
	if m == nil {
		m = &store.Message{}
	}
	*out = Result{}
	if item.Source != "" {
		from = item.Source
	}
	m.Source, m.Item, m.Position, m.Remember, m.Received = from, item.ID, item.Position, item.Remember, w.now()
	rep, err := w.parse(ctx, item, m)
	switch {
	case tooLarge(err), errors.Is(err, dsn.ErrNotMessage):
		w.undecodable(item, m, err, out)
		return nil
	case err != nil:
		*out = Result{Outcome: mailbox.Deferred, Reason: err}
		return nil
	}
	*out = Result{Outcome: mailbox.Stored, Message: m}
	m.Kind, m.Format, m.At = string(rep.Kind), rep.Format, madeAt(rep, m.Received)
	if rep.Kind == dsn.KindNone {
		// A private mail may have strayed here: nothing of it is kept.
		out.Outcome, m.Remember = mailbox.NotBounce, true
		m.Raw = nil
		return nil
	}
	if w.Diagnoser == nil {
		return nil // that is for another machine to do
	}
	return rep
}

// judge is the second half of decode.
func (w *worker) judge(ctx context.Context, item *mailbox.Item, rep *dsn.Report, out *Result) {
	m := out.Message
	if err := w.diagnose(ctx, item.Name, rep, m); err != nil {
		w.undecodable(item, m, err, out)
		return
	}
	for i, inner := range rep.Attached {
		a := &store.Message{Source: m.Source, Received: m.Received, Kind: string(inner.Kind), Format: inner.Format, At: madeAt(inner, m.Received)}
		sum := sha256.Sum256(fmt.Appendf(m.Digest[:], "#%d", i+2))
		a.Digest = store.NewDigest(sum[:])
		if err := w.diagnose(ctx, fmt.Sprintf("%s#%d", item.Name, i+2), inner, a); err == nil {
			out.Attached = append(out.Attached, a)
		}
	}
}

// parse reads an item and notes its digest.
func (w *worker) parse(ctx context.Context, item *mailbox.Item, m *store.Message) (rep *dsn.Report, err error) {
	r, err := item.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening: %w", err)
	}
	defer r.Close()
	n, err := io.ReadFull(r, w.head[:min(headSize, w.MaxSize)])
	switch err {
	case io.EOF, io.ErrUnexpectedEOF:
	case nil:
		return w.parseLong(io.MultiReader(bytes.NewReader(w.head[:n]), r), m)
	default:
		return nil, fmt.Errorf("reading: %w", err)
	}
	m.Digest = digestOf(w.head[:n])
	err = guard(func() (err error) { rep, err = w.Parser.Parse(bytes.NewReader(w.head[:n])); return err })
	if w.KeepRaw && err == nil {
		m.Raw = bytes.Clone(w.head[:n])
	}
	return rep, err
}

// parseLong is parse of a message that is not held as a whole.
func (w *worker) parseLong(r io.Reader, m *store.Message) (rep *dsn.Report, err error) {
	w.hash.Reset()
	w.raw.Reset()
	var into io.Writer = w.hash
	if w.KeepRaw {
		into = io.MultiWriter(w.hash, &w.raw)
	}
	tee := io.TeeReader(r, into)
	err = guard(func() (err error) { rep, err = w.Parser.Parse(tee); return err })
	if err == nil {
		// The digest is that of all of it, the raw message whole.
		if _, err = io.Copy(io.Discard, io.LimitReader(tee, w.MaxSize)); err != nil {
			err = fmt.Errorf("reading: %w", err)
		}
	}
	m.Digest = store.NewDigest(w.hash.Sum(nil))
	if w.KeepRaw && err == nil {
		m.Raw = bytes.Clone(w.raw.Bytes())
	}
	return rep, err
}

// diagnose finds the causes and makes the document and the events.
func (w *worker) diagnose(ctx context.Context, name string, rep *dsn.Report, m *store.Message) error {
	return guard(func() error {
		d := w.Diagnoser.Diagnose(ctx, rep)
		w.doc.Fill(name, d)
		start := len(w.documents)
		w.documents = w.doc.AppendJSON(w.documents, false)
		m.Document = w.documents[start:len(w.documents):len(w.documents)]
		m.Authenticity = w.doc.Authenticity.Status
		m.Events = events(m.Events[:0], &w.doc, d)
		return nil
	})
}

// undecodable makes out one of a message that can't be read; what is not too
// large is kept, for a look at it.
func (w *worker) undecodable(item *mailbox.Item, m *store.Message, reason error, out *Result) {
	*out = Result{Outcome: mailbox.Undecodable, Message: m, Reason: reason}
	m.Undecodable = strings.TrimPrefix(reason.Error(), "dsn: ")
	m.Raw, m.Remember = nil, item.Remember || item.Stays
	if tooLarge(reason) {
		// There is no digest of what was not read to its end: its place has to
		// tell it from others.
		m.Digest = digestOf([]byte(m.Source + "\x00" + item.ID + "\x00" + item.Name))
		return
	}
	r, err := item.Open(context.Background())
	if err != nil {
		return
	}
	defer r.Close()
	if b, err := io.ReadAll(io.LimitReader(r, w.MaxSize)); err == nil {
		m.Raw, m.Digest = b, digestOf(b)
	}
}

// tooLarge reports whether a message was refused for its size.
func tooLarge(err error) bool {
	return errors.Is(err, dsn.ErrTooLarge) || errors.Is(err, source.ErrTooLarge)
}

func digestOf(b []byte) store.Digest {
	sum := sha256.Sum256(b)
	return store.NewDigest(sum[:])
}

func (w *worker) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

// madeAt gives when a bounce was made. What it says itself may be anything: a
// time that is not past, or before there was mail, gives way to now.
func madeAt(rep *dsn.Report, now time.Time) time.Time {
	const earliest = 1980
	if t := rep.Date; t.Year() >= earliest && t.Before(now.Add(24*time.Hour)) {
		return t
	}
	return now
}

// guard makes a panic, which is a mistake of this program, an error, so that
// the other messages are done all the same.
func guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error, please report it with this message: %v", p)
		}
	}()
	return f()
}
