package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/seed-d13f741b/ndr/dsn"
)

// An imapSource is a folder on an IMAP server, RFC 3501 and RFC 9051. Messages
// are fetched over one connection, which then idles (RFC 2177), and flagged,
// moved or deleted over another.
type imapSource struct {
	Options
	*server

	mu sync.Mutex
	// under are the messages under way, and those that are passed over for good
	// in this run.
	under map[imapID]bool
	// settler is used by Settle and Close alone, nil until it is needed.
	settler *imapSession
}

// An imapID names a message for as long as the folder is not made anew, RFC 3501
// section 2.3.1.1.
type imapID struct {
	validity uint32
	uid      imap.UID
}

func (id imapID) String() string { return fmt.Sprintf("%d.%d", id.validity, id.uid) }

func openIMAP(url string, o Options) (Source, error) {
	s, err := parseServer(url, o.Getenv)
	if err != nil {
		return nil, err
	}
	if s.folder == "" {
		s.folder = "INBOX"
	}
	return &imapSource{Options: o, server: s, under: map[imapID]bool{}}, nil
}

// Name implements Source.
func (s *imapSource) Name() string { return s.name }

// Run implements Source.
func (s *imapSource) Run(ctx context.Context, give func(context.Context, *Item) error) error {
	return s.persist(ctx, s.name, func(ctx context.Context, progress func()) error {
		sess, err := s.connect(ctx, s.Log)
		if err != nil {
			return err
		}
		defer sess.close()
		for quiet := 0; ; quiet++ {
			found, err := s.sweep(ctx, sess, give)
			if err != nil {
				return err
			}
			progress()
			if s.Once {
				return nil
			}
			if found > 0 {
				quiet = 0
			}
			if err := sess.await(ctx, s.Poll, quiet); err != nil {
				return err
			}
		}
	})
}

// sweepSize is how many messages are asked about at a time, and fetchSize and
// fetchBytes how many are fetched at once.
const (
	sweepSize  = 500
	fetchSize  = 64
	fetchBytes = 4 << 20
)

// sweep gives all messages of the folder that are not dealt with yet, and says
// how many it found.
func (s *imapSource) sweep(ctx context.Context, sess *imapSession, give func(context.Context, *Item) error) (int, error) {
	criteria := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}
	if s.After.Action == AfterSeen {
		criteria.NotFlag = append(criteria.NotFlag, imap.FlagSeen)
	}
	found, err := sess.client.UIDSearch(criteria, nil).Wait()
	if err != nil {
		return 0, fmt.Errorf("looking for messages: %w", err)
	}
	uids := s.fresh(sess.validity, found.AllUIDs())
	for todo := uids; len(todo) > 0; {
		n := min(len(todo), sweepSize)
		if err := s.take(ctx, sess, todo[:n], give); err != nil {
			return 0, err
		}
		todo = todo[n:]
	}
	return len(uids), nil
}

// fresh gives those of the messages that are not under way.
func (s *imapSource) fresh(validity uint32, uids []imap.UID) []imap.UID {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := uids[:0]
	for _, uid := range uids {
		if !s.under[imapID{validity, uid}] {
			list = append(list, uid)
		}
	}
	return list
}

// take gives those of the messages that the store does not remember.
func (s *imapSource) take(ctx context.Context, sess *imapSession, uids []imap.UID, give func(context.Context, *Item) error) error {
	ids := make([]string, len(uids))
	for i, uid := range uids {
		ids[i] = imapID{sess.validity, uid}.String()
	}
	seen, err := s.Memory.Seen(ctx, s.name, ids)
	if err != nil {
		return err
	}
	var set imap.UIDSet
	for i, uid := range uids {
		if !seen[i] {
			set.AddNum(uid)
		}
	}
	if len(set) == 0 {
		return nil
	}
	sizes, err := sess.client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return fmt.Errorf("asking for sizes: %w", err)
	}
	for len(sizes) > 0 {
		n, bytes := 0, int64(0)
		for n < len(sizes) && n < fetchSize && (n == 0 || bytes+sizes[n].RFC822Size <= fetchBytes) {
			bytes += sizes[n].RFC822Size
			n++
		}
		items, err := s.fetch(sess, sizes[:n])
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := s.hand(ctx, item, give); err != nil {
				return err
			}
		}
		sizes = sizes[n:]
	}
	return nil
}

// hand gives one item and notes that it is under way.
func (s *imapSource) hand(ctx context.Context, item *Item, give func(context.Context, *Item) error) error {
	id := item.Handle.(imapID)
	s.mu.Lock()
	s.under[id] = true
	s.mu.Unlock()
	err := give(ctx, item)
	if err != nil {
		s.forget(id)
	}
	return err
}

func (s *imapSource) forget(id imapID) {
	s.mu.Lock()
	delete(s.under, id)
	s.mu.Unlock()
}

// fetch reads messages into memory; what is too large is not fetched.
func (s *imapSource) fetch(sess *imapSession, sizes []*imapclient.FetchMessageBuffer) ([]*Item, error) {
	var items []*Item
	var set imap.UIDSet
	for _, m := range sizes {
		if m.RFC822Size > s.MaxSize {
			item := s.item(imapID{sess.validity, m.UID})
			item.Size = m.RFC822Size
			item.Open = func(context.Context) (io.ReadCloser, error) {
				return nil, fmt.Errorf("mailbox: %w: %d bytes", dsn.ErrTooLarge, item.Size)
			}
			items = append(items, item)
			continue
		}
		set.AddNum(m.UID)
	}
	if len(set) == 0 {
		return items, nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	cmd := sess.client.Fetch(set, &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}})
	defer cmd.Close()
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		item, err := s.read(sess, msg)
		if err != nil {
			return nil, err
		}
		if item != nil {
			items = append(items, item)
		}
	}
	if err := cmd.Close(); err != nil {
		return nil, fmt.Errorf("fetching messages: %w", err)
	}
	return items, nil
}

// errNoBody is where a server leaves a message out of its answer.
var errNoBody = errors.New("the server gave a message without its body")

// read takes one message of a FETCH; nil is one that the server tells us of
// unasked.
func (s *imapSource) read(sess *imapSession, msg *imapclient.FetchMessageData) (*Item, error) {
	var id imapID
	var received time.Time
	var body []byte
	for data := msg.Next(); data != nil; data = msg.Next() {
		switch d := data.(type) {
		case imapclient.FetchItemDataUID:
			id = imapID{sess.validity, d.UID}
		case imapclient.FetchItemDataInternalDate:
			received = d.Time
		case imapclient.FetchItemDataBodySection:
			if d.Literal == nil {
				return nil, errNoBody
			}
			b, err := io.ReadAll(io.LimitReader(d.Literal, s.MaxSize+1))
			if err != nil {
				return nil, fmt.Errorf("fetching a message: %w", err)
			}
			body = b
		}
	}
	if id.uid == 0 || body == nil {
		return nil, nil //nolint:nilnil // a change of flags by somebody else
	}
	item := s.item(id)
	item.Received, item.Size, item.Held = received, int64(len(body)), int64(len(body))
	item.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return item, nil
}

func (s *imapSource) item(id imapID) *Item {
	return &Item{
		ID:       id.String(),
		Name:     fmt.Sprintf("%s;uid=%d", s.name, id.uid),
		Remember: s.After.Action == AfterKeep, // else the folder shows it
		Handle:   id,
	}
}
