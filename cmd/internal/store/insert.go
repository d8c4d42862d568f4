package store

import (
	"cmp"
	"context"
	"database/sql"
)

// A table says how rows are inserted.
type table struct {
	name    string
	columns string
	count   int
	// conflict is what happens where the key is there, "" to keep what is there.
	conflict string
}

const keep = " ON CONFLICT DO NOTHING"

// A statement names one that inserts rows into a table.
type statement struct {
	table string
	rows  int
}

// insert inserts rows, given as one list of values.
func (w *writing) insert(ctx context.Context, t table, values []any) error {
	return w.chunks(ctx, t, values, func(int, []any, int64) error { return nil })
}

// insertNew inserts rows whose first column is an id that nobody else uses, and
// tells the places of those that were not there, in order.
func (w *writing) insertNew(ctx context.Context, t table, values []any, added func(row int)) error {
	done := 0
	return w.chunks(ctx, t, values, func(n int, chunk []any, changed int64) error {
		first := done
		done += n
		switch changed {
		case 0:
			return nil
		case int64(n):
			for i := range n {
				added(first + i)
			}
			return nil
		}
		there, err := w.present(ctx, t, chunk[0], chunk[(n-1)*t.count])
		for i := range n {
			if there[chunk[i*t.count].(int64)] {
				added(first + i)
			}
		}
		return err
	})
}

// present gives the ids of a table that are between two.
func (w *writing) present(ctx context.Context, t table, first, last any) (map[int64]bool, error) {
	rows, err := w.tx.QueryContext(ctx, w.sql("SELECT id FROM "+t.name+" WHERE id BETWEEN ? AND ?"), first, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids[id] = true
	}
	return ids, rows.Err()
}

// chunks inserts as many rows at a time as a statement takes, and says what each
// one did.
func (w *writing) chunks(ctx context.Context, t table, values []any, done func(n int, chunk []any, changed int64) error) error {
	for len(values) > 0 {
		n := w.rows
		for len(values) < n*t.count {
			n /= 2
		}
		chunk := values[:n*t.count]
		values = values[n*t.count:]
		changed, err := w.exec(ctx, t, n, chunk)
		if err != nil {
			return err
		}
		if err := done(n, chunk, changed); err != nil {
			return err
		}
	}
	return nil
}

// exec inserts n rows and gives how many were not there.
func (w *writing) exec(ctx context.Context, t table, n int, values []any) (int64, error) {
	key := statement{t.name, n}
	stmt := w.statements[key]
	if stmt == nil {
		// Compiled once for each connection.
		query := "INSERT INTO " + t.name + " (" + t.columns + ") VALUES " + placeholders(n, t.count) + cmp.Or(t.conflict, keep)
		var err error
		if stmt, err = w.db.PrepareContext(ctx, w.sql(query)); err != nil {
			return 0, err
		}
		w.statements[key] = stmt
	}
	result, err := w.tx.StmtContext(ctx, stmt).ExecContext(ctx, values...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// idBlocks gives the first ids of n blocks that nobody else uses.
func (d *dialect) idBlocks(ctx context.Context, tx *sql.Tx, n int) ([]int64, error) {
	if n == 0 {
		return []int64{}, nil
	}
	rows, err := tx.QueryContext(ctx, d.sql(d.blocks), n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var blocks []int64
	for rows.Next() {
		var block int64
		if err := rows.Scan(&block); err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, rows.Err()
}
