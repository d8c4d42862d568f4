package pipeline

import (
	"sync/atomic"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// Metrics counts what pipelines do. All counters only grow.
type Metrics struct {
	Stored, NotBounce, Undecodable, Deferred atomic.Int64
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

func (m *Metrics) settled(o mailbox.Outcome) {
	switch o {
	case mailbox.Stored:
		m.Stored.Add(1)
	case mailbox.NotBounce:
		m.NotBounce.Add(1)
	case mailbox.Undecodable:
		m.Undecodable.Add(1)
	case mailbox.Deferred:
		m.Deferred.Add(1)
	}
}
