package queue

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// The fields of a message in the stream.
const (
	fieldSource      = "Ndr-Source"
	fieldItem        = "Ndr-Item"
	fieldReceived    = "Ndr-Received"
	fieldUndecodable = "Ndr-Undecodable" // why; then there may be no body
	fieldObject      = "Ndr-Object"      // where the body is
	fieldReason      = "Ndr-Reason"      // why a message is dead
)

// Pack implements pipeline.Saver.
func (q *Queue) Pack([]*store.Message) {}

// Rest implements pipeline.Saver.
func (q *Queue) Rest(context.Context) {}

// A TemporaryError is trouble of the server that may be over later.
type TemporaryError struct{ err error }

// Error implements error.
func (e *TemporaryError) Error() string { return "queue: " + e.err.Error() }

// Unwrap gives what the client says.
func (e *TemporaryError) Unwrap() error { return e.err }

// Temporary marks it for the pipeline.
func (e *TemporaryError) Temporary() bool { return true }

// Save implements pipeline.Saver: when it returns nil, the stream has all of
// batch on disk. A full stream is an error that may be over later: workers have
// to come after first.
func (q *Queue) Save(ctx context.Context, batch []*store.Message) (store.Saved, error) {
	saved := store.Saved{New: make([]bool, len(batch))}
	acks := make([]jetstream.PubAckFuture, len(batch))
	for i, m := range batch {
		if len(m.Raw) == 0 && m.Undecodable == "" {
			continue // no bounce
		}
		msg, err := q.message(ctx, m)
		if err == nil {
			acks[i], err = q.js.PublishMsgAsync(msg, jetstream.WithMsgID(hex.EncodeToString(m.Digest[:])))
		}
		if err != nil {
			return saved, &TemporaryError{err}
		}
	}
	for i, ack := range acks {
		if ack == nil {
			continue
		}
		select {
		case a := <-ack.Ok():
			saved.New[i] = !a.Duplicate
		case err := <-ack.Err():
			return saved, &TemporaryError{err}
		case <-time.After(ackWait):
			return saved, &TemporaryError{errors.New("the server does not say that it has a message")}
		case <-ctx.Done():
			return saved, &TemporaryError{ctx.Err()}
		}
	}
	if err := q.remember(ctx, batch); err != nil {
		return saved, &TemporaryError{err}
	}
	return saved, nil
}

// message makes a message for the stream. A large one becomes an object first.
func (q *Queue) message(ctx context.Context, m *store.Message) (*nats.Msg, error) {
	msg := nats.NewMsg(streamSubject)
	msg.Header.Set(fieldSource, m.Source)
	msg.Header.Set(fieldItem, m.Item)
	msg.Header.Set(fieldReceived, m.Received.UTC().Format(time.RFC3339Nano))
	if m.Undecodable != "" {
		msg.Header.Set(fieldUndecodable, m.Undecodable)
	}
	if len(m.Raw) <= maxInline {
		msg.Data = m.Raw
		return msg, nil
	}
	name := hex.EncodeToString(m.Digest[:])
	if _, err := q.large.GetInfo(ctx, name); errors.Is(err, jetstream.ErrObjectNotFound) {
		if _, err := q.large.Put(ctx, jetstream.ObjectMeta{Name: name}, bytes.NewReader(m.Raw)); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	msg.Header.Set(fieldObject, name)
	return msg, nil
}

// remembering is how many keys are written at once.
const remembering = 32

// remember notes what sources want to be remembered, after the messages: what
// is lost in between comes again, and the store has it once.
func (q *Queue) remember(ctx context.Context, batch []*store.Message) error {
	var group errgroup.Group
	group.SetLimit(remembering)
	positions := map[string]string{}
	for _, m := range batch {
		if m.Position != "" {
			positions[m.Source] = m.Position
		}
		if m.Remember && m.Item != "" {
			group.Go(func() error {
				_, err := q.memory.Put(ctx, key("item", m.Source, m.Item), nil)
				return err
			})
		}
	}
	for source, position := range positions {
		group.Go(func() error {
			_, err := q.memory.PutString(ctx, key("position", source), position)
			return err
		})
	}
	return group.Wait()
}

// key makes a key of words that may have any bytes in them.
func key(kind string, words ...string) string {
	h := sha256.New()
	for _, w := range words {
		fmt.Fprintf(h, "%d:%s", len(w), w)
	}
	return kind + "." + hex.EncodeToString(h.Sum(nil)[:16])
}

// Position implements mailbox.Memory.
func (q *Queue) Position(ctx context.Context, source string) (string, error) {
	e, err := q.memory.Get(ctx, key("position", source))
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return "", nil
	}
	if err != nil {
		return "", &TemporaryError{err}
	}
	return string(e.Value()), nil
}

// Seen implements mailbox.Memory.
func (q *Queue) Seen(ctx context.Context, source string, ids []string) ([]bool, error) {
	list := make([]bool, len(ids))
	var group errgroup.Group
	group.SetLimit(remembering)
	for i, id := range ids {
		group.Go(func() error {
			_, err := q.memory.Get(ctx, key("item", source, id))
			if list[i] = err == nil; errors.Is(err, jetstream.ErrKeyNotFound) {
				return nil
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, &TemporaryError{err}
	}
	return list, nil
}
