package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/headers"
	"github.com/seed-d13f741b/ndr/dsn"
	"github.com/spf13/cobra"
)

type headersOptions struct {
	output
	lookups
	offline  bool
	own      []string
	returned bool
	maxSize  size
}

func newHeaders(a *app) *cobra.Command {
	o := &headersOptions{maxSize: maxMessage}
	cmd := &cobra.Command{
		Use:   "headers [FILE|-]...",
		Short: "Read the header of any message: hops, delays, authentication, alignment",
		Long: `headers shows the way that a message took and how long each step was, what the
systems on the way stated of its authentication and what DNS says of it now, in
whose name the message is, what filters thought of it, and what is odd.

A FILE is a message, or its header alone as a mail program shows it; of an mbox
or an archive, each message. Without arguments, or with -, it reads standard
input.

Exit status: 0 done; 1 some input could not be read or has no mail header;
2 wrong usage.`,
		Example: `  ndr headers message.eml
  ndr headers --mx mx.example.net --offline message.eml
  ndr headers --returned --format html bounce.eml > bounce.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	o.output.add(cmd, "text", "json", "ndjson", "markdown", "html")
	f := cmd.Flags()
	f.StringArrayVar(&o.own, "mx", nil, "a mail server of your own, a `NAME` or address, or the domain of several: the\nlines that it wrote at the top can be relied on; may be given several times")
	f.BoolVar(&o.returned, "returned", false, "read the header of the message that a bounce returns")
	f.BoolVar(&o.offline, "offline", false, "ask nobody: show what the header states")
	o.lookups.add(cmd, "the evaluation of one message")
	f.Var(&o.maxSize, "max-size", "the size up to which a message is read, after decompression")
	f.SortFlags = false
	return cmd
}

func (o *headersOptions) run(ctx context.Context, a *app, args []string) error {
	if o.offline && (o.zone != "" || len(o.resolvers) > 0) {
		return usagef("--offline asks nobody: leave out --zone and --resolver")
	}
	run := &headersRun{app: a, headersOptions: o, html: render.NewHeadersHTML()}
	if !o.offline {
		var err error
		if run.resolver, err = o.resolver(); err != nil {
			return err
		}
	}
	if len(args) == 0 {
		a.remarkStdin("a message")
	}
	err := run.frame(run.html.Begin)
	if err == nil {
		err = run.each(ctx, source.List(args), manyInputs(args))
	}
	if err == nil {
		err = run.frame(run.html.End)
	}
	if err == nil && run.failed {
		return statusError(statusInput)
	}
	return err
}

// A headersRun takes inputs one after the other.
type headersRun struct {
	*app
	*headersOptions
	resolver check.Resolver
	html     *render.HeadersHTML
	failed   bool
}

// frame writes what stands before and behind all messages of a page.
func (h *headersRun) frame(part func([]byte) ([]byte, error)) error {
	if h.format.value != "html" {
		return nil
	}
	b, err := part(nil)
	if err == nil {
		_, err = h.stdout.Write(b)
	}
	return err
}

func (h *headersRun) each(ctx context.Context, inputs iter.Seq[source.Input], many bool) error {
	for in := range inputs {
		if err := h.input(ctx, in, many); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// input takes one input, which may hold many messages. An error ends it all; an
// input that can't be read does not.
func (h *headersRun) input(ctx context.Context, in source.Input, many bool) error {
	l := source.Loader{Stdin: source.Interruptible(ctx, h.stdin), MaxSize: int64(h.maxSize)}
	defer l.Close()
	r, shape, err := l.Load(in)
	switch {
	case err != nil:
		h.refuse(in.Name, err)
	case shape == source.Mailbox:
		return h.each(ctx, l.Messages(), true)
	case shape == source.Message:
		rep, err := h.analyze(ctx, r)
		if err != nil {
			h.refuse(in.Name, err)
			return nil
		}
		return h.write(in.Name, many, rep)
	}
	return nil
}

// refuse says that an input can't be read; the others go on.
func (h *headersRun) refuse(name string, err error) {
	h.failed = true
	h.complain(name, errors.New(strings.TrimPrefix(strings.TrimPrefix(err.Error(), "headers: "), "dsn: ")))
}

// analyze analyses one message.
func (h *headersRun) analyze(ctx context.Context, r io.Reader) (*headers.Report, error) {
	message, err := io.ReadAll(io.LimitReader(r, int64(h.maxSize)+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(message)) > int64(h.maxSize):
		return nil, explainParse(fmt.Errorf("%w: more than %d bytes", dsn.ErrTooLarge, h.maxSize))
	}
	if h.returned {
		if message, err = returnedMessage(message, int(h.maxSize)); err != nil {
			return nil, err
		}
	}
	rep, err := headers.Analyze(message, headers.Options{Own: h.own, Now: time.Now()})
	if err != nil || h.resolver == nil {
		return rep, err
	}
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	rep.Evaluate(ctx, h.resolver, message)
	return rep, nil
}

// returnedMessage gives what a bounce returns of a message.
func returnedMessage(message []byte, limit int) ([]byte, error) {
	rep, err := (&dsn.Parser{MaxSize: int64(limit), KeepReturned: limit}).Parse(bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	for _, b := range [][]byte{rep.Original.Raw, rep.Original.Partial} {
		if len(bytes.TrimSpace(b)) > 0 {
			return b, nil
		}
	}
	return nil, errors.New("it returns no message: leave out --returned to read its own header")
}

func (h *headersRun) write(name string, many bool, rep *headers.Report) error {
	var b []byte
	var err error
	switch h.format.value {
	case "json", "ndjson":
		b, err = render.AppendHeadersJSON(nil, name, rep, h.format.value == "json")
	case "html":
		b, err = h.html.AppendHeaders(nil, name, rep)
	case "markdown":
		b = render.Markdown{}.AppendHeaders(nil, name, many, rep)
	default:
		b = render.Text{Style: h.style(h.color), Cols: term.Columns(h.stdout)}.AppendHeaders(nil, name, many, rep)
	}
	if err == nil {
		_, err = h.stdout.Write(b)
	}
	return err
}
