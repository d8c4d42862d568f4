package mailbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// openSpool gives the source that is a directory into which programs put one
// file for each message: under a name that begins with a dot or ends in .tmp
// first, then renamed. A stored message goes to the folder "done" in it, one
// that can't be read to "failed".
func openSpool(dir string, o Options) (Source, error) {
	if fi, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	} else if !fi.IsDir() {
		return nil, fmt.Errorf("mailbox: %s is no directory", dir)
	}
	f := newFolder("spool:"+dir, o)
	f.dirs = []string{dir}
	f.id = func(_, name string) string {
		if strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".tmp") {
			return ""
		}
		return name
	}
	done := filepath.Join(dir, "done")
	if o.After.Action == AfterMove {
		if done = o.After.Folder; !filepath.IsAbs(done) {
			done = filepath.Join(dir, done)
		}
	}
	f.settle = func(m *mover, file string, s Settled) error {
		to := done
		if s.Outcome == Undecodable {
			to = filepath.Join(dir, "failed")
		} else if o.After.Action == AfterDelete {
			return ignoreGone(file, os.Remove(file))
		}
		return m.moveInto(file, to)
	}
	return f, nil
}

// moveInto moves a file into a directory, which is made if need be.
func (m *mover) moveInto(file, dir string) error {
	path := filepath.Join(dir, filepath.Base(file))
	name := func(suffix string) string { return path + suffix }
	err := m.moveTo(file, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	return m.moveTo(file, name)
}
