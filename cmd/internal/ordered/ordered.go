// Package ordered does work on many goroutines and hands the results on in the
// order of the input, holding only as many of them as there are at work.
package ordered

import (
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/semaphore"
)

// window is how many inputs may be under way for each worker: enough that a
// slow one does not make the others wait, and that they seldom fall asleep;
// few enough to bound the memory.
const window = 128

// maxHeld bounds the bytes that inputs under way hold.
const maxHeld = 64 << 20

// A slot is the place of one input on its way. Slots are used again, and so is
// what Out points to.
type slot[In, Out any] struct {
	in   In
	out  Out
	done chan struct{}
}

// Work is what is done with each input.
type Work[In, Out any] struct {
	// Steps are done in turn.
	Steps []func(context.Context, In, *Out)
	// Together is how many inputs a goroutine may take through a step before it
	// goes on to the next: they share what the step has in the caches of the
	// processor. It is 1, or 0, where steps wait, so that others get on.
	Together int
}

// Run does the work for each input on n goroutines, and then emit, on the calling
// goroutine, in the order of the inputs. An Out is made by the zero value and
// handed to work again after emit had it, so that its buffers can be reused; it
// must not be kept. Run ends when the inputs do, with the first error of emit,
// or with that of ctx.
//
// At any time no more than 128 n inputs have been taken and not yet emitted, and
// by what size gives, they hold no more than 64 MiB, or are one; besides them,
// one is taken ahead.
func Run[In, Out any](ctx context.Context, n int, inputs iter.Seq[In], size func(In) int, work Work[In, Out], emit func(In, *Out) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()

	n = max(n, 1)
	free := make(chan *slot[In, Out], window*n)
	todo := make(chan *slot[In, Out], window*n)
	order := make(chan *slot[In, Out], window*n)
	for range window * n {
		free <- &slot[In, Out]{done: make(chan struct{}, 1)}
	}
	held := semaphore.NewWeighted(maxHeld)
	weight := func(in In) int64 { return min(int64(size(in)), maxHeld) }
	group.Go(func() {
		defer close(todo)
		defer close(order)
		for in := range inputs {
			if held.Acquire(ctx, weight(in)) != nil {
				return
			}
			select {
			case s := <-free:
				s.in = in
				order <- s
				todo <- s
			case <-ctx.Done():
				return
			}
		}
	})
	for range n {
		group.Go(func() {
			var taken []*slot[In, Out]
			for s := range todo {
				taken = append(taken[:0], s)
				for range min(work.Together-1, len(todo)/n) { // the others get their share
					select {
					case s, ok := <-todo:
						if ok {
							taken = append(taken, s)
						}
					default:
					}
				}
				work.do(ctx, taken)
			}
		})
	}
	for s := range order {
		<-s.done
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := emit(s.in, &s.out); err != nil {
			return err
		}
		held.Release(weight(s.in))
		var none In
		s.in = none
		free <- s
	}
	return ctx.Err()
}

// do takes inputs through the steps.
func (w *Work[In, Out]) do(ctx context.Context, taken []*slot[In, Out]) {
	for _, step := range w.Steps {
		for _, s := range taken {
			if ctx.Err() == nil {
				step(ctx, s.in, &s.out)
			}
		}
	}
	for _, s := range taken {
		s.done <- struct{}{}
	}
}
