package catalog

import (
	"embed"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

//go:embed data/*.txt
var dataFiles embed.FS

// A dataFile is a file of the data.
type dataFile struct{ name, text string }

// ofWords reports whether a file holds phrases or conditions, which refer to
// nothing else.
func (d dataFile) ofWords() bool {
	return strings.HasPrefix(d.name, "data/phrases-") || d.name == "data/conditions.txt"
}

// loadFirst are the files that others refer to.
var loadFirst = []string{"data/advice.txt", "data/categories.txt"}

// readData gives all data files of a file system in the order in which they are
// read, and the checksum of their names and texts.
func readData(files fs.FS) (data []dataFile, sum uint32, err error) {
	names, err := fs.Glob(files, "data/*.txt")
	if err != nil {
		return nil, 0, fmt.Errorf("catalog: %w", err)
	}
	rank := func(name string) int {
		i := slices.Index(loadFirst, name)
		if i < 0 {
			return len(loadFirst)
		}
		return i
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	r := dataReader{buf: make([]byte, 32<<10)}
	data = make([]dataFile, len(names))
	for i, name := range names {
		text, err := r.read(files, name)
		if err != nil {
			return nil, 0, fmt.Errorf("catalog: %w", err)
		}
		data[i] = dataFile{name, text}
	}
	return data, r.sum, nil
}

// A dataReader reads files by way of buf. fs.ReadFile gives bytes, which would
// have to be copied once more.
type dataReader struct {
	buf []byte
	sum uint32 // of what was read
}

// read gives the text of a file.
func (r *dataReader) read(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	r.sum = crc32.Update(r.sum, crc32.IEEETable, r.buf[:copy(r.buf, name)])
	var text strings.Builder
	text.Grow(int(info.Size()))
	for {
		n, err := f.Read(r.buf)
		r.sum = crc32.Update(r.sum, crc32.IEEETable, r.buf[:n])
		text.Write(r.buf[:n])
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
	}
}
