package main

import (
	"context"
	"errors"
	"fmt"

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
	f.StringVar(&s.config, "config", "", "settings from a TOML `FILE`")
}

// open opens the store that the flags name.
func (s *storeFlags) open(ctx context.Context, a *app) (*store.Store, error) {
	url := s.url
	if url == "" {
		url = "sqlite:"
	}
	st, err := store.Open(ctx, url, a.getenv)
	if errors.Is(err, store.ErrURL) {
		return nil, usagef("--store: %s", err)
	}
	if err != nil {
		return nil, fmt.Errorf("--store: %w", err)
	}
	return st, nil
}
