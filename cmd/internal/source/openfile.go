package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// OpenFile opens a file that is read from front to back, quicker than os.Open
// does where files are small. That it was read is not noted in it, where the
// system allows that: to write the time down takes as long as the reading.
func OpenFile(name string) (io.ReadCloser, error) {
	f, err := openRaw(name, unnoticed)
	if errors.Is(err, fs.ErrPermission) {
		f, err = openRaw(name, 0) // it is somebody else's
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}
