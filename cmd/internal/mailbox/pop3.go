package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/seed-d13f741b/ndr/dsn"
)

// A popSource is a mailbox on a POP3 server. POP3 has no flags: what was taken is
// remembered in the store by its UIDL, or deleted.
type popSource struct {
	Options
	*server

	mu      sync.Mutex
	under   map[string]bool // UIDLs under way
	session int             // counts the sessions
	waiting int             // items of the session that are not settled
	deletes []int           // numbers that the session is to delete
	wake    chan struct{}
}

func openPOP3(url string, o Options) (Source, error) {
	s, err := parseServer(url, o.Getenv)
	if err != nil {
		return nil, err
	}
	if s.folder != "" {
		return nil, badURL(s.name, "POP3 has no folders")
	}
	if o.After.Action == AfterMove {
		return nil, badURL(s.name, "POP3 can't move messages: use --after keep or delete")
	}
	return &popSource{Options: o, server: s, under: map[string]bool{}, wake: make(chan struct{}, 1)}, nil
}

// Name implements Source.
func (s *popSource) Name() string { return s.name }

// Close implements Source.
func (s *popSource) Close() error { return nil }

// A popHandle is the number of a message in one session.
type popHandle struct{ session, number int }

// popSession is how many messages are taken in one session: what they were told
// to delete, servers do at its end.
const popSession = 1000

// Run implements Source.
func (s *popSource) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	return s.persist(ctx, s.name, func(ctx context.Context, progress func()) error {
		for {
			more, err := s.visit(ctx, give)
			switch {
			case err != nil:
				return err
			case more:
			case s.Once:
				return nil
			case !sleep(ctx, s.Poll):
				return ctx.Err()
			}
			progress()
		}
	})
}

// visit takes messages in one session; more says that there are others.
func (s *popSource) visit(ctx context.Context, give func(context.Context, *Item) error) (more bool, err error) {
	p, err := s.connectPOP(ctx)
	if err != nil {
		return false, err
	}
	defer p.close()
	list, err := p.list()
	if err != nil {
		return false, err
	}
	if list, err = s.fresh(ctx, list); err != nil {
		return false, err
	}
	if len(list) > popSession {
		list, more = list[:popSession], true
	}
	s.mu.Lock()
	s.session++
	s.deletes, s.waiting = nil, 0
	s.mu.Unlock()
	for _, m := range list {
		item, err := s.item(p, m)
		if err != nil {
			return false, err
		}
		s.mu.Lock()
		s.under[m.uid] = true
		s.waiting++
		s.mu.Unlock()
		if err := give(ctx, item); err != nil {
			return false, err
		}
	}
	if err := s.finish(ctx, p); err != nil {
		return false, err
	}
	return more, p.quit()
}

// fresh leaves out what is under way or in the store.
func (s *popSource) fresh(ctx context.Context, list []popMessage) ([]popMessage, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].uid
	}
	seen, err := s.Memory.Seen(ctx, s.name, ids)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := list[:0]
	for i, m := range list {
		if !seen[i] && !s.under[m.uid] {
			kept = append(kept, m)
		}
	}
	return kept, nil
}

// item retrieves a message into memory; what is too large stays where it is.
func (s *popSource) item(p *popConn, m popMessage) (*Item, error) {
	item := &Item{ID: m.uid, Name: s.name + "#" + strconv.Itoa(m.number), Size: m.size, Remember: s.After.Action != AfterDelete, Stays: true, Handle: popHandle{s.session, m.number}}
	if m.size > s.MaxSize {
		item.Open = func(context.Context) (io.ReadCloser, error) {
			return nil, fmt.Errorf("mailbox: %w: %d bytes", dsn.ErrTooLarge, m.size)
		}
		return item, nil
	}
	body, err := p.retrieve(m.number, s.MaxSize)
	if err != nil {
		return nil, fmt.Errorf("fetching message %d: %w", m.number, err)
	}
	item.Held = int64(len(body))
	item.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return item, nil
}

// popAlive is the pause between signs of life while the store works: servers
// end a session that is silent for ten minutes.
const popAlive = time.Minute

// finish waits until all that was given is settled, and deletes.
func (s *popSource) finish(ctx context.Context, p *popConn) error {
	tick := time.NewTicker(popAlive)
	defer tick.Stop()
	for {
		s.mu.Lock()
		waiting, deletes := s.waiting, s.deletes
		s.deletes = nil
		s.mu.Unlock()
		for _, number := range deletes {
			if _, err := p.command("DELE " + strconv.Itoa(number)); err != nil {
				return fmt.Errorf("deleting message %d: %w", number, err)
			}
		}
		if waiting == 0 && len(deletes) == 0 {
			return nil
		}
		if waiting == 0 {
			continue
		}
		select {
		case <-s.wake:
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if _, err := p.command("NOOP"); err != nil {
				return err
			}
		}
	}
}

// Settle implements Source.
func (s *popSource) Settle(_ context.Context, settled []Settled) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range settled {
		delete(s.under, item.ID) // the store remembers it, or it is tried again
		h := item.Handle.(popHandle)
		if h.session != s.session {
			continue // that one broke; what it was to delete comes again
		}
		s.waiting--
		if item.Outcome == Stored && s.After.Action == AfterDelete {
			s.deletes = append(s.deletes, h.number)
		}
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}
