package ordered

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func weightless(int) int { return 0 }

// idle is no work.
var idle = Work[int, int]{}

func one(step func(context.Context, int, *int)) Work[int, int] {
	return Work[int, int]{Steps: []func(context.Context, int, *int){step}}
}

// TestRunBoundsWhatIsHeld has inputs that weigh a third, or more than all.
func TestRunBoundsWhatIsHeld(t *testing.T) {
	for _, size := range []int{maxHeld/3 + 1, 2 * maxHeld} {
		var taken, emitted, most atomic.Int64
		inputs := func(yield func(int) bool) {
			for i := range 200 {
				most.Store(max(most.Load(), taken.Add(1)-emitted.Load()))
				if !yield(i) {
					return
				}
			}
		}
		err := Run(t.Context(), 4, inputs, func(int) int { return size }, idle, func(int, *int) error {
			emitted.Add(1)
			return nil
		})
		// One more is taken ahead, and one emitted and not counted yet.
		if want := int64(max(1, maxHeld/size) + 2); err != nil || most.Load() > want || emitted.Load() != 200 {
			t.Errorf("Run with inputs of %d = %v with up to %d under way of %d, want no more than %d", size, err, most.Load(), emitted.Load(), want)
		}
	}
}

func TestRunKeepsOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		var got []int
		err := Run(t.Context(), workers, count(500), weightless, one(func(_ context.Context, in int, out *int) {
			time.Sleep(time.Duration(rand.IntN(20)) * time.Microsecond)
			*out = in * 2
		}), func(in int, out *int) error {
			if *out != in*2 {
				t.Errorf("emit(%d, %d), want %d", in, *out, in*2)
			}
			got = append(got, in)
			return nil
		})
		if err != nil || !slices.Equal(got, slices.Collect(count(500))) {
			t.Errorf("Run with %d workers = %v, order %v", workers, err, got)
		}
	}
}

// TestRunSteps takes several inputs through the first step before the second, no
// more than are to be together, and each through both.
func TestRunSteps(t *testing.T) {
	var waiting, most int
	work := Work[int, int]{Together: 5, Steps: []func(context.Context, int, *int){
		func(_ context.Context, in int, out *int) {
			waiting++
			most = max(most, waiting)
			*out = in * 2
		},
		func(_ context.Context, _ int, out *int) {
			waiting--
			*out++
		},
	}}
	next := 0
	err := Run(t.Context(), 1, count(500), weightless, work, func(in int, out *int) error {
		if in != next || *out != in*2+1 {
			t.Errorf("emit(%d, %d), want %d, %d", in, *out, next, next*2+1)
		}
		next++
		return nil
	})
	if err != nil || next != 500 || waiting != 0 || most < 1 || most > 5 {
		t.Errorf("Run = %v with %d emitted, %d left between the steps and up to %d together, want 500, 0 and 1 to 5", err, next, waiting, most)
	}
}

func TestRunBoundsWhatIsUnderWay(t *testing.T) {
	var taken, emitted, most atomic.Int64
	inputs := func(yield func(int) bool) {
		for i := range 1000 {
			most.Store(max(most.Load(), taken.Add(1)-emitted.Load()))
			if !yield(i) {
				return
			}
		}
	}
	err := Run(t.Context(), 2, inputs, weightless, idle, func(int, *int) error {
		emitted.Add(1)
		return nil
	})
	// One more is held by the producer while it waits for a slot.
	if want := int64(2*window + 2); err != nil || most.Load() > want {
		t.Errorf("Run = %v with up to %d under way, want no more than %d", err, most.Load(), want)
	}
}

func TestRunStopsOnError(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	err := Run(t.Context(), 2, count(1e9), weightless, idle, func(int, *int) error {
		if n++; n == 10 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || n != 10 {
		t.Errorf("Run = %v after %d, want %v after 10", err, n, stop)
	}
}

func TestRunStopsOnCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := Run(ctx, 2, count(1e9), weightless, one(func(ctx context.Context, in int, _ *int) {
		if in == 5 {
			<-ctx.Done()
		}
	}), func(int, *int) error {
		if n++; n == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n != 5 {
		t.Errorf("Run = %v after %d, want %v after 5", err, n, context.Canceled)
	}
}
