package main

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// slow is the time that no mail may take. One that takes longer is timed
	// again with nothing else at work, and counts if it is slow then too.
	slow = time.Second
	// hopeless is the time after which a mail is no longer waited for.
	hopeless = time.Minute
)

type failureKind string

const (
	panicked failureKind = "panic"
	hung     failureKind = "hang"
	notUTF8  failureKind = "no UTF-8"
)

// A failure is one mutation that went wrong.
type failure struct {
	mutation int
	what     failureKind
	detail   string
}

func count(failures []failure, what failureKind) (n int) {
	for _, f := range failures {
		if f.what == what {
			n++
		}
	}
	return n
}

// A runner tries mutations on several goroutines.
type runner struct {
	*mutator
	jobs           int
	slow, hopeless time.Duration
	// try takes a mail through; its result is nil where all is well.
	try func(mail []byte) *failure

	mu       sync.Mutex
	failures []failure
	late     []int // mutations to be timed again
	// longest is the time of the slowest mutation among others.
	longest time.Duration
	slowest int
}

// run tries the mutations first to last-1 and gives what went wrong by their
// order.
func (r *runner) run(first, last int) []failure {
	var next atomic.Int64
	next.Store(int64(first))
	var group sync.WaitGroup
	for range r.jobs {
		group.Go(func() {
			for n := int(next.Add(1) - 1); n < last; n = int(next.Add(1) - 1) {
				r.one(n)
			}
		})
	}
	group.Wait()
	r.retime()
	slices.SortFunc(r.failures, func(a, b failure) int { return cmp.Compare(a.mutation, b.mutation) })
	return r.failures
}

// one tries the nth mutation.
func (r *runner) one(n int) {
	mail := r.mutation(n)
	took, f, ended := r.timed(mail)
	r.mu.Lock()
	defer r.mu.Unlock()
	if took > r.longest {
		r.longest, r.slowest = took, n
	}
	switch {
	case !ended:
		r.failures = append(r.failures, failure{n, hung, fmt.Sprintf("no end after %s", r.hopeless)})
	case f != nil:
		f.mutation = n
		r.failures = append(r.failures, *f)
	case took > r.slow:
		r.late = append(r.late, n)
	}
}

// timed tries a mail and waits for it, but not forever.
func (r *runner) timed(mail []byte) (took time.Duration, f *failure, ended bool) {
	start := time.Now()
	done := make(chan *failure, 1)
	go func() { done <- r.try(mail) }()
	timer := time.NewTimer(r.hopeless)
	defer timer.Stop()
	select {
	case f := <-done:
		return time.Since(start), f, true
	case <-timer.C:
		return r.hopeless, nil, false
	}
}

// retime tries alone what was slow among others: it may have waited for a core.
func (r *runner) retime() {
	for _, n := range r.late {
		if best := r.alone(n); best > r.slow {
			r.failures = append(r.failures, failure{n, hung, fmt.Sprintf("%s, alone", best.Round(time.Millisecond))})
		}
	}
}

// alone gives the best of three times of a mutation.
func (r *runner) alone(n int) time.Duration {
	best := r.hopeless
	for range 3 {
		took, _, _ := r.timed(r.mutation(n))
		best = min(best, took)
	}
	return best
}
