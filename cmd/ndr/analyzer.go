package main

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/seed-d13f741b/ndr/cmd/internal/ordered"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
)

// An analyzer takes many inputs through parse, diagnosis and rendering, on all
// its jobs at once, and writes the results in the order of the inputs.
type analyzer struct {
	*app
	parser    *dsn.Parser
	diagnoser *diagnose.Diagnoser
	jobs      int
	writer    *reportWriter
	stdin     io.Reader
	maxSize   int64
	progress  *progress
	// verbose says that lookups are shown.
	verbose bool
	// flush says that each result is handed on at once: the next may take long.
	flush bool
	// together is how many messages a job takes through each step.
	together int
	failed   bool
}

// An outcome is what became of one input. Its buffers serve for many in turn.
type outcome struct {
	loader source.Loader
	report *dsn.Report
	render renderer
	shape  source.Shape
	err    error
}

func (an *analyzer) run(ctx context.Context, inputs iter.Seq[source.Input], many bool) error {
	err := an.writer.begin()
	if err == nil {
		err = an.each(ctx, inputs, many)
	}
	an.progress.end()
	if flushErr := an.writer.end(); err == nil {
		err = flushErr
	}
	if err == nil && an.failed {
		return statusError(statusInput)
	}
	if err == nil && an.progress.n == 0 {
		an.remark("no mail found")
	}
	return err
}

// each takes the inputs through; many says that each result needs its name, as
// it may be one of several. An mbox among them is read once its turn for
// writing has come: all jobs then work on its messages.
func (an *analyzer) each(ctx context.Context, inputs iter.Seq[source.Input], many bool) error {
	work := ordered.Work[source.Input, outcome]{
		Steps: []func(context.Context, source.Input, *outcome){
			func(_ context.Context, in source.Input, out *outcome) { an.parse(in, out) },
			func(ctx context.Context, in source.Input, out *outcome) { an.judge(ctx, in, out, many) },
		},
		Together: an.together,
	}
	return ordered.Run(ctx, an.jobs, inputs, source.Input.Size, work, func(in source.Input, out *outcome) error {
		defer out.loader.Close()
		switch {
		case out.err != nil:
			an.failed = true
			an.progress.clear()
			an.complain(in.Name, explainParse(out.err))
		case out.shape == source.Mailbox:
			return an.each(ctx, out.loader.Messages(), true)
		case out.shape == source.Message:
			an.progress.count()
			return an.writer.write(out.render.out, an.flush)
		}
		return nil
	})
}

// parse is the first step of a job.
func (an *analyzer) parse(in source.Input, out *outcome) {
	out.loader.Stdin = an.stdin
	out.loader.MaxSize = an.maxSize
	out.report = nil
	var r io.Reader
	r, out.shape, out.err = out.loader.Load(in)
	if out.err != nil || out.shape != source.Message {
		return
	}
	defer out.loader.Close()
	out.err = guard(func() (err error) {
		out.report, err = an.parser.Parse(r)
		return err
	})
}

// judge is the second step of a job: the diagnosis of what the first has read,
// as it is to be written.
func (an *analyzer) judge(ctx context.Context, in source.Input, out *outcome, many bool) {
	report := out.report
	if report == nil {
		return
	}
	out.report = nil
	out.err = guard(func() error {
		out.render.out = out.render.out[:0]
		err := an.render(ctx, out, in.Name, many || report.Attached != nil, report)
		for i, rep := range report.Attached {
			if err == nil {
				err = an.render(ctx, out, fmt.Sprintf("%s#%d", in.Name, i+2), true, rep)
			}
		}
		return err
	})
}

// render appends the diagnosis of a report to what is to be written, and the log
// of its lookups where that was asked for.
func (an *analyzer) render(ctx context.Context, out *outcome, name string, many bool, report *dsn.Report) error {
	if !an.verbose {
		return an.writer.render(&out.render, name, many, an.diagnoser.Diagnose(ctx, report))
	}
	log := &lookupLog{keys: an.diagnoser.DNSBL.Keys}
	d := *an.diagnoser
	if d.Resolver != nil {
		d.Resolver = log.observe(d.Resolver)
	}
	diagnosis := d.Diagnose(ctx, report)
	list := log.take()
	out.render.doc.Lookups = list
	err := an.writer.render(&out.render, name, many, diagnosis)
	if an.writer.format == "text" && err == nil {
		out.render.out = an.writer.text.AppendLookups(out.render.out, list)
		if many && len(list) > 0 {
			out.render.out = append(out.render.out, '\n')
		}
	}
	return err
}
