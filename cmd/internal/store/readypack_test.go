package store

import (
	"bytes"
	"fmt"
	"testing"
)

// testPacks saves messages that were packed ahead, in transactions that are cut
// elsewhere: each document is found, and a pack of which all is new is kept as it
// is.
func testPacks(t *testing.T, s *Store) {
	const n = 200
	var list []*Message
	documents := map[string][]byte{} // by event_id
	for i := range n {
		m := testMessage(i)
		switch {
		case i%20 == 7:
			m.Undecodable, m.Document, m.Events = "no mail", nil, nil
		case i%20 == 9:
			m.Kind, m.Document, m.Events = "none", nil, nil
		default:
			documents[m.Events[0].ID] = bytes.Clone(m.Document)
		}
		list = append(list, m)
	}
	list[150].Digest = list[149].Digest // a duplicate within a pack
	delete(documents, list[150].Events[0].ID)
	for start := 0; start < n; start += 64 {
		s.Pack(list[start:min(start+64, n)])
	}
	if list[0].Document != nil || list[0].ready == nil || list[0].ready != list[63].ready || list[64].ready == list[63].ready {
		t.Error("64 messages have no pack of their own")
	}
	if last := list[n-1]; last.Document == nil || last.ready != nil {
		t.Error("a few messages were packed ahead")
	}
	save(t, s, list[:100]...)
	save(t, s, list[100:]...)
	for id, want := range documents {
		r, err := s.Find(t.Context(), id)
		if err != nil {
			t.Fatalf("Find(%s): %v", id, err)
		}
		if !bytes.Equal(r.Document, want) {
			t.Fatalf("Find(%s).Document = %s, want %s", id, r.Document, want)
		}
	}
	var first []byte
	if err := s.db.QueryRowContext(t.Context(), "SELECT documents FROM packs ORDER BY first LIMIT 1").Scan(&first); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, list[0].ready.encoded) {
		t.Error("a pack that is whole was made anew")
	}
}

// Addresses are replaced before documents are packed.
func TestPackAnonymizes(t *testing.T) {
	s := openStore(t, "sqlite:"+t.TempDir()+"/ndr.db")
	s.Anonymize([]byte("key"))
	var list []*Message
	for i := range packDocuments {
		list = append(list, testMessage(i))
	}
	s.Pack(list)
	save(t, s, list...)
	r, err := s.Find(t.Context(), fmt.Sprintf("%032x", 5))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(bytes.ToLower(r.Document), []byte("user5@")) || !bytes.Contains(r.Document, []byte("@example.net")) {
		t.Errorf("Document = %s, want the address replaced", r.Document)
	}
}
