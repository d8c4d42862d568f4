package source

import (
	"bytes"
	"strconv"
	"strings"
)

// An mboxHead is what the header of a message in an mbox says about its length
// and its parts.
type mboxHead struct {
	// length is that of Content-Length, -1 for none.
	length int
	// boundary is that of Content-Type, RFC 2046 section 5.1.1, or empty.
	boundary string

	ended bool
	// closed says that the last boundary was that of the end.
	closed bool
	// typed says that the lines read belong to a Content-Type field.
	typed bool
}

func (h *mboxHead) reset() { *h = mboxHead{length: -1} }

// line takes the next line of a message. It reports whether the header ended
// with it.
func (h *mboxHead) line(line []byte) (ended bool) {
	if h.ended {
		if after, ok := h.afterBoundary(line); ok {
			h.closed = bytes.HasPrefix(after, []byte("--"))
		}
		return false
	}
	if isBlank(line) {
		h.ended = true
		return true
	}
	folded := line[0] == ' ' || line[0] == '\t'
	if !folded {
		name, value, _ := bytes.Cut(line, []byte(":"))
		h.typed = equalFold(name, "content-type")
		if equalFold(name, "content-length") {
			if n, err := strconv.Atoi(string(bytes.TrimSpace(value))); err == nil && n >= 0 {
				h.length = n
			}
		}
	}
	if h.typed && h.boundary == "" {
		h.boundary = boundaryIn(string(line))
	}
	return false
}

// afterBoundary gives what is behind the boundary in a line that is one.
func (h *mboxHead) afterBoundary(line []byte) (after []byte, ok bool) {
	if h.boundary == "" || !bytes.HasPrefix(line, []byte("--")) {
		return nil, false
	}
	after, ok = bytes.CutPrefix(line[2:], []byte(h.boundary))
	if ok && len(after) > 0 && !bytes.ContainsAny(after[:1], " \t\r\n-") {
		return nil, false // a longer boundary
	}
	return after, ok
}

// goesOn reports whether a boundary is ahead.
func (h *mboxHead) goesOn(ahead []byte) bool {
	mark := []byte("\n--" + h.boundary)
	for {
		i := bytes.Index(ahead, mark)
		if i < 0 {
			return false
		}
		if _, ok := h.afterBoundary(ahead[i+1:]); ok {
			return true
		}
		ahead = ahead[i+1:]
	}
}

func equalFold(b []byte, lower string) bool {
	return len(b) == len(lower) && strings.EqualFold(string(b), lower)
}

// boundaryIn gives the boundary parameter in a line of a Content-Type field.
func boundaryIn(line string) string {
	const name = "boundary="
	i := strings.Index(strings.ToLower(line), name)
	if i < 0 {
		return ""
	}
	value := strings.TrimSpace(line[i+len(name):])
	if rest, ok := strings.CutPrefix(value, `"`); ok {
		value, _, _ = strings.Cut(rest, `"`)
	} else {
		value, _, _ = strings.Cut(value, ";")
	}
	return strings.TrimRight(value, " \t")
}
