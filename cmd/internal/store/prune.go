package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Retention says what is given up with time, by when it was received. A
// duration of 0 means never.
type Retention struct {
	// Keep is how long messages and events are kept. Of permanent failures and
	// complaints the suppression list keeps the address.
	Keep time.Duration
	// KeepRaw is how long messages are kept as they came.
	KeepRaw time.Duration
	// Anonymize is the age from which on addresses are replaced, with Key.
	Anonymize time.Duration
	Key       []byte
}

// Pruned counts what Prune did.
type Pruned struct{ Events, Messages, Raw, Anonymized int64 }

// pruneRows is how many rows a transaction of Prune changes: others wait for it.
const pruneRows = 1000

// Prune does what a Retention asks for.
func (s *Store) Prune(ctx context.Context, r Retention, now time.Time) (Pruned, error) {
	var p Pruned
	var err error
	if r.Keep > 0 {
		cut := now.Add(-r.Keep).Unix()
		if p.Messages, err = s.repeat(ctx, func(tx *sql.Tx) (int64, error) { return s.drop(ctx, tx, cut, &p.Events) }); err != nil {
			return p, err
		}
		if _, err = s.repeat(ctx, s.change(ctx, "DELETE FROM undecodable WHERE digest IN (SELECT digest FROM undecodable WHERE received < ? LIMIT ?)", cut)); err != nil {
			return p, err
		}
		if _, err = s.repeat(ctx, s.change(ctx, "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE dead = 1 AND created < ? LIMIT ?)", cut)); err != nil {
			return p, err
		}
	}
	if r.KeepRaw > 0 {
		cut := now.Add(-r.KeepRaw).Unix()
		if p.Raw, err = s.repeat(ctx, s.change(ctx, "UPDATE messages SET raw = NULL WHERE id IN (SELECT id FROM messages WHERE received < ? AND raw IS NOT NULL LIMIT ?)", cut)); err != nil {
			return p, err
		}
	}
	if len(r.Key) > 0 {
		cut := now.Add(-r.Anonymize).Unix()
		h := &hasher{r.Key}
		p.Anonymized, err = s.repeat(ctx, func(tx *sql.Tx) (int64, error) { return s.hashMessages(ctx, tx, h, cut) })
	}
	return p, err
}

// change gives a step that changes rows before a time.
func (s *Store) change(ctx context.Context, query string, cut int64) func(*sql.Tx) (int64, error) {
	return func(tx *sql.Tx) (int64, error) {
		result, err := tx.ExecContext(ctx, s.sql(query), cut, pruneRows)
		if err != nil {
			return 0, err
		}
		return result.RowsAffected()
	}
}

// repeat takes a step, each time in a transaction of its own, until it changes
// less than pruneRows rows.
func (s *Store) repeat(ctx context.Context, step func(*sql.Tx) (int64, error)) (total int64, err error) {
	for {
		n, err := s.transaction(ctx, step)
		total += n
		if err != nil || n < pruneRows {
			return total, wrap("giving up what is old", err)
		}
	}
}

func (s *Store) transaction(ctx context.Context, step func(*sql.Tx) (int64, error)) (int64, error) {
	s.saving.Lock()
	defer s.saving.Unlock()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	n, err := step(tx)
	if err != nil {
		return 0, err
	}
	return n, tx.Commit()
}

// An aged message is one that is to be changed, with the ids of its events.
type aged struct {
	id       int64
	digest   []byte
	document []byte
	events   []string
}

