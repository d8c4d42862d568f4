package check

import (
	"bytes"
	"crypto/sha256"
	"hash"
)

// A bodyHash is the hash of a body up to a length.
type bodyHash struct {
	h hash.Hash
	// left is how many bytes are still to be hashed, negative for no end;
	// total is how many there were.
	left, total int64
	buf, line   []byte
}

// A bodySum is the hash of a body, with what else its canonical form tells.
type bodySum struct {
	sum [sha256.Size]byte
	// total is how many bytes the whole form has.
	total int64
	// tails are the hashes of the body without its last lines.
	tails []bodyTail
}

// A bodyTail is the hash of a body up to the end of one of its last lines.
type bodyTail struct {
	end int // where that line ends in the body
	sum [sha256.Size]byte
}

// maxTails bounds the lines at the end of a body that are left off to find the
// one with which the signed body ended.
const maxTails = 300

// hashBody gives the SHA-256 of a body in its canonical form (RFC 6376 sections
// 3.4.3 and 3.4.4) up to limit bytes, all where that is negative. Line ends may
// be LF or CRLF.
func hashBody(c canonicalization, body []byte, limit int64) (s bodySum) {
	b := bodyHash{h: sha256.New(), left: limit, buf: make([]byte, 0, 32<<10)}
	from := len(body)
	for range maxTails {
		if from > 0 {
			from = bytes.LastIndexByte(body[:from-1], '\n') + 1
		}
	}
	b.lines(c, body, from, func(end int) {
		if limit < 0 {
			b.flush()
			tail := bodyTail{end: end}
			b.h.Sum(tail.sum[:0])
			s.tails = append(s.tails, tail)
		}
	})
	if c == canonSimple && b.total == 0 {
		b.write([]byte("\r\n"))
	}
	b.flush()
	b.h.Sum(s.sum[:0])
	s.total = b.total
	return s
}

// lines takes the lines of a body, but for the empty ones at its end, and calls
// between after each that is not empty and ends at from or later, with the offset
// behind it. Lines that are in their canonical form already are written together.
func (b *bodyHash) lines(c canonicalization, body []byte, from int, between func(end int)) {
	empty, run := 0, 0 // body[run:] up to the line is still to be written
	for at := 0; at < len(body); {
		start := at
		line, crlf := body[at:], false
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			crlf = end > 0 && line[end-1] == '\r'
			line = line[:end]
			at += end + 1
		} else {
			at = len(body)
		}
		line = bytes.TrimSuffix(line, []byte{'\r'})
		reduced := c.reduce(b, line)
		if crlf && empty == 0 && len(reduced) == len(line) && len(line) > 0 && &reduced[0] == &line[0] {
			if at >= from {
				b.write(body[run:at])
				run = at
				between(at)
			}
			continue
		}
		b.write(body[run:start])
		run = at
		if len(reduced) == 0 {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			b.write([]byte("\r\n"))
		}
		b.write(reduced)
		b.write([]byte("\r\n"))
		if at >= from {
			between(at)
		}
	}
	b.write(body[run:])
}

// reduce gives a line in its canonical form: itself where it is in that, or else
// in a buffer of b.
func (c canonicalization) reduce(b *bodyHash, line []byte) []byte {
	if c == canonSimple {
		return line
	}
	for len(line) > 0 && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t') {
		line = line[:len(line)-1]
	}
	if bytes.IndexByte(line, '\t') >= 0 || bytes.Contains(line, []byte("  ")) {
		return b.reduced(line)
	}
	return line
}

// reduced gives a line with each run of white space as one space; it stands in
// a buffer that the next line uses too.
func (b *bodyHash) reduced(line []byte) []byte {
	b.line = b.line[:0]
	space := false
	for _, c := range line {
		if c == ' ' || c == '\t' {
			space = true
			continue
		}
		if space {
			b.line = append(b.line, ' ')
			space = false
		}
		b.line = append(b.line, c)
	}
	return b.line
}

func (b *bodyHash) write(p []byte) {
	b.total += int64(len(p))
	if b.left >= 0 {
		p = p[:min(int64(len(p)), b.left)]
		b.left -= int64(len(p))
	}
	if len(b.buf)+len(p) > cap(b.buf) {
		b.flush()
	}
	if len(p) > cap(b.buf) {
		b.h.Write(p)
		return
	}
	b.buf = append(b.buf, p...)
}

func (b *bodyHash) flush() {
	b.h.Write(b.buf)
	b.buf = b.buf[:0]
}
