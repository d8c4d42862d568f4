package source

import (
	"io"
	"os"
)

// OpenFile opens a file that is read from front to back, quicker than os.Open
// does where files are small.
func OpenFile(name string) (io.ReadCloser, error) {
	f, err := openRaw(name)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}
