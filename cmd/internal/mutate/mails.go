package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// largestMail bounds what is mutated: larger mails would take the time of many
// and be broken in no other way.
const largestMail = 256 << 10

// readMails gives the files in dirs that are mails, in the order of their
// names.
func readMails(dirs []string) ([][]byte, error) {
	var mails [][]byte
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !isMailName(d.Name()) {
				return err
			}
			b, err := os.ReadFile(path)
			if err == nil && len(b) > 0 && len(b) <= largestMail {
				mails = append(mails, b)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("reading the mails: %w", err)
		}
	}
	if len(mails) == 0 {
		return nil, fmt.Errorf("no mails in %s: name a directory with *.eml files", strings.Join(dirs, ", "))
	}
	return mails, nil
}

// isMailName leaves out what lies beside the mails in a collection. Names
// without an ending, as in a Maildir, are mails too.
func isMailName(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".eml" || ext == "" && !strings.HasPrefix(name, ".") && name != "LICENSE" && name != "README"
}
