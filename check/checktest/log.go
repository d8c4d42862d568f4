package checktest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/miekg/dns"
)

// maxLog bounds the questions that a Zone remembers.
const maxLog = 1 << 16

// A Query is a question that a Zone was asked; Name is in lower case and
// without the final dot.
type Query struct {
	Name string
	Type uint16
}

// String gives "example.com MX".
func (q Query) String() string {
	t, ok := dns.TypeToString[q.Type]
	if !ok {
		t = fmt.Sprintf("TYPE%d", q.Type)
	}
	return show(q.Name) + " " + t
}

func (z *Zone) log(name string, qtype uint16) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.asked++
	if len(z.queries) < maxLog {
		z.queries = append(z.queries, Query{canonical(name), qtype})
	}
}

// Queries gives what was asked, in the order in which it came; the first
// 65,536 questions only.
func (z *Zone) Queries() []Query {
	z.mu.Lock()
	defer z.mu.Unlock()
	return slices.Clone(z.queries)
}

// Asked gives how many questions there were.
func (z *Zone) Asked() int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.asked
}

// Duplicates gives the questions of Queries that were asked more than once,
// sorted.
func (z *Zone) Duplicates() []Query {
	seen := map[Query]int{}
	var twice []Query
	for _, q := range z.Queries() {
		if seen[q]++; seen[q] == 2 {
			twice = append(twice, q)
		}
	}
	slices.SortFunc(twice, func(a, b Query) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	return twice
}

// Forget clears what was asked.
func (z *Zone) Forget() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.queries, z.asked = nil, 0
}
