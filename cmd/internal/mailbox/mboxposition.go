package mailbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// An mboxPosition is how far an mbox was read, with what shows whether it still
// is that file: digests of its beginning and of what stands before the offset.
type mboxPosition struct {
	offset     int64
	head, tail string
}

// mboxMark is how many bytes a digest is of.
const mboxMark = 512

func newMboxPosition(f *os.File, offset int64) (mboxPosition, error) {
	p := mboxPosition{offset: offset}
	n := min(offset, mboxMark)
	var err error
	if p.head, err = mark(f, 0, n); err != nil {
		return p, err
	}
	p.tail, err = mark(f, offset-n, n)
	return p, err
}

// fits reports whether the file is the one of the position.
func (p mboxPosition) fits(f *os.File, size int64) bool {
	if p.offset > size {
		return false
	}
	now, err := newMboxPosition(f, p.offset)
	return err == nil && now.head == p.head && now.tail == p.tail
}

func mark(f *os.File, at, n int64) (string, error) {
	b := make([]byte, n)
	if _, err := f.ReadAt(b, at); err != nil && err != io.EOF {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8]), nil
}

// String gives what parseMboxPosition reads.
func (p mboxPosition) String() string { return fmt.Sprintf("%d %s %s", p.offset, p.head, p.tail) }

// parseMboxPosition gives the beginning for what can't be read.
func parseMboxPosition(s string) mboxPosition {
	var p mboxPosition
	if _, err := fmt.Sscanf(s, "%d %s %s", &p.offset, &p.head, &p.tail); err != nil {
		return mboxPosition{}
	}
	return p
}
