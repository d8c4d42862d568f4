package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
)

// maxFixes bounds the cache of fixes that were saved.
const maxFixes = 10_000

// id gives the id of a fix, 0 for none.
func (f *Fix) id() int64 {
	if f == nil {
		return 0
	}
	sum := sha256.Sum256([]byte(f.Who + "\x00" + f.Text + "\x00" + f.Record))
	return int64(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// saveFixes writes the fixes of a batch that are not known to be there. The
// cache is told only of those of batches before: this one may be rolled back.
func (s *Store) saveFixes(ctx context.Context, tx *sql.Tx, batch []*Message) error {
	var rows []any
	added := map[int64]bool{}
	for _, m := range batch {
		for i := range m.Events {
			f := m.Events[i].Fix
			id := f.id()
			if id == 0 || s.fixes[id] || added[id] {
				continue
			}
			added[id] = true
			rows = append(rows, id, f.Who, f.Text, f.Record)
		}
	}
	return s.insert(ctx, tx, fixesTable(), rows, nil)
}

// knowFixes notes the fixes of a batch that was committed.
func (s *Store) knowFixes(batch []*Message) {
	if len(s.fixes) > maxFixes {
		clear(s.fixes)
	}
	for _, m := range batch {
		for i := range m.Events {
			if id := m.Events[i].Fix.id(); id != 0 {
				s.fixes[id] = true
			}
		}
	}
}

// A Remedy is a fix with how many failures it would have cleared.
type Remedy struct {
	Fix
	Cause  string
	Events int64
}

// Remedies gives the fixes that would have cleared the most failures of a span,
// at most limit.
func (s *Store) Remedies(ctx context.Context, span Span, limit int) ([]Remedy, error) {
	where, args := span.where()
	rows, err := s.db.QueryContext(ctx, s.sql(`SELECT f.who, f.text, f.record, max(CASE WHEN g.place = 1 THEN g.cause END), sum(g.n) FROM
		(SELECT fix, cause, count(*) AS n, row_number() OVER (PARTITION BY fix ORDER BY count(*) DESC, cause) AS place FROM events`+where+` AND fix <> 0 AND confidence <> 'refuted' GROUP BY fix, cause) g
		JOIN fixes f ON f.id = g.fix GROUP BY f.id, f.who, f.text, f.record ORDER BY 5 DESC, 2 LIMIT ?`), append(args, limit)...)
	if err != nil {
		return nil, wrap("counting fixes", err)
	}
	defer rows.Close()
	var list []Remedy
	for rows.Next() {
		var r Remedy
		if err := rows.Scan(&r.Who, &r.Text, &r.Record, &r.Cause, &r.Events); err != nil {
			return nil, wrap("counting fixes", err)
		}
		list = append(list, r)
	}
	return list, wrap("counting fixes", rows.Err())
}
