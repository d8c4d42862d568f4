package store

import (
	"context"
	"strings"
)

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

// common gives the fix without the local parts of the addresses that its text
// names: it is counted for all events that it would have cleared, and stays when
// they are anonymised or given up.
func (f *Fix) common() Fix {
	if strings.IndexByte(f.Text, '@') < 0 {
		return *f
	}
	text := replaceAddresses([]byte(f.Text), func(a string) string { return "..." + a[strings.LastIndexByte(a, '@'):] })
	return Fix{f.Who, string(text), f.Record}
}
