package source

import (
	"bytes"
	"io"
)

const (
	firstRead = 16 << 10
	mostRead  = 256 << 10
)

// A peeled input is one whose compression has been taken off.
type peeled struct {
	what content
	// head is its beginning; whole says that it is all.
	head  []byte
	whole bool
	// rest is what comes after head.
	rest io.Reader
	// layers is how often it was compressed.
	layers int
}

// all gives the whole content.
func (p *peeled) all() io.Reader {
	if p.whole {
		return bytes.NewReader(p.head)
	}
	return io.MultiReader(bytes.NewReader(p.head), p.rest)
}

// A peeler opens inputs one after the other; its buffers and decoders are used
// again.
type peeler struct {
	buf, packed []byte
	decoder     decoder
}

// peel takes the compression off r, which may be more than one layer. The
// result is valid until the next one.
func (p *peeler) peel(r io.Reader, b *budget) (*peeled, error) {
	out := &peeled{}
	for {
		var err error
		p.buf, out.whole, err = fill(p.buf, r)
		out.head, out.rest = p.buf, r
		if err != nil {
			return out, err
		}
		out.what = contentOf(p.buf)
		if !out.what.compressed() {
			return out, nil
		}
		if out.layers++; out.layers >= maxLayers {
			return out, errLayers
		}
		if r, err = p.unpack(out, b); err != nil {
			return out, err
		}
	}
}

// unpack opens one layer. The buffer with its beginning is in use from now on.
func (p *peeler) unpack(out *peeled, b *budget) (io.Reader, error) {
	d := &p.decoder
	if out.layers == 1 {
		p.buf, p.packed = p.packed, p.buf
	} else {
		p.buf, d = nil, &decoder{}
	}
	return d.open(out.what, out.all(), b)
}

// fill reads up to mostRead bytes into buf, which may grow, and tells whether
// that was all.
func fill(buf []byte, r io.Reader) (_ []byte, whole bool, err error) {
	if buf == nil {
		buf = make([]byte, 0, firstRead)
	}
	buf = buf[:0]
	for {
		if len(buf) == cap(buf) {
			if cap(buf) >= mostRead {
				return buf, false, nil
			}
			buf = append(make([]byte, 0, 2*cap(buf)), buf...)
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, true, nil
		}
		if err != nil {
			return buf, false, err
		}
	}
}
