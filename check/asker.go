package check

import (
	"context"
	"fmt"
	"sync"
)

// An asker asks the questions of one run of a check, each of them once, and
// no more than a limit of them.
type asker struct {
	r     Resolver
	limit int

	mu    sync.Mutex
	asked map[askFor]*askedFor
}

// askFor is a question: a name, canonical, and a record type.
type askFor struct {
	name  string
	qtype uint16
}

// askedFor is a question under way; answer may be read once done is closed.
type askedFor struct {
	done   chan struct{}
	answer Answer
}

func newAsker(r Resolver, limit int) *asker {
	return &asker{r: r, limit: limit, asked: map[askFor]*askedFor{}}
}

// ask gives the answer to one question. Questions that come in while it is
// under way wait for the same answer.
func (a *asker) ask(ctx context.Context, name string, qtype uint16) Answer {
	q := askFor{canonical(name), qtype}
	a.mu.Lock()
	p, ok := a.asked[q]
	if !ok {
		if len(a.asked) >= a.limit {
			a.mu.Unlock()
			return Answer{Name: q.name, Type: qtype, Outcome: Refused,
				Reason: fmt.Sprintf("not asked: this check has asked %d questions already", a.limit)}
		}
		p = &askedFor{done: make(chan struct{})}
		a.asked[q] = p
	}
	a.mu.Unlock()
	if ok {
		<-p.done
		return p.answer
	}
	defer close(p.done)
	p.answer = a.r.Lookup(ctx, q.name, qtype)
	return p.answer
}

// all asks several questions at once and gives the answers in their order.
func (a *asker) all(ctx context.Context, questions []askFor) []Answer {
	answers := make([]Answer, len(questions))
	if len(questions) == 1 {
		answers[0] = a.ask(ctx, questions[0].name, questions[0].qtype)
		return answers
	}
	var wg sync.WaitGroup
	for i, q := range questions {
		wg.Go(func() { answers[i] = a.ask(ctx, q.name, q.qtype) })
	}
	wg.Wait()
	return answers
}

// count gives the number of questions so far.
func (a *asker) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}
