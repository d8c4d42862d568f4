package store

import (
	"context"
	"database/sql"
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
		if p.Raw, err = s.repeat(ctx, s.change(ctx, "DELETE FROM raws WHERE message IN (SELECT w.message FROM raws w JOIN message_rows m ON m.id = w.message WHERE m.received < ? LIMIT ?)", cut)); err != nil {
			return p, err
		}
	}
	if len(r.Key) > 0 {
		cut := now.Add(-r.Anonymize).Unix()
		h := &hasher{r.Key}
		if p.Anonymized, err = s.repeat(ctx, func(tx *sql.Tx) (int64, error) { return s.hashMessages(ctx, tx, h, cut) }); err != nil {
			return p, err
		}
		_, err = s.repeat(ctx, s.change(ctx, "UPDATE undecodable SET raw = NULL WHERE digest IN (SELECT digest FROM undecodable WHERE received < ? AND raw IS NOT NULL LIMIT ?)", cut))
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

// aged gives the ids of messages that meet a condition with one parameter.
func (s *Store) aged(ctx context.Context, tx *sql.Tx, where string, cut int64) ([]int64, error) {
	return s.numbers(ctx, tx, "SELECT id FROM message_rows WHERE "+where+" ORDER BY id LIMIT ?", cut, pruneRows)
}

// eventsOf gives the ids of the rows of the events of a message.
func (s *Store) eventsOf(ctx context.Context, tx *sql.Tx, message int64) ([]int64, error) {
	return s.numbers(ctx, tx, "SELECT id FROM event_rows WHERE id BETWEEN ? AND ?", message*maxEvents, message*maxEvents+maxEvents-1)
}

func (s *Store) numbers(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, s.sql(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// drop deletes messages and their events, and notes the addresses that they
// suppress.
func (s *Store) drop(ctx context.Context, tx *sql.Tx, cut int64, events *int64) (int64, error) {
	list, err := s.aged(ctx, tx, "received < ?", cut)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	for _, message := range list {
		n, err := s.dropMessage(ctx, tx, message)
		if err != nil {
			return 0, err
		}
		*events += n
	}
	// A pack goes with the last of its messages.
	_, err = tx.ExecContext(ctx, s.sql(`DELETE FROM packs WHERE first <= ? AND last >= ? AND NOT EXISTS
		(SELECT 1 FROM message_rows WHERE id BETWEEN packs.first AND packs.last)`), list[len(list)-1], list[0])
	return int64(len(list)), err
}

// dropMessage deletes one message and gives how many events it had.
func (s *Store) dropMessage(ctx context.Context, tx *sql.Tx, message int64) (int64, error) {
	events, err := s.eventsOf(ctx, tx, message)
	if err != nil {
		return 0, err
	}
	for _, id := range events {
		if _, err := tx.ExecContext(ctx, s.sql(foldEvent), id); err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, s.sql("DELETE FROM event_rows WHERE id = ?"), id); err != nil {
			return 0, err
		}
	}
	for _, query := range []string{"DELETE FROM raws WHERE message = ?", "DELETE FROM message_rows WHERE id = ?"} {
		if _, err := tx.ExecContext(ctx, s.sql(query), message); err != nil {
			return 0, err
		}
	}
	return int64(len(events)), nil
}

// foldEvent sums up an event, where it suppresses its address, in the state of
// that.
const foldEvent = `INSERT INTO addresses (address, since, last, reason, category, events)
	SELECT lower(CASE WHEN original = '' THEN recipient ELSE original END), at, at,
		CASE WHEN kind = 'feedback' THEN '` + ReasonComplaint + `' ELSE '` + ReasonPermanent + `' END, category, 1
	FROM events WHERE id = ? AND (kind = 'feedback' OR suppress = 1)
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
	for _, message := range list {
		events, err := s.eventsOf(ctx, tx, message)
		if err != nil {
			return 0, err
		}
		for _, id := range events {
			if err := s.hashEvent(ctx, tx, h, id); err != nil {
				return 0, err
			}
		}
		for _, query := range []string{"DELETE FROM raws WHERE message = ?", "UPDATE message_rows SET hashed = 1 WHERE id = ?"} {
			if _, err := tx.ExecContext(ctx, s.sql(query), message); err != nil {
				return 0, err
			}
		}
	}
	return int64(len(list)), s.hashDocuments(ctx, tx, h, list)
}

// hashDocuments replaces the addresses in the documents of messages, whose ids
// ascend.
func (s *Store) hashDocuments(ctx context.Context, tx *sql.Tx, h *hasher, list []int64) error {
	u := &unpacker{Store: s, at: tx}
	for len(list) > 0 {
		if err := u.open(ctx, list[0]); err != nil {
			return err
		}
		if u.pack == nil {
			list = list[1:] // it has no document
			continue
		}
		for len(list) > 0 && list[0] <= u.last {
			u.pack.change(list[0], h.document)
			list = list[1:]
		}
		if _, err := tx.ExecContext(ctx, s.sql("UPDATE packs SET documents = ? WHERE first = ?"), u.pack.encode(), u.first); err != nil {
			return err
		}
	}
	return nil
}

// hashEvent replaces the addresses of an event, and what is noted of them.
func (s *Store) hashEvent(ctx context.Context, tx *sql.Tx, h *hasher, id int64) error {
	var recipient, original string
	if err := tx.QueryRowContext(ctx, s.sql("SELECT recipient, original FROM event_rows WHERE id = ?"), id).Scan(&recipient, &original); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, s.sql("UPDATE event_rows SET recipient = ?, original = ? WHERE id = ?"), h.address(recipient), h.address(original), id); err != nil {
		return err
	}
	for _, address := range []string{recipient, original} {
		if err := s.hashState(ctx, tx, h, strings.ToLower(address)); err != nil {
			return err
		}
	}
	return nil
}

// renameState gives the state of an address to another one, which may have one of
// its own, from earlier events or by Lift.
const renameState = `INSERT INTO addresses (address, lifted, since, last, reason, category, events)
	SELECT ?, lifted, since, last, reason, category, events FROM addresses WHERE address = ?
	ON CONFLICT (address) DO UPDATE SET
		lifted = CASE WHEN excluded.lifted > addresses.lifted THEN excluded.lifted ELSE addresses.lifted END,
		since = CASE WHEN excluded.reason = '' THEN addresses.since
			WHEN addresses.reason = '' OR excluded.since < addresses.since THEN excluded.since ELSE addresses.since END,
		last = CASE WHEN excluded.last > addresses.last THEN excluded.last ELSE addresses.last END,
		reason = CASE WHEN excluded.reason = '' THEN addresses.reason ELSE excluded.reason END,
		category = CASE WHEN excluded.reason = '' THEN addresses.category ELSE excluded.category END,
		events = addresses.events + excluded.events`

// hashState replaces an address in what is noted of it.
func (s *Store) hashState(ctx context.Context, tx *sql.Tx, h *hasher, address string) error {
	hashed := h.address(address)
	if hashed == address {
		return nil
	}
	if _, err := tx.ExecContext(ctx, s.sql(renameState), hashed, address); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, s.sql("DELETE FROM addresses WHERE address = ?"), address)
	return err
}
