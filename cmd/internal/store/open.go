package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"               // and the driver "sqlite"
)

// OpenExisting is Open for those who only read: a file that is not there is an
// error that matches fs.ErrNotExist.
func OpenExisting(ctx context.Context, storeURL string, getenv func(string) string) (*Store, error) {
	if rest, ok := strings.CutPrefix(storeURL, "sqlite:"); ok {
		file, err := sqliteFile(rest, getenv)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("store: %w: ndr watch and ndr ingest make it", err)
		}
	}
	return Open(ctx, storeURL, getenv)
}

// Open opens the store that a URL names, "sqlite:FILE" or "postgres://…", makes
// it where it is not there yet, and brings its schema up to date. With "sqlite:"
// alone, the file is ndr/ndr.db in the user's data folder.
func Open(ctx context.Context, storeURL string, getenv func(string) string) (*Store, error) {
	db, d, err := open(storeURL, getenv)
	if err != nil {
		return nil, err
	}
	pack, err := newPacker()
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, dialect: d, pack: pack, statements: map[statement]*sql.Stmt{},
		origins: newDictionary[origin](), findings: newDictionary[finding](), fixes: newDictionary[Fix]()}
	if err := s.migrate(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("store: opening %s: %w", withoutPassword(storeURL), explain(err))
	}
	return s, nil
}

// CheckURL gives what is wrong with the URL of a store by itself: the error
// matches ErrURL. Whether the store is there is not looked at.
func CheckURL(storeURL string) error {
	scheme, rest, ok := strings.Cut(storeURL, ":")
	switch {
	case ok && scheme == "sqlite":
		return nil
	case scheme == "postgres" || scheme == "postgresql":
		if _, err := pgx.ParseConfig(storeURL); err == nil && rest != "" {
			return nil
		}
	}
	return fmt.Errorf("store: %q: %w", withoutPassword(storeURL), ErrURL)
}

func open(storeURL string, getenv func(string) string) (*sql.DB, dialect, error) {
	scheme, rest, _ := strings.Cut(storeURL, ":")
	switch scheme {
	case "sqlite":
		file, err := sqliteFile(rest, getenv)
		if err != nil {
			return nil, dialect{}, err
		}
		makePrivate(file)
		// As SQLite does by itself where it is built for Linux: it need not
		// have the times of the file on disk. Other systems may not know it.
		_, _ = sqlite.Fdatasync(true)
		db, err := sql.Open("sqlite", sqliteDSN(file))
		if err != nil {
			return nil, dialect{}, fmt.Errorf("store: %w", err)
		}
		// Connections cost memory, and only one can write.
		db.SetMaxOpenConns(4)
		return db, sqliteDialect(), nil
	case "postgres", "postgresql":
		db, err := sql.Open("pgx", storeURL)
		if err != nil {
			return nil, dialect{}, fmt.Errorf("store: %s: %w", withoutPassword(storeURL), ErrURL)
		}
		db.SetMaxOpenConns(8)
		return db, postgresDialect(), nil
	}
	return nil, dialect{}, fmt.Errorf("store: %q: %w", withoutPassword(storeURL), ErrURL)
}

// sqliteFile gives the path of the database and makes the folder it stands in.
func sqliteFile(file string, getenv func(string) string) (string, error) {
	file = strings.TrimPrefix(file, "//")
	if file != "" {
		return file, nil
	}
	dir := getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(dir) { // https://specifications.freedesktop.org/basedir-spec
		home := getenv("HOME")
		if home == "" {
			return "", errors.New("store: neither XDG_DATA_HOME nor HOME says where the store is: use --store sqlite:FILE")
		}
		dir = filepath.Join(home, ".local", "share")
	}
	dir = filepath.Join(dir, "ndr")
	if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("store: %w", err)
	}
	return filepath.Join(dir, "ndr.db"), nil
}

// makePrivate makes the file where there is none, for its owner alone: addresses
// and words of mails stand in it. What is wrong with it, SQLite tells.
func makePrivate(file string) {
	if f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		f.Close()
	}
}

// sqliteDSN asks for a write-ahead log that is on disk when a commit returns, so
// that a source is never told too early, and for writers to wait for each other.
func sqliteDSN(file string) string {
	q := url.Values{
		"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-65536)", "wal_autocheckpoint(8000)", "temp_store(MEMORY)"},
		"_txlock": {"immediate"},
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// withoutPassword takes the password out of a URL, and out of the words that
// PostgreSQL takes in place of one ("host=h password=x").
func withoutPassword(storeURL string) string {
	if file := strings.HasPrefix(storeURL, "sqlite:"); file || !strings.Contains(storeURL, "//") {
		if at := strings.Index(strings.ToLower(storeURL), "password"); at >= 0 && !file {
			return storeURL[:at] + "…"
		}
		return storeURL
	}
	u, err := url.Parse(storeURL)
	if err != nil {
		scheme, _, _ := strings.Cut(storeURL, ":")
		return scheme + ":…"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	if q := u.Query(); q.Has("password") || q.Has("sslpassword") {
		u.RawQuery = ""
	}
	return u.String()
}
