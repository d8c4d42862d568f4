package source

import (
	"context"
	"io"
)

// Interruptible gives a reader of r whose Read also ends when ctx does, for
// standard input that may never say anything. After that it must not be read
// any more.
func Interruptible(ctx context.Context, r io.Reader) io.Reader {
	return &interruptible{ctx: ctx, r: r}
}

type interruptible struct {
	ctx context.Context
	r   io.Reader
}

type readResult struct {
	n   int
	err error
}

func (i *interruptible) Read(b []byte) (int, error) {
	done := make(chan readResult, 1)
	go func() {
		n, err := i.r.Read(b)
		done <- readResult{n, err}
	}()
	select {
	case got := <-done:
		return got.n, got.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
