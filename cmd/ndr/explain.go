package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-d13f741b/ndr/cmd/internal/render"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/cmd/internal/term"
	"github.com/seed-d13f741b/ndr/diagnose/catalog"
	"github.com/seed-d13f741b/ndr/dsn"
	"github.com/spf13/cobra"
)

type explainOptions struct {
	output
	rules    string
	list     bool
	provider string
	category string
	code     string
}

func newExplain(a *app) *cobra.Command {
	o := &explainOptions{}
	cmd := &cobra.Command{
		Use:   "explain CODE|TEXT...",
		Short: "Explain a reply code, a status code, a provider's token or a whole reply",
		Long: `explain says what a refusal means, what usually causes it and what to do: by
reply code (550), enhanced status code (5.7.26), both, a token of a provider
(S3140, OFR_506), or a whole SMTP reply. With - it reads one reply a line from
standard input. --list prints what is known, one entry a line; with
--format html it is a reference to keep: one page with a search, which needs no
server.`,
		Example: `  ndr explain 550 5.7.26
  ndr explain "550 5.1.1 The email account that you tried to reach does not exist"
  grep -o 'said: .*' mail.log | ndr explain --format csv -
  ndr explain --list --provider gmail
  ndr explain --list --format html > reference.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	o.output.add(cmd, "text", "json", "ndjson", "csv", "markdown", "html")
	f := cmd.Flags()
	f.BoolVar(&o.list, "list", false, "list the catalogue")
	f.StringVar(&o.provider, "provider", "", "with --list: only entries of this provider, a `NAME`")
	f.StringVar(&o.category, "category", "", "with --list: only entries of this category, a `NAME`")
	f.StringVar(&o.code, "code", "", "with --list: only entries whose code begins with `CODE`")
	f.StringVar(&o.rules, "rules", "", "catalogue entries of your own in a `FILE`, ahead of the built-in ones")
	f.SortFlags = false
	names := make([]string, 0, 40)
	for _, c := range catalog.Categories() {
		names = append(names, string(c))
	}
	complete(cmd, "category", names...)
	return cmd
}

func (o *explainOptions) run(ctx context.Context, a *app, args []string) error {
	filtered := o.provider != "" || o.category != "" || o.code != ""
	switch {
	case o.list && len(args) > 0:
		return usagef("--list takes no CODE; --code selects entries")
	case filtered && !o.list:
		return usagef("--provider, --category and --code go with --list")
	case !o.list && strings.TrimSpace(strings.Join(args, "")) == "":
		return usagef("name a code or a reply, or - to read replies from standard input")
	case !o.list && (o.format.value == "html" || o.format.value == "markdown"):
		return usagef("--format %s goes with --list", o.format.value)
	}
	defer a.relaxGC(explainGC)()
	c, err := loadCatalog(o.rules)
	if err != nil {
		return err
	}
	w := &explainWriter{
		out:    bufio.NewWriterSize(a.stdout, 64<<10),
		format: o.format.value,
		text:   render.Text{Style: a.style(o.color), Cols: term.Columns(a.stdout)},
	}
	if o.list {
		err = o.runList(c, w)
	} else {
		err = o.runInputs(ctx, a, c, w, args)
	}
	if flushErr := w.out.Flush(); err == nil {
		err = flushErr
	}
	return err
}

// runInputs explains what the arguments or the lines of standard input say.
func (o *explainOptions) runInputs(ctx context.Context, a *app, c *catalog.Catalog, w *explainWriter, args []string) error {
	if w.format == "csv" {
		if _, err := w.out.WriteString(render.ExplainCSVHeader); err != nil {
			return err
		}
	}
	if len(args) != 1 || args[0] != "-" {
		for _, input := range inputs(args) {
			if err := w.explain(c, input); err != nil {
				return err
			}
		}
		return nil
	}
	a.remarkStdin("one reply a line")
	r := bufio.NewReaderSize(source.Interruptible(ctx, a.stdin), 64<<10)
	for {
		line, err := readLine(r)
		if line = strings.TrimSpace(line); line != "" {
			if err := w.explain(c, line); err != nil {
				return err
			}
		}
		if r.Buffered() == 0 { // the next line may be long in coming
			if err := w.out.Flush(); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("standard input: %w", err)
		}
	}
}

// maxLine is how much of a line is read, in bytes: a reply has 512 (RFC 5321
// section 4.5.3.1.5), and a log has more around it.
const maxLine = 64 << 10

// readLine reads a line; what is beyond maxLine is passed over.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadSlice('\n')
	text := string(line)
	for err == bufio.ErrBufferFull {
		_, err = r.ReadSlice('\n')
	}
	if len(text) > maxLine {
		text = text[:maxLine]
	}
	return text, err
}

// inputs takes arguments that all are codes one by one, and else together as
// one reply: "550 5.7.26" is a reply, "5.1.1 5.2.2" are two.
func inputs(args []string) []string {
	replies, statuses := 0, 0
	for _, arg := range args {
		switch _, err := dsn.ParseStatus(arg); {
		case err == nil:
			statuses++
		case isReply(arg):
			replies++
		default:
			return []string{strings.Join(args, " ")}
		}
	}
	if replies > 1 || statuses > 1 {
		return args
	}
	return []string{strings.Join(args, " ")}
}

// isReply reports whether word has the form of a reply code, RFC 5321 section
// 4.2.
func isReply(word string) bool {
	return len(word) == 3 && word[0] >= '2' && word[0] <= '5' && word[1] >= '0' && word[1] <= '9' &&
		word[2] >= '0' && word[2] <= '9'
}

// An explainWriter writes explanations and entries in one format.
type explainWriter struct {
	out    *bufio.Writer
	format string
	text   render.Text
	buf    []byte
	n      int
}

func (w *explainWriter) explain(c *catalog.Catalog, input string) error {
	x := render.Explanation{Input: strings.ToValidUTF8(input, "\uFFFD")}
	err := guard(func() error {
		x.Explanation = c.Explain(x.Input)
		if !x.Known() {
			if x.Hints = hints(c, x.Input); len(x.Hints) > 0 {
				x.Nearest = nil
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", x.Input, err)
	}
	switch w.format {
	case "json", "ndjson":
		w.buf = append(x.AppendJSON(w.buf, w.format == "json"), '\n')
	case "csv":
		w.buf = x.AppendCSV(w.buf)
	default:
		if w.n > 0 {
			w.buf = append(w.buf, '\n')
		}
		w.buf = w.text.AppendExplanation(w.buf, &x)
	}
	return w.flush()
}

// hints gives the commands for who asks about a provider or a category.
func hints(c *catalog.Catalog, input string) []string {
	name := strings.ToLower(strings.TrimSpace(input))
	if slices.Contains(catalog.Categories(), catalog.Category(name)) {
		return []string{"ndr explain --list --category " + name}
	}
	var list []string
	for _, p := range c.Providers() {
		words := strings.FieldsFunc(strings.ToLower(p.Title), func(r rune) bool { return strings.ContainsRune(" ,()/", r) })
		if name == p.Name || name == strings.ToLower(p.Title) || slices.Contains(p.Hosts, name) || len(name) > 3 && slices.Contains(words, name) {
			list = append(list, "ndr explain --list --provider "+p.Name)
		}
	}
	return list[:min(len(list), maxHints)]
}

// maxHints bounds the commands that are offered.
const maxHints = 5

func (w *explainWriter) flush() error {
	w.n++
	_, err := w.out.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}

func (o *explainOptions) runList(c *catalog.Catalog, w *explainWriter) error {
	if o.category != "" && !slices.Contains(catalog.Categories(), catalog.Category(o.category)) {
		return usagef("--category: there is no category %q", o.category)
	}
	if w.format == "csv" {
		w.buf = append(w.buf, render.ListCSVHeader...)
	}
	list := c.Find(catalog.Filter{Provider: o.provider, Category: catalog.Category(o.category), Code: o.code})
	if len(list) == 0 {
		return errors.New("no entry of the catalogue is like that")
	}
	switch w.format {
	case "html":
		var err error
		if w.buf, err = render.AppendReferenceHTML(w.buf, list, c.Providers()); err != nil {
			return err
		}
		return w.flush()
	case "markdown":
		w.buf = render.AppendReferenceMarkdown(w.buf, list, c.Providers())
		return w.flush()
	}
	for _, e := range list {
		switch w.format {
		case "json", "ndjson":
			w.buf = append(render.AppendEntryJSON(w.buf, e, w.format == "json"), '\n')
		case "csv":
			w.buf = render.AppendEntryCSV(w.buf, e)
		default:
			w.buf = w.text.AppendEntry(w.buf, e)
		}
		if err := w.flush(); err != nil {
			return err
		}
	}
	return nil
}
