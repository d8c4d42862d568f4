package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// An mbox reads the messages of an mbox file, RFC 4155 and the older forms
// mboxo, mboxrd, mboxcl and mboxcl2.
//
// A line that begins with "From " starts a message only where it has the form
// of such a line, an empty line is before it and a header field after it: the
// text of a mail is often left unquoted. It starts none where the multipart
// that it stands in goes on behind it. Where a Content-Length leads to the end
// or to such a line, the message is that long.
type mbox struct {
	r   *bufio.Reader
	max int64
	// buf collects a message. more says that another follows the one that was
	// read last.
	buf  []byte
	more bool
	head mboxHead
	// fromLine is the length of the "From " line of the message that follows,
	// which was read with the one before.
	fromLine int
}

const (
	// mboxBuffer is how far ahead the end of a message is looked for.
	mboxBuffer = 256 << 10
	// mboxAhead is how far ahead a boundary is looked for: far enough for the
	// text of a returned message, near enough for all lines of a file made to
	// hurt.
	mboxAhead = 64 << 10
	// mboxBehind is room for the empty lines and the "From " line behind a
	// message.
	mboxBehind = 200
)

func newMbox(p *peeled, max int64) *mbox {
	size := mboxBuffer
	if p.whole {
		size = min(size, len(p.head)+mboxBehind)
	}
	return &mbox{r: bufio.NewReaderSize(p.all(), size), max: max, more: true}
}

// next gives the next message, with the quoting undone, or io.EOF. After
// ErrTooLarge the one after it can be read.
func (m *mbox) next() ([]byte, error) {
	if !m.more {
		return nil, io.EOF
	}
	m.more = false
	m.buf = m.buf[:0]
	m.head.reset()
	large, blank, start, first := false, false, true, true
	for {
		line, err := m.r.ReadSlice('\n')
		if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
			return nil, err
		}
		full := err == bufio.ErrBufferFull
		candidate := start && blank && isFromLine(line)
		if candidate {
			line = bytes.Clone(line) // looking ahead moves the buffer
		}
		switch {
		case start && first && startsMbox(line):
			// The "From " line of the first message; the others were read
			// with the message before.
		case candidate && m.fieldAhead() && !m.partAhead():
			m.more, m.fromLine = true, len(line)
			return m.finish(large)
		case start && quoted(line):
			m.add(line[1:], &large)
		default:
			m.add(line, &large)
		}
		if err == io.EOF {
			return m.finish(large)
		}
		ended := start && !full && m.head.line(line)
		blank = start && isBlank(line)
		start, first = !full, false
		if ended {
			if done, err := m.byLength(&large); done {
				return m.finishRaw(large, err)
			}
		}
	}
}

func (m *mbox) add(line []byte, large *bool) {
	if m.max > 0 && int64(len(m.buf)+len(line)) > m.max+2 {
		*large = true
	}
	if !*large {
		m.buf = append(m.buf, line...)
	}
}

// finish takes off the empty line that the mbox puts after a message.
func (m *mbox) finish(large bool) ([]byte, error) {
	b := m.buf
	if rest, ok := bytes.CutSuffix(b, []byte("\n\r\n")); ok {
		m.buf = b[:len(rest)+1]
	} else if bytes.HasSuffix(b, []byte("\n\n")) {
		m.buf = b[:len(b)-1]
	}
	return m.finishRaw(large, nil)
}

// finishRaw gives the message as it was collected.
func (m *mbox) finishRaw(large bool, err error) ([]byte, error) {
	switch b := m.buf; {
	case err != nil:
		return nil, err
	case large:
		return nil, tooLarge(m.max)
	case cap(m.buf) > largeBuf:
		m.buf = nil // too much to keep, and to copy
		return b, nil
	default:
		return bytes.Clone(b), nil
	}
}

// largeBuf is the size up to which a buffer is kept for the next message.
const largeBuf = 1 << 20

