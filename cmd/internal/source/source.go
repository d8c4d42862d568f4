// Package source finds the messages that a command was given: in files,
// Maildirs, trees of mails, mbox files and standard input.
package source

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
)

// An Input is one message to come, or one mbox file of messages.
type Input struct {
	// Name is how the input is called in results and errors: the path as it
	// was given, "-" for standard input, "box#3" for the third message of an
	// mbox.
	Name string
	// Guess says that nothing but its place in a tree says that it is a mail:
	// it is left out if it does not look like one.
	Guess bool
	// Err is why there is nothing to read.
	Err error

	from origin
	body []byte
}

// An origin says where the bytes of an Input are.
type origin uint8

const (
	fromFile origin = iota // the file called Name
	fromStdin
	fromBody // body, a message of an mbox
)

// A Shape is what an Input turned out to be.
type Shape uint8

// The shapes.
const (
	Message Shape = iota // one message
	Mailbox              // an mbox with several messages: see Loader.Messages
	Other                // a Guess that is no mail
)

// ErrEmpty says that there is nothing in an input.
var ErrEmpty = errors.New("it is empty")

// ErrTooLarge says that a message of an mbox is over the limit.
var ErrTooLarge = errors.New("message is too large")

const (
	firstRead = 16 << 10
	mostRead  = 256 << 10
)

// A Loader opens inputs, one after the other. Its buffer is used again.
type Loader struct {
	// Stdin is what "-" reads.
	Stdin io.Reader
	// MaxSize bounds each message of an mbox, 0 for no bound.
	MaxSize int64

	buf  []byte
	file *os.File
	// rest is the mailbox that Load found.
	rest io.Reader
	name string
}

// Load opens in. For a Message the reader gives all of it; it is valid until
// the next Load or Close.
func (l *Loader) Load(in Input) (io.Reader, Shape, error) {
	l.Close()
	if in.Err != nil {
		return nil, Message, in.Err
	}
	var r io.Reader
	switch in.from {
	case fromBody:
		return bytes.NewReader(in.body), Message, nil
	case fromStdin:
		r = l.Stdin
	default:
		f, err := os.Open(in.Name)
		if err != nil {
			return nil, Message, reason(err)
		}
		l.file, r = f, f
	}
	whole, err := l.fill(r)
	switch {
	case err != nil:
		return nil, Message, reason(err)
	case in.Guess && !looksLikeMail(l.buf):
		return nil, Other, nil
	case len(l.buf) == 0:
		return nil, Message, ErrEmpty
	}
	var all io.Reader = bytes.NewReader(l.buf)
	if !whole {
		all = io.MultiReader(all, r)
	}
	if !startsMbox(l.buf) {
		return all, Message, nil
	}
	return l.loadMbox(all, in.Name, whole)
}

// loadMbox tells an mbox of one message, which is an ordinary message with one
// line in front, from one of several.
func (l *Loader) loadMbox(all io.Reader, name string, whole bool) (io.Reader, Shape, error) {
	if whole {
		box := newMbox(bytes.NewReader(l.buf), l.MaxSize)
		body, err := box.next()
		if !box.more {
			return bytes.NewReader(body), Message, err
		}
	}
	l.rest, l.name = all, name
	return nil, Mailbox, nil
}

// Messages gives the messages of the mbox that Load found, in their order.
func (l *Loader) Messages() iter.Seq[Input] {
	return func(yield func(Input) bool) {
		box := newMbox(l.rest, l.MaxSize)
		for n := 1; ; n++ {
			body, err := box.next()
			if err == io.EOF {
				return
			}
			in := Input{Name: l.name, from: fromBody, body: body}
			if n > 1 || box.more {
				in.Name = numbered(l.name, n)
			}
			if err != nil {
				in.Err = reason(err)
			}
			if !yield(in) || err != nil && !errors.Is(err, ErrTooLarge) {
				return
			}
		}
	}
}

// fill reads up to mostRead bytes and tells whether that was all.
func (l *Loader) fill(r io.Reader) (whole bool, err error) {
	if l.buf == nil {
		l.buf = make([]byte, 0, firstRead)
	}
	l.buf = l.buf[:0]
	for {
		if len(l.buf) == cap(l.buf) {
			if cap(l.buf) >= mostRead {
				return false, nil
			}
			l.buf = append(make([]byte, 0, 2*cap(l.buf)), l.buf...)
		}
		n, err := r.Read(l.buf[len(l.buf):cap(l.buf)])
		l.buf = l.buf[:len(l.buf)+n]
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// Close lets go of the file that was read last.
func (l *Loader) Close() {
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
}

// reason takes the path off an error that is shown beside it anyway.
func reason(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
