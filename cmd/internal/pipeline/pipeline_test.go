package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/made"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A fakeSource gives items and notes what it is told.
type fakeSource struct {
	items []*mailbox.Item
	// wait, where not nil, is waited for before Run ends.
	wait <-chan struct{}

	mu       sync.Mutex
	outcomes map[string]mailbox.Outcome
	order    []string
}

func (s *fakeSource) Name() string { return "fake:" }
func (s *fakeSource) Close() error { return nil }

func (s *fakeSource) Run(ctx context.Context, give func(context.Context, *mailbox.Item) error) error {
	for _, item := range s.items {
		if err := give(ctx, item); err != nil {
			return err
		}
	}
	if s.wait != nil {
		<-s.wait
	}
	return nil
}

func (s *fakeSource) Settle(_ context.Context, settled []mailbox.Settled) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outcomes == nil {
		s.outcomes = map[string]mailbox.Outcome{}
	}
	for _, x := range settled {
		s.outcomes[x.ID] = x.Outcome
		s.order = append(s.order, x.ID)
	}
	return nil
}

// A fakeStore keeps what it is given; each Save first takes an error of fail.
type fakeStore struct {
	fail    []error
	saves   int
	saved   []*store.Message
	onSaved func()
}

func (s *fakeStore) Pack([]*store.Message) {}

func (s *fakeStore) Rest(context.Context) {}

func (s *fakeStore) Save(_ context.Context, batch []*store.Message) (store.Saved, error) {
	s.saves++
	if len(s.fail) > 0 {
		err := s.fail[0]
		s.fail = s.fail[1:]
		if err != nil {
			return store.Saved{}, err
		}
	}
	for _, m := range batch {
		kept := *m // as Save must
		kept.Document, kept.Events = bytes.Clone(m.Document), slices.Clone(m.Events)
		s.saved = append(s.saved, &kept)
	}
	if s.onSaved != nil {
		s.onSaved()
	}
	return store.Saved{New: make([]bool, len(batch))}, nil
}

// passing is an error that may be over soon.
type passing struct{}

func (passing) Error() string   { return "the disk is full" }
func (passing) Temporary() bool { return true }

func item(id string, body []byte, err error) *mailbox.Item {
	return &mailbox.Item{ID: id, Name: id, Position: id, Open: func(context.Context) (io.ReadCloser, error) {
		if err != nil {
			return nil, err
		}
		return io.NopCloser(bytes.NewReader(body)), nil
	}}
}

func newPipeline(st Saver) *Pipeline {
	const size = 1 << 20
	return &Pipeline{
		Store: st, Jobs: 4, Log: slog.New(slog.DiscardHandler), Metrics: &Metrics{},
		Decoder: &Decoder{Parser: &dsn.Parser{MaxSize: size}, Diagnoser: &diagnose.Diagnoser{}, MaxSize: size},
	}
}

var private = []byte("From: jane@example.com\nSubject: lunch\nMessage-ID: <1@example.com>\n\nAt one?\n")