// fieldAhead reports whether a header field comes next, or a second "From "
// line in quotes, as some systems put one there.
func (m *mbox) fieldAhead() bool {
	ahead, _ := m.r.Peek(min(512, m.r.Size()))
	return isField(ahead) || quoted(ahead)
}

// partAhead reports whether the multipart that the message is goes on: what
// comes next is in it then.
func (m *mbox) partAhead() bool {
	if m.head.boundary == "" || m.head.closed {
		return false
	}
	ahead, _ := m.r.Peek(min(mboxAhead, m.r.Size()))
	return m.head.goesOn(ahead)
}

// byLength takes the body of a message by its Content-Length, behind the empty
// line that ends its header, if there is one and it leads to the end of the
// file or to a line that starts a message. A body with unquoted "From " lines
// is one of mboxcl2, in which nothing is quoted; else lines are unquoted.
func (m *mbox) byLength(large *bool) (done bool, err error) {
	n := m.head.length
	if n < 0 || n > m.r.Size()-mboxBehind {
		return false, nil
	}
	ahead, err := m.r.Peek(n + mboxBehind)
	if err != nil && err != io.EOF || len(ahead) < n {
		return false, nil
	}
	body := ahead[:n]
	after := ahead[n:]
	skip := len(after) - len(bytes.TrimLeft(after, "\r\n"))
	after = after[skip:]
	line, _, ended := bytes.Cut(after, []byte("\n"))
	switch {
	case len(after) == 0 && err == io.EOF:
	case ended && isFromLine(line) && (skip > 0 || bytes.HasSuffix(body, []byte("\n"))):
		m.more, m.fromLine = true, len(line)+1
		skip += m.fromLine
	default:
		return false, nil
	}
	m.addBody(body, large)
	_, err = m.r.Discard(n + skip)
	if err != nil {
		return true, fmt.Errorf("reading the mbox: %w", err)
	}
	return true, nil
}

func (m *mbox) addBody(body []byte, large *bool) {
	if startsMbox(body) || bytes.Contains(body, []byte("\nFrom ")) {
		m.add(body, large)
		return
	}
	for line := range bytes.Lines(body) {
		if quoted(line) {
			line = line[1:]
		}
		m.add(line, large)
	}
}

func numbered(name string, n int) string { return name + "#" + strconv.Itoa(n) }

func isBlank(line []byte) bool { return string(line) == "\n" || string(line) == "\r\n" }

// startsMbox reports whether a file that begins with b is an mbox, or a message
// that was taken from one. Obsolete syntax has "From : a@example.com".
func startsMbox(b []byte) bool { return bytes.HasPrefix(b, []byte("From ")) && !isField(b) }

// quoted reports whether line is a "From " line with at least one ">" before
// it, as mboxo and mboxrd write it.
func quoted(line []byte) bool {
	if len(line) == 0 || line[0] != '>' {
		return false
	}
	return bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From "))
}

// isFromLine reports whether line has the form "From SENDER DATE" with a date
// of asctime: "Thu Apr 29 23:34:45 2015", with or without a time zone. The
// sender may be missing, and QUIRK(Thunderbird) the date too: "From " or
// "From - Thu ...".
func isFromLine(line []byte) bool {
	if len(line) > 1000 || !startsMbox(line) {
		return false
	}
	words := strings.Fields(string(line[len("From "):]))
	if len(words) == 0 {
		return true
	}
	for i := 0; i+3 < len(words); i++ {
		if isName(weekdays, words[i]) && isName(months, words[i+1]) &&
			isDay(words[i+2]) && strings.Contains(words[i+3], ":") {
			return true
		}
	}
	return false
}

const (
	weekdays = "Sun Mon Tue Wed Thu Fri Sat"
	months   = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)

func isName(names, word string) bool {
	return len(word) == 3 && strings.Contains(names, word)
}

func isDay(word string) bool {
	d, err := strconv.Atoi(word)
	return err == nil && d >= 1 && d <= 31
}
