package diagnose_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/check/checktest"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// TestStream: all diagnoses come, in the order of the reports, with no question
// asked twice and no more than so many at once.
func TestStream(t *testing.T) {
	zone, err := checktest.ParseString(manyDomains(20, 5))
	if err != nil {
		t.Fatal(err)
	}
	for _, jobs := range []int{0, 1, 3, 64} {
		asked := map[string]int{}
		var lock = make(chan struct{}, 1)
		var reading, taken atomic.Int64
		d := &diagnose.Diagnoser{Resolver: check.Observe(zone, func(a check.Answer) {
			lock <- struct{}{}
			asked[fmt.Sprint(a.Name, a.Type)]++
			<-lock
		})}
		const n = 200
		reports := func(yield func(*dsn.Report) bool) {
			for i := range n {
				if ahead := reading.Add(1) - taken.Load(); ahead > int64(max(jobs, 1)+2) {
					t.Errorf("jobs %d: %d reports were read ahead", jobs, ahead)
				}
				if !yield(manyBounce(i%20, i%5)) {
					return
				}
			}
		}
		i := 0
		for dg := range d.Stream(context.Background(), jobs, reports) {
			taken.Add(1)
			if got, want := dg.Facts(0).EnvelopeSender, fmt.Sprintf("news@s%d.example", i%20); got != want {
				t.Fatalf("jobs %d: diagnosis %d is of %s, want %s", jobs, i, got, want)
			}
			if dg.Verdicts[0].Cause != diagnose.SPFIPNotAuthorised {
				t.Fatalf("verdict %s", dg.Verdicts[0].Cause)
			}
			i++
		}
		if i != n {
			t.Errorf("jobs %d: %d diagnoses, want %d", jobs, i, n)
		}
		for name, times := range asked {
			if times > 1 {
				t.Errorf("jobs %d: %s was asked %d times", jobs, name, times)
			}
		}
	}
}

// TestStreamEnds: a loop may end before the reports do, and so may the context.
func TestStreamEnds(t *testing.T) {
	endless := func(yield func(*dsn.Report) bool) {
		for yield(manyBounce(1, 1)) {
		}
	}
	n := 0
	for range (&diagnose.Diagnoser{}).Stream(context.Background(), 4, endless) {
		if n++; n == 10 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for range (&diagnose.Diagnoser{}).Stream(ctx, 4, endless) {
		if n++; n == 20 {
			cancel()
		}
	}
	if n < 20 || n > 40 {
		t.Errorf("%d diagnoses, want 20 and the few that were begun", n)
	}
}

// Many reports in turn share their lookups: of these two, the second asks
// nothing that the first has asked.
func ExampleDiagnoser_Stream() {
	world, err := checktest.Parse(strings.NewReader(zone))
	if err != nil {
		fmt.Println(err)
		return
	}
	rep, err := dsn.Parse(strings.NewReader(bounce))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &diagnose.Diagnoser{Resolver: world}
	for dg := range d.Stream(context.Background(), 8, slices.Values([]*dsn.Report{rep, rep})) {
		fmt.Println(dg.Verdicts[0].Cause, dg.Verdicts[0].Confidence)
	}
	// Output:
	// spf-ip-not-authorised confirmed
	// spf-ip-not-authorised confirmed
}
