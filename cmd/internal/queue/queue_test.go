package queue

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/seed-d13f741b/ndr/dsn"
)

// newServer runs the real server inside the test.
func newServer(t *testing.T) string {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	return s.ClientURL()
}

func open(t *testing.T, url string) *Queue {
	t.Helper()
	q, err := Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

func message(n int, body string) *store.Message {
	sum := sha256.Sum256(fmt.Append(nil, n))
	return &store.Message{Digest: store.NewDigest(sum[:]), Source: "maildir:x", Item: fmt.Sprint(n), Received: time.Now(), Raw: []byte(body)}
}

func save(t *testing.T, q *Queue, list ...*store.Message) {
	t.Helper()
	if _, err := q.Save(t.Context(), list); err != nil {
		t.Fatal(err)
	}
}

// work takes what waits in the queue; outcome decides what becomes of it.
func work(t *testing.T, q *Queue, outcome func(body string, err error) mailbox.Settled) ([]string, error) {
	t.Helper()
	src := q.Source(true, 100)
	var mu sync.Mutex
	var got []string
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err := src.Run(ctx, func(ctx context.Context, item *mailbox.Item) error {
		var body string
		r, err := item.Open(ctx)
		if err == nil {
			b, _ := io.ReadAll(r)
			r.Close()
			body = string(b)
		}
		mu.Lock()
		got = append(got, item.Source+" "+item.ID+" "+body)
		mu.Unlock()
		s := outcome(body, err)
		s.Item = item
		return src.Settle(ctx, []mailbox.Settled{s})
	})
	slices.Sort(got)
	return got, err
}

func stored(string, error) mailbox.Settled { return mailbox.Settled{Outcome: mailbox.Stored} }

// TestQueue takes each message to one worker, the large one and the one that
// has no body too, and none a second time.
func TestQueue(t *testing.T) {
	url := newServer(t)
	q := open(t, url)
	large := strings.Repeat("large", 200_000)
	undecodable := message(4, "")
	undecodable.Undecodable = "message too large"
	save(t, q, message(1, "one"), message(2, "two"), message(3, large), undecodable, message(1, "one"))
	var reasons []error
	got, err := work(t, q, func(_ string, err error) mailbox.Settled {
		if err != nil {
			reasons = append(reasons, err)
		}
		return stored("", nil)
	})
	want := []string{"maildir:x 1 one", "maildir:x 2 two", "maildir:x 3 " + large, "maildir:x 4 "}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %d: %.200q, %v", len(got), got, err)
	}
	if len(reasons) != 1 || !errors.Is(reasons[0], dsn.ErrTooLarge) {
		t.Errorf("reasons %v, want one that is ErrTooLarge", reasons)
	}
	waiting, dead, err := q.Waiting(t.Context())
	if err != nil || waiting != 0 || dead != 0 {
		t.Errorf("%d wait, %d dead, %v", waiting, dead, err)
	}
	if list, err := q.large.List(t.Context()); err == nil {
		t.Errorf("objects are left: %v", list)
	}
}

// TestQueueWorkers shares the messages of a queue among workers.
func TestQueueWorkers(t *testing.T) {
	url := newServer(t)
	const n = 500
	q := open(t, url)
	for i := range n {
		save(t, q, message(i, fmt.Sprint("body ", i)))
	}
	var group sync.WaitGroup
	all := make([][]string, 3)
	for i := range all {
		worker := open(t, url)
		group.Go(func() {
			var err error
			if all[i], err = work(t, worker, stored); err != nil {
				t.Errorf("worker %d: %v", i, err)
			}
		})
	}
	group.Wait()
	list := slices.Concat(all...)
	slices.Sort(list)
	if unique := len(slices.Compact(slices.Clone(list))); unique != n || len(list) != n {
		t.Errorf("%d messages were given, %d different ones, want %d", len(list), unique, n)
	}
}

