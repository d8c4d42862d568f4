package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"
)

// A HookState says what the outbox has for a hook.
type HookState struct {
	Hook          string
	Waiting, Dead int64
	// Oldest is when the oldest event that waits was put in, zero where none
	// waits.
	Oldest time.Time
	// Error is what was wrong the last time that one failed, of those that are
	// there still.
	Error string
}

// Outbox says for each hook that the outbox has events for what is in it, by
// name.
func (s *Store) Outbox(ctx context.Context) ([]HookState, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT o.hook, sum(1 - o.dead), sum(o.dead), coalesce(min(CASE WHEN o.dead = 0 THEN o.created END), 0),
		coalesce((SELECT l.error FROM outbox l WHERE l.hook = o.hook AND l.error <> '' ORDER BY l.due DESC, l.id DESC LIMIT 1), '')
		FROM outbox o GROUP BY o.hook ORDER BY o.hook`)
	if err != nil {
		return nil, wrap("reading the outbox", err)
	}
	defer rows.Close()
	var list []HookState
	for rows.Next() {
		var h HookState
		var oldest int64
		if err := rows.Scan(&h.Hook, &h.Waiting, &h.Dead, &oldest, &h.Error); err != nil {
			return nil, wrap("reading the outbox", err)
		}
		if oldest > 0 {
			h.Oldest = time.Unix(oldest, 0).UTC()
		}
		list = append(list, h)
	}
	return list, wrap("reading the outbox", rows.Err())
}

// OutboxCounts is Outbox with Waiting and Dead alone, which takes a quarter of
// the time.
func (s *Store) OutboxCounts(ctx context.Context) ([]HookState, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT hook, sum(CASE WHEN dead = 0 THEN n ELSE 0 END), sum(CASE WHEN dead = 0 THEN 0 ELSE n END) FROM (SELECT hook, dead, count(*) AS n FROM outbox GROUP BY hook, dead) AS c GROUP BY hook ORDER BY hook")
	if err != nil {
		return nil, wrap("reading the outbox", err)
	}
	defer rows.Close()
	var list []HookState
	for rows.Next() {
		var h HookState
		if err := rows.Scan(&h.Hook, &h.Waiting, &h.Dead); err != nil {
			return nil, wrap("reading the outbox", err)
		}
		list = append(list, h)
	}
	return list, wrap("reading the outbox", rows.Err())
}

// Revive makes the dead events of a hook wait again, from now on, and gives how
// many.
func (s *Store) Revive(ctx context.Context, hook string, now time.Time) (int64, error) {
	return s.outboxChange(ctx, "UPDATE outbox SET dead = 0, attempts = 0, due = ? WHERE hook = ? AND dead = 1", now.Unix(), hook)
}

// Forget takes all events of a hook out of the outbox, and gives how many.
func (s *Store) Forget(ctx context.Context, hook string) (int64, error) {
	return s.outboxChange(ctx, "DELETE FROM outbox WHERE hook = ?", hook)
}

func (s *Store) outboxChange(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := s.transaction(ctx, func(tx *sql.Tx) (int64, error) {
		result, err := tx.ExecContext(ctx, s.sql(query), args...)
		if err != nil {
			return 0, err
		}
		return result.RowsAffected()
	})
	return n, wrap("writing the outbox", err)
}

// Records gives the events with these ids that are there, in no order, each with
// its document. Events of one message share it.
func (s *Store) Records(ctx context.Context, ids []string) ([]*Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = eventID(id).key()
	}
	rows, err := s.db.QueryContext(ctx, s.sql("SELECT "+recordColumns+" FROM events e JOIN messages m ON m.id = e.message WHERE e.event_id IN "+placeholders(1, len(ids))), args...)
	if err != nil {
		return nil, wrap("reading events", err)
	}
	defer rows.Close()
	var list []*recordRow
	for rows.Next() {
		row := new(recordRow)
		if err := rows.Scan(row.into()...); err != nil {
			return nil, wrap("reading events", err)
		}
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		return nil, wrap("reading events", err)
	}
	return s.withDocuments(ctx, list)
}

// withDocuments reads the documents of events. An event whose message was
// deleted since is left out.
func (s *Store) withDocuments(ctx context.Context, list []*recordRow) ([]*Record, error) {
	slices.SortFunc(list, func(a, b *recordRow) int { return cmp.Compare(a.message, b.message) })
	u := &unpacker{Store: s, at: s.db}
	var there []*Record
	for _, row := range list {
		document, err := u.document(ctx, row.message)
		if err != nil {
			return nil, err
		}
		if document == nil {
			continue
		}
		r := row.record()
		r.Document = document
		there = append(there, r)
	}
	return there, nil
}
