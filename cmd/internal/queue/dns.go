package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/miekg/dns"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/seed-d13f741b/ndr/check"
)

// A dnsCache is a resolver that shares answers among workers.
type dnsCache struct {
	r   check.Resolver
	kv  jetstream.KeyValue
	log *slog.Logger
}

// ShareLookups gives a resolver that looks for an answer of another worker
// before it asks r, and shares what it is answered for as long as its TTL says.
// What came of a question without an answer is not shared: it may be this
// worker's own trouble.
func (q *Queue) ShareLookups(ctx context.Context, r check.Resolver) (check.Resolver, error) {
	kv, err := q.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: dnsBucket, TTL: dnsTTL, Description: "answers of DNS"})
	if err != nil {
		return nil, fmt.Errorf("queue: bucket %s: %w", dnsBucket, err)
	}
	return &dnsCache{r, kv, q.log}, nil
}

// A sharedAnswer is an answer as it is stored.
type sharedAnswer struct {
	Outcome   check.Outcome `json:"o"`
	Records   []byte        `json:"r,omitempty"` // the answer section of a message, RFC 1035 section 4.1
	CNAMEs    []string      `json:"c,omitempty"`
	Authentic bool          `json:"a,omitempty"`
	Server    string        `json:"s,omitempty"`
	Until     time.Time     `json:"u"`
}

// shareTimeout bounds how long the shared cache may take: it is there to make
// lookups cheaper, not slower.
const shareTimeout = 200 * time.Millisecond

// Lookup implements check.Resolver.
func (c *dnsCache) Lookup(ctx context.Context, name string, qtype uint16) check.Answer {
	id := key("dns", dns.CanonicalName(name), dns.TypeToString[qtype])
	if a, ok := c.get(ctx, id, name, qtype); ok {
		return a
	}
	a := c.r.Lookup(ctx, name, qtype)
	if a.Outcome.Known() && a.TTL > 0 {
		c.put(ctx, id, a)
	}
	return a
}

func (c *dnsCache) get(ctx context.Context, id, name string, qtype uint16) (check.Answer, bool) {
	ctx, cancel := context.WithTimeout(ctx, shareTimeout)
	defer cancel()
	e, err := c.kv.Get(ctx, id)
	if err != nil {
		return check.Answer{}, false
	}
	var s sharedAnswer
	if err := json.Unmarshal(e.Value(), &s); err != nil {
		return check.Answer{}, false
	}
	left := time.Until(s.Until)
	if left <= 0 || !s.Outcome.Known() {
		return check.Answer{}, false
	}
	a := check.Answer{Name: name, Type: qtype, Outcome: s.Outcome, CNAMEs: s.CNAMEs, TTL: left, Authentic: s.Authentic, Server: s.Server, Cached: true}
	if len(s.Records) > 0 {
		var m dns.Msg
		if err := m.Unpack(s.Records); err != nil {
			return check.Answer{}, false
		}
		a.Records = m.Answer
	}
	return a, (len(a.Records) > 0) == (a.Outcome == check.Answered)
}

func (c *dnsCache) put(ctx context.Context, id string, a check.Answer) {
	s := sharedAnswer{Outcome: a.Outcome, CNAMEs: a.CNAMEs, Authentic: a.Authentic, Server: a.Server, Until: time.Now().Add(min(a.TTL, dnsTTL))}
	if len(a.Records) > 0 {
		m := dns.Msg{Answer: a.Records, Compress: true}
		b, err := m.Pack()
		if err != nil {
			return // an answer that can't be sent stays here
		}
		s.Records = b
	}
	b, err := json.Marshal(s)
	if err != nil || len(b) > maxInline {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shareTimeout)
	defer cancel()
	if _, err := c.kv.Put(ctx, id, b); err != nil {
		c.log.Debug("an answer is not shared", "error", err)
	}
}
