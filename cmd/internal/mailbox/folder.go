package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/seed-d13f741b/ndr/cmd/internal/source"
)

// A folder is a source that is one or more directories with a file for each
// message. Maildirs and spool directories say how it is read.
type folder struct {
	Options
	name string
	// dirs are read in this order; the first is watched for new files.
	dirs []string
	// id gives the name by which a file is known while it is there, empty
	// where it is no message, or one that was handled.
	id func(dir, name string) string
	// settle does with a file what there is to do.
	settle func(m *mover, file string, s Settled) error

	mu sync.Mutex
	// under are the messages under way. passed are those that stay in their
	// place, as the store knows; it is a cache. later are those that could not
	// be read, with the time from which on they are tried again.
	under, passed map[string]bool
	later         map[string]time.Time
}

const (
	// scanNames is how many names of a directory are held at a time, and askNames
	// how many of them the store is asked about.
	scanNames, askNames = 16_384, 1000
	// maxPassed bounds the cache of messages that stay.
	maxPassed = 100_000
	// retryPause is how long a message that could not be read is left alone.
	retryPause = 10 * time.Second
	// settleDelay gathers what arrives together into one look.
	settleDelay = 20 * time.Millisecond
)

func newFolder(name string, o Options) *folder {
	return &folder{Options: o, name: name, under: map[string]bool{}, passed: map[string]bool{}, later: map[string]time.Time{}}
}

// Name implements Source.
func (f *folder) Name() string { return f.name }

// Close implements Source.
func (f *folder) Close() error { return nil }

// Run implements Source.
func (f *folder) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	if f.Once {
		return f.scanAll(ctx, give)
	}
	// The watch begins before the first look, so that nothing falls between.
	events, failures, stop := f.watch()
	defer stop()
	if err := f.scanAll(ctx, give); err != nil {
		return err
	}
	ticker := time.NewTicker(f.Poll)
	defer ticker.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-events:
			gather(events)
			err = f.scan(ctx, f.dirs[0], give)
		case e := <-failures:
			// An overflow: more came than the kernel told of.
			f.Log.Debug("watching", "source", f.name, "error", e)
			err = f.scanAll(ctx, give)
		case <-ticker.C:
			err = f.scanAll(ctx, give)
		}
		if err != nil {
			return err
		}
	}
}

// watch watches the directory in which messages arrive. Where that can't be
// done, as with a network file system, nothing is ever told.
func (f *folder) watch() (events <-chan fsnotify.Event, failures <-chan error, stop func()) {
	w, err := fsnotify.NewWatcher()
	if err == nil {
		if err = w.Add(f.dirs[0]); err == nil {
			return w.Events, w.Errors, func() { w.Close() }
		}
		w.Close()
	}
	f.Log.Info("the folder can't be watched: looking at it now and then", "source", f.name, "pause", f.Poll, "error", err)
	return nil, nil, func() {}
}

// gather takes what else is told within a moment, so that one look is for all.
func gather(events <-chan fsnotify.Event) {
	timer := time.NewTimer(settleDelay)
	defer timer.Stop()
	for {
		select {
		case <-events:
		case <-timer.C:
			return
		}
	}
}

func (f *folder) scanAll(ctx context.Context, give func(context.Context, *Item) error) error {
	for _, dir := range f.dirs {
		if err := f.scan(ctx, dir, give); err != nil {
			return err
		}
	}
	return nil
}

// scan gives what is in a directory. Names begin with the time of delivery, and
// what was delivered together lies together on disk: as many as are held at a
// time are given in their order. A box of a million messages takes no more memory
// than a small one.
func (f *folder) scan(ctx context.Context, dir string, give func(context.Context, *Item) error) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(scanNames)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mailbox: reading %s: %w", dir, err)
		}
		for some := range slices.Chunk(filesIn(entries), askNames) {
			items, err := f.fresh(ctx, dir, some)
			if err != nil {
				return err
			}
			for _, item := range items {
				if err := give(ctx, item); err != nil {
					f.release(item.ID, false)
					return err
				}
			}
		}
	}
}

// filesIn gives the names of files, in order.
func filesIn(entries []fs.DirEntry) []string {
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

// fresh gives the items of the files that are to be handled now.
func (f *folder) fresh(ctx context.Context, dir string, files []string) ([]*Item, error) {
	var ids, names []string
	f.mu.Lock()
	now := time.Now()
	for _, name := range files {
		id := f.id(dir, name)
		if id == "" || f.under[id] || f.passed[id] || now.Before(f.later[id]) {
			continue
		}
		ids, names = append(ids, id), append(names, name)
	}
	f.mu.Unlock()
	if len(ids) == 0 {
		return nil, nil
	}
	seen, err := f.Memory.Seen(ctx, f.name, ids)
	if err != nil {
		return nil, err
	}
	items := make([]*Item, 0, len(ids))
	dir = filepath.Clean(dir) + string(filepath.Separator)
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, id := range ids {
		switch {
		case seen[i]:
			f.pass(id)
		case !f.under[id]:
			f.under[id] = true
			delete(f.later, id)
			items = append(items, f.item(id, dir+names[i]))
		}
	}
	return items, nil
}

// pass notes that a message stays where it is.
func (f *folder) pass(id string) {
	if len(f.passed) >= maxPassed {
		clear(f.passed)
	}
	f.passed[id] = true
}

func (f *folder) item(id, path string) *Item {
	return &Item{
		ID: id, Name: path, Remember: f.After.Action == AfterKeep,
		Open: func(context.Context) (io.ReadCloser, error) { return source.OpenFile(path) },
	}
}

// release ends what is under way.
func (f *folder) release(id string, stays bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.under, id)
	if stays {
		f.pass(id)
	}
}

// Settle implements Source.
func (f *folder) Settle(_ context.Context, settled []Settled) error {
	var errs []error
	m := newMover()
	defer m.close()
	for _, s := range settled {
		stays := s.Outcome == NotBounce || f.After.Action == AfterKeep && s.Outcome != Deferred
		if s.Outcome == Deferred {
			f.mu.Lock()
			f.later[s.ID] = time.Now().Add(retryPause)
			f.mu.Unlock()
		} else if !stays {
			if err := f.settle(m, s.Name, s); err != nil {
				errs = append(errs, err)
				stays = true // it would be read again and again
			}
		}
		f.release(s.ID, stays)
	}
	return errors.Join(errs...)
}
