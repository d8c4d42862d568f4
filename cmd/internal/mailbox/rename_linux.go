package mailbox

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A mover renames files. It keeps the directories open that they are in, until
// it is closed, so that the system need not look each of them up for each file.
type mover struct{ dirs map[string]int }

func newMover() *mover { return &mover{dirs: map[string]int{}} }

func (m *mover) close() {
	for _, fd := range m.dirs {
		unix.Close(fd)
	}
}

// rename renames a file and fails where there is one of the new name: a message
// must never take the place of another. Where the file system can't do that,
// it looks before.
func (m *mover) rename(from, to string) error {
	fromDir, fromName := filepath.Split(from)
	toDir, toName := filepath.Split(to)
	fd, err := m.dir(fromDir)
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	toFd, err := m.dir(toDir)
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	for {
		err := unix.Renameat2(fd, fromName, toFd, toName, unix.RENAME_NOREPLACE)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS):
			return renameLooking(from, to)
		default:
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
	}
}

// dir opens a directory, "" for the working directory.
func (m *mover) dir(name string) (int, error) {
	if name == "" {
		return unix.AT_FDCWD, nil
	}
	if fd, ok := m.dirs[name]; ok {
		return fd, nil
	}
	fd, err := unix.Open(name, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == nil {
		m.dirs[name] = fd
	}
	return fd, err
}
