package main

import (
	"bufio"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// A reportWriter writes diagnoses to standard output in one format.
type reportWriter struct {
	out    *bufio.Writer
	format string
	text   render.Text
	html   *render.HTML
	// letters counts those that were written.
	letters atomic.Int64
}

// A renderer is the buffers for rendering one message.
type renderer struct {
	doc render.Document
	out []byte
}

func newReportWriter(a *app, o *output) *reportWriter {
	w := &reportWriter{
		out:    bufio.NewWriterSize(a.stdout, 64<<10),
		format: o.format.value,
		text:   render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)},
	}
	if w.format == "html" {
		w.html = render.NewHTML()
	}
	return w
}

func (w *reportWriter) begin() error {
	switch w.format {
	case "csv":
		return w.write([]byte(render.CSVHeader), false)
	case "html":
		return w.part(w.html.Begin)
	}
	return nil
}

// render appends a diagnosis to r.out. It is called on many goroutines at once.
func (w *reportWriter) render(r *renderer, source string, many bool, d *diagnose.Diagnosis) (err error) {
	switch w.format {
	case "json", "ndjson":
		r.doc.Fill(source, d)
		r.out = append(r.doc.AppendJSON(r.out, w.format == "json"), '\n')
	case "csv":
		r.out = render.AppendCSV(r.out, source, d)
	case "html":
		r.out, err = w.html.AppendDiagnosis(r.out, source, d)
	case "markdown":
		r.out = render.Markdown{}.AppendDiagnosis(r.out, source, many, d)
	case "letter":
		letters := d.Letters(time.Now())
		w.letters.Add(int64(len(letters)))
		r.out = render.AppendLetters(r.out, many, letters)
	default:
		r.out = w.text.AppendDiagnosis(r.out, source, many, d)
	}
	return err
}

func (w *reportWriter) write(b []byte, flush bool) error {
	_, err := w.out.Write(b)
	if err == nil && flush {
		err = w.out.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	return nil
}

// part writes what stands before or behind all messages.
func (w *reportWriter) part(add func([]byte) ([]byte, error)) error {
	b, err := add(nil)
	if err != nil {
		return fmt.Errorf("writing the results: %w", err)
	}
	return w.write(b, false)
}

func (w *reportWriter) end() error {
	if w.html != nil {
		if err := w.part(w.html.End); err != nil {
			return err
		}
	}
	return w.write(nil, true)
}
