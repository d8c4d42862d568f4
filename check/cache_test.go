package check

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// resolverFunc makes a function a Resolver.
type resolverFunc func(ctx context.Context, name string, qtype uint16) Answer

func (f resolverFunc) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	return f(ctx, name, qtype)
}

// counting gives a resolver that answers all with o, and its count.
func counting(o Outcome, ttl time.Duration) (Resolver, *atomic.Int64) {
	n := new(atomic.Int64)
	return resolverFunc(func(_ context.Context, name string, qtype uint16) Answer {
		n.Add(1)
		a := Answer{Name: name, Type: qtype, Outcome: o, TTL: ttl}
		if o == Answered {
			a.Records = []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: fqdn(name), Rrtype: dns.TypeTXT}, Txt: []string{name}}}
		}
		return a
	}), n
}

func TestCacheLifetime(t *testing.T) {
	for _, tt := range []struct {
		outcome Outcome
		ttl     time.Duration
		want    time.Duration
	}{
		{Answered, time.Minute, time.Minute},
		{Answered, 0, 5 * time.Second},
		{Answered, 1000 * time.Hour, 24 * time.Hour},
		{NoData, time.Minute, time.Minute},
		{NXDomain, 24 * time.Hour, 3 * time.Hour},
		{NXDomain, 0, 5 * time.Second},
		{ServFail, 0, 20 * time.Second},
		{Refused, time.Hour, 20 * time.Second},
		{Timeout, 0, 20 * time.Second},
		{Unreachable, 0, 20 * time.Second},
		{Bogus, 0, 20 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, n := counting(tt.outcome, tt.ttl)
			c := NewCache(r)
			ask := func() Answer { return c.Lookup(t.Context(), "Example.COM.", dns.TypeTXT) }
			if a := ask(); a.Cached || a.Outcome != tt.outcome {
				t.Errorf("first Lookup of %v = %v, cached %v", tt.outcome, a.Outcome, a.Cached)
			}
			time.Sleep(tt.want - time.Second)
			if a := ask(); !a.Cached || a.Outcome != tt.outcome || a.TTL != time.Second || n.Load() != 1 {
				t.Errorf("Lookup of %v with TTL %v before %v: cached %v, %v left, %d lookups, want a cached one", tt.outcome, tt.ttl, tt.want, a.Cached, a.TTL, n.Load())
			}
			time.Sleep(time.Second)
			if ask(); n.Load() != 2 {
				t.Errorf("Lookup of %v with TTL %v after %v: %d lookups, want 2", tt.outcome, tt.ttl, tt.want, n.Load())
			}
		})
	}
}

func TestCacheSharesLookups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		c := NewCache(resolverFunc(func(_ context.Context, name string, qtype uint16) Answer {
			n.Add(1)
			time.Sleep(time.Second)
			return Answer{Name: name, Type: qtype, Outcome: NXDomain, TTL: time.Hour}
		}))
		var wg sync.WaitGroup
		var cached atomic.Int64
		for range 100 {
			wg.Go(func() {
				a := c.Lookup(t.Context(), "example.com", dns.TypeMX)
				if a.Outcome != NXDomain {
					t.Errorf("Lookup = %v, want NXDOMAIN", a.Outcome)
				}
				if a.Cached {
					cached.Add(1)
				}
			})
		}
		wg.Wait()
		if n.Load() != 1 || cached.Load() != 99 {
			t.Errorf("100 lookups at once asked %d times, and %d were cached; want 1 and 99", n.Load(), cached.Load())
		}
	})
}

// The one who asked first has no more time; those who wait with it get their
// answer all the same.
func TestCacheFirstAskerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		c := NewCache(resolverFunc(func(ctx context.Context, name string, qtype uint16) Answer {
			n.Add(1)
			select {
			case <-time.After(time.Second):
				return Answer{Name: name, Type: qtype, Outcome: NoData, TTL: time.Hour}
			case <-ctx.Done():
				return Answer{Name: name, Type: qtype, Outcome: Timeout}
			}
		}))
		short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		first := make(chan Answer, 1)
		go func() { first <- c.Lookup(short, "example.com", dns.TypeMX) }()
		synctest.Wait()
		if a := c.Lookup(t.Context(), "example.com", dns.TypeMX); a.Outcome != NoData || n.Load() != 1 {
			t.Errorf("second Lookup = %v after %d questions, want NODATA after 1", a.Outcome, n.Load())
		}
		if a := <-first; a.Outcome != Timeout || a.Reason == "" {
			t.Errorf("first Lookup = %v, %q, want a time-out with a reason", a.Outcome, a.Reason)
		}
	})
}

