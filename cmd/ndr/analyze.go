package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/source"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
	"github.com/spf13/cobra"
)

type analyzeOptions struct {
	output
	lookups
	probing probing
	hooks   hooks
	letter  bool
	own     own
	offline bool
	jobs    int
	rules   string
	maxSize size
}

func newAnalyze(a *app) *cobra.Command {
	o := &analyzeOptions{maxSize: maxMessage}
	cmd := &cobra.Command{
		Use:   "analyze [FILE|DIR|-]...",
		Short: "Decode bounces, find the cause of each, and say how to fix it",
		Long: `analyze decodes each message, says for each recipient what happened, runs the
DNS checks that the reply suggests, and names the cause and the fix. With
--probe it also connects to the recipient's mail hosts, where the refusal is
about reaching them or about TLS.

A FILE is a message, an mbox, or a zip or tar archive of messages; gzip, zstd
and bzip2 are undone. A DIR is a Maildir, of which new and cur are read, or a
tree of *.eml and other files that look like mail. Without arguments, or with -,
it reads standard input. What a file is, its content tells, not its name.

Exit status: 0 done; 1 some input could not be read or is not a mail message
(the rest was done); 2 wrong usage.`,
		Example: `  ndr analyze bounce.eml
  ndr analyze --offline --format csv ~/Maildir > bounces.csv
  ndr analyze --format ndjson bounces.mbox | jq -r '.recipients[].category'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	o.output.add(cmd, "text", "json", "ndjson", "csv", "markdown", "html")
	f := cmd.Flags()
	f.BoolVar(&o.offline, "offline", false, "ask nobody: decode and classify only")
	o.lookups.add(cmd, "the diagnosis of one message")
	o.addVerbose(cmd)
	o.addConfig(cmd)
	o.own.add(cmd)
	o.probing.addForAnalyze(cmd)
	o.hooks.add(cmd)
	f.BoolVar(&o.letter, "letter", false, "instead of the diagnosis, write letters to those who alone can act:\nthe receiving side, the provider, the blocklists; nothing is sent")
	f.IntVar(&o.jobs, "jobs", 0, "do `N` messages at once; results keep their order\n(default: one for each processor, 8 with lookups)")
	f.StringVar(&o.rules, "rules", "", "catalogue entries of your own in a `FILE`, ahead of the built-in ones")
	f.Var(&o.maxSize, "max-size", "the size up to which a message is read, after decompression")
	f.SortFlags = false
	return cmd
}

func (o *analyzeOptions) run(ctx context.Context, a *app, args []string) error {
	if o.offline && (o.zone != "" || len(o.resolvers) > 0) {
		return usagef("--offline asks nobody: leave out --zone and --resolver")
	}
	if o.offline && o.probing.probe {
		return usagef("--offline asks nobody: leave out --probe")
	}
	if o.offline && len(o.hooks.commands) > 0 {
		return usagef("--offline asks nobody: leave out --hook")
	}
	if o.letter && o.format.value != "text" {
		return usagef("--letter writes text: leave out --format")
	}
	if o.jobs < 0 || o.jobs > maxJobs {
		return usagef("--jobs must be from 1 to %d", maxJobs)
	}
	if len(args) == 0 || slices.Contains(args, "-") {
		a.remarkStdin("a message or an mbox")
	}
	if w := o.format.value; o.verbose && w != "text" && w != "json" && w != "ndjson" {
		return usagef("--verbose goes with --format text, json or ndjson, not with %s", w)
	}
	defer a.relaxGC(analyzeGC)()
	d := &diagnose.Diagnoser{Timeout: o.timeout, Prober: o.probing.prober()}
	var err error
	if d.DNSBL, err = o.blocklists(a); err != nil {
		return err
	}
	if d.Catalog, err = loadCatalog(o.rules); err != nil {
		return err
	}
	if d.Own, err = o.own.mail(a, o.config); err != nil {
		return err
	}
	if d.Checks, err = o.hooks.checks(); err != nil {
		return err
	}
	if !o.offline {
		if d.Resolver, err = o.resolver(); err != nil {
			return err
		}
	}
	an := &analyzer{
		app:       a,
		parser:    &dsn.Parser{MaxSize: int64(o.maxSize)},
		diagnoser: d,
		jobs:      o.workers(d.Resolver),
		writer:    newReportWriter(a, &o.output),
		stdin:     source.Interruptible(ctx, a.stdin),
		maxSize:   int64(o.maxSize),
		verbose:   o.verbose,
		progress:  newProgress(a),
	}
	if o.offline && len(d.Checks) == 0 { // no step waits
		an.together = manyTogether
	}
	if !o.offline {
		an.flush = true
		an.parser.KeepReturned = maxReturned // for its signatures
	}
	if o.letter {
		an.writer.format = "letter"
	}
	err = an.run(ctx, source.List(args), manyInputs(args))
	if err == nil && o.letter && an.writer.letters.Load() == 0 {
		a.remark("no letter to write: what was found is for the sender's own side, or nobody, to mend")
	}
	return err
}

// manyTogether is enough for what a step needs to be in the caches for most of
// them, and few enough for what they hold to stay there too.
const manyTogether = 64

// maxJobs bounds what a slip of the keyboard would cost: each job has its memory.
const maxJobs = 1024

// maxReturned bounds a returned message whose signatures are verified.
const maxReturned = 1 << 20

// workers gives how many messages are worked on at once. With lookups they
// mostly wait.
func (o *analyzeOptions) workers(r check.Resolver) int {
	switch {
	case o.jobs > 0:
		return o.jobs
	case r != nil:
		return 8 * runtime.GOMAXPROCS(0)
	}
	return runtime.GOMAXPROCS(0)
}

// manyInputs reports whether args may stand for more than one message.
func manyInputs(args []string) bool {
	return len(args) > 1 || len(args) == 1 && source.IsDir(args[0])
}

// explainParse makes an error of reading a message one for people.
func explainParse(err error) error {
	if errors.Is(err, dsn.ErrTooLarge) || errors.Is(err, source.ErrTooLarge) {
		return fmt.Errorf("%w; --max-size raises the limit", err)
	}
	return err
}
