// Package pipeline takes the messages of a source through decoding and
// diagnosis into the store, on many goroutines at once, and tells the source
// what became of each only when the store has it on disk.
package pipeline

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A Saver is a store that messages are committed to.
type Saver interface {
	// Pack prepares messages that follow each other for Save; it is called on
	// many goroutines.
	Pack([]*store.Message)
	// Save must not keep the messages: they are used again.
	Save(ctx context.Context, batch []*store.Message) (store.Saved, error)
	// Rest is called when there is no more to save.
	Rest(ctx context.Context)
}

// A Pipeline takes messages from sources to the store. Its fields are set
// before Run.
type Pipeline struct {
	// Store is where messages go.
	Store Saver
	// Decoder makes of each message what is stored.
	Decoder *Decoder
	// Jobs is how many messages of a source are worked on at once.
	Jobs int
	// Window is how many messages of a source may be under way, 0 for enough to
	// have one batch committed, and one settled while the next is decoded.
	Window int
	// Batch is how many messages a transaction has at most, 0 for 2048: each page
	// of an index that many of them touch is written once.
	Batch int
	// Linger is how long a transaction waits for a message to come, 0 for 5 ms, and
	// forty of it for one that is under way.
	Linger time.Duration
	// GiveUp is how long the store may fail before Run ends with its error, 0
	// for ever.
	GiveUp time.Duration
	Log    *slog.Logger
	// Metrics counts what happens; it is never nil.
	Metrics *Metrics
}

// grace is how long what is under way may take after the context ended.
const grace = 30 * time.Second

// defaultWindow is enough for one batch that is committed, and one that is decoded
// as that before them is settled.
const defaultWindow = 2 * defaultBatch

func (p *Pipeline) window() int { return cmp.Or(p.Window, defaultWindow) }

// together is how many messages a goroutine decodes before it tells of the first:
// as many as the store packs.
const together = 64

// maxHeld bounds the bytes that items under way hold.
const maxHeld = 128 << 20

// A slot is one message under way. Slots are used again.
type slot struct {
	item *mailbox.Item
	out  Result
	done chan struct{}
}

// Run takes what a source gives to the store until the source ends, or ctx
// does; what is under way then is still finished. The error is that of the
// source or of the store, nil where only ctx ended.
func (p *Pipeline) Run(ctx context.Context, src mailbox.Source) error {
	// finish outlives ctx, so that what has begun is finished.
	finish, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, func() { stop(context.DeadlineExceeded) }) })()

	f := &flow{Pipeline: p, src: src, jobs: max(p.Jobs, 1), held: semaphore.NewWeighted(maxHeld)}
	window := f.window()
	f.free = make(chan *slot, window)
	f.todo = make(chan *slot, window)
	f.order = make(chan *slot, window)
	f.committed = make(chan *batch, 1)
	for range window {
		f.free <- &slot{done: make(chan struct{}, 1)}
	}
	feed, stopFeed := context.WithCancel(ctx)
	defer stopFeed()
	var group sync.WaitGroup
	var sourceErr error
	group.Go(func() {
		defer close(f.todo)
		defer close(f.order)
		sourceErr = src.Run(feed, f.give)
	})
	for range f.jobs {
		group.Go(func() { f.work(finish) })
	}
	group.Go(func() { f.settleAll(finish) })
	storeErr := f.commit(finish, stopFeed)
	group.Wait()
	if storeErr != nil {
		return storeErr
	}
	if sourceErr != nil && !(ctx.Err() != nil && errors.Is(sourceErr, ctx.Err())) {
		return sourceErr
	}
	return nil
}

// A flow is one Run.
type flow struct {
	*Pipeline
	src               mailbox.Source
	jobs              int
	free, todo, order chan *slot
	taking            sync.Mutex // from todo
	// pending was taken from order, but not awaited yet.
	pending *slot
	// gap says that a message was deferred, so that no position is stored any
	// more.
	gap       bool
	committed chan *batch
	held      *semaphore.Weighted
}

// give takes an item from the source; it blocks while there is no slot.
func (f *flow) give(ctx context.Context, item *mailbox.Item) error {
	if err := f.held.Acquire(ctx, weight(item)); err != nil {
		return err
	}
	select {
	case s := <-f.free:
		s.item = item
		f.order <- s
		f.todo <- s
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func weight(item *mailbox.Item) int64 { return min(max(item.Held, 0), maxHeld) }

// work decodes slots that follow each other, and packs what they have.
func (f *flow) work(ctx context.Context) {
	w := f.Decoder.newWorker()
	var slots []*slot
	var reports []*dsn.Report
	var messages []*store.Message
	for {
		slots, messages = f.take(slots[:0]), messages[:0]
		if len(slots) == 0 {
			return
		}
		// Each half of the work finds what it has in the caches of the processor.
		reports = reports[:0]
		for _, s := range slots {
			reports = append(reports, w.read(ctx, f.src.Name(), s.item, &s.out))
		}
		for i, s := range slots {
			if reports[i] != nil {
				w.judge(ctx, s.item, reports[i], &s.out)
			}
			messages = slices.AppendSeq(messages, s.out.Messages())
		}
		clear(reports)
		f.Store.Pack(messages)
		w.reuse(messages)
		for _, s := range slots {
			s.done <- struct{}{}
		}
	}
}

// take appends the next slots to list, which is empty: of those that wait, the
// share of one goroutine. It appends none at the end.
func (f *flow) take(list []*slot) []*slot {
	f.taking.Lock()
	defer f.taking.Unlock()
	s, ok := <-f.todo
	if !ok {
		return list
	}
	list = append(list, s)
	if f.Decoder.Lookups() {
		return list // with which each takes long
	}
	for range min(len(f.todo)/f.jobs, together-1) {
		list = append(list, <-f.todo)
	}
	return list
}
