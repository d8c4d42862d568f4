package mailbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// openMaildir gives the source that is a Maildir,
// https://cr.yp.to/proto/maildir.html: what is in new, and what is in cur
// without the flag S (seen) or T (trashed). A stored message goes to cur with
// the flag S.
func openMaildir(dir string, o Options) (Source, error) {
	if err := isMaildir(dir); err != nil {
		return nil, err
	}
	f := newFolder("maildir:"+dir, o)
	f.dirs = []string{filepath.Join(dir, "new"), filepath.Join(dir, "cur")}
	f.id = func(_, name string) string {
		if strings.HasPrefix(name, ".") || strings.ContainsAny(flags(name), "ST") {
			return ""
		}
		return unique(name)
	}
	target := dir
	if o.After.Action == AfterMove {
		target = subfolder(dir, o.After.Folder)
		if err := makeMaildir(target); err != nil {
			return nil, err
		}
	}
	curOf := func(dir string) string { return filepath.Join(dir, "cur") + string(filepath.Separator) }
	own, moved := curOf(dir), curOf(target)
	f.settle = func(m *mover, file string, s Settled) error {
		to := own
		switch {
		case s.Outcome == Undecodable: // is never deleted
		case o.After.Action == AfterDelete:
			return ignoreGone(file, os.Remove(file))
		case o.After.Action == AfterMove:
			to = moved
		}
		name := filepath.Base(file)
		info := ":2," + withFlag(flags(name), 'S')
		return m.moveTo(file, func(suffix string) string { return to + unique(name) + suffix + info })
	}
	return f, nil
}

func isMaildir(dir string) error {
	for _, sub := range []string{"new", "cur"} {
		fi, err := os.Stat(filepath.Join(dir, sub))
		if err == nil && !fi.IsDir() {
			err = fmt.Errorf("%s is no folder", sub)
		}
		if err != nil {
			return fmt.Errorf("mailbox: %s is no Maildir: %w", dir, err)
		}
	}
	return nil
}

// subfolder gives the place of a folder of a Maildir: a path is one, a name is
// that of a folder beside the inbox, as Maildir++ has it: "Bounces.2026" is in
// .Bounces.2026.
func subfolder(dir, folder string) string {
	if strings.ContainsRune(folder, filepath.Separator) {
		return folder
	}
	return filepath.Join(dir, "."+strings.TrimPrefix(folder, "."))
}

func makeMaildir(dir string) error {
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return fmt.Errorf("mailbox: making the folder to move to: %w", err)
		}
	}
	return nil
}

// unique gives the part of a name that stays when flags change.
func unique(name string) string {
	id, _, _ := strings.Cut(name, ":")
	return id
}

// flags gives the flags of a name in cur.
func flags(name string) string {
	_, flags, _ := strings.Cut(name, ":2,")
	return flags
}

// withFlag adds a flag; they stand in the order of their letters.
func withFlag(flags string, flag rune) string {
	if strings.ContainsRune(flags, flag) {
		return flags
	}
	i := strings.IndexFunc(flags, func(r rune) bool { return r > flag })
	if i < 0 {
		i = len(flags)
	}
	return flags[:i] + string(flag) + flags[i:]
}
