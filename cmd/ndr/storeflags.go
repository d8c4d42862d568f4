package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/config"
	"github.com/seed-d13f741b/ndr/cmd/internal/store"
	"github.com/spf13/cobra"
)

// storeFlags are the flags that say where what was found is kept.
type storeFlags struct {
	url    string
	config string
}

func (s *storeFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.url, "store", "", "the store, a `URL`: sqlite:FILE or postgres://USER@HOST/DATABASE\n(default: sqlite: in your data folder)")
	f.StringVar(&s.config, "config", "", "settings from a TOML `FILE` (see docs/config.md)")
}

// load reads the configuration file, if there is one.
func (s *storeFlags) load(a *app) (*config.Config, error) {
	if s.config == "" {
		return &config.Config{}, nil
	}
	return config.Load(s.config, a.getenv)
}

// address gives the URL of the store: by the flag, the file, or the usual one.
func (s *storeFlags) address(c *config.Config) string {
	return cmp.Or(s.url, c.Store.Address(), "sqlite:")
}

// open opens the store for writing, and makes it where it is not there.
func (s *storeFlags) open(ctx context.Context, a *app, c *config.Config) (*store.Store, error) {
	st, err := store.Open(ctx, s.address(c), a.getenv)
	if err != nil {
		return nil, s.explain(err)
	}
	if p := &c.Privacy; p.AnonymizeAfter != nil && *p.AnonymizeAfter == 0 {
		st.Anonymize(p.HashKey())
	}
	st.Subscribe(subscriptions(c))
	return st, nil
}

// openPatiently is open for programs that run for long or must not fail: where
// the store is locked, or not there for now, it tries for a while.
func (s *storeFlags) openPatiently(ctx context.Context, a *app, c *config.Config) (st *store.Store, err error) {
	err = patiently(ctx, func() error {
		st, err = s.open(ctx, a, c)
		return err
	})
	return st, err
}

// read opens the store that there is.
func (s *storeFlags) read(ctx context.Context, a *app) (*store.Store, *config.Config, error) {
	c, err := s.load(a)
	if err != nil {
		return nil, nil, err
	}
	st, err := store.OpenExisting(ctx, s.address(c), a.getenv)
	if err != nil {
		return nil, nil, s.explain(err)
	}
	return st, c, nil
}

func (s *storeFlags) explain(err error) error {
	if errors.Is(err, store.ErrURL) && s.url != "" {
		return usagef("--store: %s", err)
	}
	return err
}

// retention gives what a configuration file says of giving up what is old.
func retention(c *config.Config) store.Retention {
	r := store.Retention{Keep: time.Duration(c.Store.Retention), KeepRaw: time.Duration(c.Store.RawRetention)}
	if after := c.Privacy.AnonymizeAfter; after != nil {
		r.Anonymize, r.Key = time.Duration(*after), c.Privacy.HashKey()
	}
	return r
}

// policy gives what a configuration file says of the suppression list.
func policy(c *config.Config) store.Policy {
	p := store.DefaultPolicy()
	override := func(into *int, v int) {
		switch {
		case v < 0:
			*into = 0
		case v > 0:
			*into = v
		}
	}
	override(&p.Permanent, c.Suppress.Permanent)
	override(&p.Soft, c.Suppress.Soft)
	p.SoftWithin = cmp.Or(time.Duration(c.Suppress.SoftWithin), p.SoftWithin)
	p.Expire = time.Duration(c.Suppress.Expire)
	if c.Suppress.Complaints != nil {
		p.Complaints = *c.Suppress.Complaints
	}
	return p
}

// A when is the value of a flag that takes a day, a time, or how long ago.
type when struct{ time.Time }

func (w *when) String() string {
	if w.IsZero() {
		return ""
	}
	return w.Format(time.RFC3339)
}

// Type is the name that help shows for the value.
func (w *when) Type() string { return "DATE" }

func (w *when) Set(s string) error {
	for _, layout := range []string{time.DateOnly, time.RFC3339, time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			w.Time = t
			return nil
		}
	}
	var ago config.Duration
	if err := ago.UnmarshalText([]byte(s)); err == nil && ago > 0 {
		w.Time = time.Now().Add(-time.Duration(ago))
		return nil
	}
	return fmt.Errorf("must be a day such as 2026-11-02, a time such as 2026-11-02T09:14:07Z, or how long ago, such as 30d")
}
