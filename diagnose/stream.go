package diagnose

import (
	"context"
	"iter"
	"sync"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/dsn"
)

// Stream diagnoses many reports, up to jobs of them at once (at least one), and
// gives the diagnoses in the order of the reports. All of them share lookups:
// where the Resolver has no cache, the stream has one. Memory is bounded by
// jobs, however many reports there are.
//
// reports is read on another goroutine, a few ahead of what is taken. When ctx
// ends, no more reports are read, and what was begun ends as Diagnose says.
// When the loop over the stream ends early, it waits for what was begun.
func (d *Diagnoser) Stream(ctx context.Context, jobs int, reports iter.Seq[*dsn.Report]) iter.Seq[*Diagnosis] {
	return func(yield func(*Diagnosis) bool) {
		ctx, cancel := context.WithCancel(ctx)
		shared := *d
		if _, cached := d.Resolver.(*check.Cache); d.Resolver != nil && !cached {
			shared.Resolver = check.NewCache(d.Resolver)
		}
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		begun := make(chan chan *Diagnosis, max(jobs, 1)-1)
		wg.Go(func() {
			defer close(begun)
			for rep := range reports {
				done := make(chan *Diagnosis, 1)
				select {
				case <-ctx.Done():
					return
				case begun <- done:
				}
				wg.Go(func() { done <- shared.Diagnose(ctx, rep) })
			}
		})
		for done := range begun {
			if !yield(<-done) {
				return
			}
		}
	}
}
