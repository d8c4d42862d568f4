package main

import (
	"bytes"
	"slices"
	"strings"
)

// lineStarts gives where the lines of b begin, and the end of b.
func lineStarts(b []byte) []int {
	starts := []int{0}
	for i, c := range b {
		if c == '\n' && i+1 < len(b) {
			starts = append(starts, i+1)
		}
	}
	return append(starts, len(b))
}

// line gives one line of b with its end.
func (w *wreck) line(b []byte) (from, to int) {
	starts := lineStarts(b)
	i := w.IntN(len(starts) - 1)
	return starts[i], starts[i+1]
}

func (w *wreck) dropLine(b []byte) []byte {
	from, to := w.line(b)
	return slices.Delete(b, from, to)
}

func (w *wreck) doubleLine(b []byte) []byte {
	from, to := w.line(b)
	return slices.Insert(b, to, bytes.Repeat(b[from:to], 1+w.IntN(1+w.IntN(50)))...)
}

// swapLines moves a line to another place.
func (w *wreck) swapLines(b []byte) []byte {
	from, to := w.line(b)
	moved := bytes.Clone(b[from:to])
	b = slices.Delete(b, from, to)
	at, _ := w.line(b)
	return slices.Insert(b, at, moved...)
}

// joinLine takes the end off a line.
func (w *wreck) joinLine(b []byte) []byte {
	_, to := w.line(b)
	return slices.Delete(b, max(0, to-1), to)
}

func (w *wreck) changeLineEnds(b []byte) []byte {
	ends := []string{"\r\n", "\r", "\n\n", "\r\r\n", " \n", "\n ", "=\n", ""}
	from, to := w.span(b, 1+w.IntN(len(b)+1))
	changed := bytes.ReplaceAll(b[from:to], []byte("\n"), []byte(ends[w.IntN(len(ends))]))
	return slices.Replace(b, from, to, changed...)
}

// longLine makes a line of up to a few thousand bytes longer.
func (w *wreck) longLine(b []byte) []byte {
	_, to := w.line(b)
	return slices.Insert(b, max(0, to-1), []byte(strings.Repeat(w.word(), w.IntN(4000)))...)
}

// boundaryLines gives the lines that begin with "--".
func boundaryLines(b []byte) (spans [][2]int) {
	starts := lineStarts(b)
	for i := range len(starts) - 1 {
		if bytes.HasPrefix(b[starts[i]:], []byte("--")) {
			spans = append(spans, [2]int{starts[i], starts[i+1]})
		}
	}
	return spans
}

// boundary gives one of the boundary lines, any line where there is none.
func (w *wreck) boundary(b []byte) (from, to int) {
	spans := boundaryLines(b)
	if len(spans) == 0 {
		return w.line(b)
	}
	s := spans[w.IntN(len(spans))]
	return s[0], s[1]
}

func (w *wreck) breakBoundary(b []byte) []byte {
	from, to := w.boundary(b)
	return slices.Insert(b, from+w.IntN(to-from+1), []byte(w.word())...)
}

func (w *wreck) dropBoundary(b []byte) []byte {
	from, to := w.boundary(b)
	return slices.Delete(b, from, to)
}

// addBoundary puts a boundary where none belongs, closed or not.
func (w *wreck) addBoundary(b []byte) []byte {
	from, to := w.boundary(b)
	line := bytes.Clone(b[from:to])
	if w.IntN(2) == 0 {
		line = append(bytes.TrimRight(line, "\r\n"), "--\n"...)
	}
	at, _ := w.line(b)
	return slices.Insert(b, at, line...)
}

// fieldLines gives the lines that have the form of a header field, in all parts.
func fieldLines(b []byte) (spans [][2]int) {
	starts := lineStarts(b)
	for i := range len(starts) - 1 {
		line := b[starts[i]:starts[i+1]]
		if colon := bytes.IndexByte(line, ':'); colon > 0 && colon < 40 && bytes.IndexByte(line[:colon], ' ') < 0 {
			spans = append(spans, [2]int{starts[i], starts[i+1]})
		}
	}
	return spans
}

func (w *wreck) field(b []byte) (from, to int) {
	spans := fieldLines(b)
	if len(spans) == 0 {
		return w.line(b)
	}
	s := spans[w.IntN(len(spans))]
	return s[0], s[1]
}

// changeField writes something awkward into a header field, or as its value.
func (w *wreck) changeField(b []byte) []byte {
	from, to := w.field(b)
	colon := bytes.IndexByte(b[from:to], ':')
	if colon < 0 || w.IntN(2) == 0 {
		return slices.Insert(b, from+w.IntN(to-from+1), []byte(w.word())...)
	}
	return slices.Replace(b, from+colon+1, to, []byte(" "+w.word()+w.word()+"\n")...)
}

// addField copies a field from another mail to any line.
func (w *wreck) addField(b []byte) []byte {
	other := w.pick()
	from, to := w.field(other)
	at, _ := w.line(b)
	return slices.Insert(b, at, other[from:to]...)
}

// foldField breaks a field in the middle, as a folded one or as two.
func (w *wreck) foldField(b []byte) []byte {
	from, to := w.field(b)
	fold := []string{"\n ", "\n\t", "\n", "\r\n ", "\n \n ", "\n\n"}
	return slices.Insert(b, from+w.IntN(to-from+1), []byte(fold[w.IntN(len(fold))])...)
}
