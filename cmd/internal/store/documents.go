package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/klauspost/compress/s2"
)

// A pack is full with this many documents, or bytes. Then it is read in a tenth
// of a millisecond; with more it would be little smaller.
const (
	packDocuments = 64
	packBytes     = 256 << 10
)

// A pack is the documents of messages that were saved together: they have many
// words in common.
type pack struct {
	ids       []int64 // of the messages, ascending
	documents [][]byte
	bytes     int

	plain, packed []byte // buffers of encode
}

// clear makes p empty.
func (p *pack) clear() {
	clear(p.documents)
	p.ids, p.documents, p.bytes = p.ids[:0], p.documents[:0], 0
	if cap(p.plain) > 4*packBytes {
		p.plain, p.packed = nil, nil
	}
}

func (p *pack) full() bool { return len(p.ids) >= packDocuments || p.bytes >= packBytes }

func (p *pack) add(id int64, document []byte) {
	p.ids, p.documents, p.bytes = append(p.ids, id), append(p.documents, document), p.bytes+len(document)
}

func (p *pack) last() int64 { return p.ids[len(p.ids)-1] }

// document gives that of a message, nil where it has none.
func (p *pack) document(id int64) []byte {
	for i := range p.ids {
		if p.ids[i] == id {
			return p.documents[i]
		}
	}
	return nil
}

// change makes another document of that of a message, where it has one.
func (p *pack) change(id int64, change func([]byte) []byte) {
	for i := range p.ids {
		if p.ids[i] == id {
			p.bytes -= len(p.documents[i])
			p.documents[i] = change(p.documents[i])
			p.bytes += len(p.documents[i])
		}
	}
}

// manyID is the first byte of a pack of several; one that begins with
// dictionaryID is a single document.
const manyID = 2

// encode gives what the database has of a pack: how many there are, for each the
// difference of its id to the one before and its length, and then the documents,
// all of it compressed by S2.
func (p *pack) encode() []byte {
	plain := p.plain[:0]
	plain = binary.AppendUvarint(plain, uint64(len(p.ids)))
	before := p.ids[0]
	for i, id := range p.ids {
		plain = binary.AppendUvarint(plain, uint64(id-before))
		plain = binary.AppendUvarint(plain, uint64(len(p.documents[i])))
		before = id
	}
	for _, d := range p.documents {
		plain = append(plain, d...)
	}
	p.packed = slices.Grow(p.packed[:0], s2.MaxEncodedLen(len(plain)))
	out := s2.Encode(p.packed[:cap(p.packed)], plain)
	p.plain = plain
	return append([]byte{manyID}, out...)
}

// unpack reads a pack that begins with the document of a message.
func (p *packer) unpack(first int64, b []byte) (*pack, error) {
	if len(b) == 0 || b[0] != manyID {
		document, err := p.unpackDocument(b)
		return &pack{ids: []int64{first}, documents: [][]byte{document}, bytes: len(document)}, err
	}
	plain, err := s2.Decode(nil, b[1:])
	if err != nil {
		return nil, fmt.Errorf("store: unpacking documents: %w", err)
	}
	next := func() int {
		n, size := binary.Uvarint(plain)
		plain = plain[max(size, 0):]
		return int(n)
	}
	count := next()
	var out pack
	var lengths []int
	for range min(count, len(plain)) {
		first += int64(next())
		out.ids, lengths = append(out.ids, first), append(lengths, next())
	}
	for _, n := range lengths {
		if n < 0 || n > len(plain) {
			return nil, errors.New("store: unpacking documents: a length is wrong")
		}
		out.documents, plain = append(out.documents, plain[:n:n]), plain[n:]
		out.bytes += n
	}
	return &out, nil
}

// An unpacker reads documents. Of messages that were saved together it reads the
// pack once.
type unpacker struct {
	*Store
	at          querier
	pack        *pack
	first, last int64
}

// document gives the document of a message, nil where it has none.
func (u *unpacker) document(ctx context.Context, id int64) ([]byte, error) {
	if err := u.open(ctx, id); err != nil || u.pack == nil {
		return nil, err
	}
	return u.pack.document(id), nil
}

// open reads the pack that has the document of a message. There may be none.
func (u *unpacker) open(ctx context.Context, id int64) error {
	if u.pack != nil && u.first <= id && id <= u.last {
		return nil
	}
	var b []byte
	u.pack = nil
	err := u.at.QueryRowContext(ctx, u.sql("SELECT first, last, documents FROM packs WHERE first <= ? ORDER BY first DESC LIMIT 1"), id).Scan(&u.first, &u.last, &b)
	if errors.Is(err, sql.ErrNoRows) || err == nil && u.last < id {
		return nil
	}
	if err != nil {
		return wrap("reading a document", err)
	}
	u.pack, err = u.Store.pack.unpack(u.first, b)
	return err
}

func packsTable() table { return table{"packs", "first, last, documents", 3, ""} }

// savePacks writes the documents of messages that are new.
func (w *writing) savePacks(ctx context.Context) error {
	var rows []any
	p := &w.packing
	p.clear() // an earlier batch may have failed
	flush := func() {
		if len(p.ids) > 0 {
			rows = append(rows, p.ids[0], p.last(), p.encode())
			p.clear()
		}
	}
	for list := range w.together() {
		ready := list[0].ready
		if ready != nil && ready.fits(list) {
			flush()
			rows = append(rows, list[0].id, list[len(list)-1].id, ready.encoded)
			continue
		}
		documents, err := w.pack.documents(list)
		if err != nil {
			return err
		}
		for i, m := range list {
			if p.full() || len(p.ids) > 0 && m.id/idBlock != p.ids[0]/idBlock {
				flush()
			}
			p.add(m.id, documents[i])
		}
	}
	flush()
	return w.insert(ctx, packsTable(), rows)
}

// together gives the new messages that have documents: those of one readyPack
// together, others each by itself.
func (w *writing) together() iter.Seq[[]numbered] {
	return func(yield func([]numbered) bool) {
		var list []numbered
		for _, m := range w.fresh {
			if m.ready == nil && len(m.Document) == 0 {
				continue
			}
			if len(list) > 0 && (m.ready == nil || m.ready != list[0].ready) {
				if !yield(list) {
					return
				}
				list = list[:0]
			}
			list = append(list, m)
		}
		if len(list) > 0 {
			yield(list)
		}
	}
}

// documents gives the documents of messages that are together.
func (p *packer) documents(list []numbered) ([][]byte, error) {
	ready := list[0].ready
	if ready == nil {
		return [][]byte{list[0].Document}, nil
	}
	all, err := p.unpack(0, ready.encoded)
	if err != nil {
		return nil, err
	}
	var documents [][]byte
	for _, m := range list {
		documents = append(documents, all.document(m.place))
	}
	return documents, nil
}
