package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// Metrics counts what pipelines do. All counters only grow.
type Metrics struct {
	// What became of messages. Gone are those that somebody else took away
	// between the look at the mailbox and the reading.
	Stored, NotBounce, Undecodable, Deferred, Gone atomic.Int64
	// New are the messages that were not in the store, Events the events.
	New, Events atomic.Int64
	// Commits are transactions, CommitNanos the time they took in all.
	Commits, CommitNanos, StoreRetries atomic.Int64
}

func (m *Metrics) saved(batch []*store.Message, s store.Saved, took time.Duration) {
	m.Commits.Add(1)
	m.CommitNanos.Add(int64(took))
	for i := range batch {
		if s.New[i] {
			m.New.Add(1)
		}
	}
	m.Events.Add(int64(len(s.Events)))
}

func (m *Metrics) settled(s mailbox.Settled) {
	switch s.Outcome {
	case mailbox.Stored:
		m.Stored.Add(1)
	case mailbox.NotBounce:
		m.NotBounce.Add(1)
	case mailbox.Undecodable:
		m.Undecodable.Add(1)
	case mailbox.Deferred:
		if errors.Is(s.Reason, fs.ErrNotExist) {
			m.Gone.Add(1)
		} else {
			m.Deferred.Add(1)
		}
	}
}

// AppendText appends the counters in the text format of Prometheus.
func (m *Metrics) AppendText(b []byte) []byte {
	b = append(b, "# HELP ndr_messages_total Messages by what became of them.\n# TYPE ndr_messages_total counter\n"...)
	for _, c := range []struct {
		outcome string
		n       *atomic.Int64
	}{
		{"stored", &m.Stored}, {"not-bounce", &m.NotBounce}, {"undecodable", &m.Undecodable}, {"deferred", &m.Deferred}, {"gone", &m.Gone},
	} {
		b = fmt.Appendf(b, "ndr_messages_total{outcome=%q} %d\n", c.outcome, c.n.Load())
	}
	for _, c := range []struct {
		name, help string
		value      float64
	}{
		{"ndr_new_messages_total", "Messages that were not in the store before.", float64(m.New.Load())},
		{"ndr_new_events_total", "Events that were not in the store before.", float64(m.Events.Load())},
		{"ndr_commits_total", "Transactions of the store.", float64(m.Commits.Load())},
		{"ndr_commit_seconds_total", "Time that transactions took.", time.Duration(m.CommitNanos.Load()).Seconds()},
		{"ndr_store_retries_total", "Transactions that were tried again.", float64(m.StoreRetries.Load())},
	} {
		b = fmt.Appendf(b, "# HELP %s %s\n# TYPE %s counter\n%s %g\n", c.name, c.help, c.name, c.name, c.value)
	}
	return b
}