// aged gives messages that meet a condition with one parameter. Which events
// they have, their documents say: there is no index for that.
func (s *Store) aged(ctx context.Context, tx *sql.Tx, where string, cut int64) ([]aged, error) {
	rows, err := tx.QueryContext(ctx, s.sql("SELECT id, digest, document FROM messages WHERE "+where+" LIMIT ?"), cut, pruneRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []aged
	for rows.Next() {
		var m aged
		if err := rows.Scan(&m.id, &m.digest, &m.document); err != nil {
			return nil, err
		}
		if m.document, err = s.pack.unpackDocument(m.document); err != nil {
			return nil, err
		}
		if m.events, err = eventIDs(m.document); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// eventIDs gives the event ids of a document.
func eventIDs(document []byte) ([]string, error) {
	if len(document) == 0 {
		return nil, nil
	}
	var doc struct {
		Recipients []struct {
			EventID string `json:"event_id"`
		} `json:"recipients"`
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, fmt.Errorf("reading a document: %w", err)
	}
	ids := make([]string, len(doc.Recipients))
	for i, r := range doc.Recipients {
		ids[i] = r.EventID
	}
	return ids, nil
}

// drop deletes messages and their events, and notes the addresses that they
// suppress.
func (s *Store) drop(ctx context.Context, tx *sql.Tx, cut int64, events *int64) (int64, error) {
	list, err := s.aged(ctx, tx, "received < ?", cut)
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		for _, id := range m.events {
			if _, err := tx.ExecContext(ctx, s.sql(foldEvent), id, m.digest); err != nil {
				return 0, err
			}
			result, err := tx.ExecContext(ctx, s.sql("DELETE FROM events WHERE event_id = ? AND digest = ?"), id, m.digest)
			if err != nil {
				return 0, err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return 0, err
			}
			*events += n
		}
		if _, err := tx.ExecContext(ctx, s.sql("DELETE FROM messages WHERE id = ?"), m.id); err != nil {
			return 0, err
		}
	}
	return int64(len(list)), nil
}

// foldEvent sums up an event, where it suppresses its address, in the state of
// that.
const foldEvent = `INSERT INTO addresses (address, since, last, reason, category, events)
	SELECT lower(CASE WHEN original = '' THEN recipient ELSE original END), at, at,
		CASE WHEN kind = 'feedback' THEN '` + ReasonComplaint + `' ELSE '` + ReasonPermanent + `' END, category, 1
	FROM events WHERE event_id = ? AND digest = ? AND (kind = 'feedback' OR suppress = 1)
	ON CONFLICT (address) DO UPDATE SET
		since = CASE WHEN addresses.reason = '' OR excluded.since < addresses.since THEN excluded.since ELSE addresses.since END,
		last = CASE WHEN excluded.last > addresses.last THEN excluded.last ELSE addresses.last END,
		reason = excluded.reason, category = excluded.category, events = addresses.events + 1`

// hashMessages replaces the addresses in messages and their events.
func (s *Store) hashMessages(ctx context.Context, tx *sql.Tx, h *hasher, cut int64) (int64, error) {
	list, err := s.aged(ctx, tx, "received < ? AND hashed = 0", cut)
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		for _, id := range m.events {
			if err := s.hashEvent(ctx, tx, h, id); err != nil {
				return 0, err
			}
		}
		document := s.pack.packDocument(h.text(m.document))
		if _, err := tx.ExecContext(ctx, s.sql("UPDATE messages SET hashed = 1, raw = NULL, document = ? WHERE id = ?"), document, m.id); err != nil {
			return 0, err
		}
	}
	return int64(len(list)), nil
}

// hashEvent replaces the addresses of an event, and what is noted of them.
func (s *Store) hashEvent(ctx context.Context, tx *sql.Tx, h *hasher, id string) error {
	var recipient, original string
	err := tx.QueryRowContext(ctx, s.sql("SELECT recipient, original FROM events WHERE event_id = ?"), id).Scan(&recipient, &original)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, s.sql("UPDATE events SET recipient = ?, original = ? WHERE event_id = ?"), h.address(recipient), h.address(original), id); err != nil {
		return err
	}
	for _, address := range []string{recipient, original} {
		if _, err := tx.ExecContext(ctx, s.sql("UPDATE addresses SET address = ? WHERE address = ?"), h.address(address), strings.ToLower(address)); err != nil {
			return err
		}
	}
	return nil
}
