package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// TestMain lets the test program be a hook: "PROGRAM as NAME FILE".
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "as" {
		hookProgram(os.Args[2], os.Args[3])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func hookProgram(name, file string) {
	switch name {
	case "write":
		var b bytes.Buffer
		_, _ = b.ReadFrom(os.Stdin)
		_ = os.WriteFile(file, b.Bytes(), 0o600)
	case "fail":
		fmt.Fprintln(os.Stderr, "no database\nsecond line")
		os.Exit(3)
	case "hang":
		time.Sleep(time.Hour)
	case "flood":
		for {
			if _, err := os.Stdout.Write(make([]byte, 1<<16)); err != nil {
				os.Exit(0)
			}
		}
	}
}

// filled gives a store with n events for the hook "h", of messages with two
// recipients each.
func filled(t *testing.T, n int) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "ndr.db"), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	st.Subscribe([]store.Subscription{{Hook: "h"}})
	at := time.Date(2026, 11, 2, 9, 14, 7, 0, time.UTC)
	var batch []*store.Message
	for i := 0; i < n; i += 2 {
		m := &store.Message{Digest: store.Digest{byte(i >> 8), byte(i)}, Source: "maildir:box", At: at, Received: at.Add(time.Hour), Kind: "failure", Format: "rfc3464"}
		var recipients, both []string
		for j := i; j < min(i+2, n); j++ {
			e := store.Event{ID: id(j), Index: j - i, Recipient: fmt.Sprintf("user%d@example.net", j), Domain: "example.net", Action: "failed", Status: "5.1.1", Reply: 550,
				Category: "user-unknown", Permanence: "permanent", Suppress: true, Provider: "postfix", Cause: "recipient-unknown", Confidence: "likely"}
			m.Events = append(m.Events, e)
			recipients = append(recipients, fmt.Sprintf(`{"final":%q,"event_id":%q}`, e.Recipient, e.ID))
			both = append(both, fmt.Sprintf("%q", e.Recipient))
		}
		m.Document = fmt.Appendf(nil, `{"schema":"ndr/1","kind":"failure","recipients":[%s],"original":{"subject":"a & <b>"},"diagnosis":{"verdicts":[`+
			`{"cause":"recipient-unknown","recipients":[%s],"summary":"both"},{"cause":"mailbox-full","recipients":[%s],"summary":"the first"},{"cause":"x","recipients":[],"summary":"all"}],"checks":[]},"later":1}`,
			strings.Join(recipients, ","), strings.Join(both, ","), both[0])
		batch = append(batch, m)
	}
	if _, err := st.Save(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return st
}

func id(n int) string { return fmt.Sprintf("%032x", n) }

// A recorder is a Sender that notes what it gets, and fails as it is told.
type recorder struct {
	mu   sync.Mutex
	got  []string // ids
	last *Message
	fail func(n int, id string) error // n counts from 0
}

func (r *recorder) Send(_ context.Context, m *Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.got)
	r.got, r.last = append(r.got, m.ID), m
	if r.fail != nil {
		return r.fail(n, m.ID)
	}
	return nil
}

func deliverer(box Outbox, s Sender) (*Deliverer, *bytes.Buffer) {
	var log bytes.Buffer
	return &Deliverer{Outbox: box, Hooks: []Hook{{Name: "h", Sender: s}}, Log: slog.New(slog.NewTextHandler(&log, nil)), Metrics: &Metrics{}}, &log
}

