package mailbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// An imapSession is a connection with the folder selected.
type imapSession struct {
	client   *imapclient.Client
	conn     *timedConn
	validity uint32
	news     chan struct{}
	release  func() bool
}

// connect opens a session. It ends with ctx.
func (s *imapSource) connect(ctx context.Context, log *slog.Logger) (*imapSession, error) {
	password, err := s.secret.get(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	sess := &imapSession{conn: conn, news: make(chan struct{}, 1)}
	sess.release = context.AfterFunc(ctx, func() { conn.Close() })
	if err := sess.start(s, password); err != nil {
		sess.close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	log.Debug("connected", "source", s.name, "uidvalidity", sess.validity)
	return sess, nil
}

func (sess *imapSession) start(s *imapSource, password string) (err error) {
	options := &imapclient.Options{TLSConfig: s.tlsConfig(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				select {
				case sess.news <- struct{}{}:
				default:
				}
			}
		},
	}}
	if s.implicitTLS() || s.clear {
		sess.client = imapclient.New(sess.conn, options)
	} else if sess.client, err = imapclient.NewStartTLS(sess.conn, options); err != nil {
		return fmt.Errorf("STARTTLS (?tls=none goes without): %w", tlsError(err))
	}
	if err := sess.client.WaitGreeting(); err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	if err := s.login(sess.client, password); err != nil {
		return err
	}
	folder, err := sess.client.Select(s.folder, nil).Wait()
	if err != nil {
		err = fmt.Errorf("folder %q: %w", s.folder, err)
		var refused *imap.Error
		if errors.As(err, &refused) && refused.Type == imap.StatusResponseTypeNo && !passing(refused.Code) {
			return final(err)
		}
		return err
	}
	sess.validity = folder.UIDValidity
	return nil
}

// login proves who we are. The mechanisms of OAuth send a token, RFC 7628.
func (s *imapSource) login(c *imapclient.Client, password string) error {
	var err error
	switch s.auth {
	case "xoauth2":
		err = c.Authenticate(&xoauth2{s.user, password})
	case "oauthbearer":
		err = c.Authenticate(sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: s.user, Token: password, Host: s.host}))
	default:
		if c.Caps().Has(imap.AuthCap("PLAIN")) {
			err = c.Authenticate(sasl.NewPlainClient("", s.user, password))
		} else {
			err = c.Login(s.user, password).Wait()
		}
	}
	if err == nil {
		return nil
	}
	err = fmt.Errorf("login as %s: %w", s.user, err)
	var refused *imap.Error
	if errors.As(err, &refused) && refused.Type == imap.StatusResponseTypeNo && !passing(refused.Code) && (s.auth == "plain" || s.secret.command == "") {
		return final(err) // a command may give a new token the next time
	}
	return err
}

// passing reports whether a code of RFC 5530 is about trouble that passes.
func passing(code imap.ResponseCode) bool {
	switch code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug, imap.ResponseCodeAlert,
		imap.ResponseCodeContactAdmin, imap.ResponseCodeOverQuota, "THROTTLED", "OVERLOADED":
		return true
	}
	return false
}

// idlePatience is longer than the client's pause between two IDLE commands.
const idlePatience = 30 * time.Minute

// await returns when the server says that something is new, or after a while: at
// once after a message, as servers may forget to tell of what came in before
// IDLE began, and then ever later, up to poll.
func (sess *imapSession) await(ctx context.Context, poll time.Duration, quiet int) error {
	if !sess.client.Caps().Has(imap.CapIdle) {
		if !sleep(ctx, poll) {
			return ctx.Err()
		}
		return sess.client.Noop().Wait()
	}
	idle, err := sess.client.Idle()
	if err != nil {
		return fmt.Errorf("IDLE: %w", err)
	}
	sess.conn.patience.Store(int64(idlePatience))
	defer sess.conn.patience.Store(int64(readTimeout))
	timer := time.NewTimer(min(time.Second<<min(quiet, 20), max(poll, time.Minute)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-sess.client.Closed():
		return errors.New("the server closed the connection")
	case <-sess.news:
	case <-timer.C:
	}
	if err := idle.Close(); err != nil {
		return fmt.Errorf("IDLE: %w", err)
	}
	return idle.Wait()
}

// closePatience is how long a server may take to say goodbye.
const closePatience = 2 * time.Second

func (sess *imapSession) close() {
	sess.release()
	if sess.client == nil {
		sess.conn.Close()
		return
	}
	sess.conn.patience.Store(int64(closePatience))
	if sess.client.State() != imap.ConnStateLogout {
		timer := time.AfterFunc(closePatience, func() { sess.conn.Close() })
		_ = sess.client.Logout().Wait() // it goes either way
		timer.Stop()
	}
	sess.client.Close()
}

// An xoauth2 is the mechanism that Google and Microsoft had before RFC 7628:
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
type xoauth2 struct{ user, token string }

// Start implements sasl.Client.
func (x *xoauth2) Start() (mech string, ir []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next implements sasl.Client: the server says in a challenge why it refuses,
// and waits for an empty answer before it does.
func (x *xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
