package check

import (
	"context"
	"testing"
	"time"
)

// TestRecallPanic: a connection that panics leaves nobody waiting.
func TestRecallPanic(t *testing.T) {
	m := &probeMemory{flights: map[any]*probeFlight{}}
	begun, end := make(chan struct{}), make(chan struct{})
	ended := make(chan any)
	go func() {
		defer func() { ended <- recover() }()
		recall(t.Context(), m, "key", func() (int, bool) {
			close(begun)
			<-end
			panic("oh")
		})
	}()
	<-begun
	time.AfterFunc(10*time.Millisecond, func() { close(end) })
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if got, ok := recall(ctx, m, "key", func() (int, bool) { return 7, true }); !ok || got != 7 {
		t.Errorf("recall beside one that panics = %d, %t, want 7", got, ok)
	}
	if p := <-ended; p != "oh" {
		t.Errorf("the panic is %v, want it handed on", p)
	}
	if len(m.flights) != 0 {
		t.Errorf("%d flights are kept of one that panicked", len(m.flights))
	}
}
