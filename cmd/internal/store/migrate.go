package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
)

// migrations are the steps of the schema, one file each, 0001.sql and so on, in
// a folder for each dialect. A step that was released never changes.
//
//go:embed migrations
var migrations embed.FS

// ErrURL says that a URL names no store.
var ErrURL = errors.New("must be sqlite:FILE or postgres://USER@HOST/DATABASE")

// ErrNewer says that a newer ndr made the store.
var ErrNewer = errors.New("a newer version of ndr has written this store: use that one")

// migrate takes the steps that the store does not have.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := migrations.ReadDir("migrations/" + s.name)
	if err != nil {
		return err
	}
	return s.take(ctx, steps)
}

// take takes those of the first steps that the store does not have.
func (s *Store) take(ctx context.Context, steps []fs.DirEntry) error {
	if have, err := s.version(ctx, s.db); err == nil && have == len(steps) {
		return nil
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if s.lock != "" {
		if _, err := tx.ExecContext(ctx, s.lock); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)"); err != nil {
		return err
	}
	have, err := s.version(ctx, tx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if have > len(steps) {
		return ErrNewer
	}
	for i := have; i < len(steps); i++ {
		b, err := migrations.ReadFile("migrations/" + s.name + "/" + steps[i].Name())
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(b)); err != nil {
			return fmt.Errorf("step %s of the schema: %w", steps[i].Name(), err)
		}
	}
	if _, err := tx.ExecContext(ctx, s.sql("INSERT INTO meta VALUES ('schema', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"), strconv.Itoa(len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

// A querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (s *Store) version(ctx context.Context, q querier) (int, error) {
	var v string
	if err := q.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = 'schema'").Scan(&v); err != nil {
		return 0, err
	}
	return strconv.Atoi(v)
}
