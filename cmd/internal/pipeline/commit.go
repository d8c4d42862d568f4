package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

const (
	defaultBatch  = 512
	defaultLinger = 5 * time.Millisecond
	// The pause after an error of the store, and what it grows to.
	firstPause, lastPause = 100 * time.Millisecond, 30 * time.Second
)

// commit takes the results in the order of the items and commits as many at a
// time as are ready. After an error it stops the feed, defers what is under way
// and gives the error.
func (f *flow) commit(ctx context.Context, stopFeed func()) error {
	var failed error
	batch := make([]*slot, 0, f.batchSize())
	for {
		batch = f.collect(batch[:0])
		if len(batch) == 0 {
			return failed
		}
		if failed == nil {
			if failed = f.save(ctx, batch); failed != nil {
				stopFeed()
			}
		}
		f.settle(ctx, batch, failed)
		for _, s := range batch {
			f.held.Release(weight(s.item))
			s.item = nil
			f.free <- s
		}
	}
}

func (f *flow) batchSize() int {
	if f.Batch > 0 {
		return min(f.Batch, window*f.jobs)
	}
	return min(defaultBatch, window*f.jobs)
}

// collect gives the next slots whose results are there: at least one, and those
// behind it that are done within the linger. It gives none when all is done.
func (f *flow) collect(batch []*slot) []*slot {
	s, ok := <-f.order
	if !ok {
		return batch
	}
	<-s.done
	batch = append(batch, s)
	linger := f.Linger
	if linger == 0 {
		linger = defaultLinger
	}
	timer := time.NewTimer(linger)
	defer timer.Stop()
	for len(batch) < cap(batch) {
		select {
		case s, ok := <-f.order:
			if !ok {
				return batch
			}
			// What comes next may take long; it is waited for here all the
			// same, but only as long as others can be decoded meanwhile.
			<-s.done
			batch = append(batch, s)
		case <-timer.C:
			return batch
		}
	}
	return batch
}

// save commits a batch, again and again while the store says that it may do so
// later.
func (f *flow) save(ctx context.Context, batch []*slot) error {
	messages := make([]*store.Message, 0, len(batch))
	for _, s := range batch {
		if s.out.Message != nil {
			messages = append(messages, s.out.Message)
		}
	}
	if len(messages) == 0 {
		return nil
	}
	start, pause := time.Now(), firstPause
	for {
		saved, err := f.Store.Save(ctx, messages)
		if err == nil {
			f.Metrics.saved(messages, saved, time.Since(start))
			return nil
		}
		if !store.Temporary(err) || f.GiveUp > 0 && time.Since(start) > f.GiveUp {
			return err
		}
		f.Metrics.StoreRetries.Add(1)
		f.Log.Warn("the store can't be written: trying again", "error", err, "pause", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", err, context.Cause(ctx))
		}
		pause = min(2*pause, lastPause)
	}
}

// settle tells the source.
func (f *flow) settle(ctx context.Context, batch []*slot, failed error) {
	settled := make([]mailbox.Settled, len(batch))
	for i, s := range batch {
		settled[i] = mailbox.Settled{Item: s.item, Outcome: s.out.Outcome, Reason: s.out.Reason}
		if failed != nil {
			settled[i].Outcome, settled[i].Reason = mailbox.Deferred, failed
		}
		f.Metrics.settled(settled[i].Outcome)
		if s.out.Reason != nil && failed == nil {
			f.Log.Warn("message not read", "message", s.item.Name, "outcome", string(s.out.Outcome), "reason", s.out.Reason)
		}
	}
	if err := f.src.Settle(ctx, settled); err != nil {
		f.Log.Warn("the source did not do all that was asked for", "source", f.src.Name(), "error", err)
	}
}
