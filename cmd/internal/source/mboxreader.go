package source

import "io"

// An MboxReader reads the messages of an mbox one after the other and tells
// where each ends, so that reading can go on there another time.
type MboxReader struct {
	m    *mbox
	read *position
}

// NewMboxReader gives a reader of r, which begins with the "From " line of a
// message. Max bounds a message in bytes, 0 for no bound.
func NewMboxReader(r io.Reader, max int64) *MboxReader {
	p := &position{r: r}
	return &MboxReader{newMbox(&peeled{rest: p}, max), p}
}

// Next gives the next message, with the quoting undone, and how many bytes of
// the mbox it and those before it take up. The error is io.EOF behind the last
// one; after one that matches ErrTooLarge the next can be read.
func (m *MboxReader) Next() (message []byte, end int64, err error) {
	message, err = m.m.next()
	end = m.read.n - int64(m.m.r.Buffered())
	if m.m.more {
		end -= int64(m.m.fromLine)
	}
	return message, end, err
}

// A position counts what is read.
type position struct {
	r io.Reader
	n int64
}

func (p *position) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.n += int64(n)
	return n, err
}
