package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

const (
	defaultBatch  = 2048
	defaultLinger = 5 * time.Millisecond
	// settleSome is how many slots are settled before they are used again.
	settleSome = 512
	// The pause after an error of the store, and what it grows to.
	firstPause, lastPause = 100 * time.Millisecond, 30 * time.Second
)

// A batch is the slots of one transaction, and its error.
type batch struct {
	slots  []*slot
	failed error
}

// commit takes the results in the order of the items and commits as many at a
// time as are ready. After an error it stops the feed, defers what is under way
// and gives the error.
func (f *flow) commit(ctx context.Context, stopFeed func()) error {
	var failed error
	for {
		slots := f.collect()
		if len(slots) == 0 {
			close(f.committed)
			f.Store.Rest(ctx) // while the last are settled
			return failed
		}
		if failed == nil {
			if failed = f.save(ctx, slots); failed != nil {
				stopFeed()
			}
		}
		f.committed <- &batch{slots, failed}
	}
}

// collect gives the next slots whose results are there: at least one, and those
// behind it that come within the linger, or, where the source gives more than
// can be done at once, are done within forty of it: the more a transaction has,
// the less each costs. It gives none when all is done.
func (f *flow) collect() []*slot {
	slots := make([]*slot, 0, f.batchSize())
	if !f.next(nil, nil) {
		return nil
	}
	linger := cmp.Or(f.Linger, defaultLinger)
	idle, late := time.NewTimer(linger), time.NewTimer(40*linger)
	defer idle.Stop()
	defer late.Stop()
	for {
		slots = append(slots, f.pending)
		f.pending = nil
		if len(slots) == cap(slots) || !f.next(idle.C, late.C) {
			return slots
		}
	}
}

// next makes pending the next slot, with its result. It gives up when idle is
// over and there is none, and, leaving it for the next time, when late is.
func (f *flow) next(idle, late <-chan time.Time) bool {
	if f.pending == nil {
		if len(f.order) > 0 {
			idle = nil // select would take one or the other
		}
		select {
		case s, ok := <-f.order:
			if !ok {
				return false
			}
			f.pending = s
		case <-idle:
			return false
		}
	}
	select {
	case <-f.pending.done:
		return true
	case <-late:
		return false
	}
}

func (f *flow) batchSize() int { return min(cmp.Or(f.Batch, defaultBatch), f.window()) }

// save commits a batch, again and again while the store says that it may do so
// later.
func (f *flow) save(ctx context.Context, slots []*slot) error {
	messages := make([]*store.Message, 0, len(slots))
	for _, s := range slots {
		if f.gap = f.gap || s.out.Message == nil; f.gap && s.out.Message != nil {
			// A message before was deferred: its source must not go on behind
			// it the next time.
			s.out.Message.Position = ""
		}
		messages = slices.AppendSeq(messages, s.out.Messages())
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

// settleAll tells the source of each batch, while the next is committed.
func (f *flow) settleAll(ctx context.Context) {
	for b := range f.committed {
		for some := range slices.Chunk(b.slots, settleSome) {
			f.settle(ctx, some, b.failed)
			for _, s := range some {
				f.held.Release(weight(s.item))
				s.item = nil
				s.out.clear()
				f.free <- s
			}
		}
	}
}

// settle tells the source of slots that were committed, or failed to be.
func (f *flow) settle(ctx context.Context, slots []*slot, failed error) {
	settled := make([]mailbox.Settled, len(slots))
	for i, s := range slots {
		settled[i] = mailbox.Settled{Item: s.item, Outcome: s.out.Outcome, Reason: s.out.Reason}
		if failed != nil {
			settled[i].Outcome, settled[i].Reason = mailbox.Deferred, failed
		}
		f.Metrics.settled(settled[i])
		if s.out.Reason != nil && failed == nil {
			f.Log.Warn("message not read", "message", s.item.Name, "outcome", string(s.out.Outcome), "reason", s.out.Reason)
		}
	}
	if err := f.src.Settle(ctx, settled); err != nil {
		f.Log.Warn("the source did not do all that was asked for", "source", f.src.Name(), "error", err)
	}
}
