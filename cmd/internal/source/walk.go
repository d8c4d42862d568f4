package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits on archives.
const (
	// maxArchives is how deep archives may stand in each other.
	maxArchives = 2
	// maxEntries is how many entries of an archive are looked at.
	maxEntries = 1 << 20
)

var (
	errNoMail  = errors.New("there is no mail in it")
	errNested  = errors.New("an archive in an archive in an archive: unpack the outer one first")
	errEntries = fmt.Errorf("it has more than %d entries: the rest is left out", maxEntries)
)

// A walker goes through what an input holds, one layer after the other, and
// gives the messages. Nothing is written to disk, and no more than one message
// is held, but for an archive of which the directory stands at the end: see
// hold.
type walker struct {
	max    int64 // bound of a message, 0 for none
	budget *budget
	yield  func(Input) bool
	// peelers are those of the archives that stand in each other.
	peelers [maxArchives + 1]peeler
	// found counts what was given, errors too.
	found int
}

// A place is where in an input something stands.
type place struct {
	name string
	// guess is that of an Input.
	guess bool
	// archives is how many archives it stands in.
	archives int
}

// give hands an Input on and reports whether more are wanted.
func (w *walker) give(in Input) bool {
	w.found++
	return w.yield(in)
}

// fail gives an error for a place. What was packed too tightly is the end.
func (w *walker) fail(at place, err error) bool {
	more := w.give(Input{Name: at.name, Err: reason(err)})
	return more && !errors.Is(err, errBomb)
}

// entry looks into an entry of an archive.
func (w *walker) entry(at place, r io.Reader) bool {
	p, err := w.peelers[at.archives].peel(r, w.budget)
	switch {
	case errors.Is(err, errBomb):
		return w.fail(at, err)
	case err != nil:
		// Nobody knows whether it was a mail.
		return at.guess && !looksLikeMail(p.head) || w.fail(at, err)
	}
	return w.content(at, p)
}

// content gives the messages in something that is not compressed any more.
func (w *walker) content(at place, p *peeled) bool {
	switch {
	case p.what == contentOther:
		err := unread(p.head)
		return at.guess && !holdsMail(err) || w.fail(at, err)
	case p.what.archive() && at.archives >= maxArchives:
		return at.guess && !packedName(at.name) || w.fail(at, errNested)
	case p.what == contentTar:
		return w.tar(at, p.all())
	case p.what == contentZip:
		return w.heldZip(at, p)
	case p.what == contentMbox:
		return w.mbox(at.name, p)
	case at.guess && !looksLikeMail(p.head):
		return true
	}
	body, err := w.body(p)
	if err != nil {
		return w.fail(at, err)
	}
	return w.give(Input{Name: at.name, from: fromBody, body: body})
}

// body gives the whole of a message, to be kept.
func (w *walker) body(p *peeled) ([]byte, error) {
	switch {
	case p.whole && len(p.head) == 0:
		return nil, ErrEmpty
	case w.max > 0 && int64(len(p.head)) > w.max:
		return nil, tooLarge(w.max)
	case p.whole:
		return bytes.Clone(p.head), nil
	}
	return readAtMost(p.all(), w.max)
}

// readAtMost reads r, which may have up to max bytes, or any number where max
// is 0.
func readAtMost(r io.Reader, max int64) ([]byte, error) {
	if max > 0 {
		r = io.LimitReader(r, max+1)
	}
	b, err := io.ReadAll(r)
	if err == nil && max > 0 && int64(len(b)) > max {
		return nil, tooLarge(max)
	}
	return b, err
}

func tooLarge(max int64) error { return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max) }

// mbox gives the messages of an mbox.
func (w *walker) mbox(name string, p *peeled) bool {
	box := newMbox(p, w.max)
	for n := 1; ; n++ {
		body, err := box.next()
		if err == io.EOF {
			return true
		}
		in := Input{Name: name, from: fromBody, body: body}
		if n > 1 || box.more {
			in.Name = numbered(name, n)
		}
		if err == nil {
			if !w.give(in) {
				return false
			}
			continue
		}
		at := place{name: in.Name}
		if !w.fail(at, err) {
			return false
		}
		if !errors.Is(err, ErrTooLarge) {
			return true
		}
	}
}

// entryPlace gives the place of an entry, and whether it is one to look at:
// files whose names begin with a dot are not, nor what macOS puts beside others.
func (at place) entryPlace(name string) (place, bool) {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '/' || r == '\\' }) {
		if strings.HasPrefix(part, ".") && part != "." && part != ".." || part == "__MACOSX" {
			return place{}, false
		}
	}
	return place{
		name:     at.name + ":" + strings.TrimPrefix(name, "./"),
		guess:    !strings.EqualFold(path.Ext(name), ".eml"),
		archives: at.archives + 1,
	}, true
}

// packedName reports whether a name is that of an archive meant as one: many
// kinds of documents are archives too.
func packedName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".zip", ".tar", ".tgz", ".gz", ".zst", ".bz2":
		return true
	}
	return false
}

// holdsMail reports whether a format that is not read is one of mails.
func holdsMail(err error) bool { return err == errOutlook || err == errPST }
