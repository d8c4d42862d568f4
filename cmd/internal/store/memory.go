package store

import (
	"context"
	"database/sql"
)

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
	var some int
	if err := s.db.QueryRowContext(ctx, s.sql("SELECT count(*) FROM (SELECT 1 FROM seen WHERE source = ? LIMIT 1) AS first"), source).Scan(&some); err != nil {
		return nil, wrap("reading what was seen", err)
	}
	if some == 0 {
		return seen, nil // as with most sources that can flag messages
	}
	const most = 500
	for start := 0; start < len(ids); start += most {
		part := ids[start:min(start+most, len(ids))]
		args := []any{source}
		for _, id := range part {
			args = append(args, id)
		}
		rows, err := s.db.QueryContext(ctx, s.sql("SELECT item FROM seen WHERE source = ? AND item IN "+placeholders(1, len(part))), args...)
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
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, wrap("reading what was seen", err)
		}
	}
	return seen, nil
}
