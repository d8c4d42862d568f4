package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-d13f741b/ndr/cmd/internal/made"
)

// watchOnce runs ndr watch --once --offline and gives its status and what it
// says.
func watchOnce(db, box string) (int, string) {
	var stderr strings.Builder
	status := run(context.Background(), []string{"watch", "--once", "--offline", "--store", "sqlite:" + db, "maildir:" + box}, strings.NewReader(""), io.Discard, &stderr)
	return status, stderr.String()
}

// storeHas fails unless the store has these numbers of messages and events.
func storeHas(t *testing.T, db string, messages, events float64) {
	t.Helper()
	sum := sumOf(t, "sqlite:"+db)
	if sum["messages"] != messages || sum["events"] != events {
		t.Errorf("the store has %v messages and %v events, want %v and %v", sum["messages"], sum["events"], messages, events)
	}
}

// TestWatchHugeMessage has a message of 1 GB in a Maildir: it is noted with the
// reason, takes no memory to speak of, and the others are handled.
func TestWatchHugeMessage(t *testing.T) {
	dir := t.TempDir()
	box, db := filepath.Join(dir, "box"), filepath.Join(dir, "ndr.db")
	makeMaildir(t, box, 3)
	huge := filepath.Join(box, "new", "0.huge")
	if err := os.WriteFile(huge, made.Bounce(99), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 1<<30); err != nil { // a hole
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	status, stderr := watchOnce(db, box)
	runtime.ReadMemStats(&after)
	if status != statusDone || !strings.Contains(stderr, "0.huge") || !strings.Contains(stderr, "too large") {
		t.Errorf("watch = %d: %s; want %d and a line about the message", status, stderr, statusDone)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 256<<20 {
		t.Errorf("watch took %d MB of memory in all", took>>20)
	}
	storeHas(t, db, 3, 3)
	if _, err := os.Stat(filepath.Join(box, "cur", "0.huge:2,S")); err != nil {
		t.Errorf("the message is not flagged as seen: %v", err)
	}
}

// TestWatchReadOnly has the store, and then the Maildir, on a disk that can't be
// written: there is a clear line, and nothing is lost or counted twice.
func TestWatchReadOnly(t *testing.T) {
	dir := t.TempDir()
	box, db := filepath.Join(dir, "box"), filepath.Join(dir, "ndr.db")
	makeMaildir(t, box, 3)

	file := filepath.Join(dir, "ro")
	if err := os.Mkdir(file, 0o700); err != nil {
		t.Fatal(err)
	}
	writable := readOnly(t, file, func() {})
	status, stderr := watchOnce(filepath.Join(file, "ndr.db"), box)
	if status != statusInput || !strings.Contains(stderr, filepath.Join(file, "ndr.db")) {
		t.Errorf("watch with a store that can't be written = %d: %s", status, stderr)
	}
	if names, err := os.ReadDir(filepath.Join(box, "new")); len(names) != 3 || err != nil {
		t.Errorf("%d messages are new after that, %v, want 3", len(names), err)
	}
	writable()

	ro := filepath.Join(dir, "robox")
	if err := os.Mkdir(ro, 0o700); err != nil {
		t.Fatal(err)
	}
	writable = readOnly(t, ro, func() { makeMaildir(t, ro, 3) })
	for range 2 {
		if status, stderr = watchOnce(db, ro); status != statusDone || !strings.Contains(stderr, "read-only") && !strings.Contains(stderr, "permission denied") {
			t.Errorf("watch of a Maildir that can't be written = %d: %s", status, stderr)
		}
		storeHas(t, db, 3, 3)
	}
	writable()
}

// readOnly makes a directory one that can't be written, after it was filled, and
// gives what undoes it. Root can write whatever its mode, so that there a file
// system is mounted.
func readOnly(t *testing.T, dir string, fill func()) (undo func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		fill()
		setModes(t, dir, 0o500)
		t.Cleanup(func() { setModes(t, dir, 0o700) })
		return func() { setModes(t, dir, 0o700) }
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("root can write anywhere but on a read-only file system, and may not mount one: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	fill()
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	return func() {}
}

// setModes sets the modes of a directory and those in it.
func setModes(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(dirs, dir) {
		if fi, err := os.Stat(d); err == nil && fi.IsDir() {
			if err := os.Chmod(d, mode); err != nil {
				t.Fatal(err)
			}
		}
	}
}
