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
// mboxo and mboxrd. A line that begins with "From " starts a message only where
// it has the form of such a line, an empty line is before it and a header field
// after it: the text of a mail is often left unquoted.
type mbox struct {
	r   *bufio.Reader
	max int64
	// buf collects a message. more says that another follows the one that was
	// read last.
	buf  []byte
	more bool
}

func newMbox(r io.Reader, max int64) *mbox {
	return &mbox{r: bufio.NewReaderSize(r, 64<<10), max: max, more: true}
}

// next gives the next message, with the quoting undone, or io.EOF. After
// ErrTooLarge the one after it can be read.
func (m *mbox) next() ([]byte, error) {
	if !m.more {
		return nil, io.EOF
	}
	m.more = false
	m.buf = m.buf[:0]
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
		case candidate && m.fieldAhead():
			m.more = true
			return m.finish(large)
		case start && quoted(line):
			m.add(line[1:], &large)
		default:
			m.add(line, &large)
		}
		if err == io.EOF {
			return m.finish(large)
		}
		blank = start && isBlank(line)
		start, first = !full, false
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
	if large {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, m.max)
	}
	b := m.buf
	if rest, ok := bytes.CutSuffix(b, []byte("\n\r\n")); ok {
		b = b[:len(rest)+1]
	} else if bytes.HasSuffix(b, []byte("\n\n")) {
		b = b[:len(b)-1]
	}
	if cap(m.buf) > largeBuf {
		m.buf = nil // too much to keep, and to copy
		return b, nil
	}
	return bytes.Clone(b), nil
}

// largeBuf is the size up to which a buffer is kept for the next message.
const largeBuf = 1 << 20

// fieldAhead reports whether a header field comes next, or a second "From "
// line in quotes, as some systems put one there.
func (m *mbox) fieldAhead() bool {
	ahead, _ := m.r.Peek(512)
	return isField(ahead) || quoted(ahead)
}

func numbered(name string, n int) string { return name + "#" + strconv.Itoa(n) }

func isBlank(line []byte) bool { return string(line) == "\n" || string(line) == "\r\n" }

// startsMbox reports whether a file that begins with b is an mbox, or a message
// that was taken from one.
func startsMbox(b []byte) bool { return bytes.HasPrefix(b, []byte("From ")) }

// quoted reports whether line is a "From " line with at least one ">" before
// it, as mboxo and mboxrd write it.
func quoted(line []byte) bool {
	rest := bytes.TrimLeft(line, ">")
	return len(rest) < len(line) && startsMbox(rest)
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
