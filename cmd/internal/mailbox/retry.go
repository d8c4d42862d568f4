package mailbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A finalError is one that trying again does not mend.
type finalError struct{ error }

func final(err error) error { return finalError{err} }

// Unwrap gives the error itself.
func (e finalError) Unwrap() error { return e.error }

func isFinal(err error) bool {
	var f finalError
	return errors.As(err, &f)
}

const (
	firstRetry = time.Second
	lastRetry  = 5 * time.Minute
	// onceTries is how often a source that is read once tries before it gives up.
	onceTries = 4
)

// persist runs sessions with a server until one ends well with Once set, an
// error is final, or ctx ends. A session that reports progress begins the
// pauses anew.
func (o *Options) persist(ctx context.Context, name string, session func(ctx context.Context, progress func()) error) error {
	pause, tries := firstRetry, 0
	for {
		err := session(ctx, func() { pause, tries = firstRetry, 0 })
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && o.Once:
			return nil
		case err != nil && isFinal(err):
			return fmt.Errorf("mailbox: %s: %w", name, err)
		case err != nil:
			if tries++; o.Once && tries >= onceTries {
				return fmt.Errorf("mailbox: %s: given up after %d tries: %w", name, tries, err)
			}
			wait := pause/2 + rand.N(pause/2)
			o.Log.Warn("the source does not answer as it should: trying again", "source", name, "error", err, "pause", wait.Round(time.Millisecond))
			if !sleep(ctx, wait) {
				return ctx.Err()
			}
			pause = min(2*pause, lastRetry)
		}
	}
}

// sleep waits; it reports false where ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
