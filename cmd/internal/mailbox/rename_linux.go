package mailbox

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// rename renames a file and fails where there is one of the new name: a message
// must never take the place of another. Where the file system can't do that,
// it looks before.
func rename(from, to string) error {
	for {
		err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
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
