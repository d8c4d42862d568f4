//go:build !unix

package mailbox

import (
	"context"
	"fmt"
	"io"
	"os"
)

func lockedSize(_ context.Context, _ string, f *os.File) (int64, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("mailbox: %w", err)
	}
	return size, nil
}

// lockMbox does nothing where mail systems have no common way to lock.
func lockMbox(context.Context, string, *os.File) (unlock func(), err error) { return func() {}, nil }
