// Package store keeps what bounces said: in SQLite, which needs no set-up, or
// in PostgreSQL, which many machines can share. A message and its events are
// committed in one transaction, and each of them is kept once, however often it
// comes.
package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// A Store is an open database. It may be used by several goroutines, and by
// several processes at once.
type Store struct {
	db *sql.DB
	dialect
	pack *packer
	// hash replaces addresses, where it is not nil.
	hash  *hasher
	packs sync.Pool // of *pack, for Pack
	// saving is held while a batch is saved: SQLite has one writer.
	saving        sync.Mutex
	statements    map[statement]*sql.Stmt
	subscriptions []Subscription
	origins       dictionary[origin]
	findings      dictionary[finding]
	fixes         dictionary[Fix]
	args          []any // used again, and so is packing
	packing       pack
}

// A Message is what one message said, for the store.
type Message struct {
	// Digest tells messages apart: two that are the same byte for byte are one.
	Digest Digest
	// Source and Item say where it was found: Source.Name and Item.ID of
	// package mailbox.
	Source, Item string
	// Position and Remember are those of the mailbox.Item.
	Position string
	Remember bool
	// At is when the bounce was made, as it says itself, or where it says
	// nothing that can be true, when it was received.
	At time.Time
	// Received is when the store got it.
	Received time.Time
	Kind     string
	Format   string
	// Authenticity says whether the bounce is about mail of ours.
	Authenticity string
	// Document is the JSON of schema "ndr/1", empty where the kind is "none".
	Document []byte
	// Raw is the message as it came, nil where it is not kept.
	Raw []byte
	// Undecodable says why the message can't be decoded; then it has neither
	// Document nor Events.
	Undecodable string
	Events      []Event

	// packed says that Raw is compressed, hashed that addresses were replaced.
	packed, hashed bool
	// ready has the document, instead of Document, at a place.
	ready *readyPack
	place int64
}

// Reset makes m empty, with the room for Events as it is.
func (m *Message) Reset() {
	clear(m.Events)
	*m = Message{Events: m.Events[:0]}
}

// An Event is what happened to one recipient.
type Event struct {
	ID         string // event_id
	Index      int    // which of the recipients of the document
	Recipient  string // final, or where that is not stated original
	Original   string
	Domain     string // of Recipient, in lower case
	Action     string
	Status     string
	Reply      int
	Category   string
	Permanence string
	Suppress   bool
	Provider   string
	Cause      string // of the first verdict about the recipient
	Confidence string
	// Fix is the first step to mend it, nil where there is none.
	Fix *Fix
}

// A Fix is what to do about events.
type Fix struct {
	Who  string // has to act: "sender-dns" and so on
	Text string
	// Record is the DNS record after the change, as a line of a master file,
	// empty where it is no change of DNS.
	Record string
}

// Saved says what of a batch was new, index by index.
type Saved struct {
	// New says for each message whether it was not in the store.
	New []bool
	// Events are the ids of the events that were not.
	Events []string
}

// Save commits messages, their events and positions in one transaction. What is
// in the store already is left as it is. When it returns nil, all is on disk.
// An error for which Temporary holds may be over if Save is called again.
func (s *Store) Save(ctx context.Context, batch []*Message) (Saved, error) {
	s.saving.Lock()
	defer s.saving.Unlock()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return Saved{}, wrap("beginning", err)
	}
	defer tx.Rollback()
	w := &writing{Store: s, tx: tx, batch: batch}
	err = wrap("writing", w.save(s.statementContext(ctx)))
	if err == nil {
		err = wrap("committing", tx.Commit())
	}
	s.origins.end(err == nil)
	s.findings.end(err == nil)
	s.fixes.end(err == nil)
	clear(s.args) // of what it points to
	if err != nil {
		return Saved{}, err
	}
	return w.saved, nil
}

// statementContext gives the context for the statements of a transaction. For
// SQLite it never ends: to be able to interrupt one, the driver starts a
// goroutine for each, which takes longer than to insert a row.
func (s *Store) statementContext(ctx context.Context) context.Context {
	if s.numbered {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// Rest moves what was committed from the write-ahead log to its place, as Close
// does. It matters to nobody if that fails: the log stays.
func (s *Store) Rest(ctx context.Context) {
	if s.checkpoint != "" {
		_, _ = s.db.ExecContext(ctx, s.checkpoint)
	}
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return wrap("asking the database", s.db.PingContext(ctx))
}
