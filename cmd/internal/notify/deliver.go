package notify

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// An Outbox is where events wait; *store.Store is one.
type Outbox interface {
	Due(ctx context.Context, hook string, now time.Time) (bool, error)
	Take(ctx context.Context, hook string, now time.Time, lease time.Duration, limit int) ([]store.Delivery, error)
	Settle(ctx context.Context, list []store.Settlement) error
	Records(ctx context.Context, ids []string) ([]*store.Record, error)
}

// A Deliverer takes events from an outbox to hooks. Any number of them, in any
// number of programs, may share an outbox.
type Deliverer struct {
	Outbox Outbox
	Hooks  []Hook
	Log    *slog.Logger
	// Metrics counts what happens, per hook; it is never nil.
	Metrics *Metrics
}

const (
	// batch is how many events are taken at once.
	batch = 64
	// work is how long those are begun after they were taken, slack how much
	// longer a lease is than all of them may take.
	work, slack = 45 * time.Second, 15 * time.Second
	// poll is the pause between looks at an outbox that is empty.
	poll = time.Second
	// grace is how long an attempt may go on after the context ended.
	grace = 5 * time.Second
	// patience is how many failures in a row Drain takes of a hook.
	patience = 3
	// mostPause bounds the pause after failures in a row, and after errors of the
	// outbox.
	mostPause = time.Minute
)

// Run delivers what waits, and what comes, until ctx ends; then it gives back
// what it has taken. Whatever goes wrong it only logs.
func (d *Deliverer) Run(ctx context.Context) {
	var group sync.WaitGroup
	for i := range d.Hooks {
		r := &runner{Deliverer: d, hook: &d.Hooks[i], counts: d.Metrics.of(d.Hooks[i].Name)}
		group.Go(func() { r.run(ctx) })
	}
	group.Wait()
}

// Drain tries each event that waits and is due once, and then ends; of a hook
// that fails several times in a row the others are left for later. It gives
// the error of the outbox.
func (d *Deliverer) Drain(ctx context.Context) error {
	var group sync.WaitGroup
	errs := make([]error, len(d.Hooks))
	for i := range d.Hooks {
		r := &runner{Deliverer: d, hook: &d.Hooks[i], counts: d.Metrics.of(d.Hooks[i].Name), patience: patience}
		group.Go(func() { errs[i] = r.drain(ctx) })
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A runner serves one hook.
type runner struct {
	*Deliverer
	hook   *Hook
	counts *counts
	// patience is after how many failures in a row a round ends.
	patience int
	// impatient counts them, in this round.
	impatient int

	mu       sync.Mutex
	failures int           // in a row
	after    time.Duration // what the receiver asked for last
	pending  []store.Settlement
	flushed  time.Time

	// documents are those of the last round: the events of a message with many
	// recipients take several.
	documents map[store.Digest]*document
}

func (r *runner) run(ctx context.Context) {
	r.patience = 1
	troubles := 0
	for {
		n, err := r.round(ctx)
		pause := poll
		switch {
		case err != nil && ctx.Err() == nil:
			pause = jitter(backoff(poll, troubles, mostPause))
			troubles++
			r.Log.Warn("the outbox can't be used: trying again", "hook", r.hook.Name, "error", err, "pause", pause)
		case r.failures > 0 && n > 0:
			pause = max(jitter(backoff(poll, r.failures-1, mostPause)), r.after)
		case n > 0:
			pause = 0
			troubles = 0
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

func (r *runner) drain(ctx context.Context) error {
	for ctx.Err() == nil && r.failures < r.patience && r.after == 0 {
		if n, err := r.round(ctx); n == 0 || err != nil {
			return err
		}
	}
	return nil
}

// round takes some events, and delivers them; it gives how many it took.
func (r *runner) round(ctx context.Context) (int, error) {
	now := time.Now()
	if due, err := r.Outbox.Due(ctx, r.hook.Name, now); err != nil || !due {
		r.documents = nil
		return 0, err
	}
	lease := work + r.timeout() + grace + slack
	list, err := r.Outbox.Take(ctx, r.hook.Name, now, lease, batch)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	bodies, err := r.bodies(ctx, list)
	if err != nil {
		for _, d := range list {
			r.pending = append(r.pending, store.Settlement{Delivery: d, Fate: store.Released})
		}
		r.flush(ctx, now.Add(lease))
		return 0, err
	}
	// time.Now has the monotonic clock in it, so that a jump of the clock does
	// not make a batch longer.
	r.after, r.impatient, r.flushed = 0, 0, now
	r.deliverAll(ctx, now.Add(work), list, bodies)
	return len(list), r.flush(ctx, now.Add(lease))
}

// deliverAll delivers a batch, several at once where the hook says so. What is
// not begun until a time, or after too many failures, is given back.
func (r *runner) deliverAll(ctx context.Context, until time.Time, list []store.Delivery, bodies map[string][]byte) {
	slots := make(chan struct{}, max(r.hook.Parallel, 1))
	var group sync.WaitGroup
	for i := range list {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			r.note(ctx, r.deliver(ctx, until, &list[i], bodies[list[i].EventID]))
		})
	}
	group.Wait()
}

// deliver makes one attempt.
func (r *runner) deliver(ctx context.Context, until time.Time, d *store.Delivery, body []byte) store.Settlement {
	r.mu.Lock()
	stop := ctx.Err() != nil || !time.Now().Before(until) || r.impatient >= r.patience || r.after > 0
	r.mu.Unlock()
	if stop {
		return store.Settlement{Delivery: *d, Fate: store.Released}
	}
	if body == nil {
		return r.judge(d, &RefusedError{Text: "the store has the event no more", Gone: true})
	}
	// What has begun may end, for a while.
	sub, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.timeout())
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })()
	err := r.hook.Sender.Send(sub, &Message{ID: d.EventID, Body: body})
	if err != nil && ctx.Err() != nil {
		return store.Settlement{Delivery: *d, Fate: store.Released}
	}
	return r.judge(d, err)
}

