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
	// conflict is what happens where the key is there; returning is the column
	// that tells which rows were added.
	conflict, returning string
}

const keep = " ON CONFLICT DO NOTHING"

func messagesTable() table {
	return table{"messages", "digest, source, item, at, received, kind, format, authenticity, hashed, document, raw", 11, keep, "digest"}
}

func eventsTable() table {
	return table{"events", "event_id, digest, idx, at, kind, recipient, original, domain, action, status, reply, category, permanence, suppress, provider, cause, confidence, fix", 18, keep, "event_id"}
}

func undecodableTable() table {
	return table{"undecodable", "digest, source, item, received, reason, raw", 6, keep, "digest"}
}

func fixesTable() table { return table{"fixes", "id, who, text, record", 4, keep, ""} }

func seenTable() table { return table{"seen", "source, item, received", 3, keep, ""} }

func positionsTable() table {
	return table{"positions", "source, position", 2, " ON CONFLICT (source) DO UPDATE SET position = excluded.position", ""}
}

// save writes a batch within a transaction.
func (s *Store) save(ctx context.Context, tx *sql.Tx, batch []*Message) (Saved, error) {
	var messages, events, undecodable, seen []any
	positions := map[string]string{}
	var order []string
	first := map[Digest]int{} // of two equal ones in a batch, one is new
	for i, m := range batch {
		s.Pack(m)
		received := m.Received.Unix()
		if _, ok := first[m.Digest]; !ok {
			first[m.Digest] = i
		}
		if m.Undecodable != "" {
			undecodable = append(undecodable, m.Digest[:], m.Source, m.Item, received, m.Undecodable, m.Raw)
		} else {
			messages = append(messages, m.Digest[:], m.Source, m.Item, m.At.Unix(), received, m.Kind, m.Format, m.Authenticity, number(m.hashed), m.Document, m.Raw)
			events = appendEvents(events, m)
		}
		if m.Remember && m.Item != "" {
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
	added := func(key any) { saved.New[first[NewDigest(key.([]byte))]] = true }
	if err := s.insert(ctx, tx, messagesTable(), messages, added); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, undecodableTable(), undecodable, added); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, eventsTable(), events, func(id any) { saved.Events = append(saved.Events, id.(string)) }); err != nil {
		return saved, err
	}
	if err := s.enqueue(ctx, tx, batch, saved.Events); err != nil {
		return saved, err
	}
	if err := s.insert(ctx, tx, seenTable(), seen, nil); err != nil {
		return saved, err
	}
	if err := s.saveFixes(ctx, tx, batch); err != nil {
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
			e.Category, e.Permanence, number(e.Suppress), e.Provider, e.Cause, e.Confidence, e.Fix.id())
	}
	return rows
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// insert inserts rows, given as one list of values. added gets the first column
// of each row that was not there, in order; it may be nil.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, t table, rows []any, added func(key any)) error {
	for len(rows) > 0 {
		n := s.rows
		if len(rows) < n*t.count {
			n = 1
		}
		stmt, err := s.prepared(ctx, tx, t, n)
		if err != nil {
			return err
		}
		args := rows[:n*t.count]
		rows = rows[n*t.count:]
		if n > 1 && t.returning != "" {
			err = returning(ctx, stmt, args, added)
		} else {
			err = one(ctx, stmt, args, added)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// one runs a statement whose rows are counted. Where it has several, nobody
// asks which were added.
func one(ctx context.Context, stmt *sql.Stmt, args []any, added func(any)) error {
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil || added == nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n > 0 {
		added(args[0])
	}
	return err
}

func returning(ctx context.Context, stmt *sql.Stmt, args []any, added func(any)) error {
	result, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer result.Close()
	for result.Next() {
		var key any
		if err := result.Scan(&key); err != nil {
			return err
		}
		added(key)
	}
	return result.Err()
}

// prepared gives the statement that inserts n rows, which is compiled once for
// each connection.
func (s *Store) prepared(ctx context.Context, tx *sql.Tx, t table, n int) (*sql.Stmt, error) {
	key := statement{t.name, n}
	stmt := s.statements[key]
	if stmt == nil {
		query := "INSERT INTO " + t.name + " (" + t.columns + ") VALUES " + values(n, t.count) + t.conflict
		if n > 1 && t.returning != "" {
			query += " RETURNING " + t.returning
		}
		var err error
		if stmt, err = s.db.PrepareContext(ctx, s.sql(query)); err != nil {
			return nil, err
		}
		s.statements[key] = stmt
	}
	return tx.StmtContext(ctx, stmt), nil
}

// A statement names one that inserts rows into a table.
type statement struct {
	table string
	rows  int
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