func drain(t *testing.T, d *Deliverer) {
	t.Helper()
	if err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// state gives how many wait and how many are dead.
func state(t *testing.T, st *store.Store) (waiting, dead int64) {
	t.Helper()
	list, err := st.Outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list {
		waiting, dead = waiting+h.Waiting, dead+h.Dead
	}
	return waiting, dead
}

func TestDrainInOrder(t *testing.T) {
	st := filled(t, 301)
	r := &recorder{}
	d, _ := deliverer(st, r)
	drain(t, d)
	for i, got := range r.got {
		if got != id(i) {
			t.Fatalf("number %d is %s", i, got)
		}
	}
	if waiting, _ := state(t, st); len(r.got) != 301 || waiting != 0 {
		t.Errorf("%d were sent, %d wait", len(r.got), waiting)
	}
}

// TestBody looks at what a hook reads: the part for that recipient.
func TestBody(t *testing.T) {
	r := &recorder{}
	d, _ := deliverer(filled(t, 2), r)
	drain(t, d)
	want := `{"schema":"ndr-event/1","hook":"h","event_id":"` + id(1) + `","at":"2026-11-02T09:14:07Z","received":"2026-11-02T10:14:07Z","kind":"failure",` +
		`"recipient":"user1@example.net","original":"","domain":"example.net","action":"failed","status":"5.1.1","reply":550,"category":"user-unknown","permanence":"permanent",` +
		`"suppress":true,"provider":"postfix","cause":"recipient-unknown","confidence":"likely","document":{"schema":"ndr/1","kind":"failure",` +
		`"recipients":[{"final":"user1@example.net","event_id":"` + id(1) + `"}],"original":{"subject":"a & <b>"},"diagnosis":{"verdicts":[` +
		`{"cause":"recipient-unknown","recipients":["user1@example.net"],"summary":"both"},{"cause":"x","recipients":[],"summary":"all"}],"checks":[]},"later":1}}`
	if got := string(r.last.Body); got != want {
		t.Errorf("the body is\n%s\nwant\n%s", got, want)
	}
}

// A later is an outbox that is looked at at another time.
type later struct {
	*store.Store
	by time.Duration
}

func (l later) Due(ctx context.Context, hook string, now time.Time) (bool, error) {
	return l.Store.Due(ctx, hook, now.Add(l.by))
}

func (l later) Take(ctx context.Context, hook string, now time.Time, lease time.Duration, limit int) ([]store.Delivery, error) {
	return l.Store.Take(ctx, hook, now.Add(l.by), lease, limit)
}

// A dying outbox is that of a program that is killed before it can say that
// something was delivered.
type dying struct{ *store.Store }

func (dying) Settle(context.Context, []store.Settlement) error { return errors.New("killed") }

// TestCrash: what was delivered, and not marked, is delivered again with the same
// id, when the lease is over and not before.
func TestCrash(t *testing.T) {
	st := filled(t, 5)
	first, second := &recorder{}, &recorder{}
	d, _ := deliverer(dying{st}, first)
	ctx, cancel := context.WithCancel(t.Context())
	first.fail = func(n int, _ string) error {
		if n == 4 {
			cancel()
		}
		return nil
	}
	if err := d.Drain(ctx); err == nil {
		t.Error("Drain = nil of an outbox that can't be written")
	}
	d, _ = deliverer(st, second)
	drain(t, d)
	if len(second.got) != 0 {
		t.Errorf("%v were delivered while another had them", second.got)
	}
	d, _ = deliverer(later{st, 5 * time.Minute}, second)
	drain(t, d)
	if len(first.got) != 5 || !slices.Equal(first.got, second.got) {
		t.Errorf("after the crash %v were delivered, before %v", second.got, first.got)
	}
	if waiting, dead := state(t, st); waiting != 0 || dead != 0 {
		t.Errorf("%d wait, %d are dead, want none", waiting, dead)
	}
}

// TestTwoDeliverers: they share the work, and nothing is delivered twice.
func TestTwoDeliverers(t *testing.T) {
	st := filled(t, 1000)
	r := &recorder{fail: func(int, string) error { time.Sleep(100 * time.Microsecond); return nil }}
	var group sync.WaitGroup
	for range 2 {
		d, _ := deliverer(st, r)
		d.Hooks[0].Parallel = 3
		group.Go(func() {
			if err := d.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	slices.Sort(r.got)
	if n := len(slices.Compact(r.got)); n != 1000 || len(r.got) != 1000 {
		t.Errorf("%d events were sent, %d times, want 1000", n, len(r.got))
	}
}

// TestFailures follows events that fail to their end.
func TestFailures(t *testing.T) {
	st := filled(t, 6)
	r := &recorder{fail: func(_ int, got string) error {
		switch got {
		case id(1):
			return &RefusedError{Text: "no, not this", Gone: true}
		case id(3):
			return errors.New("away\nfor now")
		}
		return nil
	}}
	d, log := deliverer(st, r)
	d.Hooks[0].Attempts = 3
	drain(t, d)
	if waiting, dead := state(t, st); waiting != 1 || dead != 1 || len(r.got) != 6 {
		t.Errorf("%d wait, %d are dead, %d were tried, want 1, 1 and 6\n%s", waiting, dead, len(r.got), log)
	}
	drain(t, d)
	if len(r.got) != 6 {
		t.Error("it is tried again without a pause")
	}
	for i := range 5 {
		d.Outbox = later{st, time.Duration(i+1) * 3 * time.Hour}
		drain(t, d)
	}
	if waiting, dead := state(t, st); waiting != 0 || dead != 2 || len(r.got) != 8 {
		t.Errorf("%d wait, %d are dead, %d were tried, want 0, 2 and 8", waiting, dead, len(r.got))
	}
	list, _ := st.Outbox(t.Context())
	if list[0].Error != "away for now" && list[0].Error != "no, not this" {
		t.Errorf("the error is kept as %q", list[0].Error)
	}
	text := string(d.Metrics.AppendText(nil, list))
	for _, want := range []string{`{hook="h",result="delivered"} 4`, `{hook="h",result="failed"} 2`, `{hook="h",result="dead"} 2`, `{hook="h",state="dead"} 2`, `{hook="h",state="waiting"} 0`} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics have no %s:\n%s", want, text)
		}
	}
}

// TestReceiverDown: nobody is asked in vain for each event, and all that was not
// tried counts no attempt.
func TestReceiverDown(t *testing.T) {
	st := filled(t, 100)
	r := &recorder{fail: func(int, string) error { return errors.New("down") }}
	d, _ := deliverer(st, r)
	drain(t, d)
	if len(r.got) != patience {
		t.Errorf("%d were tried, want %d", len(r.got), patience)
	}
	r.fail = func(int, string) error { return &RefusedError{Text: "busy", After: time.Hour} }
	drain(t, d)
	if len(r.got) != patience+1 {
		t.Errorf("%d more were tried, want 1", len(r.got)-patience)
	}
	r.fail = nil
	drain(t, d)
	if waiting, _ := state(t, st); waiting != patience+1 {
		t.Errorf("%d wait when it is back, want %d, which have a pause", waiting, patience+1)
	}
	d.Outbox = later{st, 2 * time.Hour}
	drain(t, d)
	if waiting, dead := state(t, st); waiting != 0 || dead != 0 {
		t.Errorf("%d wait, %d are dead at the end", waiting, dead)
	}
}

// A shaky outbox can't be read the first time.
type shaky struct {
	*store.Store
	looks int
}

func (s *shaky) Due(ctx context.Context, hook string, now time.Time) (bool, error) {
	if s.looks++; s.looks == 1 {
		return false, errors.New("locked")
	}
	return s.Store.Due(ctx, hook, now)
}

// TestRun delivers what comes while it runs, lives through a failure and an
// outbox that can't be read, and gives back what it has when it ends.
func TestRun(t *testing.T) {
	st := filled(t, 20)
	ctx, cancel := context.WithCancel(t.Context())
	r := &recorder{fail: func(n int, _ string) error {
		switch n {
		case 3:
			return errors.New("once")
		case 10:
			cancel()
		}
		return nil
	}}
	d, log := deliverer(&shaky{Store: st}, r)
	d.Run(ctx)
	if waiting, _ := state(t, st); waiting != 10 || len(r.got) != 11 || !strings.Contains(log.String(), "locked") {
		t.Errorf("%d wait, %d were tried, want 10 and 11\n%s", waiting, len(r.got), log)
	}
	if due, err := st.Due(t.Context(), "h", time.Now()); err != nil || !due {
		t.Errorf("Due = %t, %v: what was taken is not given back", due, err)
	}
}

// TestEventGone: retention may delete an event before it is delivered.
func TestEventGone(t *testing.T) {
	st := filled(t, 2)
	if _, err := st.Prune(t.Context(), store.Retention{Keep: time.Hour}, time.Now()); err != nil {
		t.Fatal(err)
	}
	r := &recorder{}
	d, log := deliverer(st, r)
	drain(t, d)
	if waiting, dead := state(t, st); waiting != 0 || dead != 2 || len(r.got) != 0 || !strings.Contains(log.String(), "no more") {
		t.Errorf("%d wait, %d are dead, %d were sent\n%s", waiting, dead, len(r.got), log)
	}
}

func TestCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	for name, want := range map[string]string{
		"write": "", "fail": "the program failed: exit status 3: no database", "hang": "did not end in time", "flood": "more than 65536 bytes",
	} {
		c, err := NewCommand("'" + os.Args[0] + "' as " + name + " '" + file + "'")
		if err != nil {
			t.Fatal(err)
		}
		timeout := 30 * time.Second
		if name == "hang" {
			timeout = 200 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), timeout)
		err = c.Send(ctx, &Message{"e1", []byte(`{"a":1}`)})
		cancel()
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "second")) {
			t.Errorf("%s: Send = %v, want %q", name, err, want)
		}
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "{\"a\":1}\n" || !json.Valid(b) {
		t.Errorf("the program has read %q, %v", b, err)
	}
	if _, err := NewCommand("/no/such/program"); err == nil {
		t.Error("NewCommand of no program = nil")
	}
}

func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{0: 5 * time.Second, 1: 10 * time.Second, 9: 2560 * time.Second, 10: time.Hour, 1 << 30: time.Hour} {
		if got := backoff(firstRetry, n, lastRetry); got != want {
			t.Errorf("backoff(%d) = %s, want %s", n, got, want)
		}
	}
	for range 1000 {
		if got := jitter(time.Minute); got < 45*time.Second || got > 75*time.Second {
			t.Fatalf("jitter(1m) = %s", got)
		}
	}
}
