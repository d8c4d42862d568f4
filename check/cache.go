package check

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"
)

// How long answers are kept at least and at most, whatever their TTL says, and
// how long it is remembered that there was none.
const (
	minTTL      = 5 * time.Second
	maxTTL      = 24 * time.Hour
	maxNegative = 3 * time.Hour // RFC 2308 section 5
	failureTTL  = 20 * time.Second
)

// defaultCacheSize is that of a Cache which says none, in octets.
const defaultCacheSize = 32 << 20

// A Cache is a Resolver that asks another one each question once: equal
// questions share one lookup while it is under way, and its answer for as long
// as its TTL says. It is safe for concurrent use, and meant to be shared by all
// that a program checks.
//
// Negative answers are kept as RFC 2308 says, and what came of a question
// without an answer (SERVFAIL, time-out) for 20 seconds, so that a dead server
// is not asked for every message anew. All answers are kept for 5 seconds at
// least: what is checked together sees one state of the world.
//
// A lookup that several wait for goes on when the one who began it has no more
// time; it ends when nobody waits any more.
//
// The records of an Answer are shared: treat them as constant. Their TTL is
// that at the time when they came in; Answer.TTL is what is left.
type Cache struct {
	// Size bounds the memory for answers, in octets, roughly; 0 for 32 MiB.
	// Answers that nobody has asked for again go first. Set it before the first
	// use.
	Size int

	r       Resolver
	mu      sync.RWMutex
	entries map[question]*entry
	flights map[question]*flight
	used    int
	// The entries in the order in which they came, newest first, and the next
	// one that may have to go (the SIEVE algorithm).
	newest, oldest, hand *entry
}

var _ Resolver = (*Cache)(nil)

// NewCache gives a Cache in front of r.
func NewCache(r Resolver) *Cache {
	return &Cache{r: r, entries: map[question]*entry{}, flights: map[question]*flight{}}
}

type question struct {
	name  string
	qtype uint16
}

// An entry is an answer that is kept.
type entry struct {
	key          question
	answer       Answer
	until        time.Time
	size         int
	asked        atomic.Bool // again, since the hand last passed
	newer, older *entry
}

// A flight is a lookup that is under way.
type flight struct {
	ctx     context.Context
	cancel  context.CancelFunc
	done    chan struct{}
	answer  Answer // set when done is closed
	waiters int
}

// Lookup implements [Resolver].
func (c *Cache) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	key := question{canonical(name), qtype}
	c.mu.RLock()
	a, ok := c.kept(key)
	c.mu.RUnlock()
	if ok {
		return a
	}
	if ctx.Err() != nil {
		return outOfTime(key)
	}
	f, first, a, ok := c.board(ctx, key)
	if ok {
		return a
	}
	if first {
		go c.fly(key, f)
	}
	select {
	case <-f.done:
		a = f.answer
		a.Cached = a.Cached || !first
		return a
	case <-ctx.Done():
		c.leave(key, f)
		return outOfTime(key)
	}
}

func outOfTime(key question) Answer {
	return Answer{Name: key.name, Type: key.qtype, Outcome: Timeout, Reason: "the time was up before there was an answer"}
}

// kept gives the answer to a question from the cache.
func (c *Cache) kept(key question) (Answer, bool) {
	e := c.entries[key]
	if e == nil {
		return Answer{}, false
	}
	left := time.Until(e.until)
	if left <= 0 {
		return Answer{}, false
	}
	if !e.asked.Load() {
		e.asked.Store(true)
	}
	a := e.answer
	a.Cached, a.RTT, a.TTL = true, 0, left
	return a, true
}

// board joins the lookup of a question, or begins it. The answer may have come
// in since the caller looked: then there is no flight.
func (c *Cache) board(ctx context.Context, key question) (f *flight, first bool, a Answer, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a, ok := c.kept(key); ok {
		return nil, false, a, true
	}
	if f := c.flights[key]; f != nil {
		f.waiters++
		return f, false, Answer{}, false
	}
	f = &flight{done: make(chan struct{}), waiters: 1}
	f.ctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
	c.flights[key] = f
	return f, true, Answer{}, false
}

// fly looks the question up for all who wait.
func (c *Cache) fly(key question, f *flight) {
	f.answer = c.r.Lookup(f.ctx, key.name, key.qtype)
	c.mu.Lock()
	if c.flights[key] == f { // else all have left, and what came is half an answer
		delete(c.flights, key)
		c.store(key, f.answer)
	}
	c.mu.Unlock()
	close(f.done)
	f.cancel()
}

// leave is for who has no more time to wait.
func (c *Cache) leave(key question, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.waiters--; f.waiters == 0 && c.flights[key] == f {
		delete(c.flights, key)
		f.cancel()
	}
}

// lifetime is how long an answer is kept.
func lifetime(a Answer) time.Duration {
	switch a.Outcome {
	case Answered:
		return min(max(a.TTL, minTTL), maxTTL)
	case NoData, NXDomain:
		return min(max(a.TTL, minTTL), maxNegative)
	}
	return failureTTL
}

// store keeps an answer.
func (c *Cache) store(key question, a Answer) {
	if old := c.entries[key]; old != nil {
		c.remove(old)
	}
	e := &entry{key: key, answer: a, until: time.Now().Add(lifetime(a)), size: sizeOf(key, a)}
	limit := positive(c.Size, defaultCacheSize)
	if e.size > limit {
		return
	}
	for c.used+e.size > limit {
		c.evict()
	}
	c.entries[key] = e
	c.used += e.size
	e.older, c.newest = c.newest, e
	if e.older != nil {
		e.older.newer = e
	} else {
		c.oldest = e
	}
}

// sizeOf guesses at the memory that an entry takes: the structures, and the
// data twice for what Go keeps beside it.
func sizeOf(key question, a Answer) int {
	n := 512 + 2*len(key.name) + len(a.Reason)
	for _, name := range a.CNAMEs {
		n += 16 + len(name)
	}
	for _, rr := range a.Records {
		n += 128 + 2*dns.Len(rr)
	}
	return n
}

// evict removes the first entry, from the oldest on, that has not been asked
// for since the hand passed it.
func (c *Cache) evict() {
	e := c.hand
	if e == nil {
		e = c.oldest
	}
	for e.asked.CompareAndSwap(true, false) {
		if e = e.newer; e == nil {
			e = c.oldest
		}
	}
	c.hand = e.newer
	c.remove(e)
}

// remove takes an entry out.
func (c *Cache) remove(e *entry) {
	if c.hand == e {
		c.hand = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		c.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		c.oldest = e.newer
	}
	delete(c.entries, e.key)
	c.used -= e.size
}
