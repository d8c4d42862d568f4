package store

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

// A Subscription says which new events are put into the outbox for a hook.
type Subscription struct {
	Hook string
	// Kinds are those of the message, Categories those of the event; empty is
	// all.
	Kinds, Categories []string
	// OnlySuppress leaves out events that put no address on the suppression
	// list at once: it takes failures for good that are about the address, and
	// complaints.
	OnlySuppress bool
}

func (sub *Subscription) wants(m *Message, e *Event) bool {
	return (len(sub.Kinds) == 0 || slices.Contains(sub.Kinds, m.Kind)) &&
		(len(sub.Categories) == 0 || slices.Contains(sub.Categories, e.Category)) &&
		(!sub.OnlySuppress || e.Suppress || m.Kind == "feedback")
}

// Subscribe makes Save put each new event that is wanted into the outbox, in the
// transaction that saves it. It is called before any use.
func (s *Store) Subscribe(list []Subscription) { s.subscriptions = list }

func outboxTable() table {
	return table{"outbox", "hook, event_id, created, due", 4, ""}
}

// enqueue puts the new events of a batch into the outbox.
func (w *writing) enqueue(ctx context.Context) error {
	if len(w.subscriptions) == 0 || len(w.saved.Events) == 0 {
		return nil
	}
	fresh := make(map[string]bool, len(w.saved.Events))
	for _, id := range w.saved.Events {
		fresh[id] = true
	}
	var rows []any
	for _, m := range w.batch {
		for i := range m.Events {
			e := &m.Events[i]
			if !fresh[e.ID] {
				continue
			}
			delete(fresh, e.ID) // what comes again in the batch was not stored
			for j := range w.subscriptions {
				if sub := &w.subscriptions[j]; sub.wants(m, e) {
					rows = append(rows, sub.Hook, e.ID, m.Received.Unix(), m.Received.Unix())
				}
			}
		}
	}
	return w.insert(ctx, outboxTable(), rows)
}

// A Delivery is a row of the outbox that was taken to be delivered: one event
// for one hook.
type Delivery struct {
	Hook, EventID string
	// Attempts counts those that were begun, this one too.
	Attempts int
	Created  time.Time

	id, due int64
}

// Due reports whether an event waits for a hook and may be taken.
func (s *Store) Due(ctx context.Context, hook string, now time.Time) (bool, error) {
	var n int
	err := s.db.QueryRowContext(ctx, s.sql("SELECT count(*) FROM (SELECT 1 FROM outbox WHERE hook = ? AND dead = 0 AND due <= ? LIMIT 1) AS first"), hook, now.Unix()).Scan(&n)
	return n > 0, wrap("reading the outbox", err)
}

// Take gives up to limit events that wait for a hook, the oldest first. Until
// lease is over nobody else gets them; then they are taken again unless Settle
// has said what became of them.
func (s *Store) Take(ctx context.Context, hook string, now time.Time, lease time.Duration, limit int) ([]Delivery, error) {
	var list []Delivery
	_, err := s.transaction(ctx, func(tx *sql.Tx) (int64, error) {
		var err error
		if list, err = s.waiting(ctx, tx, hook, now, limit); err != nil || len(list) == 0 {
			return 0, err
		}
		// Rounded up: a lease must not end before the second does.
		args := []any{now.Add(lease + time.Second).Unix()}
		for _, d := range list {
			args = append(args, d.id)
		}
		_, err = tx.ExecContext(ctx, s.sql("UPDATE outbox SET due = ?, attempts = attempts + 1 WHERE id IN "+placeholders(1, len(list))), args...)
		return 0, err
	})
	return list, wrap("taking from the outbox", err)
}

// waiting reads rows that may be taken, and locks them.
func (s *Store) waiting(ctx context.Context, tx *sql.Tx, hook string, now time.Time, limit int) ([]Delivery, error) {
	query := "SELECT id, event_id, attempts, created, due FROM outbox WHERE hook = ? AND dead = 0 AND due <= ? ORDER BY due, id LIMIT ?" + s.skipLocked
	rows, err := tx.QueryContext(ctx, s.sql(query), hook, now.Unix(), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Delivery
	for rows.Next() {
		d := Delivery{Hook: hook}
		var created int64
		if err := rows.Scan(&d.id, &d.EventID, &d.Attempts, &created, &d.due); err != nil {
			return nil, err
		}
		d.Attempts++
		d.Created = time.Unix(created, 0).UTC()
		list = append(list, d)
	}
	return list, rows.Err()
}

// A Fate is what became of a Delivery.
type Fate int

// The fates.
const (
	// Released is one that was not begun: it waits on as if it had not been
	// taken.
	Released Fate = iota
	Delivered
	// Failed is to be tried again at Retry.
	Failed
	// Dead is given up.
	Dead
)

// A Settlement says what became of a Delivery.
type Settlement struct {
	Delivery
	Fate  Fate
	Retry time.Time
	// Error says why it is Failed or Dead.
	Error string
}

// Settle notes what became of deliveries, in one transaction. A row that was
// taken by another since is left to that one, unless it was delivered.
func (s *Store) Settle(ctx context.Context, list []Settlement) error {
	_, err := s.transaction(ctx, func(tx *sql.Tx) (int64, error) {
		for i := range list {
			if err := s.settle(ctx, tx, &list[i]); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return wrap("writing the outbox", err)
}

func (s *Store) settle(ctx context.Context, tx *sql.Tx, t *Settlement) (err error) {
	switch t.Fate {
	case Delivered:
		_, err = tx.ExecContext(ctx, s.sql("DELETE FROM outbox WHERE id = ?"), t.id)
	case Failed:
		// Rounded up: a receiver may have asked for the pause.
		_, err = tx.ExecContext(ctx, s.sql("UPDATE outbox SET due = ?, error = ? WHERE id = ? AND attempts = ?"), t.Retry.Add(time.Second-1).Unix(), t.Error, t.id, t.Attempts)
	case Dead:
		_, err = tx.ExecContext(ctx, s.sql("UPDATE outbox SET dead = 1, error = ? WHERE id = ? AND attempts = ?"), t.Error, t.id, t.Attempts)
	case Released:
		_, err = tx.ExecContext(ctx, s.sql("UPDATE outbox SET due = ?, attempts = attempts - 1 WHERE id = ? AND attempts = ?"), t.due, t.id, t.Attempts)
	}
	return err
}
