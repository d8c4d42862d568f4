package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var start = time.Date(2026, 11, 2, 9, 14, 7, 0, time.UTC)

func openStore(t *testing.T, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestStore runs what must hold of every store: on SQLite, and on PostgreSQL
// where it is installed.
func TestStore(t *testing.T) {
	tests := []struct {
		name string
		run  func(*testing.T, *Store)
	}{
		{"save_once", testSaveOnce}, {"memory", testMemory}, {"packs", testPacks}, {"find", testFind}, {"suppressions", testSuppressions},
		{"prune", testPrune}, {"anonymize", testAnonymize}, {"outbox", testOutbox}, {"outbox_rivals", testOutboxRivals}, {"subscriptions", testSubscriptions},
	}
	for _, tt := range tests {
		t.Run("sqlite/"+tt.name, func(t *testing.T) { tt.run(t, openStore(t, "sqlite:"+filepath.Join(t.TempDir(), "ndr.db"))) })
	}
	t.Run("postgres", func(t *testing.T) {
		c := startPostgres(t)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) { tt.run(t, openStore(t, c.url(t, tt.name))) })
		}
		t.Run("restart", func(t *testing.T) { testRestart(t, c) })
	})
}

// testMessage makes message i, with one event.
func testMessage(i int) *Message {
	m := &Message{
		Source: "maildir:box", Item: fmt.Sprint(i), At: start.Add(time.Duration(i) * time.Hour), Received: start.Add(time.Duration(i) * time.Hour),
		Kind: "failure", Format: "rfc3464", Raw: fmt.Appendf(nil, "mail %d", i),
	}
	m.Digest[0], m.Digest[1], m.Digest[2] = byte(i>>16), byte(i>>8), byte(i)
	e := Event{
		ID: fmt.Sprintf("%032x", i), Recipient: fmt.Sprintf("User%d@Example.net", i), Domain: "example.net", Action: "failed", Status: "5.1.1", Reply: 550,
		Category: "user-unknown", Permanence: "permanent", Suppress: true, Provider: "postfix", Cause: "recipient-unknown", Confidence: "likely",
		Fix: &Fix{Who: "recipient", Text: "ask"},
	}
	m.Events = []Event{e}
	m.Document = fmt.Appendf(nil, `{"schema":"ndr/1","recipients":[{"final":"%s","event_id":"%s"}]}`, e.Recipient, e.ID)
	return m
}

