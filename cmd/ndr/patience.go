package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A patience says how long what a store refuses for now is tried again.
type patience struct {
	// first is the pause after the first error; each is twice as long, up to most.
	first, most time.Duration
	// giveUp is how long it may fail, 0 for ever.
	giveUp time.Duration
	// log, where it is not nil, is told of each error.
	log *slog.Logger
}

// patiently is for commands that mail systems or people wait for: it ends before
// the time after which mail systems give up on a command.
func patiently(ctx context.Context, f func() error) error {
	return patience{first: 50 * time.Millisecond, most: 2 * time.Second, giveUp: 20 * time.Second}.call(ctx, f)
}

// call calls f again while its error may pass. It ends with ctx.
func (p patience) call(ctx context.Context, f func() error) error {
	pause := p.first
	for start := time.Now(); ; pause = min(2*pause, p.most) {
		err := f()
		if err == nil || !store.Temporary(err) || p.giveUp > 0 && time.Since(start)+pause > p.giveUp {
			return err
		}
		if p.log != nil {
			p.log.Warn("the store can't be read: trying again", "error", err, "pause", pause)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", err, ctx.Err())
		}
	}
}

// A patientMemory asks a store that is locked, away or starting again until it
// answers: a source must not end for that.
type patientMemory struct {
	mailbox.Memory
	patience
}

// Position implements mailbox.Memory.
func (m *patientMemory) Position(ctx context.Context, source string) (position string, err error) {
	err = m.call(ctx, func() error {
		position, err = m.Memory.Position(ctx, source)
		return err
	})
	return position, err
}

// Seen implements mailbox.Memory.
func (m *patientMemory) Seen(ctx context.Context, source string, ids []string) (seen []bool, err error) {
	err = m.call(ctx, func() error {
		seen, err = m.Memory.Seen(ctx, source, ids)
		return err
	})
	return seen, err
}

// memory gives what sources ask, as patient as the store is written.
func (o *watchOptions) memory(m mailbox.Memory, log *slog.Logger) mailbox.Memory {
	p := patience{first: 100 * time.Millisecond, most: 30 * time.Second, log: log}
	if o.once {
		p.giveUp = onceGiveUp
	}
	return &patientMemory{m, p}
}
