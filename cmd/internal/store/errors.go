package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// wrap says what failed; it gives nil for nil.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", what, explain(err))
}

// Temporary reports whether an error may be over after a while: the store is
// locked, its disk is full, its server starts again or can't be reached.
func Temporary(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	var itself interface{ Temporary() bool } // of another store, such as a queue
	if errors.As(err, &itself) && itself.Temporary() {
		return true
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff { // the extended codes have more above
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return temporaryState(pg.Code)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "bad connection") || strings.Contains(err.Error(), "unexpected EOF")
}

// temporaryState judges a SQLSTATE, by its class: connection exceptions,
// transaction rollbacks, insufficient resources, operator intervention and
// system errors pass.
func temporaryState(code string) bool {
	for _, class := range []string{"08", "40", "53", "57", "58", "55P03"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// A oneLine is an error whose text has lines, as it has one for each address that
// was tried.
type oneLine struct{ error }

func (e oneLine) Error() string { return strings.Join(strings.Fields(e.error.Error()), " ") }

// Unwrap gives the error itself.
func (e oneLine) Unwrap() error { return e.error }

// explain adds what to do to errors whose words don't tell.
func explain(err error) error {
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return oneLine{err}
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return err
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("the file can't be opened: is its folder there, and may you write in it? (%w)", err)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("the file or its folder can't be written (%w)", err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("it is no SQLite database (%w)", err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the database is damaged: see https://sqlite.org/recovery.html (%w)", err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full (%w)", err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another program holds the store locked (%w)", err)
	}
	return err
}
