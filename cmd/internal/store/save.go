package store

import (
	"context"
	"database/sql"
)

func messagesTable() table {
	return table{"message_rows", "id, digest, item, at, received, hashed, origin", 7, ""}
}

func eventsTable() table {
	return table{"event_rows", "id, event_id, at, recipient, original, domain, finding", 7, ""}
}

func rawsTable() table { return table{"raws", "message, raw", 2, ""} }

func originsTable() table {
	return table{"origins", "id, source, kind, format, authenticity", 5, ""}
}

func findingsTable() table {
	return table{"findings", "id, kind, action, status, reply, category, permanence, suppress, provider, cause, confidence, fix", 12, ""}
}

func fixesTable() table { return table{"fixes", "id, who, text, record", 4, ""} }

func undecodableTable() table {
	return table{"undecodable", "digest, source, item, received, reason, raw", 6, ""}
}

func seenTable() table { return table{"seen", "source, item, received", 3, ""} }

func positionsTable() table {
	return table{"positions", "source, position", 2, " ON CONFLICT (source) DO UPDATE SET position = excluded.position"}
}

// idBlock is how many ids of messages are taken at a time: they follow each
// other.
const idBlock = 256

// maxEvents bounds the events of a message: an event has the id of its message
// times this, plus its place.
const maxEvents = 1 << 16

// A writing is a batch on its way into the database, within a transaction.
type writing struct {
	*Store
	tx    *sql.Tx
	batch []*Message
	saved Saved
	// fresh are the messages that were not in the store, with their ids.
	fresh []numbered
}

type numbered struct {
	*Message
	id int64
}

// save writes the batch.
func (w *writing) save(ctx context.Context) error {
	w.saved.New = make([]bool, len(w.batch))
	for _, m := range w.batch {
		w.prepare(m)
	}
	for _, step := range []func(context.Context) error{
		w.saveMessages, w.saveEvents, w.savePacks, w.saveRaws, w.saveUndecodable, w.enqueue, w.saveSeen, w.saveDictionaries, w.savePositions,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) saveMessages(ctx context.Context) error {
	var at []int // places in the batch
	for i, m := range w.batch {
		if m.Undecodable == "" {
			at = append(at, i)
		}
	}
	blocks, err := w.idBlocks(ctx, w.tx, (len(at)+idBlock-1)/idBlock)
	if err != nil {
		return err
	}
	id := func(row int) int64 { return blocks[row/idBlock] + int64(row%idBlock) }
	rows := w.args[:0]
	for row, i := range at {
		m := w.batch[i]
		o := w.origins.id(origin{m.Source, m.Kind, m.Format, m.Authenticity})
		rows = append(rows, id(row), m.Digest[:], m.Item, m.At.Unix(), m.Received.Unix(), number(m.hashed), o)
	}
	w.args = rows
	return w.insertNew(ctx, messagesTable(), rows, func(row int) {
		w.saved.New[at[row]] = true
		w.fresh = append(w.fresh, numbered{w.batch[at[row]], id(row)})
	})
}

// saveEvents writes those of new messages: those of others were.
func (w *writing) saveEvents(ctx context.Context) error {
	rows := w.args[:0]
	var events []*Event
	for _, m := range w.fresh {
		for i := range m.Events[:min(len(m.Events), maxEvents)] {
			e := &m.Events[i]
			events = append(events, e)
			rows = append(rows, m.id*maxEvents+int64(e.Index), eventID(e.ID).key(), m.At.Unix(), e.Recipient, e.Original, e.Domain, w.finding(m.Message, e))
		}
	}
	w.args = rows
	return w.insertNew(ctx, eventsTable(), rows, func(row int) {
		w.saved.Events = append(w.saved.Events, events[row].ID)
	})
}

func (w *writing) finding(m *Message, e *Event) int64 {
	f := finding{kind: m.Kind, action: e.Action, status: e.Status, reply: e.Reply, category: e.Category, permanence: e.Permanence,
		suppress: e.Suppress, provider: e.Provider, cause: e.Cause, confidence: e.Confidence}
	if e.Fix != nil {
		f.fix = w.fixes.id(e.Fix.common())
	}
	return w.findings.id(f)
}

func (w *writing) saveRaws(ctx context.Context) error {
	var rows []any
	for _, m := range w.fresh {
		if len(m.Raw) > 0 {
			rows = append(rows, m.id, m.Raw)
		}
	}
	return w.insert(ctx, rawsTable(), rows)
}

func (w *writing) saveUndecodable(ctx context.Context) error {
	for i, m := range w.batch {
		if m.Undecodable == "" {
			continue
		}
		n, err := w.exec(ctx, undecodableTable(), 1, []any{m.Digest[:], m.Source, m.Item, m.Received.Unix(), m.Undecodable, m.Raw})
		if err != nil {
			return err
		}
		w.saved.New[i] = n > 0
	}
	return nil
}

func (w *writing) saveSeen(ctx context.Context) error {
	var rows []any
	for _, m := range w.batch {
		if m.Remember && m.Item != "" {
			rows = append(rows, m.Source, m.Item, m.Received.Unix())
		}
	}
	return w.insert(ctx, seenTable(), rows)
}

func (w *writing) saveDictionaries(ctx context.Context) error {
	if err := w.insert(ctx, originsTable(), w.origins.rows()); err != nil {
		return err
	}
	if err := w.insert(ctx, findingsTable(), w.findings.rows()); err != nil {
		return err
	}
	return w.insert(ctx, fixesTable(), w.fixes.rows())
}

// savePositions writes the last of each source.
func (w *writing) savePositions(ctx context.Context) error {
	last := map[string]int{}
	for i, m := range w.batch {
		if m.Position != "" {
			last[m.Source] = i
		}
	}
	var rows []any
	for i, m := range w.batch {
		if m.Position != "" && last[m.Source] == i {
			rows = append(rows, m.Source, m.Position)
		}
	}
	return w.insert(ctx, positionsTable(), rows)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
