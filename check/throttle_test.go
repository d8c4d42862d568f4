package check

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

func TestThrottle(t *testing.T) {
	for _, tt := range []struct {
		zone string
		want int64
	}{{"zen.spamhaus.org", 3}, {"s3cret.zen.dq.spamhaus.net", 3}, {"example.com", 20}} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int64
			r := Throttle(resolverFunc(func(_ context.Context, name string, qtype uint16) Answer {
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(time.Second)
				now.Add(-1)
				return Answer{Name: name, Type: qtype, Outcome: NXDomain}
			}), 3)
			var wg sync.WaitGroup
			for i := range 20 {
				wg.Go(func() {
					if a := r.Lookup(t.Context(), fmt.Sprintf("%d.2.0.192.%s.", i, tt.zone), dns.TypeA); a.Outcome != NXDomain {
						t.Errorf("Lookup = %v", a.Outcome)
					}
				})
			}
			synctest.Wait()
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			if a := r.Lookup(ctx, "last."+tt.zone, dns.TypeA); tt.want == 3 && a.Outcome != Timeout {
				t.Errorf("Lookup without time for its turn = %v, want a time-out", a.Outcome)
			}
			wg.Wait()
			if tt.want == 3 && most.Load() != 3 || most.Load() < tt.want {
				t.Errorf("%d questions to %s at once, want %d", most.Load(), tt.zone, tt.want)
			}
		})
	}
}
