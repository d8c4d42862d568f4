package queue

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/dsn"
)

// maxTries is how often a message is given to a worker before it is dead: one
// that makes workers fail must not go round for ever.
const maxTries = 10

// retryPause is how long a message rests that could not be read.
const retryPause = 10 * time.Second

// A source gives the messages of the stream to one worker.
type source struct {
	*Queue
	once  bool
	ahead int

	mu    sync.Mutex
	under map[jetstream.Msg]bool
}

var _ mailbox.Source = (*source)(nil)

// Source gives the messages of the queue. With once it ends when none is
// waiting. It takes up to so many ahead, 0 for 1000: more makes a fast worker
// faster, and lets a slow one sit on what others could do.
func (q *Queue) Source(once bool, ahead int) mailbox.Source {
	return &source{Queue: q, once: once, ahead: ahead, under: map[jetstream.Msg]bool{}}
}

// Name implements mailbox.Source.
func (s *source) Name() string { return "queue" }

// Close implements mailbox.Source.
func (s *source) Close() error { return nil }

// Run implements mailbox.Source.
func (s *source) Run(ctx context.Context, give func(context.Context, *mailbox.Item) error) error {
	consumer, err := s.consumer(ctx)
	if err != nil {
		return fmt.Errorf("queue: consumer %s: %w", consumerName, err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(cmp.Or(s.ahead, 1000)), jetstream.PullExpiry(ackWait))
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Stop)()
	alive, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	go s.keepAlive(alive)
	for {
		wait := ackWait
		if s.once {
			wait = time.Second
		}
		msg, err := messages.Next(jetstream.NextMaxWait(wait))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, nats.ErrTimeout):
			if s.once {
				if done, err := s.empty(ctx, consumer); done || err != nil {
					return err
				}
			}
			continue
		case errors.Is(err, jetstream.ErrNoHeartbeat):
			continue // the connection is being made anew
		case err != nil:
			return fmt.Errorf("queue: %w", err)
		}
		if err := s.hand(ctx, msg, give); err != nil {
			return err
		}
	}
}

// consumer finds the consumer, also of a server that is just starting.
func (s *source) consumer(ctx context.Context) (consumer jetstream.Consumer, err error) {
	err = patiently(ctx, s.log, func() error {
		consumer, err = s.js.Consumer(ctx, streamName, consumerName)
		return err
	})
	return consumer, err
}

// empty reports whether nothing waits and nothing is under way, here or at
// another worker.
func (s *source) empty(ctx context.Context, consumer jetstream.Consumer) (bool, error) {
	var info *jetstream.ConsumerInfo
	err := patiently(ctx, s.log, func() (err error) {
		info, err = consumer.Info(ctx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("queue: %w", err)
	}
	return info.NumPending == 0 && info.NumAckPending == 0, nil
}

// hand gives one message, or puts it to the dead ones where it was tried too
// often.
func (s *source) hand(ctx context.Context, msg jetstream.Msg, give func(context.Context, *mailbox.Item) error) error {
	if tries(msg) > maxTries {
		return s.bury(ctx, msg, "tried too often")
	}
	s.mu.Lock()
	s.under[msg] = true
	s.mu.Unlock()
	err := give(ctx, s.item(msg))
	if err != nil {
		s.forget(msg)
		_ = msg.Nak() // it comes again in any case
	}
	return err
}

func tries(msg jetstream.Msg) uint64 {
	meta, err := msg.Metadata()
	if err != nil {
		return 0
	}
	return meta.NumDelivered
}

func (s *source) forget(msg jetstream.Msg) {
	s.mu.Lock()
	delete(s.under, msg)
	s.mu.Unlock()
}

func (s *source) item(msg jetstream.Msg) *mailbox.Item {
	h := msg.Headers()
	item := &mailbox.Item{
		ID: h.Get(fieldItem), Source: h.Get(fieldSource), Name: h.Get(fieldSource) + " " + h.Get(fieldItem),
		Size: int64(len(msg.Data())), Held: int64(len(msg.Data())), Handle: msg,
	}
	item.Received, _ = time.Parse(time.RFC3339Nano, h.Get(fieldReceived)) // zero is "not known"
	object, reason := h.Get(fieldObject), h.Get(fieldUndecodable)
	switch {
	case object != "":
		item.Open = func(ctx context.Context) (io.ReadCloser, error) { return s.large.Get(ctx, object) }
	case reason != "" && len(msg.Data()) == 0:
		item.Open = func(context.Context) (io.ReadCloser, error) {
			return nil, fmt.Errorf("queue: %w: %s", dsn.ErrTooLarge, reason)
		}
	default:
		item.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(msg.Data())), nil }
	}
	return item
}

// keepAlive says to the server again and again that what is under way still is.
func (s *source) keepAlive(ctx context.Context) {
	tick := time.NewTicker(ackWait / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.mu.Lock()
		list := make([]jetstream.Msg, 0, len(s.under))
		for msg := range s.under {
			list = append(list, msg)
		}
		s.mu.Unlock()
		for _, msg := range list {
			_ = msg.InProgress() // else it comes again
		}
	}
}

// Settle implements mailbox.Source.
func (s *source) Settle(ctx context.Context, settled []mailbox.Settled) error {
	var errs []error
	for _, item := range settled {
		msg := item.Handle.(jetstream.Msg)
		s.forget(msg)
		switch {
		case item.Outcome != mailbox.Deferred:
			errs = append(errs, msg.Ack())
			if object := msg.Headers().Get(fieldObject); object != "" {
				if err := s.large.Delete(ctx, object); err != nil && !errors.Is(err, jetstream.ErrObjectNotFound) {
					errs = append(errs, err)
				}
			}
		case item.Reason != nil && !errors.Is(item.Reason, context.Canceled) && tries(msg) >= maxTries:
			errs = append(errs, s.bury(ctx, msg, item.Reason.Error()))
		default:
			errs = append(errs, msg.NakWithDelay(retryPause))
		}
	}
	return errors.Join(errs...)
}

// bury puts a message to the dead ones, for somebody to look at.
func (s *source) bury(ctx context.Context, msg jetstream.Msg, reason string) error {
	dead := nats.NewMsg(deadSubject)
	dead.Data = msg.Data()
	for k, v := range msg.Headers() {
		dead.Header[k] = v
	}
	dead.Header.Set(fieldReason, reason)
	if _, err := s.js.PublishMsg(ctx, dead); err != nil {
		return fmt.Errorf("queue: a message for the dead ones: %w", err)
	}
	s.log.Error("a message could not be read: it is with the dead ones", "item", msg.Headers().Get(fieldItem), "reason", reason, "stream", deadName)
	return msg.Ack()
}