// When nobody waits any more the lookup ends, and nothing of it is kept.
func TestCacheAllGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int64
		c := NewCache(resolverFunc(func(ctx context.Context, name string, qtype uint16) Answer {
			<-ctx.Done()
			ended.Add(1)
			return Answer{Name: name, Type: qtype, Outcome: Timeout}
		}))
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if a := c.Lookup(ctx, "example.com", dns.TypeMX); a.Outcome != Timeout || a.Cached {
				t.Errorf("Lookup = %v, cached %v, want a fresh time-out", a.Outcome, a.Cached)
			}
			cancel()
		}
		synctest.Wait()
		if ended.Load() != 2 || len(c.entries) != 0 || len(c.flights) != 0 {
			t.Errorf("%d lookups ended, %d entries, %d flights; want 2, 0, 0", ended.Load(), len(c.entries), len(c.flights))
		}
	})
}

func TestCacheIsBounded(t *testing.T) {
	r, n := counting(Answered, time.Hour)
	c := NewCache(r)
	c.Size = 100 * sizeOf(question{"popular.example", dns.TypeTXT}, r.Lookup(t.Context(), "popular.example", dns.TypeTXT))
	for i := range 10000 {
		c.Lookup(t.Context(), fmt.Sprintf("host%d.example", i), dns.TypeTXT)
		c.Lookup(t.Context(), "popular.example", dns.TypeTXT)
	}
	if c.used > c.Size || len(c.entries) < 50 || len(c.entries) > 150 {
		t.Errorf("%d octets in %d entries, want at most %d in about 100", c.used, len(c.entries), c.Size)
	}
	// A name that is asked for again and again stays.
	if want := int64(1 + 10000 + 1); n.Load() != want {
		t.Errorf("%d lookups, want %d", n.Load(), want)
	}
	listed := 0
	for e := c.newest; e != nil; e = e.older {
		if c.entries[e.key] != e {
			t.Fatalf("%v is in the list but not in the map", e.key)
		}
		listed++
	}
	if listed != len(c.entries) {
		t.Errorf("%d entries in the list, %d in the map", listed, len(c.entries))
	}
	c.Size = 10
	if a := c.Lookup(t.Context(), "large.example", dns.TypeTXT); a.Outcome != Answered {
		t.Errorf("Lookup = %v, want an answer also if it cannot be kept", a.Outcome)
	}
}

func TestLimit(t *testing.T) {
	r, n := counting(NXDomain, time.Hour)
	l := Limit(r, 3)
	var outcomes []string
	var last Answer
	for range 5 {
		last = l.Lookup(t.Context(), "example.com", dns.TypeMX)
		outcomes = append(outcomes, last.Outcome.String())
	}
	if got, want := strings.Join(outcomes, " "), "NXDOMAIN NXDOMAIN NXDOMAIN REFUSED REFUSED"; got != want || n.Load() != 3 {
		t.Errorf("outcomes %s after %d questions, want %s after 3", got, n.Load(), want)
	}
	if !strings.Contains(last.Reason, "budget of 3 lookups") || last.Server != "" {
		t.Errorf("reason %q from server %q, want one about the budget from none", last.Reason, last.Server)
	}
}

func TestCounterAndObserve(t *testing.T) {
	r, _ := counting(NXDomain, time.Hour)
	var seen []Outcome
	c := NewCounter(Observe(NewCache(r), func(a Answer) { seen = append(seen, a.Outcome) }))
	c.Lookup(t.Context(), "example.com", dns.TypeMX)
	c.Lookup(t.Context(), "example.com", dns.TypeMX)
	if c.Lookups() != 2 || len(seen) != 2 {
		t.Errorf("%d lookups, %d seen, want 2 and 2", c.Lookups(), len(seen))
	}
}
