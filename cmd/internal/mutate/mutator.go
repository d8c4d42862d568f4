package main

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
)

// A mutator makes broken mails out of good ones.
type mutator struct {
	mails [][]byte
	seed  uint64
}

// mutation gives the nth mutation: one mail with one to four changes.
func (m *mutator) mutation(n int) []byte {
	rng := rand.New(rand.NewPCG(m.seed, uint64(n)))
	w := &wreck{Rand: rng, mails: m.mails}
	b := bytes.Clone(w.pick())
	for range 1 + rng.IntN(4) {
		b = changes[rng.IntN(len(changes))](w, b)
		if len(b) > largestMail {
			b = b[:largestMail]
		}
	}
	return b
}

// A wreck is what the changes draw from.
type wreck struct {
	*rand.Rand
	mails [][]byte
}

func (w *wreck) pick() []byte { return w.mails[w.IntN(len(w.mails))] }

// place gives a place in b, its end included.
func (w *wreck) place(b []byte) int { return w.IntN(len(b) + 1) }

// span gives a stretch of b of at most n bytes.
func (w *wreck) span(b []byte, n int) (from, to int) {
	from = w.place(b)
	return from, min(len(b), from+w.IntN(n+1))
}

// changes are the kinds of damage; each may change b in place.
var changes = []func(*wreck, []byte) []byte{
	(*wreck).flipBytes, (*wreck).insertBytes, (*wreck).cutBytes, (*wreck).repeatBytes,
	(*wreck).dropLine, (*wreck).doubleLine, (*wreck).swapLines, (*wreck).joinLine, (*wreck).changeLineEnds,
	(*wreck).breakBoundary, (*wreck).dropBoundary, (*wreck).addBoundary,
	(*wreck).changeField, (*wreck).addField, (*wreck).foldField, (*wreck).longLine,
	(*wreck).truncate, (*wreck).behead, (*wreck).splice, (*wreck).nest,
}

// awkward are bytes that mean something to some reader of mail.
var awkward = []string{
	"\x00", "\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xef\xbb\xbf", "\x1b$B", "\x1b(B", "\x0e", "+AGE-", "&",
	"=", "=\n", "==", "=?utf-8?q?=FF?=", "=?iso-2022-jp?b?GyRC?=", "=?x?b?", "\r", "\n", "\r\n", "\n\n", "\r\r\n", "\t", "<", ">", "<>",
	"\"", "\\", "(", ")", "((((", ";", ":", ",", "@", "@@", "--", "----", "From ", ">From ", "%00", "%", "<br>", "<!--", "&#x110000;", "&amp;",
	"5.1.1", "550", "999.999.999", "5.99999999999999999999.1", "begin 644 x\n", "-1", "\u202e", "\u0085", "\u2028",
}

func (w *wreck) word() string { return awkward[w.IntN(len(awkward))] }

func (w *wreck) flipBytes(b []byte) []byte {
	for range 1 + w.IntN(8) {
		if len(b) > 0 {
			b[w.IntN(len(b))] = byte(w.Uint32())
		}
	}
	return b
}

func (w *wreck) insertBytes(b []byte) []byte {
	return slices.Insert(b, w.place(b), []byte(strings.Repeat(w.word(), 1+w.IntN(3)))...)
}

func (w *wreck) cutBytes(b []byte) []byte {
	from, to := w.span(b, 200)
	return slices.Delete(b, from, to)
}

// repeatBytes makes long runs, for what takes time by the square.
func (w *wreck) repeatBytes(b []byte) []byte {
	from, to := w.span(b, 100)
	run := bytes.Repeat(b[from:to], w.IntN(1+w.IntN(200)))
	return slices.Insert(b, to, run...)
}

func (w *wreck) truncate(b []byte) []byte { return b[:w.place(b)] }

func (w *wreck) behead(b []byte) []byte { return b[w.place(b):] }

// splice goes on with another mail in the middle.
func (w *wreck) splice(b []byte) []byte {
	other := w.pick()
	return append(b[:w.place(b)], other[w.place(other):]...)
}

// nest puts another mail into the middle, with its header.
func (w *wreck) nest(b []byte) []byte {
	lines := lineStarts(b)
	return slices.Insert(b, lines[w.IntN(len(lines))], w.pick()...)
}
