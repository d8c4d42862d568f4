package notify

import (
	"errors"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/store"
)

// The pause before an event is tried again: the first, doubled with each
// attempt up to the last.
const (
	firstRetry = 5 * time.Second
	lastRetry  = time.Hour
)

// judge says what becomes of an event after an attempt, and counts.
func (r *runner) judge(d *store.Delivery, err error) store.Settlement {
	s := store.Settlement{Delivery: *d, Fate: store.Delivered}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.failures, r.impatient = 0, 0
		r.counts.delivered.Add(1)
		return s
	}
	s.Error = short(err.Error())
	var refused *RefusedError
	if !errors.As(err, &refused) {
		refused = &RefusedError{}
	}
	switch {
	case refused.Gone, d.Attempts >= r.attempts():
		s.Fate = store.Dead
		r.counts.dead.Add(1)
		r.Log.Error("an event is given up", "hook", r.hook.Name, "event", d.EventID, "attempts", d.Attempts, "error", s.Error)
	default:
		pause := max(jitter(backoff(firstRetry, d.Attempts-1, lastRetry)), refused.After)
		s.Fate, s.Retry = store.Failed, time.Now().Add(pause)
		r.counts.failed.Add(1)
		r.Log.Warn("an event was not delivered: trying again", "hook", r.hook.Name, "event", d.EventID, "attempts", d.Attempts, "pause", pause.Round(time.Second), "error", s.Error)
	}
	if !refused.Gone {
		// More than this event may be wrong: the others wait a little.
		r.failures++
		r.impatient++
		r.after = max(r.after, refused.After)
	}
	return s
}

func (r *runner) attempts() int {
	if r.hook.Attempts > 0 {
		return r.hook.Attempts
	}
	return DefaultAttempts
}

// short bounds an error, which may have words of a stranger in it, and makes it
// one line.
func short(s string) string {
	const most = 300
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "?")), " ")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
