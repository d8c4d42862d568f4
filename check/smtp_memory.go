package check

import (
	"context"
	"sync"
	"time"
)

// How long it is remembered what a server said, and of how many.
const (
	probeTTL  = 10 * time.Minute
	maxProbes = 4096
)

// A probeMemory keeps what came of connections, and shares those that are under
// way.
type probeMemory struct {
	mu      sync.Mutex
	flights map[any]*probeFlight
}

// A probeFlight is one connection; what is below done may be read once that is
// closed.
type probeFlight struct {
	done  chan struct{}
	value any
	until time.Time
	kept  bool // it may serve others
}

// over reports whether a flight has ended and is too old to be of use.
func (f *probeFlight) over(now time.Time) bool {
	select {
	case <-f.done:
		return now.After(f.until)
	default:
		return false
	}
}

// recall gives what run gave for an equal key before, or what it gives now. keep
// says whether that may be kept: what only the caller's own limits brought about
// may not. A caller whose time ends while another's connection is under way gets
// the zero value and false.
func recall[T any](ctx context.Context, m *probeMemory, key any, run func() (value T, keep bool)) (T, bool) {
	m.mu.Lock()
	f, ok := m.flights[key]
	if ok && f.over(time.Now()) {
		ok = false
	}
	if !ok {
		f = &probeFlight{done: make(chan struct{})}
		m.tidy()
		m.flights[key] = f
	}
	m.mu.Unlock()
	if ok {
		select {
		case <-f.done:
		case <-ctx.Done():
			var none T
			return none, false
		}
		if value, is := f.value.(T); is && f.kept {
			return value, true
		}
		value, _ := run()
		return value, true
	}
	defer m.land(key, f) // also where run panics: the others must not wait for ever
	value, keep := run()
	f.value, f.kept, f.until = value, keep && ctx.Err() == nil, time.Now().Add(probeTTL)
	return value, true
}

// land ends a flight.
func (m *probeMemory) land(key any, f *probeFlight) {
	close(f.done)
	if f.kept {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.flights[key] == f {
		delete(m.flights, key)
	}
}

// tidy makes room where there is too much: what is old goes, or, where nothing
// is, all that has ended. The caller holds the lock.
func (m *probeMemory) tidy() {
	if len(m.flights) < maxProbes {
		return
	}
	now := time.Now()
	for _, at := range []time.Time{now, now.Add(2 * probeTTL)} {
		for key, f := range m.flights {
			if f.over(at) {
				delete(m.flights, key)
			}
		}
		if len(m.flights) < maxProbes {
			return
		}
	}
}
