package source

import (
	"cmp"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// List gives the inputs that args name, in their order: a file, a directory, or
// "-" for standard input, which is also what no args mean. A directory is a
// Maildir, of which new and cur are read, or a tree that is read down to its
// leaves in the order of the names; in a tree, files called *.eml are messages
// and others are if they look like it. Names that begin with a dot are left
// out. Links to directories inside a tree are not followed.
func List(args []string) iter.Seq[Input] {
	if len(args) == 0 {
		args = []string{"-"}
	}
	return func(yield func(Input) bool) {
		for _, arg := range args {
			if arg == "-" {
				if !yield(Input{Name: "-", from: fromStdin}) {
					return
				}
				continue
			}
			// What is wrong with a file is found out when it is opened.
			if fi, err := os.Stat(arg); err != nil || !fi.IsDir() {
				if !yield(Input{Name: arg}) {
					return
				}
				continue
			}
			if !listDir(arg, yield) {
				return
			}
		}
	}
}

// IsDir reports whether arg names a directory.
func IsDir(arg string) bool {
	fi, err := os.Stat(arg)
	return err == nil && fi.IsDir()
}

func listDir(dir string, yield func(Input) bool) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return yield(Input{Name: dir, Err: reason(err)})
	}
	if isMaildir(entries) {
		return listMaildir(dir, yield)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if !listDir(path, yield) {
				return false
			}
		case isFile(path, e):
			if !yield(Input{Name: path, Guess: !strings.EqualFold(filepath.Ext(path), ".eml")}) {
				return false
			}
		}
	}
	return true
}

// isMaildir reports whether entries are those of a Maildir,
// https://cr.yp.to/proto/maildir.html.
func isMaildir(entries []fs.DirEntry) bool {
	found := 0
	for _, e := range entries {
		if e.IsDir() && (e.Name() == "cur" || e.Name() == "new") {
			found++
		}
	}
	return found == 2
}

// listMaildir gives the messages of a Maildir by their names, which begin with
// the time of delivery, whether they were seen or not.
func listMaildir(dir string, yield func(Input) bool) bool {
	var paths []string
	for _, sub := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !yield(Input{Name: filepath.Join(dir, sub), Err: reason(err)}) {
			return false
		}
		for _, e := range entries {
			path := filepath.Join(dir, sub, e.Name())
			if !strings.HasPrefix(e.Name(), ".") && isFile(path, e) {
				paths = append(paths, path)
			}
		}
	}
	slices.SortStableFunc(paths, func(a, b string) int {
		return cmp.Compare(filepath.Base(a), filepath.Base(b))
	})
	for _, path := range paths {
		if !yield(Input{Name: path}) {
			return false
		}
	}
	return true
}

// isFile reports whether e is a file that can be read to its end, or a link to
// one.
func isFile(path string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink != 0 {
		fi, err := os.Stat(path)
		return err != nil || fi.Mode().IsRegular()
	}
	return e.Type().IsRegular()
}
