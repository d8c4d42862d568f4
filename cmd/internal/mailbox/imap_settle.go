package mailbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Settle implements Source.
func (s *imapSource) Settle(ctx context.Context, settled []Settled) error {
	var seen, gone []imapID
	for _, item := range settled {
		id := item.Handle.(imapID)
		switch {
		case item.Outcome == Deferred:
			s.forget(id)
		case item.Outcome == Undecodable && s.After.Action != AfterKeep:
			seen = append(seen, id)
		case item.Outcome != Stored || s.After.Action == AfterKeep:
		case s.After.Action == AfterSeen:
			seen = append(seen, id)
		default:
			gone = append(gone, id)
		}
	}
	return errors.Join(s.apply(ctx, seen, (*imapSource).flag), s.apply(ctx, gone, (*imapSource).dispose))
}

// apply does something to messages, over a new connection where the old one is
// broken. Messages to which it is done are no longer found, and so forgotten;
// the others are passed over for the rest of the run.
func (s *imapSource) apply(ctx context.Context, ids []imapID, do func(*imapSource, *imapclient.Client, imap.UIDSet) error) error {
	if len(ids) == 0 {
		return nil
	}
	var err error
	for range 2 {
		if s.settler == nil {
			if s.settler, err = s.connect(context.WithoutCancel(ctx), s.Log); err != nil {
				s.settler = nil
				return fmt.Errorf("mailbox: %s: %w", s.name, err)
			}
		}
		var set imap.UIDSet
		for _, id := range ids {
			if id.validity == s.settler.validity {
				set.AddNum(id.uid)
			}
		}
		if len(set) == 0 {
			return fmt.Errorf("mailbox: %s: the folder was made anew: %d messages of the old one are left alone", s.name, len(ids))
		}
		if err = do(s, s.settler.client, set); err == nil {
			for _, id := range ids {
				s.forget(id)
			}
			return nil
		}
		var refused *imap.Error
		if errors.As(err, &refused) {
			break
		}
		s.settler.close()
		s.settler = nil
	}
	return fmt.Errorf("mailbox: %s: %w", s.name, err)
}

// flag marks messages as seen.
func (s *imapSource) flag(c *imapclient.Client, set imap.UIDSet) error {
	return addFlag(c, set, imap.FlagSeen)
}

func addFlag(c *imapclient.Client, set imap.UIDSet, flag imap.Flag) error {
	if err := c.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{flag}}, nil).Close(); err != nil {
		return fmt.Errorf("setting %s: %w", flag, err)
	}
	return nil
}

// dispose deletes or moves messages. Without UIDPLUS (RFC 4315) nothing is
// expunged: that would take what others have marked.
func (s *imapSource) dispose(c *imapclient.Client, set imap.UIDSet) error {
	if s.After.Action == AfterMove {
		return s.move(c, set)
	}
	if err := addFlag(c, set, imap.FlagDeleted); err != nil {
		return err
	}
	if !c.Caps().Has(imap.CapUIDPlus) {
		return nil
	}
	if err := c.UIDExpunge(set).Close(); err != nil {
		return fmt.Errorf("expunging: %w", err)
	}
	return nil
}

// move moves messages to the folder, which is made where it is missing.
func (s *imapSource) move(c *imapclient.Client, set imap.UIDSet) error {
	for try := 0; ; try++ {
		err := s.moveOnce(c, set)
		var refused *imap.Error
		if err == nil || try > 0 || !errors.As(err, &refused) || refused.Code != imap.ResponseCodeTryCreate && refused.Code != imap.ResponseCodeNonExistent {
			return err
		}
		if err := c.Create(s.After.Folder, nil).Wait(); err != nil {
			return fmt.Errorf("making the folder %q: %w", s.After.Folder, err)
		}
	}
}

func (s *imapSource) moveOnce(c *imapclient.Client, set imap.UIDSet) error {
	if c.Caps().Has(imap.CapMove) {
		if _, err := c.Move(set, s.After.Folder).Wait(); err != nil {
			return fmt.Errorf("moving to %q: %w", s.After.Folder, err)
		}
		return nil
	}
	if _, err := c.Copy(set, s.After.Folder).Wait(); err != nil {
		return fmt.Errorf("copying to %q: %w", s.After.Folder, err)
	}
	if err := addFlag(c, set, imap.FlagDeleted); err != nil {
		return err
	}
	if c.Caps().Has(imap.CapUIDPlus) {
		return c.UIDExpunge(set).Close()
	}
	return nil
}

// Close implements Source.
func (s *imapSource) Close() error {
	if s.settler != nil {
		s.settler.close()
		s.settler = nil
	}
	return nil
}