func TestRunOutcomes(t *testing.T) {
	large := append(made.Bounce(3), bytes.Repeat([]byte("x\n"), 1<<20)...)
	src := &fakeSource{items: []*mailbox.Item{
		item("bounce", made.Bounce(1), nil), item("private", private, nil), item("nothing", []byte("no mail"), nil),
		item("large", large, nil), item("gone", nil, fs.ErrNotExist), item("sick", nil, errors.New("input/output error")), item("last", made.Bounce(2), nil),
	}}
	st := &fakeStore{}
	p := newPipeline(st)
	if err := p.Run(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	want := map[string]mailbox.Outcome{
		"bounce": mailbox.Stored, "private": mailbox.NotBounce, "nothing": mailbox.Undecodable, "large": mailbox.Undecodable,
		"gone": mailbox.Deferred, "sick": mailbox.Deferred, "last": mailbox.Stored,
	}
	if diff := cmp.Diff(want, src.outcomes); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	var got []string
	for _, m := range st.saved {
		got = append(got, fmt.Sprintf("%s %s at %s, %d events, raw %t, document %t", m.Item, m.Kind, m.Position, len(m.Events), m.Raw != nil, m.Document != nil))
	}
	wantSaved := []string{
		"bounce failure at bounce, 1 events, raw false, document true",
		"private none at private, 0 events, raw false, document false",
		"nothing  at nothing, 0 events, raw true, document false",
		"large  at large, 0 events, raw false, document false",
		"last failure at , 1 events, raw false, document true", // behind what was deferred
	}
	if diff := cmp.Diff(wantSaved, got); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	text := string(p.Metrics.AppendText(nil))
	for _, line := range []string{`ndr_messages_total{outcome="stored"} 2`, `{outcome="deferred"} 1`, `{outcome="gone"} 1`, "ndr_commits_total "} {
		if !strings.Contains(text, line) {
			t.Errorf("the metrics have no %q:\n%s", line, text)
		}
	}
}

// What is given in an order is committed and settled in it, in large batches.
func TestRunKeepsOrder(t *testing.T) {
	const n = 5000
	src := &fakeSource{}
	var want []string
	for i := range n {
		id := fmt.Sprint(i)
		src.items = append(src.items, item(id, made.Bounce(i), nil))
		want = append(want, id)
	}
	st := &fakeStore{}
	if err := newPipeline(st).Run(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	var saved []string
	for _, m := range st.saved {
		saved = append(saved, m.Item)
	}
	if diff := cmp.Diff(want, saved); diff != "" {
		t.Errorf("saved in another order:\n%s", diff)
	}
	if diff := cmp.Diff(want, src.order); diff != "" {
		t.Errorf("settled in another order:\n%s", diff)
	}
}

// What waits is taken, however late it is: transactions are no smaller than they
// need to be.
func TestNextIsThere(t *testing.T) {
	f := &flow{order: make(chan *slot, 1)}
	over := make(chan time.Time)
	close(over)
	for range 100 {
		s := &slot{done: make(chan struct{}, 1)}
		s.done <- struct{}{}
		f.order <- s
		if !f.next(over, nil) {
			t.Fatal("next = false, and there is one")
		}
		f.pending = nil
	}
	if f.next(over, nil) {
		t.Error("next = true, and there is none")
	}
}

// A goroutine takes its share of what waits.
func TestTake(t *testing.T) {
	f := &flow{Pipeline: newPipeline(nil), jobs: 2, todo: make(chan *slot, 100)}
	for range 100 {
		f.todo <- &slot{}
	}
	close(f.todo)
	var got []int
	for list := f.take(nil); len(list) > 0; list = f.take(nil) {
		got = append(got, len(list))
	}
	if want := []int{50, 25, 13, 6, 3, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("take gives %d slots, want %d", got, want)
	}
	f.todo = make(chan *slot, 2)
	f.todo <- &slot{}
	f.todo <- &slot{}
	f.Decoder.Diagnoser.Resolver = check.NewCache(nil)
	if list := f.take(nil); len(list) != 1 {
		t.Errorf("take with lookups gives %d slots, want 1", len(list))
	}
}

func TestRunTriesAgain(t *testing.T) {
	src := &fakeSource{items: []*mailbox.Item{item("1", made.Bounce(1), nil)}}
	st := &fakeStore{fail: []error{passing{}, passing{}}}
	p := newPipeline(st)
	if err := p.Run(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if st.saves != 3 || src.outcomes["1"] != mailbox.Stored || p.Metrics.StoreRetries.Load() != 2 {
		t.Errorf("%d saves, outcome %s, want 3 and stored", st.saves, src.outcomes["1"])
	}
}

// A store that is broken for good ends the run, and nothing is settled as
// stored that is not.
func TestRunStoreFails(t *testing.T) {
	broken := errors.New("read-only")
	src := &fakeSource{}
	for i := range 4000 {
		src.items = append(src.items, item(fmt.Sprint(i), made.Bounce(i), nil))
	}
	st := &fakeStore{fail: []error{nil, broken, broken, broken, broken, broken, broken, broken}}
	if err := newPipeline(st).Run(t.Context(), src); !errors.Is(err, broken) {
		t.Errorf("Run = %v, want %v", err, broken)
	}
	saved := map[string]bool{}
	for _, m := range st.saved {
		saved[m.Item] = true
	}
	for id, outcome := range src.outcomes {
		if (outcome == mailbox.Stored) != saved[id] {
			t.Errorf("message %s: settled as %s, saved %t", id, outcome, saved[id])
		}
	}
	if len(saved) == 0 || len(saved) == 4000 {
		t.Errorf("%d messages were saved: the test sees nothing", len(saved))
	}
}

func TestRunGivesUp(t *testing.T) {
	src := &fakeSource{items: []*mailbox.Item{item("1", made.Bounce(1), nil)}}
	st := &fakeStore{}
	for range 100 {
		st.fail = append(st.fail, passing{})
	}
	p := newPipeline(st)
	p.GiveUp = time.Millisecond
	if err := p.Run(t.Context(), src); !errors.As(err, new(passing)) {
		t.Errorf("Run = %v, want the store's error", err)
	}
	if src.outcomes["1"] != mailbox.Deferred {
		t.Errorf("outcome %s, want deferred", src.outcomes["1"])
	}
}

// When the context ends, what has begun is finished: saved and settled.
func TestRunFinishesWhatIsBegun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	src := &fakeSource{wait: ctx.Done()}
	for i := range 50 {
		src.items = append(src.items, item(fmt.Sprint(i), made.Bounce(i), nil))
	}
	st := &fakeStore{onSaved: cancel}
	if err := newPipeline(st).Run(ctx, src); err != nil {
		t.Fatal(err)
	}
	if len(st.saved) != 50 || len(src.outcomes) != 50 || src.outcomes["49"] != mailbox.Stored {
		t.Errorf("%d saved, %d settled, want 50", len(st.saved), len(src.outcomes))
	}
}

func TestMadeAt(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Time{
		"Mon, 2 Nov 2026 09:14:07 +0000":  time.Date(2026, 11, 2, 9, 14, 7, 0, time.UTC),
		"Mon, 2 Nov 2099 09:14:07 +0000":  now,
		"Thu, 1 Jan 1970 00:00:00 +0000":  now,
		"Tue, 24 Nov 2026 18:00:00 +0000": time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC),
		"":                                now,
	} {
		rep, err := dsn.Parse(strings.NewReader("Subject: x\nDate: " + in + "\n\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := madeAt(rep, now); !got.Equal(want) {
			t.Errorf("madeAt(%q) = %s, want %s", in, got, want)
		}
	}
}
