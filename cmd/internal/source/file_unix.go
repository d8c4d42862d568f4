//go:build unix

package source

import (
	"io"
	"syscall"
)

// A rawFile is a file that is only read from front to back. For many small
// files, what os.File does to wait for a file without a thread takes longer
// than the reading.
type rawFile struct{ fd int }

// openRaw opens a file, with flags besides those for reading.
func openRaw(name string, flags int) (*rawFile, error) {
	for {
		fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|flags, 0)
		if err == nil {
			return &rawFile{fd}, nil
		}
		if err != syscall.EINTR {
			return nil, err
		}
	}
}

// Read implements io.Reader.
func (f *rawFile) Read(p []byte) (int, error) {
	for {
		n, err := syscall.Read(f.fd, p)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case n == 0 && len(p) > 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

// Close implements io.Closer.
func (f *rawFile) Close() error { return syscall.Close(f.fd) }
