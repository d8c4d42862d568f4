package store

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
)

// maxKnown bounds the rows of a dictionary that are remembered.
const maxKnown = 10_000

// A dictionary is a table of what many rows of others have in common. Each entry
// is there once; its id is a hash of it, so that writers need not ask each other.
type dictionary[K entry] struct {
	// known are those that were committed, a cache; fresh those of the
	// transaction that is under way, in the order of list.
	known, fresh map[K]int64
	list         []K
}

// An entry is a row of a dictionary.
type entry interface {
	comparable
	// id gives the row's id, never 0.
	id() int64
	// values gives those of its columns, without the id.
	values() []any
}

func newDictionary[K entry]() dictionary[K] {
	return dictionary[K]{known: map[K]int64{}, fresh: map[K]int64{}}
}

// id gives the id of an entry, and notes that it is to be written where it is
// not known to be there.
func (d *dictionary[K]) id(key K) int64 {
	if id, ok := d.known[key]; ok {
		return id
	}
	id, ok := d.fresh[key]
	if !ok {
		id = key.id()
		d.fresh[key] = id
		d.list = append(d.list, key)
	}
	return id
}

// rows gives the rows that are to be written.
func (d *dictionary[K]) rows() []any {
	var rows []any
	for _, key := range d.list {
		rows = append(append(rows, d.fresh[key]), key.values()...)
	}
	return rows
}

// end ends a transaction.
func (d *dictionary[K]) end(committed bool) {
	if len(d.list) == 0 {
		return
	}
	if len(d.known)+len(d.list) > maxKnown {
		clear(d.known)
	}
	if committed {
		for _, key := range d.list {
			d.known[key] = d.fresh[key]
		}
	}
	clear(d.fresh)
	d.list = d.list[:0]
}

// hashOf gives an id for an entry that consists of fields.
func hashOf(fields ...string) int64 {
	sum := sha256.Sum256([]byte(strings.Join(fields, "\x00")))
	return int64(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// An origin is where messages are from and what they are.
type origin struct{ source, kind, format, authenticity string }

func (o origin) id() int64     { return hashOf(o.source, o.kind, o.format, o.authenticity) }
func (o origin) values() []any { return []any{o.source, o.kind, o.format, o.authenticity} }

// A finding is what was found of events.
type finding struct {
	kind, action, status        string
	reply                       int
	category, permanence        string
	suppress                    bool
	provider, cause, confidence string
	fix                         int64
}

func (f finding) id() int64 {
	return hashOf(f.kind, f.action, f.status, strconv.Itoa(f.reply), f.category, f.permanence, strconv.FormatBool(f.suppress),
		f.provider, f.cause, f.confidence, strconv.FormatInt(f.fix, 10))
}

func (f finding) values() []any {
	return []any{f.kind, f.action, f.status, f.reply, f.category, f.permanence, number(f.suppress), f.provider, f.cause, f.confidence, f.fix}
}

func (f Fix) id() int64     { return hashOf(f.Who, f.Text, f.Record) }
func (f Fix) values() []any { return []any{f.Who, f.Text, f.Record} }
