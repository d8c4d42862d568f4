package main

import (
	"bufio"
	"fmt"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose"
)

// A reportWriter writes diagnoses to standard output in one format.
type reportWriter struct {
	out    *bufio.Writer
	format string
	text   render.Text
}

// A renderer is the buffers for rendering one message.
type renderer struct {
	doc render.Document
	out []byte
}

func newReportWriter(a *app, o *output) *reportWriter {
	return &reportWriter{
		out:    bufio.NewWriterSize(a.stdout, 64<<10),
		format: o.format.value,
		text:   render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)},
	}
}

func (w *reportWriter) begin() error {
	if w.format == "csv" {
		return w.write([]byte(render.CSVHeader), false)
	}
	return nil
}

// render appends a diagnosis to r.out. It is called on many goroutines at once.
func (w *reportWriter) render(r *renderer, source string, many bool, d *diagnose.Diagnosis) {
	switch w.format {
	case "json", "ndjson":
		r.doc.Fill(source, d)
		r.out = append(r.doc.AppendJSON(r.out, w.format == "json"), '\n')
	case "csv":
		r.out = render.AppendCSV(r.out, source, d)
	default:
		r.out = w.text.AppendDiagnosis(r.out, source, many, d)
	}
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

func (w *reportWriter) end() error { return w.write(nil, true) }
