// Package mailbox reads the places where bounces arrive: Maildirs, mbox files,
// spool directories and mail servers. A [Source] gives messages and is told
// what became of each, so that nothing is lost: until it is told, a message
// stays where it is and is given again the next time.
package mailbox

import (
	"context"
	"io"
	"log/slog"
	"time"
)

// A Source gives the messages of one mailbox.
//
// Run and Settle are called from different goroutines at the same time, Run
// once, Settle again and again, but never twice at once.
type Source interface {
	// Name is what the source is called in logs, in results and in the store:
	// the URL as the user gave it, without a password.
	Name() string
	// Run calls give for each message, in order, until there is no more
	// (Options.Once) or ctx ends. Give blocks while the pipeline is full; its
	// error, which is that of ctx, ends Run. A source that loses its server
	// tries again by itself, with a growing pause and a line in the log; it
	// gives up only where trying again is pointless (a wrong password, no such
	// folder), or where Options.Once asks it to. After Run has returned,
	// Settle is still called for what is under way.
	Run(ctx context.Context, give func(context.Context, *Item) error) error
	// Settle tells the source what became of items that it gave: all that is
	// said about Stored items is on disk by then. It does what Options.After
	// asks for and reports what of that failed; the pipeline logs that and goes
	// on, as the store knows the messages and takes them only once.
	Settle(ctx context.Context, settled []Settled) error
	// Close lets go of the source when nothing is under way any more.
	Close() error
}

// An Item is one message of a source.
type Item struct {
	// ID names the message within the source for as long as it is there: the
	// unique part of a Maildir name, "UIDVALIDITY.UID", a UIDL. It may be empty
	// where the source has nothing of the sort (LMTP).
	ID string
	// Source, where not empty, is where the message was found instead of in the
	// Source that gives it: queues hand on those of others.
	Source string
	// Name is what the message is called in results and logs: a path, "box#3",
	// "imaps://host/INBOX;uid=12".
	Name string
	// Size is the length in bytes, or 0 where it is not known. Held is how
	// many bytes of memory the Item keeps until it is settled; the pipeline
	// bounds their sum.
	Size, Held int64
	// Received is when the message came in, zero where that is not known.
	Received time.Time
	// Position, where not empty, is what the source is to go on from behind
	// this message. It is stored in the same transaction as the message, and
	// only after all that were given before: see Memory.
	Position string
	// Remember says that ID is stored, so that Memory.Seen knows it: for
	// sources where nothing changes in the mailbox (AfterKeep, POP3).
	Remember bool
	// Stays says that the source does nothing with an Undecodable message: then
	// its ID is stored, too.
	Stays bool
	// Open gives the message. It may be called again, and on another
	// goroutine, until the Item is settled. The pipeline reads no more than
	// Options.MaxSize bytes and one.
	Open func(context.Context) (io.ReadCloser, error)
	// Handle is the source's own.
	Handle any
}

// Settled is what became of an Item.
type Settled struct {
	*Item
	Outcome Outcome
	// Reason says why, for Undecodable and Deferred.
	Reason error
}

// An Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	// Stored: the message and its events are in the store, by now or since an
	// earlier time. The source does what --after says.
	Stored Outcome = "stored"
	// NotBounce: the message is none of ours. It is left alone: not moved, not
	// flagged, not deleted, and passed over the next time.
	NotBounce Outcome = "not-bounce"
	// Undecodable: the message can't be read as one, and never will: it is no
	// mail, or too large. The reason is in the store. It is never deleted; it
	// is flagged as seen, or moved to the folder for such messages.
	Undecodable Outcome = "undecodable"
	// Deferred: reading the message failed for now, or the program ends before
	// its turn. Nothing is stored. It stays as it was, to be given again: by a
	// following source after a pause, by others in the next run.
	Deferred Outcome = "deferred"
)

// A Memory is what the store remembers for sources.
type Memory interface {
	// Position gives the last Item.Position that was stored for a source,
	// empty if none was.
	Position(ctx context.Context, source string) (string, error)
	// Seen reports for each of ids whether an Item with it was stored for the
	// source (Item.Remember, or NotBounce).
	Seen(ctx context.Context, source string, ids []string) ([]bool, error)
}

// Options are what all sources share.
type Options struct {
	// Once says to handle what is there, and then end.
	Once bool
	// After says what becomes of a message that is in the store.
	After After
	// MaxSize bounds a message, in bytes; a source refuses to fetch more.
	MaxSize int64
	// Poll is the pause between looks at a source that can't tell by itself
	// that something is new.
	Poll time.Duration
	// Memory is never nil.
	Memory Memory
	// Log is never nil.
	Log *slog.Logger
	// Getenv looks up an environment variable, for secrets.
	Getenv func(string) string
}
