package source

import (
	"compress/bzip2"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Limits on what is compressed. Real mail is compressed to a tenth or a
// twentieth; a million mails that are nearly the same, to a hundredth.
const (
	// maxLayers is how many times a message may be packed: bounce.eml.gz in a
	// zip in a tar.gz is four.
	maxLayers = 4
	// maxRatio is how many bytes may come out for each that went in, once more
	// than freeBytes have.
	maxRatio  = 250
	freeBytes = 256 << 20
	// maxWindow is the memory that a zstd stream may ask for, RFC 8878 section
	// 3.1.1.1.2. zstd up to level 20 asks for no more.
	maxWindow = 32 << 20
)

var (
	errBomb   = errors.New("it is packed more tightly than any mail: unpack it first, if it is to be trusted")
	errLayers = fmt.Errorf("it is packed more than %d times", maxLayers)
)

// A budget bounds what comes out of one input, all its layers together.
type budget struct {
	in, out int64
	// free is what may come out in any case.
	free int64
}

// spend counts n bytes that came out.
func (b *budget) spend(n int) error {
	b.out += int64(n)
	if b.out > b.free && b.out/maxRatio > b.in {
		return errBomb
	}
	return nil
}

// A counted reader counts what goes into an input's layers.
type counted struct {
	r io.Reader
	b *budget
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.b.in += int64(n)
	return n, err
}

// A bounded reader counts what comes out of a layer.
type bounded struct {
	r io.Reader
	b *budget
}

func (c *bounded) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if over := c.b.spend(n); over != nil {
		return 0, over
	}
	return n, err
}

// A decoder opens compressed streams. It keeps one of each kind, to be used
// again when its stream is done with.
type decoder struct {
	gzip *gzip.Reader
	zstd *zstd.Decoder
}

// open gives what the compressed stream r holds. It is valid until the next
// stream of the same kind is opened.
func (d *decoder) open(c content, r io.Reader, b *budget) (io.Reader, error) {
	var plain io.Reader
	var err error
	switch c {
	case contentGzip:
		plain, err = d.openGzip(r)
	case contentZstd:
		plain, err = d.openZstd(r)
	default:
		plain = bzip2.NewReader(r)
	}
	if err != nil {
		return nil, damaged(err)
	}
	return &bounded{&explained{plain}, b}, nil
}

func (d *decoder) openGzip(r io.Reader) (io.Reader, error) {
	if d.gzip != nil {
		return d.gzip, d.gzip.Reset(r)
	}
	var err error
	d.gzip, err = gzip.NewReader(r)
	return d.gzip, err
}

func (d *decoder) openZstd(r io.Reader) (io.Reader, error) {
	if d.zstd != nil {
		return d.zstd, d.zstd.Reset(r)
	}
	var err error
	// One at a time is without goroutines of its own: the jobs are the ones.
	d.zstd, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	return d.zstd, err
}

// explained makes the errors of a decompressor ones for people.
type explained struct{ r io.Reader }

func (e *explained) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	switch {
	case errors.Is(err, errBomb), errors.Is(err, ErrTooLarge):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the compressed data ends too early: the file is not complete")
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		return fmt.Errorf("it asks for more than %d MiB of memory: decompress it first with zstd -d --long=31", maxWindow>>20)
	}
	return fmt.Errorf("the compressed data is damaged: %w", err)
}
