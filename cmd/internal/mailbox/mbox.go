package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/seed-d13f741b/ndr/cmd/internal/source"
)

// An mbox is a source that is an mbox file, RFC 4155, to which a mail system
// appends. Nothing in the file changes: the store remembers up to where it was
// read. With AfterDelete or AfterMove, the file is emptied once all of it is in
// the store, and only if all of it was bounces: there is no safe way to take
// some messages out of a file that others append to.
type mbox struct {
	Options
	name, file string

	mu sync.Mutex
	// given is where reading goes on, done what was settled of it.
	given, done mboxPosition
	kept        bool // a message in the file is to stay
	retry       bool // a message was deferred: reading begins again at done
}

func openMbox(file string, o Options) (Source, error) {
	fi, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist) && !o.Once:
		// Mail systems make it when there is something to put into it.
		if _, err := os.Stat(filepath.Dir(file)); err != nil {
			return nil, fmt.Errorf("mailbox: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("mailbox: %w", err)
	case !fi.Mode().IsRegular():
		return nil, fmt.Errorf("mailbox: %s is no mbox file", file)
	}
	return &mbox{Options: o, name: "mbox:" + file, file: file}, nil
}

// Name implements Source.
func (m *mbox) Name() string { return m.name }

// Close implements Source.
func (m *mbox) Close() error { return nil }

// Run implements Source.
func (m *mbox) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	text, err := m.Memory.Position(ctx, m.name)
	if err != nil {
		return err
	}
	m.given = parseMboxPosition(text)
	if m.empties() {
		// To know that all of the file was handled, all of it is read.
		m.given = mboxPosition{}
	}
	m.done = m.given
	if m.Once {
		return m.read(ctx, give)
	}
	events, failures, stop := m.watch()
	defer stop()
	ticker := time.NewTicker(m.Poll)
	defer ticker.Stop()
	for {
		if err := m.read(ctx, give); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-events:
			gather(events)
		case <-failures: // more came than the kernel told of
		case <-ticker.C:
		}
	}
}

// watch watches the folder of the file: the file itself may come and go.
func (m *mbox) watch() (events <-chan fsnotify.Event, failures <-chan error, stop func()) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, nil, func() {}
	}
	if err := w.Add(filepath.Dir(m.file)); err != nil {
		m.Log.Info("the folder can't be watched: looking at it now and then", "source", m.name, "pause", m.Poll, "error", err)
	}
	return w.Events, w.Errors, func() { w.Close() }
}

// read gives what stands behind the position. The file is locked only for the
// moment in which its length is taken: up to there it does not change any more,
// but by those who take messages out, which the position shows.
func (m *mbox) read(ctx context.Context, give func(context.Context, *Item) error) error {
	f, err := os.Open(m.file)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	defer f.Close()
	size, err := lockedSize(ctx, m.file, f)
	if err != nil {
		return err
	}
	start := m.start(f, size)
	if start.offset >= size {
		return nil
	}
	r := source.NewMboxReader(io.NewSectionReader(f, start.offset, size-start.offset), m.MaxSize)
	for n := 1; ; n++ {
		body, end, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, source.ErrTooLarge) {
			return fmt.Errorf("mailbox: reading %s: %w", m.file, err)
		}
		next, positionErr := newMboxPosition(f, start.offset+end)
		if positionErr != nil {
			return fmt.Errorf("mailbox: reading %s: %w", m.file, positionErr)
		}
		m.mu.Lock()
		m.given = next // before it can be settled
		m.mu.Unlock()
		if err := give(ctx, m.item(body, err, start.offset, n, next)); err != nil {
			return err
		}
	}
}

// start gives where to begin: where reading ended, or at the beginning of a file
// that is another one, or of which something was taken out. What is read twice
// the store knows.
func (m *mbox) start(f *os.File, size int64) mboxPosition {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.retry {
		m.retry, m.given = false, m.done
	}
	if !m.given.fits(f, size) {
		m.given, m.done, m.kept = mboxPosition{}, mboxPosition{}, false
	}
	return m.given
}

func (m *mbox) item(body []byte, failed error, start int64, n int, next mboxPosition) *Item {
	return &Item{
		Name: fmt.Sprintf("%s@%d#%d", m.file, start, n), ID: fmt.Sprint(next.offset),
		Size: int64(len(body)), Held: int64(len(body)), Position: next.String(), Handle: next,
		Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(body)), failed
		},
	}
}

// Settle implements Source.
func (m *mbox) Settle(ctx context.Context, settled []Settled) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range settled {
		if m.retry {
			return nil // what is behind is read again too
		}
		switch s.Outcome {
		case Deferred:
			m.retry = true
			return nil
		case NotBounce, Undecodable:
			m.kept = true
		}
		m.done = s.Handle.(mboxPosition)
	}
	if !m.empties() || m.retry || m.done.offset != m.given.offset {
		return nil
	}
	return m.empty(ctx)
}

// empties reports whether the file is emptied once all of it was handled.
func (m *mbox) empties() bool { return m.After.Action == AfterDelete || m.After.Action == AfterMove }

// empty empties the file if all of it was handled.
func (m *mbox) empty(ctx context.Context) error {
	f, err := os.OpenFile(m.file, os.O_RDWR, 0)
	if err != nil {
		return ignoreGone(m.file, fmt.Errorf("mailbox: %w", err))
	}
	defer f.Close()
	unlock, err := lockMbox(ctx, m.file, f)
	if err != nil {
		return err
	}
	defer unlock()
	fi, err := f.Stat()
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	if fi.Size() != m.done.offset || !m.done.fits(f, fi.Size()) {
		return nil // more has come
	}
	if m.kept {
		m.Log.Info("the mbox is not emptied: some of its messages are no bounces", "source", m.name)
		return nil
	}
	if m.After.Action == AfterMove {
		if err := m.appendTo(ctx, m.After.Folder, f, fi.Size()); err != nil {
			return err
		}
	}
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("mailbox: emptying %s: %w", m.file, err)
	}
	return nil
}

// appendTo appends all of the file to another mbox.
func (m *mbox) appendTo(ctx context.Context, target string, f *os.File, size int64) (err error) {
	out, err := os.OpenFile(target, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	defer func() {
		if closeErr := out.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("mailbox: %w", closeErr)
		}
	}()
	unlock, err := lockMbox(ctx, target, out)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := io.Copy(out, io.NewSectionReader(f, 0, size)); err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	if err := out.Sync(); err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	return nil
}
