package store

import (
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// A packer compresses documents and messages, RFC 8878.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
	err error
}

func newPacker() *packer {
	p := &packer{}
	p.enc, p.err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if p.err == nil {
		p.dec, p.err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
	}
	return p
}

// pack gives nil for nothing.
func (p *packer) pack(b []byte) []byte {
	if len(b) == 0 || p.err != nil {
		return nil
	}
	return p.enc.EncodeAll(b, nil)
}

func (p *packer) unpack(b []byte) ([]byte, error) {
	if len(b) == 0 || p.err != nil {
		return nil, p.err
	}
	out, err := p.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("store: unpacking: %w", err)
	}
	return out, nil
}
