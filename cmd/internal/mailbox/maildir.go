package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A maildir is a source that is a Maildir, https://cr.yp.to/proto/maildir.html:
// what is in new, and what is in cur without the flag S. A stored message goes
// to cur with that flag.
type maildir struct {
	Options
	name, dir string
	target    string // where AfterMove moves messages: a Maildir

	mu sync.Mutex
	// under are the names of the messages under way, or that are passed over
	// for good in this run.
	under map[string]bool
}

func openMaildir(dir string, o Options) (Source, error) {
	m := &maildir{Options: o, name: "maildir:" + dir, dir: dir, under: map[string]bool{}}
	for _, sub := range []string{"new", "cur"} {
		if fi, err := os.Stat(filepath.Join(dir, sub)); err != nil {
			return nil, fmt.Errorf("mailbox: %s is no Maildir: %w", dir, err)
		} else if !fi.IsDir() {
			return nil, fmt.Errorf("mailbox: %s is no Maildir: %s is no directory", dir, sub)
		}
	}
	return m, nil
}

// Name implements Source.
func (m *maildir) Name() string { return m.name }

// Close implements Source.
func (m *maildir) Close() error { return nil }

// Run implements Source.
func (m *maildir) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	for {
		for _, sub := range []string{"new", "cur"} {
			if err := m.scan(ctx, sub, give); err != nil {
				return err
			}
		}
		if m.Once {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(m.Poll):
		}
	}
}

// scanNames is how many names of a directory are held at a time.
const scanNames = 1024

// scan gives what is in new or cur.
func (m *maildir) scan(ctx context.Context, sub string, give func(context.Context, *Item) error) error {
	f, err := os.Open(filepath.Join(m.dir, sub))
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	defer f.Close()
	for {
		entries, err := f.ReadDir(scanNames)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mailbox: reading %s: %w", f.Name(), err)
		}
		for _, e := range entries {
			if !m.wanted(sub, e) {
				continue
			}
			if err := give(ctx, m.item(sub, e.Name())); err != nil {
				return err
			}
		}
	}
}

// wanted reports whether a file is a message that is neither flagged nor under
// way, and notes that it is.
func (m *maildir) wanted(sub string, e fs.DirEntry) bool {
	name := e.Name()
	if strings.HasPrefix(name, ".") || e.IsDir() || sub == "cur" && strings.Contains(flags(name), "S") {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	id := unique(name)
	if m.under[id] {
		return false
	}
	m.under[id] = true
	return true
}

func (m *maildir) item(sub, name string) *Item {
	path := filepath.Join(m.dir, sub, name)
	return &Item{
		ID:     unique(name),
		Name:   path,
		Handle: sub + "/" + name,
		Open:   func(context.Context) (io.ReadCloser, error) { return os.Open(path) },
	}
}

// unique gives the part of a name that stays when flags change.
func unique(name string) string {
	id, _, _ := strings.Cut(name, ":")
	return id
}

// flags gives the flags of a name in cur.
func flags(name string) string {
	_, flags, _ := strings.Cut(name, ":2,")
	return flags
}

// Settle implements Source.
func (m *maildir) Settle(_ context.Context, settled []Settled) error {
	var errs []error
	for _, s := range settled {
		if err := m.settle(s); err != nil {
			errs = append(errs, err)
		}
		if s.Outcome != NotBounce {
			m.mu.Lock()
			delete(m.under, s.ID)
			m.mu.Unlock()
		}
	}
	return errors.Join(errs...)
}

func (m *maildir) settle(s Settled) error {
	from := filepath.Join(m.dir, s.Handle.(string))
	if s.Outcome != Stored && s.Outcome != Undecodable {
		return nil
	}
	to := filepath.Join(m.dir, "cur", s.ID+":2,"+withFlag(flags(filepath.Base(from)), 'S'))
	return os.Rename(from, to)
}

// withFlag adds a flag; they stand in the order of their letters.
func withFlag(flags string, flag rune) string {
	if strings.ContainsRune(flags, flag) {
		return flags
	}
	i := strings.IndexFunc(flags, func(r rune) bool { return r > flag })
	if i < 0 {
		i = len(flags)
	}
	return flags[:i] + string(flag) + flags[i:]
}
