package store

import (
	"context"
	"database/sql"
)

// A table says how rows are inserted. What is there already stays.
type table struct {
	name    string
	columns string
	count   int
	tail    string
}

const keep = " ON CONFLICT DO NOTHING"

func messagesTable() table {
	return table{"messages", "digest, source, item, at, received, kind, format, authenticity, document, raw", 10, keep + " RETURNING digest"}
}

func eventsTable() table {
	return table{"events", "event_id, digest, idx, at, kind, recipient, original, domain, action, status, reply, category, permanence, suppress, provider, cause, confidence", 17, keep + " RETURNING event_id"}
}

func undecodableTable() table {
	return table{"undecodable", "digest, source, item, received, reason, raw", 6, keep + " RETURNING digest"}
}

func seenTable() table { return table{"seen", "source, item, received", 3, keep} }

func positionsTable() table {
	return table{"positions", "source, position", 2, " ON CONFLICT (source) DO UPDATE SET position = excluded.position"}
}

// save writes a batch within a transaction.
func (s *Store) save(ctx context.Context, tx *sql.Tx, batch []*Message) (Saved, error) {
	var messages, events, undecodable, seen []any
	positions := map[string]string{}
	var order []string
	first := map[Digest]int{} // of two equal ones in a batch, one is new
	for i, m := range batch {
		received := m.Received.Unix()
		if _, ok := first[m.Digest]; !ok {
			first[m.Digest] = i
		}
		if m.Undecodable != "" {
			undecodable = append(undecodable, m.Digest[:], m.Source, m.Item, received, m.Undecodable, s.pack.pack(m.Raw))
		} else {
			messages = append(messages, m.Digest[:], m.Source, m.Item, m.At.Unix(), received, m.Kind, m.Format, m.Authenticity, s.pack.pack(m.Document), s.pack.pack(m.Raw))
			events = appendEvents(events, m)
		}
		if m.Remember {
			seen = append(seen, m.Source, m.Item, received)
		}
		if m.Position != "" {
			if _, ok := positions[m.Source]; !ok {
				order = append(order, m.Source)
			}
			positions[m.Source] = m.Position
		}
	}
	saved := Saved{New: make([]bool, len(batch))}
	added := func(key []byte) { saved.New[first[NewDigest(key)]] = true }
	if err := s.insert(ctx, tx, messagesTable(), messages, added); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, undecodableTable(), undecodable, added); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, eventsTable(), events, func(id []byte) { saved.Events = append(saved.Events, string(id)) }); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, seenTable(), seen, nil); err != nil {
		return saved, err
	}
	var rows []any
	for _, source := range order {
		rows = append(rows, source, positions[source])
	}
	return saved, s.insert(ctx, tx, positionsTable(), rows, nil)
}

func appendEvents(rows []any, m *Message) []any {
	for i := range m.Events {
		e := &m.Events[i]
		rows = append(rows, e.ID, m.Digest[:], e.Index, m.At.Unix(), m.Kind, e.Recipient, e.Original, e.Domain, e.Action, e.Status, e.Reply,
			e.Category, e.Permanence, number(e.Suppress), e.Provider, e.Cause, e.Confidence)
	}
	return rows
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// insert inserts rows, given as one list of values, in statements of s.rows
// rows and then of one. added gets the first column of RETURNING of each row
// that was not there.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, t table, rows []any, added func([]byte)) error {
	for len(rows) > 0 {
		n := s.rows
		if len(rows) < n*t.count {
			n = 1
		}
		query := s.sql("INSERT INTO " + t.name + " (" + t.columns + ") VALUES " + values(n, t.count) + t.tail)
		args := rows[:n*t.count]
		rows = rows[n*t.count:]
		if added == nil {
			if _, err := tx.ExecContext(ctx, query, args...); err != nil {
				return err
			}
			continue
		}
		if err := returning(ctx, tx, query, args, added); err != nil {
			return err
		}
	}
	return nil
}

func returning(ctx context.Context, tx *sql.Tx, query string, args []any, added func([]byte)) error {
	result, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer result.Close()
	for result.Next() {
		var key sql.RawBytes
		if err := result.Scan(&key); err != nil {
			return err
		}
		added(key)
	}
	return result.Err()
}

// Position gives the last Message.Position of a source, empty if there is none.
func (s *Store) Position(ctx context.Context, source string) (string, error) {
	var position string
	err := s.db.QueryRowContext(ctx, s.sql("SELECT position FROM positions WHERE source = ?"), source).Scan(&position)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return position, wrap("reading where "+source+" goes on", err)
}

// Seen reports for each of ids whether a message with Remember was saved for the
// source.
func (s *Store) Seen(ctx context.Context, source string, ids []string) ([]bool, error) {
	seen := make([]bool, len(ids))
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	const most = 500
	for start := 0; start < len(ids); start += most {
		part := ids[start:min(start+most, len(ids))]
		args := []any{source}
		for _, id := range part {
			args = append(args, id)
		}
		rows, err := s.db.QueryContext(ctx, s.sql("SELECT item FROM seen WHERE source = ? AND item IN "+values(1, len(part))), args...)
		if err != nil {
			return nil, wrap("reading what was seen", err)
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, wrap("reading what was seen", err)
			}
			seen[at[id]] = true
		}
		if err := rows.Close(); err != nil {
			return nil, wrap("reading what was seen", err)
		}
	}
	return seen, nil
}
