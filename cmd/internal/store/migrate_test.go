package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMigrate opens stores that were written before messages and events were
// taken apart (step 3): all that was in them is there, and counts.
func TestMigrate(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { testMigrate(t, "sqlite:"+filepath.Join(t.TempDir(), "ndr.db")) })
	t.Run("postgres", func(t *testing.T) { testMigrate(t, startPostgres(t).url(t, "migrate")) })
}

func testMigrate(t *testing.T, url string) {
	const n = 300
	var batch []*Message
	for i := range n {
		m := testMessage(i)
		if i%2 == 0 {
			second := m.Events[0]
			second.ID, second.Index, second.Recipient, second.Fix = fmt.Sprintf("%032x", 1000+i), 1, "b@example.org", nil
			m.Events = append(m.Events, second)
		}
		batch = append(batch, m)
	}
	writeStep2(t, url, batch)
	s := openStore(t, url)
	r, err := s.Report(t.Context(), Span{})
	if err != nil || r.Messages != n || r.Events != n+n/2 || r.ByCategory["user-unknown"] != n+n/2 || r.ByDomain["example.net"] != n+n/2 {
		t.Errorf("Report = %+v, %v", r, err)
	}
	for _, i := range []int{0, 1, n - 2} {
		m := testMessage(i)
		want := &Record{Event: batch[i].Events[0], Digest: m.Digest, Kind: m.Kind, Source: m.Source, Item: m.Item, At: m.At, Received: m.Received, Document: m.Document, Raw: m.Raw}
		want.Fix = nil
		got, err := s.Find(t.Context(), want.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Find: %v (-want +got):\n%s", err, diff)
		}
	}
	records, err := s.Records(t.Context(), []string{batch[2].Events[0].ID, batch[2].Events[1].ID})
	if err != nil || len(records) != 2 || !bytes.Equal(records[0].Document, testMessage(2).Document) || records[0].Index+records[1].Index != 1 {
		t.Errorf("Records = %+v, %v", records, err)
	}
	fixes, err := s.Remedies(t.Context(), Span{}, 5)
	want := []Remedy{{Fix: Fix{Who: "recipient", Text: "ask"}, Cause: "recipient-unknown", Events: n}}
	if diff := cmp.Diff(want, fixes); diff != "" || err != nil {
		t.Errorf("Remedies: %v (-want +got):\n%s", err, diff)
	}
	if saved := save(t, s, testMessage(5), testMessage(n)); saved.New[0] || !saved.New[1] || len(saved.Events) != 1 {
		t.Errorf("Save of an old and a new message = %+v", saved)
	}
	p, err := s.Prune(t.Context(), Retention{Keep: time.Hour}, testMessage(n).Received.Add(time.Minute))
	if err != nil || p.Messages != n || p.Events != n+n/2 {
		t.Errorf("Prune = %+v, %v", p, err)
	}
	var packs int
	if err := s.db.QueryRow("SELECT count(*) FROM packs").Scan(&packs); err != nil || packs != 1 {
		t.Errorf("%d packs are left, %v, want that of the new message", packs, err)
	}
}

// writeStep2 writes messages into a store as it was after step 2.
func writeStep2(t *testing.T, url string, batch []*Message) {
	t.Helper()
	db, d, err := open(url, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pack, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{db: db, dialect: d, pack: pack}
	steps, err := migrations.ReadDir("migrations/" + d.name)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.take(t.Context(), steps[:2]); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range batch {
		insertStep2(t, s, tx, m)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func insertStep2(t *testing.T, s *Store, tx *sql.Tx, m *Message) {
	t.Helper()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := tx.Exec(s.sql("INSERT INTO "+query+" VALUES "+placeholders(1, len(args))+keep), args...); err != nil {
			t.Fatal(err)
		}
	}
	document := append([]byte{dictionaryID}, s.pack.dict.Encode(nil, m.Document)...)
	exec("messages (digest, source, item, at, received, kind, format, authenticity, hashed, document, raw)",
		m.Digest[:], m.Source, m.Item, m.At.Unix(), m.Received.Unix(), m.Kind, m.Format, m.Authenticity, 0, document, s.pack.packRaw(m.Raw))
	for _, e := range m.Events {
		fix := int64(0)
		if e.Fix != nil {
			fix = e.Fix.id()
			exec("fixes (id, who, text, record)", fix, e.Fix.Who, e.Fix.Text, e.Fix.Record)
		}
		exec("events (event_id, digest, idx, at, kind, recipient, original, domain, action, status, reply, category, permanence, suppress, provider, cause, confidence, fix)",
			e.ID, m.Digest[:], e.Index, m.At.Unix(), m.Kind, e.Recipient, e.Original, e.Domain, e.Action, e.Status, e.Reply,
			e.Category, e.Permanence, number(e.Suppress), e.Provider, e.Cause, e.Confidence, fix)
	}
}
