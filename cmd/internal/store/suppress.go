package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"
)

// A Policy says when an address is on the suppression list.
type Policy struct {
	// Permanent is how many permanent failures that are about the address
	// itself (Event.Suppress) put it there, 0 for none.
	Permanent int
	// Soft is how many of the other failures that are about the address do so
	// within SoftWithin, 0 for none. Those are about the recipient's mailbox or
	// domain, never about who sent, or what.
	Soft       int
	SoftWithin time.Duration
	// Complaints says that a complaint does so.
	Complaints bool
	// Expire is how long after the last of them the address leaves the list, 0
	// for never.
	Expire time.Duration
}

// DefaultPolicy is one permanent failure, or five others within 30 days, or a
// complaint; for ever.
func DefaultPolicy() Policy {
	return Policy{Permanent: 1, Soft: 5, SoftWithin: 30 * 24 * time.Hour, Complaints: true}
}

// A Suppression is an address on the list.
type Suppression struct {
	Address string
	// Since is when the failure was that put it there, Last the last one.
	Since, Last time.Time
	// Reason is "permanent", "soft" or "complaint".
	Reason string
	// Category is that of the failure that put it there.
	Category string
	// Events are the ids of what counted, oldest first, at most maxEvidence of
	// the last.
	Events []string
}

// The reasons of a Suppression.
const (
	ReasonPermanent = "permanent"
	ReasonSoft      = "soft"
	ReasonComplaint = "complaint"
)

// maxEvidence bounds how many events of an address are kept in memory.
const maxEvidence = 100

// softCategories are those of failures that are about the recipient's mailbox,
// or the domain and host that it is on.
func softCategories() []string {
	return []string{
		"user-unknown", "user-disabled", "user-moved", "mailbox-full", "bad-address", "domain-unknown",
		"domain-not-accepting", "unreachable", "expired", "server-full",
	}
}

// Suppressions calls yield for each address on the list, in the order of the
// addresses; they are not held in memory. Now is the present time.
func (s *Store) Suppressions(ctx context.Context, p Policy, now time.Time, yield func(*Suppression) error) error {
	states, err := s.states(ctx)
	if err != nil {
		return err
	}
	// An address that was written in several ways is one. Of two recipients,
	// the list owner knows the original one.
	rows, err := s.db.QueryContext(ctx, s.sql(`SELECT lower(CASE WHEN original = '' THEN recipient ELSE original END) AS address, at, kind, category, suppress, event_id
		FROM events WHERE (action = 'failed' OR kind = 'feedback') ORDER BY 1, at, event_id`))
	if err != nil {
		return wrap("reading the events", err)
	}
	defer rows.Close()
	j := &judgement{policy: p, now: now, soft: softCategories()}
	for rows.Next() {
		var address string
		var e judged
		var id eventID
		if err := rows.Scan(&address, &e.at, &e.kind, &e.category, &e.suppress, &id); err != nil {
			return wrap("reading the events", err)
		}
		e.id = string(id)
		if j.address != address {
			if err := j.end(states, yield); err != nil {
				return err
			}
			j.begin(address, states[address])
			delete(states, address)
		}
		j.add(&e)
	}
	if err := rows.Err(); err != nil {
		return wrap("reading the events", err)
	}
	if err := j.end(states, yield); err != nil {
		return err
	}
	return j.remaining(states, "", yield)
}

// A state is what the store knows of an address beside its events.
type state struct {
	address             string
	lifted, since, last int64
	reason, category    string
	events              int64
}

// states are few: those that were lifted, and what retention has left.
func (s *Store) states(ctx context.Context) (map[string]state, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT address, lifted, since, last, reason, category, events FROM addresses")
	if err != nil {
		return nil, wrap("reading the addresses", err)
	}
	defer rows.Close()
	states := map[string]state{}
	for rows.Next() {
		var a state
		if err := rows.Scan(&a.address, &a.lifted, &a.since, &a.last, &a.reason, &a.category, &a.events); err != nil {
			return nil, wrap("reading the addresses", err)
		}
		states[a.address] = a
	}
	return states, wrap("reading the addresses", rows.Err())
}

// A judged event is what is needed of one to judge its address.
type judged struct {
	at             int64
	id             string
	kind, category string
	suppress       int
}

// A judgement goes through the events of one address, oldest first.
type judgement struct {
	policy  Policy
	now     time.Time
	soft    []string
	address string
	state   state

	permanent int
	// softTimes are those of the last soft failures, as many as put it on.
	softTimes []int64
	found     *Suppression
	last      int64
	events    []string
}

