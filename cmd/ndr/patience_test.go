package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// A failingMemory gives errors before it answers.
type failingMemory struct {
	errs  []error
	asked int
}

func (m *failingMemory) next() error {
	m.asked++
	if m.asked <= len(m.errs) {
		return m.errs[m.asked-1]
	}
	return nil
}

func (m *failingMemory) Position(context.Context, string) (string, error) { return "7", m.next() }

func (m *failingMemory) Seen(context.Context, string, []string) ([]bool, error) {
	return []bool{true}, m.next()
}

// An away is an error that may pass.
type away struct{}

func (away) Error() string   { return "away" }
func (away) Temporary() bool { return true }

// TestPatientMemory: a source that is watched lives through a store that is away
// for a while, and ends where that does not pass.
func TestPatientMemory(t *testing.T) {
	if !store.Temporary(away{}) {
		t.Fatal("the test's error is none that passes")
	}
	quick := patience{first: time.Millisecond, most: time.Millisecond, log: slog.New(slog.DiscardHandler)}
	broken := errors.New("the database is damaged")

	m := &failingMemory{errs: []error{away{}, away{}}}
	p := &patientMemory{m, quick}
	if seen, err := p.Seen(t.Context(), "s", []string{"1"}); err != nil || !slices.Equal(seen, []bool{true}) || m.asked != 3 {
		t.Errorf("Seen = %v, %v after %d questions, want true after 3", seen, err, m.asked)
	}
	m = &failingMemory{errs: []error{away{}}}
	p = &patientMemory{m, quick}
	if position, err := p.Position(t.Context(), "s"); err != nil || position != "7" || m.asked != 2 {
		t.Errorf("Position = %q, %v after %d questions, want 7 after 2", position, err, m.asked)
	}
	m = &failingMemory{errs: []error{broken}}
	p = &patientMemory{m, quick}
	if _, err := p.Seen(t.Context(), "s", nil); !errors.Is(err, broken) || m.asked != 1 {
		t.Errorf("Seen of a damaged store = %v after %d questions, want the error at once", err, m.asked)
	}
	short := quick
	short.giveUp = time.Nanosecond
	p = &patientMemory{&failingMemory{errs: slices.Repeat([]error{away{}}, 100)}, short}
	if _, err := p.Seen(t.Context(), "s", nil); !errors.Is(err, away{}) {
		t.Errorf("Seen with --once = %v, want the store's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p = &patientMemory{&failingMemory{errs: slices.Repeat([]error{away{}}, 1000)}, patience{first: time.Hour, most: time.Hour}}
	if _, err := p.Seen(ctx, "s", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Seen after the end = %v, want %v", err, context.Canceled)
	}
}
