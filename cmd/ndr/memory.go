package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A patientMemory asks a store that is locked, away or starting again until it
// answers: a source must not end for that.
type patientMemory struct {
	mailbox.Memory
	log *slog.Logger
	// giveUp is how long it may fail, 0 for ever.
	giveUp time.Duration
}

// The pause after an error of the memory, and what it grows to.
const memoryPause, mostMemoryPause = 100 * time.Millisecond, 30 * time.Second

// Position implements mailbox.Memory.
func (m *patientMemory) Position(ctx context.Context, source string) (position string, err error) {
	err = m.again(ctx, func() error {
		position, err = m.Memory.Position(ctx, source)
		return err
	})
	return position, err
}

// Seen implements mailbox.Memory.
func (m *patientMemory) Seen(ctx context.Context, source string, ids []string) (seen []bool, err error) {
	err = m.again(ctx, func() error {
		seen, err = m.Memory.Seen(ctx, source, ids)
		return err
	})
	return seen, err
}

// again calls f until its error is none that may pass.
func (m *patientMemory) again(ctx context.Context, f func() error) error {
	pause := memoryPause
	for start := time.Now(); ; pause = min(2*pause, mostMemoryPause) {
		err := f()
		if err == nil || !store.Temporary(err) || m.giveUp > 0 && time.Since(start) > m.giveUp {
			return err
		}
		m.log.Warn("the store can't be read: trying again", "error", err, "pause", pause)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// memory gives what sources ask, as patient as the store is written.
func (o *watchOptions) memory(m mailbox.Memory, log *slog.Logger) mailbox.Memory {
	p := &patientMemory{Memory: m, log: log}
	if o.once {
		p.giveUp = onceGiveUp
	}
	return p
}
