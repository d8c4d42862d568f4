package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// list gives the addresses that a policy suppresses, with the reasons.
func list(t *testing.T, s *Store, p Policy, now time.Time) string {
	t.Helper()
	var b strings.Builder
	err := s.Suppressions(t.Context(), p, now, func(x *Suppression) error {
		fmt.Fprintf(&b, "%s %s %d;", x.Address, x.Reason, len(x.Events))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// event makes message i about an address.
func event(i int, address, category string, suppress bool, day int) *Message {
	m := testMessage(i)
	m.At = start.AddDate(0, 0, day)
	e := &m.Events[0]
	e.Recipient, e.Category, e.Suppress = address, category, suppress
	return m
}

func testSuppressions(t *testing.T, s *Store) {
	var batch []*Message
	add := func(address, category string, suppress bool, day int) *Message {
		m := event(len(batch), address, category, suppress, day)
		batch = append(batch, m)
		return m
	}
	add("Gone@example.net", "user-unknown", true, 0)
	add("gone@example.net", "user-unknown", true, 1)
	for day := range 4 {
		add("full@example.net", "mailbox-full", false, day*10)
		add("fast@example.net", "mailbox-full", false, day)
		add("sender@example.net", "spam", false, day)
		add("late@example.net", "mailbox-full", false, day).Events[0].Action = "delayed"
	}
	complaint := add("angry@example.net", "unknown", false, 0)
	complaint.Kind, complaint.Events[0].Action = "feedback", ""
	add("alias@example.org", "user-unknown", true, 0).Events[0].Original = "list@example.net"
	save(t, s, batch...)

	now := start.AddDate(0, 0, 40)
	p := DefaultPolicy()
	if got, want := list(t, s, p, now), "angry@example.net complaint 1;gone@example.net permanent 2;list@example.net permanent 1;"; got != want {
		t.Errorf("by default: %s, want %s", got, want)
	}
	p.Soft, p.SoftWithin, p.Complaints = 4, 10*24*time.Hour, false
	if got, want := list(t, s, p, now), "fast@example.net soft 4;gone@example.net permanent 2;list@example.net permanent 1;"; got != want {
		t.Errorf("4 within 10 days: %s, want %s", got, want)
	}
	p.Soft, p.Permanent = 0, 2
	if got, want := list(t, s, p, now), "gone@example.net permanent 2;"; got != want {
		t.Errorf("permanent twice: %s, want %s", got, want)
	}
	p.Expire = 10 * 24 * time.Hour
	if got := list(t, s, p, now); got != "" {
		t.Errorf("expired after 10 days: %s, want none", got)
	}

	p = DefaultPolicy()
	if err := s.Lift(t.Context(), "GONE@example.net", now); err != nil {
		t.Fatal(err)
	}
	if got := list(t, s, p, now); strings.Contains(got, "gone") {
		t.Errorf("lifted: %s", got)
	}
	save(t, s, event(1000, "gone@example.net", "user-unknown", true, 41))
	if got := list(t, s, p, now); !strings.Contains(got, "gone@example.net permanent 1;") {
		t.Errorf("failed again after it was lifted: %s", got)
	}
}

func testPrune(t *testing.T, s *Store) {
	const n = 1500 // more than a step
	var batch []*Message
	for i := range n {
		batch = append(batch, testMessage(i))
	}
	save(t, s, batch...)
	now := batch[n-1].Received.Add(time.Hour)
	half := Retention{Keep: now.Sub(batch[n-100].Received), KeepRaw: time.Hour / 2}
	p, err := s.Prune(t.Context(), half, now)
	if err != nil || p.Messages != n-100 || p.Events != n-100 || p.Raw != 100 {
		t.Errorf("Prune = %+v, %v, want %d messages and events, 100 raw", p, err, n-100)
	}
	r, err := s.Report(t.Context(), Span{})
	if err != nil || r.Messages != 100 || r.Events != 100 {
		t.Errorf("Report = %+v, %v, want 100 messages", r, err)
	}
	count := 0
	err = s.Suppressions(t.Context(), DefaultPolicy(), now, func(*Suppression) error { count++; return nil })
	if err != nil || count != n {
		t.Errorf("%d addresses are suppressed, %v, want %d: retention keeps the list", count, err, n)
	}
	again, err := s.Prune(t.Context(), half, now)
	if err != nil || again != (Pruned{}) {
		t.Errorf("Prune again = %+v, %v, want nothing", again, err)
	}
}

func testAnonymize(t *testing.T, s *Store) {
	key := []byte("0123456789abcdef")
	bad := &Message{Digest: Digest{9}, Source: "maildir:box", Item: "2", Received: start, Undecodable: "no mail", Raw: []byte("To: user1@example.net")}
	save(t, s, testMessage(1), testMessage(2), bad)
	if err := s.Lift(t.Context(), "user2@example.net", start); err != nil {
		t.Fatal(err)
	}
	now := testMessage(1).Received.Add(30 * time.Minute) // 2 is newer
	p, err := s.Prune(t.Context(), Retention{Anonymize: time.Minute, Key: key}, now)
	if err != nil || p.Anonymized != 1 {
		t.Fatalf("Prune = %+v, %v, want 1 anonymised", p, err)
	}
	r, err := s.Find(t.Context(), testMessage(1).Events[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	want := Hashed(key, "user1@example.net")
	if r.Recipient != want || strings.Contains(strings.ToLower(string(r.Document)), "user1") || !strings.Contains(string(r.Document), want) || r.Raw != nil {
		t.Errorf("the event is of %s, with %s and %q, want %s alone", r.Recipient, r.Document, r.Raw, want)
	}
	if raw, err := s.UndecodableRaw(t.Context(), bad.Digest); !errors.Is(err, ErrUnknown) {
		t.Errorf("UndecodableRaw = %q, %v: what could not be read is kept as it came", raw, err)
	}
	if got := list(t, s, DefaultPolicy(), now); !strings.Contains(got, want+" permanent 1;") {
		t.Errorf("the list has %s", got)
	}
	testLiftedTwice(t, s, key)
	// From the beginning: the same address gives the same.
	s.Anonymize(key)
	m := testMessage(3)
	m.Events[0].Recipient = "user1@EXAMPLE.net"
	save(t, s, m)
	if got := list(t, s, DefaultPolicy(), now); !strings.Contains(got, want+" permanent 2;") {
		t.Errorf("the list has %s, want %s with 2 events", got, want)
	}
}

// testLiftedTwice lifts an address before and after it was replaced: what is noted
// of both becomes one.
func testLiftedTwice(t *testing.T, s *Store, key []byte) {
	t.Helper()
	const address = "h-twice@example.net" // which only looks like one that was replaced
	prune := func(day int) {
		t.Helper()
		now := testMessage(0).Received.AddDate(0, 0, day)
		if _, err := s.Prune(t.Context(), Retention{Anonymize: time.Minute, Key: key}, now); err != nil {
			t.Fatalf("Prune on day %d: %v", day, err)
		}
	}
	save(t, s, event(2000, address, "user-unknown", true, 0))
	prune(100)
	hashed := Hashed(key, address)
	if err := s.Lift(t.Context(), hashed, start.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	save(t, s, event(2001, address, "user-unknown", true, 2))
	if err := s.Lift(t.Context(), address, start.AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	prune(200)
	save(t, s, event(2002, address, "user-unknown", true, 4))
	prune(300)
	if got := list(t, s, DefaultPolicy(), start.AddDate(0, 0, 5)); !strings.Contains(got, hashed+" permanent 1;") || strings.Contains(got, "twice") {
		t.Errorf("the list has %s, want %s for the event after it was lifted", got, hashed)
	}
}

func TestFixCommon(t *testing.T) {
	for in, want := range map[string]string{
		"ask": "ask",
		"Check for a mistake: jane@gmail.example may have been meant.": "Check for a mistake: ...@gmail.example may have been meant.",
		`It names "john smith"@example.org. Ask.`:                      "It names ...@example.org. Ask.",
	} {
		if got := (&Fix{Who: "recipient", Text: in, Record: "r"}).common(); got != (Fix{"recipient", want, "r"}) {
			t.Errorf("common() of %q = %+v, want %q", in, got, want)
		}
	}
}

// TestHasherDocument: a JSON document stays one, whatever stands before an address.
func TestHasherDocument(t *testing.T) {
	h := &hasher{[]byte("0123456789abcdef")}
	jane, smith := h.address("jane@example.net"), h.address(`"john smith"@example.net`)
	for in, want := range map[string]string{
		`{"a":"jane@example.net"}`:                      `{"a":"` + jane + `"}`,
		`{"a":"x\njane@example.net\tJane@example.net"}`: `{"a":"x\n` + jane + `\t` + jane + `"}`,
		`["\u0001jane@example.net"]`:                    `["\u0001` + jane + `"]`,
		`["\"john smith\"@example.net"]`:                `["` + smith + `"]`,
		`["550 <\"John Smith\"@example.net>: no & \\"]`: `["550 <` + smith + `>: no & \\"]`,
		`["say \"hello\"", "@"]`:                        `["say \"hello\"", "@"]`,
		`["no address \u00e9"]`:                         `["no address \u00e9"]`,
		`["unended jane@example.net`:                    `["unended jane@example.net`,
	} {
		if got := string(h.document([]byte(in))); got != want {
			t.Errorf("document(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestHasherText(t *testing.T) {
	h := &hasher{[]byte("0123456789abcdef")}
	jane := h.address("jane@example.net")
	for in, want := range map[string]string{
		"":                                  "",
		"no address":                        "no address",
		"jane@example.net":                  jane,
		`"<Jane@Example.net>: unknown"`:     `"<` + jane + `>: unknown"`,
		"a @ b":                             "a @ b",
		"@":                                 "@",
		"jane@example.net,jane@example.net": jane + "," + jane,
		jane:                                jane,
		"h-jane@example.net":                h.address("h-jane@example.net"),
		`no "jane"@example.net`:             "no " + h.address(`"jane"@example.net`),
		`one quote"@example.net`:            `one quote"@example.net`,
	} {
		if got := string(h.text([]byte(in))); got != want {
			t.Errorf("text(%q) = %q, want %q", in, got, want)
		}
	}
	if got := h.address("h-jane@example.net"); strings.Contains(got, "jane") {
		t.Errorf("address(h-jane@example.net) = %s, want a hash", got)
	}
	if h.address("x") == h.address("y") || (&hasher{[]byte("another key here")}).address("jane@example.net") == jane {
		t.Error("the hash does not depend on the address and the key")
	}
}
