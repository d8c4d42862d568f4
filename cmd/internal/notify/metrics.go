package notify

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// Metrics counts what deliverers do, per hook. The zero Metrics is ready.
type Metrics struct {
	mu    sync.Mutex
	hooks map[string]*counts
}

type counts struct{ delivered, failed, dead atomic.Int64 }

// of gives the counts of a hook.
func (m *Metrics) of(hook string) *counts {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hooks == nil {
		m.hooks = map[string]*counts{}
	}
	c := m.hooks[hook]
	if c == nil {
		c = &counts{}
		m.hooks[hook] = c
	}
	return c
}

// Total gives how many events were delivered, how many attempts failed, and how
// many events were given up.
func (m *Metrics) Total() (delivered, failed, dead int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.hooks {
		delivered += c.delivered.Load()
		failed += c.failed.Load()
		dead += c.dead.Load()
	}
	return delivered, failed, dead
}

// AppendText appends the counters, and what the outbox has, in the text format
// of Prometheus. Names of hooks have no character that must be quoted.
func (m *Metrics) AppendText(b []byte, outbox []store.HookState) []byte {
	m.mu.Lock()
	names := make([]string, 0, len(m.hooks))
	for name := range m.hooks {
		names = append(names, name)
	}
	m.mu.Unlock()
	slices.Sort(names)
	b = append(b, "# HELP ndr_hook_deliveries_total Attempts to tell a hook of an event, by what became of them.\n# TYPE ndr_hook_deliveries_total counter\n"...)
	for _, name := range names {
		c := m.of(name)
		b = fmt.Appendf(b, "ndr_hook_deliveries_total{hook=%[1]q,result=\"delivered\"} %[2]d\nndr_hook_deliveries_total{hook=%[1]q,result=\"failed\"} %[3]d\nndr_hook_deliveries_total{hook=%[1]q,result=\"dead\"} %[4]d\n",
			name, c.delivered.Load(), c.failed.Load(), c.dead.Load())
	}
	b = append(b, "# HELP ndr_hook_events Events in the outbox that wait for a hook, or were given up.\n# TYPE ndr_hook_events gauge\n"...)
	for _, h := range outbox {
		b = fmt.Appendf(b, "ndr_hook_events{hook=%[1]q,state=\"waiting\"} %[2]d\nndr_hook_events{hook=%[1]q,state=\"dead\"} %[3]d\n", h.Hook, h.Waiting, h.Dead)
	}
	return b
}
