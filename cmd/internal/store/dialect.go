package store

import (
	"strconv"
	"strings"
)

// A dialect is what SQLite and PostgreSQL do differently.
type dialect struct {
	name string // of the folder in migrations
	// rows is how many rows one statement inserts, a power of two: to a server
	// each is a round trip.
	rows int
	// blocks gives the first ids of as many blocks for message_rows as its
	// parameter says.
	blocks string
	// numbered says that placeholders are $1, $2, not ?.
	numbered bool
	// lock makes a migration wait for that of another process.
	lock string
	// skipLocked makes a SELECT lock its rows, and pass over those that others
	// have locked.
	skipLocked string
	// checkpoint empties the write-ahead log as far as others don't use it.
	checkpoint string
}

func sqliteDialect() dialect {
	return dialect{name: "sqlite", rows: 256, checkpoint: "PRAGMA wal_checkpoint(PASSIVE)", blocks: `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
		SELECT max(coalesce((SELECT max(id) FROM message_rows), 0), coalesce((SELECT last FROM packs ORDER BY first DESC LIMIT 1), 0)) + 1 + 256 * i FROM n`}
}

func postgresDialect() dialect {
	return dialect{name: "postgres", rows: 64, blocks: "SELECT nextval('message_blocks') * 256 FROM generate_series(1, ?)", numbered: true, lock: "SELECT pg_advisory_xact_lock(7237126)", skipLocked: " FOR UPDATE SKIP LOCKED"}
}

// sql gives a statement, written with ?, as the database wants it. No statement
// has a ? in a literal.
func (d *dialect) sql(s string) string {
	if !d.numbered {
		return s
	}
	var b strings.Builder
	n := 0
	for {
		before, rest, ok := strings.Cut(s, "?")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		s = rest
	}
}

// placeholders gives the placeholders of n rows of some columns.
func placeholders(n, columns int) string {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	return strings.TrimSuffix(strings.Repeat(row+",", n), ",")
}