// TestQueueDead puts a message aside that no worker can read.
func TestQueueDead(t *testing.T) {
	q := open(t, newServer(t))
	save(t, q, message(1, "good"), message(2, "bad"))
	src := q.Source(false, 100).(*source)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tried := 0
	err := src.Run(ctx, func(ctx context.Context, item *mailbox.Item) error {
		s := mailbox.Settled{Item: item, Outcome: mailbox.Stored}
		if item.ID == "2" {
			if tried++; tried < maxTries {
				msg := item.Handle.(jetstream.Msg)
				src.forget(msg)
				return msg.Nak() // a worker that falls over would do no more
			}
			s.Outcome, s.Reason = mailbox.Deferred, errors.New("it can't be read")
		}
		err := src.Settle(ctx, []mailbox.Settled{s})
		if _, dead, _ := q.Waiting(ctx); dead == 1 {
			cancel()
		}
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("Run = %v", err)
	}
	waiting, dead, err := q.Waiting(t.Context())
	if err != nil || waiting != 0 || dead != 1 || tried != maxTries {
		t.Errorf("%d wait, %d dead after %d tries, %v, want 0, 1 after %d", waiting, dead, tried, err, maxTries)
	}
}

// TestMemory remembers for sources what they ask for.
func TestMemory(t *testing.T) {
	q := open(t, newServer(t))
	m := message(1, "one")
	m.Position, m.Remember = "42", true
	other := message(2, "two")
	nothing := message(3, "") // no bounce
	nothing.Remember = true
	save(t, q, m, other, nothing)
	seen, err := q.Seen(t.Context(), "maildir:x", []string{"1", "2", "3"})
	if err != nil || !slices.Equal(seen, []bool{true, false, true}) {
		t.Errorf("Seen = %v, %v", seen, err)
	}
	for source, want := range map[string]string{"maildir:x": "42", "maildir:y": ""} {
		if p, err := q.Position(t.Context(), source); err != nil || p != want {
			t.Errorf("Position(%s) = %q, %v, want %q", source, p, err, want)
		}
	}
	if waiting, _, err := q.Waiting(t.Context()); err != nil || waiting != 2 {
		t.Errorf("%d wait, %v, want 2", waiting, err)
	}
}

// TestShareLookups asks once for all workers, and gives the same answers.
func TestShareLookups(t *testing.T) {
	url := newServer(t)
	zone, err := checktest.ParseString("example.com. 300 TXT \"v=spf1 -all\"\nwww.example.com. 300 CNAME example.com.\nmx.example.com. 300 A 192.0.2.1\n;ndr fail broken.example.com. servfail\n")
	if err != nil {
		t.Fatal(err)
	}
	counter := check.NewCounter(zone)
	for round := range 2 {
		r, err := open(t, url).ShareLookups(t.Context(), counter)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name    string
			qtype   uint16
			outcome check.Outcome
		}{
			{"example.com", dns.TypeTXT, check.Answered}, {"www.example.com", dns.TypeTXT, check.Answered}, {"mx.example.com", dns.TypeTXT, check.NoData},
			{"missing.example.com", dns.TypeA, check.NXDomain}, {"broken.example.com", dns.TypeA, check.ServFail},
		} {
			a := r.Lookup(t.Context(), tt.name, tt.qtype)
			want := zone.Lookup(t.Context(), tt.name, tt.qtype)
			if a.Outcome != tt.outcome || fmt.Sprint(a.Records) != fmt.Sprint(want.Records) || !slices.Equal(a.CNAMEs, want.CNAMEs) {
				t.Errorf("round %d: %s: %v %v %v, want %v %v %v", round, tt.name, a.Outcome, a.Records, a.CNAMEs, want.Outcome, want.Records, want.CNAMEs)
			}
		}
	}
	// What was not answered is asked again.
	if n := counter.Lookups(); n != 6 {
		t.Errorf("%d lookups, want 6", n)
	}
}

func TestURL(t *testing.T) {
	for _, tt := range []struct{ url, want string }{
		{"nats://user:secret@host", "no user or password"}, {"http://host", "must be like"}, {"nats://host?x=1", "unknown option"},
		{"nats://host?replicas=2", "must be 1, 3 or 5"}, {"nats://127.0.0.1:1", "queue: nats://127.0.0.1:1"},
	} {
		_, err := Open(t.Context(), tt.url, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: error %v, want one with %q", tt.url, err, tt.want)
		}
	}
}