// note keeps what became of a delivery; every moment all that is kept is
// written.
func (r *runner) note(ctx context.Context, s store.Settlement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pending = append(r.pending, s)
	if time.Since(r.flushed) > flushEvery {
		if err := r.write(ctx); err != nil {
			r.Log.Warn("the outbox can't be written", "hook", r.hook.Name, "error", err)
		}
	}
}

// flushEvery bounds how much is delivered again after a crash.
const flushEvery = 500 * time.Millisecond

func (r *runner) write(ctx context.Context) error {
	r.flushed = time.Now()
	if len(r.pending) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := r.Outbox.Settle(ctx, r.pending)
	if err == nil {
		r.pending = r.pending[:0]
	}
	return err
}

// flush writes what is kept, again and again until the lease ends: then it would
// be delivered again in any case.
func (r *runner) flush(ctx context.Context, until time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		err := r.write(ctx)
		if err == nil || ctx.Err() != nil || time.Now().Add(poll).After(until) {
			r.pending = r.pending[:0]
			return err
		}
		select {
		case <-time.After(poll):
		case <-ctx.Done():
		}
	}
}

func (r *runner) timeout() time.Duration {
	if r.hook.Timeout > 0 {
		return r.hook.Timeout
	}
	return DefaultTimeout
}

// bodies gives what is sent, by event. Events that are there no more have none.
func (r *runner) bodies(ctx context.Context, list []store.Delivery) (map[string][]byte, error) {
	ids := make([]string, len(list))
	for i, d := range list {
		ids[i] = d.EventID
	}
	records, err := r.Outbox.Records(ctx, ids)
	if err != nil {
		return nil, err
	}
	bodies := make(map[string][]byte, len(records))
	documents := map[store.Digest]*document{}
	for _, rec := range records {
		doc := cmp.Or(documents[rec.Digest], r.documents[rec.Digest])
		if doc == nil || !bytes.Equal(doc.raw, rec.Document) { // it may be anonymised by now
			if doc, err = open(rec.Document); err != nil {
				r.Log.Warn("an event can't be sent", "hook", r.hook.Name, "event", rec.ID, "error", err)
				continue
			}
		}
		documents[rec.Digest] = doc
		if bodies[rec.ID], err = body(r.hook.Name, rec, doc); err != nil {
			return nil, err
		}
	}
	r.documents = documents
	return bodies, nil
}

// backoff doubles a pause n times, up to a limit.
func backoff(first time.Duration, n int, most time.Duration) time.Duration {
	for range n {
		if first >= most {
			break
		}
		first *= 2
	}
	return min(first, most)
}

// jitter makes a pause up to a quarter shorter or longer, so that many do not
// come back at once.
func jitter(d time.Duration) time.Duration {
	return d - d/4 + time.Duration(rand.Int64N(int64(d)/2+1))
}
