package check

import (
	"context"
	"fmt"
	"strings"
)

// Throttle gives a Resolver that lets at most n questions to each blocklist of
// the registry be under way at a time, as their operators ask of programs that
// look many addresses up. Put it behind a Cache, so that answers which are
// there already do not wait.
func Throttle(r Resolver, n int) Resolver {
	t := throttle{r: r, slots: map[string]chan struct{}{}}
	for _, l := range loadRegistry().lists {
		slots := make(chan struct{}, max(n, 1))
		t.slots[l.Zone] = slots
		if _, zone, ok := strings.Cut(l.KeyZone, "{key}."); ok {
			t.slots[zone] = slots
		}
	}
	return t
}

type throttle struct {
	r     Resolver
	slots map[string]chan struct{} // by zone; not changed once made
}

func (t throttle) Lookup(ctx context.Context, name string, qtype uint16) Answer {
	name = canonical(name)
	for zone, ok := name, true; ok; zone, ok = parentName(zone) {
		slots := t.slots[zone]
		if slots == nil {
			continue
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			return t.r.Lookup(ctx, name, qtype)
		case <-ctx.Done():
			return Answer{Name: name, Type: qtype, Outcome: Timeout, Reason: fmt.Sprintf("the time was up while other questions to %s were under way", zone)}
		}
	}
	return t.r.Lookup(ctx, name, qtype)
}
