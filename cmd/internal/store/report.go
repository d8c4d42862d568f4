package store

import (
	"context"
	"fmt"
	"time"
)

// A Span bounds what is looked at by when the bounces were made: from Since, up
// to but without Until. A zero time is no bound.
type Span struct{ Since, Until time.Time }

// A Report counts what the store has.
type Report struct {
	Messages int64
	Events   int64
	// ByKind counts messages, the others events. ByDay has days as 2006-01-02,
	// UTC.
	ByKind, ByCategory, ByProvider, ByDomain, ByCause, ByDay map[string]int64
}

// Report counts messages and events of a span.
func (s *Store) Report(ctx context.Context, span Span) (*Report, error) {
	r := &Report{}
	var err error
	if r.ByKind, err = s.count(ctx, "messages", "kind", span); err != nil {
		return nil, err
	}
	for _, n := range r.ByKind {
		r.Messages += n
	}
	for column, into := range map[string]*map[string]int64{
		"category": &r.ByCategory, "provider": &r.ByProvider, "domain": &r.ByDomain, "cause": &r.ByCause,
	} {
		if *into, err = s.count(ctx, "events", column, span); err != nil {
			return nil, err
		}
	}
	for _, n := range r.ByCategory {
		r.Events += n
	}
	days, err := s.count(ctx, "events", "at / 86400", span)
	if err != nil {
		return nil, err
	}
	r.ByDay = make(map[string]int64, len(days))
	for day, n := range days {
		var d int64
		if _, err := fmt.Sscan(day, &d); err != nil {
			return nil, fmt.Errorf("store: day %q: %w", day, err)
		}
		r.ByDay[time.Unix(d*86400, 0).UTC().Format(time.DateOnly)] = n
	}
	return r, nil
}

// count counts the rows of a table by a column.
func (s *Store) count(ctx context.Context, table, column string, span Span) (map[string]int64, error) {
	where, args := span.where()
	rows, err := s.db.QueryContext(ctx, s.sql("SELECT "+column+", count(*) FROM "+table+where+" GROUP BY 1"), args...)
	if err != nil {
		return nil, wrap("counting", err)
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var value string
		var n int64
		if err := rows.Scan(&value, &n); err != nil {
			return nil, wrap("counting", err)
		}
		counts[value] = n
	}
	return counts, wrap("counting", rows.Err())
}

// where gives the condition of a span on the column at.
func (p Span) where() (string, []any) {
	where, args := " WHERE 1 = 1", []any(nil)
	if !p.Since.IsZero() {
		where, args = where+" AND at >= ?", append(args, p.Since.Unix())
	}
	if !p.Until.IsZero() {
		where, args = where+" AND at < ?", append(args, p.Until.Unix())
	}
	return where, args
}
