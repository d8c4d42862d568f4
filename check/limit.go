package check

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/miekg/dns"
)

// A Counter is a Resolver that counts the lookups made through it.
type Counter struct {
	r Resolver
	n atomic.Int64
}

// NewCounter gives a Counter in front of r. A check counts its lookups so, for
// Result.Queries.
func NewCounter(r Resolver) *Counter { return &Counter{r: r} }

// Lookup asks the Resolver behind.
func (c *Counter) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	c.n.Add(1)
	return c.r.Lookup(ctx, name, qtype)
}

// Lookups gives the number of lookups so far, answered from a cache or not.
func (c *Counter) Lookups() int { return int(c.n.Load()) }

// Limit gives a Resolver that asks r at most n times: a budget for one message,
// whose names are a stranger's. Past it every answer is Refused, with a Reason
// that says so and an empty Server; nobody is asked.
func Limit(r Resolver, n int) Resolver { return &limit{r: r, max: int64(n)} }

type limit struct {
	r   Resolver
	max int64
	n   atomic.Int64
}

func (l *limit) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	if l.n.Add(1) > l.max {
		return Answer{
			Name: canonical(name), Type: qtype, Outcome: Refused,
			Reason: fmt.Sprintf("the budget of %d lookups was used up before %s %s was asked", l.max, canonical(name), dns.TypeToString[qtype]),
		}
	}
	return l.r.Lookup(ctx, name, qtype)
}

// Observe gives a Resolver that tells seen of every answer of r, such as for a
// log of what was asked, of whom, and how long it took. seen is called from
// several goroutines at once.
func Observe(r Resolver, seen func(Answer)) Resolver { return observer{r, seen} }

type observer struct {
	r    Resolver
	seen func(Answer)
}

func (o observer) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	a := o.r.Lookup(ctx, name, qtype)
	o.seen(a)
	return a
}