func (j *judgement) begin(address string, st state) {
	j.address, j.state = address, st
	j.permanent, j.softTimes, j.found, j.last, j.events = 0, j.softTimes[:0], nil, 0, nil
	if st.reason == "" || st.last <= st.lifted {
		return
	}
	j.last = st.last
	if st.reason == ReasonPermanent {
		j.permanent = int(st.events)
		if j.policy.Permanent <= 0 || j.permanent < j.policy.Permanent {
			return
		}
	} else if !j.policy.Complaints {
		return
	}
	j.put(st.since, st.reason, st.category)
}

func (j *judgement) put(at int64, reason, category string) {
	if j.found == nil {
		j.found = &Suppression{Address: j.address, Since: time.Unix(at, 0).UTC(), Reason: reason, Category: category}
	}
}

func (j *judgement) add(e *judged) {
	if e.at <= j.state.lifted {
		return
	}
	switch {
	case e.kind == "feedback":
		if !j.policy.Complaints {
			return
		}
		j.put(e.at, ReasonComplaint, e.category)
	case e.suppress != 0:
		j.permanent++
		if j.policy.Permanent <= 0 {
			return
		}
		if j.permanent >= j.policy.Permanent {
			j.put(e.at, ReasonPermanent, e.category)
		}
	case slices.Contains(j.soft, e.category):
		if j.policy.Soft <= 0 {
			return
		}
		j.softTimes = append(j.softTimes, e.at)
		if n := len(j.softTimes) - j.policy.Soft; n >= 0 {
			if e.at-j.softTimes[n] <= int64(j.policy.SoftWithin/time.Second) {
				j.put(e.at, ReasonSoft, e.category)
			}
			j.softTimes = slices.Delete(j.softTimes, 0, n)
		}
	default:
		return
	}
	j.last = e.at
	if len(j.events) == maxEvidence {
		j.events = slices.Delete(j.events, 0, 1)
	}
	j.events = append(j.events, e.id)
}

// end gives the address, if it is on the list, and before it those of which
// there is only a state.
func (j *judgement) end(states map[string]state, yield func(*Suppression) error) error {
	if j.address == "" || j.found == nil {
		return nil
	}
	if err := j.remaining(states, j.address, yield); err != nil {
		return err
	}
	return j.give(yield)
}

func (j *judgement) give(yield func(*Suppression) error) error {
	if j.policy.Expire > 0 && j.now.Sub(time.Unix(j.last, 0)) > j.policy.Expire {
		return nil
	}
	j.found.Last = time.Unix(j.last, 0).UTC()
	j.found.Events = j.events
	return yield(j.found)
}

// remaining gives the addresses before another of which all events are gone, all
// of them before none.
func (j *judgement) remaining(states map[string]state, before string, yield func(*Suppression) error) error {
	var list []state
	for _, st := range states {
		if st.reason != "" && st.last > st.lifted && (before == "" || st.address < before) {
			list = append(list, st)
		}
	}
	slices.SortFunc(list, func(a, b state) int { return cmp.Compare(a.address, b.address) })
	old := &judgement{policy: j.policy, now: j.now}
	for _, st := range list {
		delete(states, st.address)
		old.begin(st.address, st)
		if old.found == nil {
			continue
		}
		if err := old.give(yield); err != nil {
			return err
		}
	}
	return nil
}

// ErrUnknown says that the store has nothing of that name.
var ErrUnknown = errors.New("the store has no such")

// Lift takes an address off the list: what happened to it up to now counts no
// more. The error matches ErrUnknown where nothing ever happened to it.
func (s *Store) Lift(ctx context.Context, address string, now time.Time) error {
	address = strings.ToLower(strings.TrimSpace(address))
	var one int
	err := s.db.QueryRowContext(ctx, s.sql(`SELECT 1 FROM events WHERE lower(recipient) = ? OR lower(original) = ?
		UNION SELECT 1 FROM addresses WHERE address = ?`), address, address, address).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrUnknown
	}
	if err != nil {
		return wrap("looking for "+address, err)
	}
	_, err = s.db.ExecContext(ctx, s.sql(`INSERT INTO addresses (address, lifted) VALUES (?, ?)
		ON CONFLICT (address) DO UPDATE SET lifted = excluded.lifted`), address, now.Unix())
	return wrap("lifting "+address, err)
}
