package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

// renameLooking renames a file unless there is one of the new name.
func renameLooking(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

// moveTo gives a file the first free of the names that name makes: of "", "-1",
// "-2". A file that is gone was moved by somebody else, which is no error.
func (m *mover) moveTo(from string, name func(suffix string) string) error {
	suffix := ""
	for n := 1; n < 100; n++ {
		err := m.rename(from, name(suffix))
		if !errors.Is(err, fs.ErrExist) {
			return ignoreGone(from, err)
		}
		suffix = "-" + strconv.Itoa(n)
	}
	return fmt.Errorf("mailbox: moving %s: there are too many of its name", from)
}

// ignoreGone gives nil where err says that the file itself is gone, and not
// the folder that it was to be moved to.
func ignoreGone(file string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		if _, e := os.Lstat(file); errors.Is(e, fs.ErrNotExist) {
			return nil
		}
	}
	return err
}
