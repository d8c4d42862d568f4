package store

import (
	"context"
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
	// UTC; Daily has the events of each by category.
	ByKind, ByCategory, ByProvider, ByDomain, ByCause, ByDay map[string]int64
	Daily                                                    map[string]map[string]int64
}

// Report counts messages and events of a span.
func (s *Store) Report(ctx context.Context, span Span) (*Report, error) {
	r := &Report{ByCategory: map[string]int64{}, ByDay: map[string]int64{}, Daily: map[string]map[string]int64{}}
	var err error
	if r.ByKind, err = s.count(ctx, "messages", "kind", span); err != nil {
		return nil, err
	}
	for _, n := range r.ByKind {
		r.Messages += n
	}
	if r.ByProvider, err = s.count(ctx, "events", "provider", span); err != nil {
		return nil, err
	}
	if r.ByDomain, err = s.count(ctx, "events", "domain", span); err != nil {
		return nil, err
	}
	if r.ByCause, err = s.count(ctx, "events", "cause", span); err != nil {
		return nil, err
	}
	return r, s.daily(ctx, span, r)
}

// daily fills what is counted by day and category.
func (s *Store) daily(ctx context.Context, span Span, r *Report) error {
	where, args := span.where()
	rows, err := s.db.QueryContext(ctx, s.sql("SELECT at / 86400, category, count(*) FROM events"+where+" GROUP BY 1, 2"), args...)
	if err != nil {
		return wrap("counting", err)
	}
	defer rows.Close()
	for rows.Next() {
		var number, n int64
		var category string
		if err := rows.Scan(&number, &category, &n); err != nil {
			return wrap("counting", err)
		}
		day := time.Unix(number*86400, 0).UTC().Format(time.DateOnly)
		r.Events += n
		r.ByCategory[category] += n
		r.ByDay[day] += n
		if r.Daily[day] == nil {
			r.Daily[day] = map[string]int64{}
		}
		r.Daily[day][category] += n
	}
	return wrap("counting", rows.Err())
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