func save(t *testing.T, s *Store, batch ...*Message) Saved {
	t.Helper()
	saved, err := s.Save(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func testSaveOnce(t *testing.T, s *Store) {
	const n = 200
	var batch []*Message
	for i := range n {
		batch = append(batch, testMessage(i))
	}
	batch = append(batch, testMessage(3)) // twice in one transaction
	otherWay := testMessage(n)
	otherWay.Events = testMessage(4).Events // another message, the same event
	batch = append(batch, otherWay)
	saved := save(t, s, batch...)
	if len(saved.Events) != n || !saved.New[3] || saved.New[n] || !saved.New[n+1] {
		t.Errorf("Save added %d events; new: 3 %t, its duplicate %t, the other way %t", len(saved.Events), saved.New[3], saved.New[n], saved.New[n+1])
	}
	if again := save(t, s, testMessage(7), testMessage(n+1)); len(again.Events) != 1 || again.New[0] || !again.New[1] {
		t.Errorf("Save again = %+v, want the second alone", again)
	}
	r, err := s.Report(t.Context(), Span{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Messages != n+2 || r.Events != n+1 || r.ByCategory["user-unknown"] != n+1 || r.ByDay["2026-11-02"] != 15 {
		t.Errorf("Report = %+v", r)
	}
	r, err = s.Report(t.Context(), Span{Since: start.Add(time.Hour), Until: start.Add(3 * time.Hour)})
	if err != nil || r.Events != 2 {
		t.Errorf("Report of two hours = %+v, %v, want 2 events", r, err)
	}
	fixes, err := s.Remedies(t.Context(), Span{}, 5)
	want := []Remedy{{Fix: Fix{Who: "recipient", Text: "ask"}, Cause: "recipient-unknown", Events: n + 1}}
	if diff := cmp.Diff(want, fixes); diff != "" || err != nil {
		t.Errorf("Remedies: %v (-want +got):\n%s", err, diff)
	}
}

func testMemory(t *testing.T, s *Store) {
	m := testMessage(1)
	m.Position, m.Remember = "12", true
	bad := &Message{Digest: Digest{9}, Source: "maildir:box", Item: "2", Received: start, Undecodable: "no mail", Raw: []byte("x"), Remember: true, Position: "13"}
	save(t, s, m, bad)
	position, err := s.Position(t.Context(), "maildir:box")
	if position != "13" || err != nil {
		t.Errorf("Position = %q, %v, want 13", position, err)
	}
	if position, err := s.Position(t.Context(), "other"); position != "" || err != nil {
		t.Errorf("Position of another = %q, %v", position, err)
	}
	ids := []string{"1", "3", "2"}
	for i := range 1200 {
		ids = append(ids, fmt.Sprint("x", i))
	}
	seen, err := s.Seen(t.Context(), "maildir:box", ids)
	if err != nil || !seen[0] || seen[1] || !seen[2] || seen[1000] {
		t.Errorf("Seen = %v, %v", seen[:3], err)
	}
	var reasons []string
	err = s.Undecodable(t.Context(), func(u *Refused) error { reasons = append(reasons, u.Reason); return nil })
	if diff := cmp.Diff([]string{"no mail"}, reasons); diff != "" || err != nil {
		t.Errorf("Undecodable: %v %s", err, diff)
	}
	if raw, err := s.UndecodableRaw(t.Context(), Digest{9}); string(raw) != "x" || err != nil {
		t.Errorf("UndecodableRaw = %q, %v", raw, err)
	}
}

func testFind(t *testing.T, s *Store) {
	m := testMessage(5)
	document := bytes.Clone(m.Document)
	want := &Record{Event: m.Events[0], Digest: m.Digest, Kind: m.Kind, Source: m.Source, Item: m.Item, At: m.At, Received: m.Received, Document: document, Raw: []byte("mail 5")}
	want.Fix = nil
	save(t, s, m)
	got, err := s.Find(t.Context(), m.Events[0].ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Find: %v (-want +got):\n%s", err, diff)
	}
	if _, err := s.Find(t.Context(), "0"); !errors.Is(err, ErrUnknown) {
		t.Errorf("Find of none = %v, want ErrUnknown", err)
	}
	for prefix, want := range map[string]int{"0000": 1, strings.Repeat("0", 31) + "5": 1, "1": 0} {
		if ids, err := s.Matching(t.Context(), prefix, 10); len(ids) != want || err != nil {
			t.Errorf("Matching(%q) = %v, %v, want %d", prefix, ids, err, want)
		}
	}
	if ids, err := s.OfAddress(t.Context(), "user5@example.NET", 10); len(ids) != 1 || err != nil {
		t.Errorf("OfAddress = %v, %v", ids, err)
	}
}

// Several writers at once: all is saved, once.
func TestSaveAtOnce(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "ndr.db")
	stores := []*Store{openStore(t, url), openStore(t, url)}
	var group sync.WaitGroup
	for w := range 4 {
		group.Go(func() {
			for i := range 20 {
				if _, err := stores[w%2].Save(t.Context(), []*Message{testMessage(i), testMessage(100 + 100*w + i)}); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	group.Wait()
	if r, err := stores[0].Report(t.Context(), Span{}); err != nil || r.Messages != 100 || r.Events != 100 {
		t.Errorf("Report = %+v, %v, want 100 messages", r, err)
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	noDB := filepath.Join(dir, "text")
	if err := os.WriteFile(noDB, []byte(strings.Repeat("this is no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"sqlite:" + noDB:                             "it is no SQLite database",
		"sqlite:" + dir + "/no/such/x.db":            "is its folder there",
		"mysql://u:secret@h/d":                       "must be sqlite:FILE or postgres",
		"postgres://u:secret@[::1/d":                 "postgres:",
		"postgres://u:secret@127.0.0.1:1/d":          "127.0.0.1:1",
		"postgres://u@127.0.0.1:1/d?password=secret": "127.0.0.1",
		"host=127.0.0.1 password=secret":             "must be sqlite:FILE or postgres",
		"postgres:host=127.0.0.1 password=secret":    "connect",
	} {
		s, err := Open(t.Context(), url, os.Getenv)
		if err == nil {
			s.Close()
			t.Errorf("Open(%q) = nil, want an error", url)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%q) = %v, want %q on one line and no password", url, err, want)
		}
	}
	if _, err := OpenExisting(t.Context(), "sqlite:"+dir+"/none.db", os.Getenv); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenExisting of none = %v", err)
	}
}

func TestDefaultPlace(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{"XDG_DATA_HOME": filepath.Join(dir, "data"), "HOME": dir}
	s, err := Open(t.Context(), "sqlite:", func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	fi, err := os.Stat(filepath.Join(dir, "data", "ndr", "ndr.db"))
	if err != nil || fi.Mode().Perm()&0o077 != 0 {
		t.Errorf("the store: %v, %v; others must not read it", fi.Mode(), err)
	}
	if _, err := Open(t.Context(), "sqlite:", func(string) string { return "" }); err == nil || !strings.Contains(err.Error(), "--store") {
		t.Errorf("Open without HOME = %v", err)
	}
}

func TestNewerStore(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "ndr.db")
	s := openStore(t, url)
	if _, err := s.db.Exec("UPDATE meta SET value = '99' WHERE key = 'schema'"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), url, os.Getenv); !errors.Is(err, ErrNewer) {
		t.Errorf("Open of a newer store = %v, want ErrNewer", err)
	}
}

func TestLockedStore(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ndr.db")
	s := openStore(t, "sqlite:"+file)
	other, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	_, err = s.Save(ctx, []*Message{testMessage(1)})
	if !Temporary(err) || !strings.Contains(err.Error(), "locked") {
		t.Errorf("Save to a locked store = %v, of which Temporary is %t", err, Temporary(err))
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if saved := save(t, s, testMessage(1)); len(saved.Events) != 1 {
		t.Errorf("Save after that = %+v", saved)
	}
}

func TestPacked(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	all := &pack{}
	for i, n := range []int{0, 1, 100, 5000, 1 << 20} {
		in := bytes.Repeat([]byte("words of a document, "), n/21+1)[:n]
		all.add(int64(7+300*i), in)
		out, err := p.unpackRaw(p.packRaw(in))
		if err != nil || !bytes.Equal(out, in) {
			t.Errorf("%d bytes of a message are %d after packing, %v", n, len(out), err)
		}
		alone := append([]byte{dictionaryID}, p.dict.Encode(nil, in)...)
		single, err := p.unpack(3, alone)
		if err != nil || !bytes.Equal(single.document(3), in) {
			t.Errorf("%d bytes of a document packed by itself: %v", n, err)
		}
	}
	packed := all.encode()
	got, err := p.unpack(7, packed)
	if err != nil {
		t.Fatal(err)
	}
	for i, id := range all.ids {
		if !bytes.Equal(got.document(id), all.documents[i]) {
			t.Errorf("document %d is of %d bytes after packing, want %d", id, len(got.document(id)), len(all.documents[i]))
		}
	}
	if got.document(8) != nil {
		t.Error("a message that is not in the pack has a document")
	}
	if _, err := p.unpack(7, []byte{3, 0}); !errors.Is(err, ErrNewer) {
		t.Errorf("unpacking another way = %v, want ErrNewer", err)
	}
	for n := range len(packed) {
		if _, err := p.unpack(7, packed[:n]); err == nil && n > 0 {
			t.Errorf("unpacking the first %d bytes of %d = nil, want an error", n, len(packed))
		}
	}
}
