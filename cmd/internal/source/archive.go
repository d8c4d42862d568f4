package source

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zip"
	"github.com/klauspost/compress/zstd"
)

// tar goes through a tar archive. Behind a damaged header it goes on with the
// next one that is whole.
func (w *walker) tar(at place, r io.Reader) bool {
	for entries := 0; r != nil; {
		t := tar.NewReader(r)
		for {
			h, err := t.Next()
			if err == io.EOF {
				return true
			}
			if err != nil {
				if !w.fail(at, tarError(err)) {
					return false
				}
				if !errors.Is(err, tar.ErrHeader) {
					return true
				}
				break
			}
			if entries++; entries > maxEntries {
				return w.fail(at, errEntries)
			}
			if in, ok := at.entryPlace(h.Name); ok && h.Typeflag == tar.TypeReg {
				// Counted here again, as an entry with holes is longer than
				// what is read for it.
				if !w.entry(in, &bounded{t, w.budget}) {
					return false
				}
			}
		}
		r = nextTar(r)
	}
	return true
}

func tarError(err error) error {
	switch {
	case errors.Is(err, tar.ErrHeader):
		return errors.New("a header of the tar archive is damaged: its entry is left out")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the tar archive ends too early: the file is not complete")
	}
	return err
}

// nextTar gives r from the next header of a tar entry on, nil where there is
// none.
func nextTar(r io.Reader) io.Reader {
	block := make([]byte, tarBlock)
	for {
		if _, err := io.ReadFull(r, block); err != nil {
			return nil
		}
		if isTar(block) {
			return io.MultiReader(bytes.NewReader(block), r)
		}
	}
}

// maxDirectory bounds what is read of the directory at the end of a zip
// archive: enough for some 400,000 entries with long names.
const maxDirectory = 32 << 20

// A directory is the file of a zip archive while its directory is read.
type directory struct {
	io.ReaderAt
	left int64
}

var errDirectory = fmt.Errorf("the directory of the zip archive has more than %d MiB: divide it, or unpack it first", maxDirectory>>20)

func (d *directory) ReadAt(p []byte, off int64) (int, error) {
	if d.left -= int64(len(p)); d.left < 0 {
		return 0, errDirectory
	}
	return d.ReaderAt.ReadAt(p, off)
}

// zip goes through a zip archive of some size, in the order of its directory.
func (w *walker) zip(at place, r io.ReaderAt, size int64) bool {
	dir := &directory{r, maxDirectory}
	z, err := zip.NewReader(dir, size)
	if err != nil {
		return w.fail(at, zipError(err))
	}
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)))
	for i, f := range z.File {
		if i == maxEntries {
			return w.fail(at, errEntries)
		}
		if in, ok := at.entryPlace(f.Name); ok && f.Mode().IsRegular() {
			dir.left = size + maxDirectory // its header, and it
			if !w.zipEntry(in, f) {
				return false
			}
		}
	}
	return true
}

func (w *walker) zipEntry(at place, f *zip.File) bool {
	const encrypted = 1 // APPNOTE 4.4.4
	if f.Flags&encrypted != 0 {
		return w.fail(at, errors.New("it is encrypted: unpack the archive first"))
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return w.fail(at, fmt.Errorf("it is packed with method %d of zip, which is not read: unpack the archive first", f.Method))
	}
	if err != nil {
		return w.fail(at, zipError(err))
	}
	defer r.Close()
	return w.entry(at, &bounded{&explained{r}, w.budget})
}

func zipError(err error) error {
	switch {
	case errors.Is(err, errDirectory):
		return errDirectory
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the zip archive is damaged or not complete: its directory can't be read")
	}
	return err
}

// heldZip goes through a zip archive that comes as a stream. It is held in
// memory, as its directory stands at its end.
func (w *walker) heldZip(at place, p *peeled) bool {
	b, err := readAtMost(p.all(), w.max)
	if errors.Is(err, ErrTooLarge) {
		err = fmt.Errorf("a zip archive from a pipe or in another archive may have %d bytes: give it as a file", w.max)
	}
	if err != nil {
		return w.fail(at, err)
	}
	return w.zip(at, bytes.NewReader(b), int64(len(b)))
}
