package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
	"github.com/seed-d13f741b/ndr/dsn"
)

// A kind is what a mail of the test is.
type kind uint8

const (
	bounce    kind = iota
	duplicate      // a bounce again, byte for byte
	again          // a bounce again, by another way: with other trace fields
	private        // no bounce
	broken         // no mail at all
)

// A mail is one to be delivered.
type mail struct {
	kind kind
	body []byte
}

// mails are all of a test, in the order in which they are delivered.
type mails struct {
	list   []mail
	counts [broken + 1]int
	// events are the ids of all events that must be in the store.
	events map[string]bool
}

// newMails makes n bounces and, among them, duplicates of a seventh, the same
// again by another way of a ninth, and some that are no bounces or no mail.
func newMails(n int, seed uint64) *mails {
	r := rand.New(rand.NewPCG(seed, 2))
	m := &mails{events: map[string]bool{}}
	add := func(k kind, body []byte) {
		m.list = append(m.list, mail{k, body})
		m.counts[k]++
	}
	for i := range n {
		body := made.Bounce(i)
		add(bounce, body)
		if i%7 == 3 {
			add(duplicate, body)
		}
		if i%9 == 4 {
			add(again, fmt.Appendf(nil, "Received: from relay.example.com by mail.example.com; Tue, 1 Sep 2026 00:00:00 +0000 (%d)\n%s", i, body))
		}
		if i%101 == 50 {
			add(private, fmt.Appendf(nil, "From: jane@example.com\nTo: joe@example.com\nSubject: lunch %d\nMessage-ID: <%d@example.com>\nDate: Tue, 1 Sep 2026 00:00:00 +0000\n\nAt one?\n", i, i))
		}
		if i%211 == 100 {
			add(broken, fmt.Appendf(nil, "\x00\x01 this is no mail %d\n", i))
		}
		for _, id := range eventIDs(body) {
			m.events[id] = true
		}
	}
	r.Shuffle(len(m.list), func(i, j int) { m.list[i], m.list[j] = m.list[j], m.list[i] })
	return m
}

func eventIDs(body []byte) []string {
	rep, err := dsn.Parse(bytes.NewReader(body))
	if err != nil {
		return nil // verify counts the events
	}
	ids := make([]string, len(rep.Recipients))
	for i := range rep.Recipients {
		ids[i] = rep.Recipients[i].EventID
	}
	return ids
}
