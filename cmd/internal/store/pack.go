package store

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
)

// dictionary1 is what documents were packed with before there were packs of many.
// Stores have documents of that time: it never changes.
//
//go:embed dictionary1.ndjson
var dictionary1 []byte

// dictionaryID is the first byte of what was packed with dictionary1.
const dictionaryID = 1

// A packer compresses documents and messages. It may be used by several
// goroutines.
type packer struct {
	dict *s2.Dict
	enc  *zstd.Encoder
	dec  *zstd.Decoder
}

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	dict := s2.MakeDictManual(dictionary1, 0)
	if dict == nil {
		return nil, errors.New("store: the dictionary has no size that S2 allows")
	}
	return &packer{dict, enc, dec}, nil
}

// unpackDocument reads one that was packed by itself, as all once were.
func (p *packer) unpackDocument(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if b[0] != dictionaryID {
		return nil, fmt.Errorf("store: a document was packed in way %d: %w", b[0], ErrNewer)
	}
	out, err := p.dict.Decode(nil, b[1:])
	if err != nil {
		return nil, fmt.Errorf("store: unpacking a document: %w", err)
	}
	return out, nil
}

// packRaw uses zstd, RFC 8878. It gives nil for nothing.
func (p *packer) packRaw(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return p.enc.EncodeAll(b, nil)
}

func (p *packer) unpackRaw(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	out, err := p.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("store: unpacking a message: %w", err)
	}
	return out, nil
}

// Pack does what is to be done with messages that follow each other before they
// are saved, ahead of Save, so that many goroutines can share the work.
func (s *Store) Pack(list []*Message) {
	for _, m := range list {
		s.prepare(m)
	}
	s.packDocuments(list)
}

// prepare compresses a message as it came, and replaces addresses.
func (s *Store) prepare(m *Message) {
	if !m.packed {
		if s.hash != nil {
			s.hash.anonymize(m)
		}
		m.packed, m.Raw = true, s.pack.packRaw(m.Raw)
	}
}
