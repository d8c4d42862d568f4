package store

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

func subscribe(s *Store, hooks ...string) {
	var list []Subscription
	for _, h := range hooks {
		list = append(list, Subscription{Hook: h})
	}
	s.Subscribe(list)
}

func take(t *testing.T, s *Store, hook string, now time.Time, limit int) []Delivery {
	t.Helper()
	list, err := s.Take(t.Context(), hook, now, time.Minute, limit)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func settle(t *testing.T, s *Store, d Delivery, fate Fate, retry time.Time) {
	t.Helper()
	if err := s.Settle(t.Context(), []Settlement{{Delivery: d, Fate: fate, Retry: retry, Error: "away"}}); err != nil {
		t.Fatal(err)
	}
}

// idsOf gives the events of deliveries by their numbers in testMessage.
func idsOf(list []Delivery) string {
	var numbers []string
	for _, d := range list {
		var n int
		fmt.Sscanf(d.EventID, "%x", &n)
		numbers = append(numbers, fmt.Sprint(n))
	}
	return fmt.Sprint(numbers)
}

// testOutbox follows rows of the outbox through all that may become of them.
func testOutbox(t *testing.T, s *Store) {
	save(t, s, testMessage(9)) // before there is a hook
	subscribe(s, "a", "b")
	save(t, s, testMessage(1), testMessage(2), testMessage(2), testMessage(3))
	save(t, s, testMessage(1), testMessage(4), testMessage(9)) // of these, only 4 is new
	now := start.Add(24 * time.Hour)

	list := take(t, s, "a", now, 3)
	if got, want := idsOf(list), "[1 2 3]"; got != want {
		t.Fatalf("Take = %s, want %s", got, want)
	}
	if got, want := idsOf(take(t, s, "a", now, 3)), "[4]"; got != want {
		t.Errorf("Take of what is left = %s, want %s: the others are leased", got, want)
	}
	if due, err := s.Due(t.Context(), "a", now); err != nil || due {
		t.Errorf("Due = %t, %v, want false", due, err)
	}
	settle(t, s, list[0], Delivered, time.Time{})
	settle(t, s, list[1], Failed, now.Add(time.Hour))
	settle(t, s, list[2], Released, time.Time{})
	again := take(t, s, "a", now, 9)
	if got, want := idsOf(again), "[3]"; got != want || again[0].Attempts != 1 {
		t.Errorf("Take after one was released = %s with %d attempts, want %s with 1", got, again[0].Attempts, want)
	}
	settle(t, s, again[0], Delivered, time.Time{})

	// Whoever had 4 has died: its lease ends.
	later := now.Add(2 * time.Minute)
	if due, err := s.Due(t.Context(), "a", later); err != nil || !due {
		t.Errorf("Due after the lease = %t, %v, want true", due, err)
	}
	four := take(t, s, "a", later, 9)
	if got, want := idsOf(four), "[4]"; got != want || four[0].Attempts != 2 {
		t.Errorf("Take after the lease = %s, want %s, the second attempt: %+v", got, want, four)
	}
	late := four[0]
	late.Attempts = 1 // it was not dead but slow, and is too late to say that it failed
	settle(t, s, late, Failed, now.Add(100*time.Hour))
	settle(t, s, four[0], Dead, time.Time{})
	two := take(t, s, "a", now.Add(time.Hour), 9)
	if got, want := idsOf(two), "[2]"; got != want || two[0].Attempts != 2 {
		t.Errorf("Take when one is to be tried again = %s, want %s, the second attempt: %+v", got, want, two)
	}
	settle(t, s, two[0], Failed, now.Add(2*time.Hour))

	states, err := s.Outbox(t.Context())
	want := []HookState{{"a", 1, 1, start.Add(2 * time.Hour), "away"}, {"b", 4, 0, start.Add(time.Hour), ""}}
	if err != nil || !slices.Equal(states, want) {
		t.Errorf("Outbox = %+v, %v\nwant %+v", states, err, want)
	}
	counts, err := s.OutboxCounts(t.Context())
	if err != nil || !slices.Equal(counts, []HookState{{Hook: "a", Waiting: 1, Dead: 1}, {Hook: "b", Waiting: 4}}) {
		t.Errorf("OutboxCounts = %+v, %v", counts, err)
	}
	if n, err := s.Revive(t.Context(), "a", now); err != nil || n != 1 {
		t.Errorf("Revive = %d, %v, want 1", n, err)
	}
	if got := take(t, s, "a", now, 9); idsOf(got) != "[4]" || got[0].Attempts != 1 {
		t.Errorf("Take after Revive = %+v, want 4 for the first time", got)
	}
	if n, err := s.Forget(t.Context(), "b"); err != nil || n != 4 {
		t.Errorf("Forget = %d, %v, want 4", n, err)
	}
	records, err := s.Records(t.Context(), []string{fmt.Sprintf("%032x", 4), "gone"})
	if err != nil || len(records) != 1 || records[0].Recipient != "User4@Example.net" || records[0].Kind != "failure" || len(records[0].Document) == 0 {
		t.Errorf("Records = %+v, %v", records, err)
	}
}

// testOutboxRivals lets many take at once: none gets what another has.
func testOutboxRivals(t *testing.T, s *Store) {
	subscribe(s, "a")
	var batch []*Message
	for i := range 200 {
		batch = append(batch, testMessage(i+1))
	}
	save(t, s, batch...)
	now := start.Add(1000 * time.Hour)
	var mu sync.Mutex
	var group sync.WaitGroup
	times := map[string]int{}
	for range 4 {
		group.Go(func() {
			for {
				list, err := s.Take(t.Context(), "a", now, time.Minute, 7)
				if err != nil {
					t.Error(err)
					return
				}
				if len(list) == 0 {
					return
				}
				mu.Lock()
				for _, d := range list {
					times[d.EventID]++
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	for id, n := range times {
		if n != 1 {
			t.Errorf("event %s was taken %d times", id, n)
		}
	}
	// One that finds rows locked passes over them: it may end early, but not all.
	if len(times) != 200 {
		t.Errorf("%d events were taken, want 200", len(times))
	}
}

func testSubscriptions(t *testing.T, s *Store) {
	s.Subscribe([]Subscription{
		{Hook: "all"}, {Hook: "complaints", Kinds: []string{"feedback", "success"}}, {Hook: "full", Categories: []string{"mailbox-full"}},
		{Hook: "suppress", OnlySuppress: true}, {Hook: "both", Kinds: []string{"failure"}, Categories: []string{"mailbox-full"}},
	})
	batch := []*Message{testMessage(1), testMessage(2), testMessage(3)}
	batch[1].Events[0].Category, batch[1].Events[0].Suppress = "mailbox-full", false
	batch[2].Kind, batch[2].Events[0].Suppress = "feedback", false
	save(t, s, batch...)
	for hook, want := range map[string]string{"all": "[1 2 3]", "complaints": "[3]", "full": "[2]", "suppress": "[1 3]", "both": "[2]"} {
		if got := idsOf(take(t, s, hook, start.Add(24*time.Hour), 9)); got != want {
			t.Errorf("hook %s gets %s, want %s", hook, got, want)
		}
	}
}
