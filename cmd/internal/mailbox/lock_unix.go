//go:build unix

package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// lockPatience is how long a lock of others is waited for.
	lockPatience = 30 * time.Second
	lockPause    = 50 * time.Millisecond
	// staleLock is the age from which on a dot-lock is taken for one that its
	// maker left behind, as Postfix does (stale_lock_time).
	staleLock = 500 * time.Second
)

// lockedSize gives the length of an mbox while nobody writes to it.
func lockedSize(ctx context.Context, file string, f *os.File) (int64, error) {
	unlock, err := lockMbox(ctx, file, f)
	if err != nil {
		return 0, err
	}
	defer unlock()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("mailbox: %w", err)
	}
	return size, nil
}

// lockMbox locks a file in both ways in which mail systems do: with fcntl, and
// with FILE.lock, where its folder can be written.
func lockMbox(ctx context.Context, file string, f *os.File) (unlock func(), err error) {
	give := time.Now().Add(lockPatience)
	dot, err := dotLock(ctx, file+".lock", give)
	if err != nil {
		return nil, err
	}
	if err := fcntlLock(ctx, f, give); err != nil {
		dot()
		return nil, err
	}
	return func() {
		// The error is that of a file which is closed next anyway.
		_ = setLock(f, unix.F_UNLCK)
		dot()
	}, nil
}

func fcntlLock(ctx context.Context, f *os.File, give time.Time) error {
	kind := int16(unix.F_RDLCK)
	if flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0); err == nil && flags&unix.O_ACCMODE != unix.O_RDONLY {
		kind = unix.F_WRLCK
	}
	for {
		err := setLock(f, kind)
		if err == nil {
			return nil
		}
		if !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EACCES) && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("mailbox: locking %s: %w", f.Name(), err)
		}
		if err := waitLock(ctx, f.Name(), give); err != nil {
			return err
		}
	}
}

func setLock(f *os.File, kind int16) error {
	return unix.FcntlFlock(f.Fd(), setLockCommand, &unix.Flock_t{Type: kind, Whence: io.SeekStart})
}

// dotLock makes the lock file. It has the process and the host in it, so that one
// which was left behind by a process that was killed holds nobody up.
func dotLock(ctx context.Context, lock string, give time.Time) (unlock func(), err error) {
	own := fmt.Sprintf("%s.%d", lock, os.Getpid())
	for {
		err := makeLock(own, lock)
		switch {
		case err == nil:
			return func() { os.Remove(lock) }, nil
		case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EROFS):
			return func() {}, nil // who can't write there is not expected to
		case !errors.Is(err, fs.ErrExist):
			return nil, fmt.Errorf("mailbox: %w", err)
		}
		if isStale(lock) {
			os.Remove(lock)
			continue
		}
		if err := waitLock(ctx, lock, give); err != nil {
			return nil, err
		}
	}
}

// makeLock makes the lock file with all that is in it at once: as a link to a
// file of its own name.
func makeLock(own, lock string) error {
	os.Remove(own) // which an earlier process of that number may have left
	defer os.Remove(own)
	if err := os.WriteFile(own, lockText(os.Getpid()), 0o444); err != nil {
		return err
	}
	return os.Link(own, lock)
}

// lockText begins with the number of the process, as other programs that look
// for it expect.
func lockText(pid int) []byte {
	host, _ := os.Hostname() // without one, no lock is known to be our own
	return fmt.Appendf(nil, "%d\n%s ndr\n", pid, host)
}

// isStale reports whether a lock is one that nobody holds any more: by its age,
// or because the ndr that made it on this host is gone.
func isStale(lock string) bool {
	if fi, err := os.Stat(lock); err == nil && time.Since(fi.ModTime()) > staleLock {
		return true
	}
	b, err := os.ReadFile(lock)
	if err != nil {
		return false
	}
	var pid int
	if _, err := fmt.Sscan(string(b), &pid); err != nil || pid <= 0 || string(b) != string(lockText(pid)) {
		return false
	}
	return errors.Is(unix.Kill(pid, 0), unix.ESRCH)
}

func waitLock(ctx context.Context, file string, give time.Time) error {
	if time.Now().After(give) {
		return fmt.Errorf("mailbox: %s: another program holds the lock for more than %s", file, lockPatience)
	}
	select {
	case <-time.After(lockPause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
