// Package source finds the messages that a command was given: in files,
// Maildirs, trees of mails, mbox files, zip and tar archives, and standard
// input, compressed or not. What something is, its bytes tell.
package source

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"iter"
	"os"
)

// An Input is one message to come, or one mbox or archive of messages.
type Input struct {
	// Name is how the input is called in results and errors: the path as it
	// was given, "-" for standard input, "box#3" for the third message of an
	// mbox, "old.zip:a/b.eml" for an entry of an archive.
	Name string
	// Guess says that nothing but its place in a tree says that it is a mail:
	// it is left out if it does not look like one.
	Guess bool
	// Err is why there is nothing to read.
	Err error

	from origin
	body []byte
}

// Size is how many bytes the Input holds in memory.
func (in Input) Size() int { return len(in.body) }

// An origin says where the bytes of an Input are.
type origin uint8

const (
	fromFile origin = iota // the file called Name
	fromStdin
	fromBody // body, a message of an mbox or an archive
)

// A Shape is what an Input turned out to be.
type Shape uint8

// The shapes.
const (
	Message Shape = iota // one message
	Mailbox              // an mbox or archive of several messages: see Loader.Messages
	Other                // a Guess that is no mail
)

// ErrEmpty says that there is nothing in an input.
var ErrEmpty = errors.New("it is empty")

// ErrTooLarge says that a message of an mbox or archive is over the limit.
var ErrTooLarge = errors.New("message is too large")

// A Loader opens inputs, one after the other. Its buffers are used again.
type Loader struct {
	// Stdin is what "-" reads.
	Stdin io.Reader
	// MaxSize bounds each message of an mbox or an archive, 0 for no bound.
	MaxSize int64

	// free is freeBytes where it is 0.
	free   int64
	file   *rawFile
	peeler peeler
	budget budget
	input  counted
	mail   bytes.Reader
	// found is the mailbox or archive that Load found.
	found *peeled
	at    place
}

// Load opens in. For a Message the reader gives all of it; it is valid until
// the next Load or Close.
func (l *Loader) Load(in Input) (io.Reader, Shape, error) {
	l.Close()
	switch {
	case in.Err != nil:
		return nil, Message, in.Err
	case in.from == fromBody:
		return l.whole(in.body), Message, nil
	case in.from == fromStdin:
		l.input.r = l.Stdin
	default:
		f, err := openRaw(in.Name, 0)
		if err != nil {
			return nil, Message, reason(err)
		}
		l.file, l.input.r = f, f
	}
	l.budget = budget{free: cmp.Or(l.free, freeBytes)}
	l.input.b = &l.budget
	p, err := l.peeler.peel(&l.input, &l.budget)
	if err != nil {
		if in.Guess && p.layers > 0 && !looksLikeMail(p.head) {
			return nil, Other, nil
		}
		return nil, Message, reason(err)
	}
	return l.content(in, p)
}

// content gives what an input holds that is not compressed any more.
func (l *Loader) content(in Input, p *peeled) (io.Reader, Shape, error) {
	switch {
	case p.what == contentOther:
		err := unread(p.head)
		if in.Guess && !holdsMail(err) {
			return nil, Other, nil
		}
		return nil, Message, err
	case p.what.archive():
		l.found, l.at = p, place{name: in.Name, guess: in.Guess}
		return nil, Mailbox, nil
	case in.Guess && !looksLikeMail(p.head):
		return nil, Other, nil
	case len(p.head) == 0:
		return nil, Message, ErrEmpty
	case p.what == contentMbox:
		return l.mbox(in.Name, p)
	case p.whole:
		return l.whole(p.head), Message, nil
	}
	return p.all(), Message, nil
}

// mbox tells an mbox of one message, which is an ordinary message with one line
// in front, from one of several.
func (l *Loader) mbox(name string, p *peeled) (io.Reader, Shape, error) {
	if p.whole {
		box := newMbox(p, l.MaxSize)
		body, err := box.next()
		if !box.more {
			return l.whole(body), Message, err
		}
	}
	l.found, l.at = p, place{name: name}
	return nil, Mailbox, nil
}

func (l *Loader) whole(b []byte) io.Reader {
	l.mail.Reset(b)
	return &l.mail
}

// Messages gives the messages of the mbox or archive that Load found, in their
// order. An entry of an archive is called "bounces.zip:a/b.eml".
func (l *Loader) Messages() iter.Seq[Input] {
	return func(yield func(Input) bool) {
		w := &walker{max: l.MaxSize, budget: &l.budget, yield: yield}
		more := false
		if f, size := l.zipFile(); f != nil {
			l.budget.in = size
			more = w.zip(l.at, f, size)
			f.Close()
		} else {
			more = w.content(l.at, l.found)
		}
		if more && w.found == 0 && !l.at.guess {
			yield(Input{Name: l.at.name, Err: errNoMail})
		}
	}
}

// zipFile opens a zip archive that is a file, so that it can be read at any
// place. It gives nil where the archive is not a file, but comes as a stream.
func (l *Loader) zipFile() (f *os.File, size int64) {
	if l.file == nil || l.found.what != contentZip || l.found.layers > 0 {
		return nil, 0
	}
	fi, err := os.Stat(l.at.name)
	if err != nil || !fi.Mode().IsRegular() {
		return nil, 0
	}
	if f, err = os.Open(l.at.name); err != nil {
		return nil, 0 // as a stream it is open
	}
	return f, fi.Size()
}

// Close lets go of the file that was read last.
func (l *Loader) Close() {
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
	l.found = nil
}

// reason takes the path off an error that is shown beside it anyway.
func reason(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
