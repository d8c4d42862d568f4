package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A Record is one event with the evidence.
type Record struct {
	Event
	Digest       Digest // of the message
	Kind         string // of the message
	Source, Item string
	At, Received time.Time
	// Document is the JSON of the message; Raw the message as it came, nil
	// where it is not kept.
	Document, Raw []byte
}

// recordColumns are those of an event e and its message m that into takes.
const recordColumns = `e.event_id, e.idx, e.recipient, e.original, e.domain, e.action, e.status, e.reply, e.category,
	e.permanence, e.suppress, e.provider, e.cause, e.confidence, e.at, e.kind, m.id, m.digest, m.source, m.item, m.received`

// A recordRow is what these columns have.
type recordRow struct {
	Record
	id           eventID
	at, received int64
	suppress     int
	message      int64
	digest       []byte
}

func (r *recordRow) into() []any {
	return []any{&r.id, &r.Index, &r.Recipient, &r.Original, &r.Domain, &r.Action, &r.Status, &r.Reply, &r.Category,
		&r.Permanence, &r.suppress, &r.Provider, &r.Cause, &r.Confidence, &r.at, &r.Kind, &r.message, &r.digest, &r.Source, &r.Item, &r.received}
}

func (r *recordRow) record() *Record {
	r.ID, r.Suppress, r.At, r.Received, r.Digest = string(r.id), r.suppress != 0, time.Unix(r.at, 0).UTC(), time.Unix(r.received, 0).UTC(), NewDigest(r.digest)
	return &r.Record
}

// Find gives the event with an id. The error matches ErrUnknown where there is
// none.
func (s *Store) Find(ctx context.Context, id string) (*Record, error) {
	var row recordRow
	var raw []byte
	err := s.db.QueryRowContext(ctx, s.sql("SELECT "+recordColumns+", w.raw FROM events e JOIN messages m ON m.id = e.message LEFT JOIN raws w ON w.message = m.id WHERE e.event_id = ?"), eventID(id).key()).
		Scan(append(row.into(), &raw)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, wrap("reading the event", err)
	}
	r := row.record()
	u := &unpacker{Store: s, at: s.db}
	if r.Document, err = u.document(ctx, row.message); err != nil {
		return nil, err
	}
	r.Raw, err = s.pack.unpackRaw(raw)
	return r, err
}

// Matching gives the ids of events that begin with a prefix, at most limit.
func (s *Store) Matching(ctx context.Context, prefix string, limit int) ([]string, error) {
	first, last, ok := eventID(prefix).between()
	if !ok {
		return nil, nil
	}
	return s.ids(ctx, "SELECT event_id FROM events WHERE event_id BETWEEN ? AND ? ORDER BY event_id LIMIT ?", first, last, limit)
}

// OfAddress gives the ids of the events of an address, newest first, at most
// limit.
func (s *Store) OfAddress(ctx context.Context, address string, limit int) ([]string, error) {
	return s.ids(ctx, "SELECT event_id FROM events WHERE lower(recipient) = lower(?) OR lower(original) = lower(?) ORDER BY at DESC, event_id LIMIT ?", address, address, limit)
}

func (s *Store) ids(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, s.sql(query), args...)
	if err != nil {
		return nil, wrap("looking for events", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id eventID
		if err := rows.Scan(&id); err != nil {
			return nil, wrap("looking for events", err)
		}
		ids = append(ids, string(id))
	}
	return ids, wrap("looking for events", rows.Err())
}

// A Refused is a message that could not be decoded.
type Refused struct {
	Digest       Digest
	Source, Item string
	Received     time.Time
	Reason       string
	// Size is that of the message as kept, packed; 0 where it is not kept.
	Size int64
}

// Undecodable calls yield for each message that could not be decoded, oldest
// first.
func (s *Store) Undecodable(ctx context.Context, yield func(*Refused) error) error {
	rows, err := s.db.QueryContext(ctx, "SELECT digest, source, item, received, reason, coalesce(length(raw), 0) FROM undecodable ORDER BY received, digest")
	if err != nil {
		return wrap("reading what could not be decoded", err)
	}
	defer rows.Close()
	for rows.Next() {
		var u Refused
		var digest []byte
		var received int64
		if err := rows.Scan(&digest, &u.Source, &u.Item, &received, &u.Reason, &u.Size); err != nil {
			return wrap("reading what could not be decoded", err)
		}
		u.Digest, u.Received = NewDigest(digest), time.Unix(received, 0).UTC()
		if err := yield(&u); err != nil {
			return err
		}
	}
	return wrap("reading what could not be decoded", rows.Err())
}

// UndecodableRaw gives the message that could not be decoded as it came. The
// error matches ErrUnknown where there is none, or it was not kept.
func (s *Store) UndecodableRaw(ctx context.Context, digest Digest) ([]byte, error) {
	var raw []byte
	err := s.db.QueryRowContext(ctx, s.sql("SELECT raw FROM undecodable WHERE digest = ? AND raw IS NOT NULL"), digest[:]).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrUnknown
	}
	if err != nil {
		return nil, wrap("reading what could not be decoded", err)
	}
	return s.pack.unpackRaw(raw)
}

// EachEvent calls yield with the id of each event.
func (s *Store) EachEvent(ctx context.Context, yield func(id string) error) error {
	rows, err := s.db.QueryContext(ctx, "SELECT event_id FROM events")
	if err != nil {
		return wrap("reading the events", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id eventID
		if err := rows.Scan(&id); err != nil {
			return wrap("reading the events", err)
		}
		if err := yield(string(id)); err != nil {
			return err
		}
	}
	return wrap("reading the events", rows.Err())
}
