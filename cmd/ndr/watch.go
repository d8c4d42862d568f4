package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/seed-d13f741b/ndr/check"
	"github.com/seed-d13f741b/ndr/cmd/internal/mailbox"
	"github.com/seed-d13f741b/ndr/cmd/internal/pipeline"
	"github.com/seed-d13f741b/ndr/diagnose"
	"github.com/seed-d13f741b/ndr/dsn"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

type watchOptions struct {
	lookups
	decoding
	storeFlags
	once  bool
	after string
	poll  time.Duration
}

func newWatch(a *app) *cobra.Command {
	o := &watchOptions{decoding: decoding{maxSize: maxMessage}}
	cmd := &cobra.Command{
		Use:   "watch SOURCE...",
		Short: "Feed the store from bounce mailboxes",
		Long: `watch takes each bounce that arrives in a mailbox through decoding and
diagnosis into the store, and then flags it as seen. A SOURCE is

  maildir:DIR    a Maildir

Each bounce is in the store before its mailbox is told, and is counted once,
however often it comes. What is no bounce is left alone.`,
		Example: `  ndr watch maildir:/var/mail/bounces
  ndr watch --once --offline maildir:Maildir && ndr report`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.Context(), a, args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.once, "once", false, "handle what is there, then end")
	f.StringVar(&o.after, "after", "seen", "what becomes of a stored message: `seen|keep|delete|move:FOLDER`")
	f.DurationVar(&o.poll, "poll", 30*time.Second, "pause between looks where a source can't tell what is new")
	o.storeFlags.add(cmd)
	o.decoding.add(cmd)
	o.lookups.add(cmd, "the diagnosis of one message")
	f.SortFlags = false
	return cmd
}

func (o *watchOptions) run(ctx context.Context, a *app, args []string) error {
	if len(args) == 0 {
		return usagef("watch needs a SOURCE, such as maildir:DIR")
	}
	after, err := mailbox.ParseAfter(o.after)
	if err != nil {
		return usagef("--after: %s", err)
	}
	st, err := o.storeFlags.open(ctx, a)
	if err != nil {
		return err
	}
	defer st.Close()
	log := slog.New(slog.NewTextHandler(a.stderr, nil))
	decoder, err := o.decoder(&o.lookups)
	if err != nil {
		return err
	}
	metrics := &pipeline.Metrics{}
	group, ctx := errgroup.WithContext(ctx)
	for _, url := range args {
		src, err := mailbox.Open(url, mailbox.Options{
			Once: o.once, After: after, MaxSize: int64(o.maxSize), Poll: o.poll, Memory: st, Log: log, Getenv: a.getenv,
		})
		if err != nil {
			return usagef("%s", err)
		}
		p := &pipeline.Pipeline{Store: st, Decoder: decoder, Jobs: o.workers(decoder.Diagnoser.Resolver), Log: log, Metrics: metrics}
		group.Go(func() error {
			defer src.Close()
			return p.Run(ctx, src)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if n := metrics.Deferred.Load(); o.once && n > 0 {
		return fmt.Errorf("%d messages could not be read: they are left for the next time", n)
	}
	return nil
}

// decoding are the flags that say how a message is decoded.
type decoding struct {
	offline bool
	jobs    int
	rules   string
	maxSize size
}

func (d *decoding) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&d.offline, "offline", false, "ask nobody: decode and classify only")
	f.IntVar(&d.jobs, "jobs", 0, "do `N` messages at once\n(default: one for each processor, 8 with lookups)")
	f.StringVar(&d.rules, "rules", "", "catalogue entries of your own in a `FILE`, ahead of the built-in ones")
	f.Var(&d.maxSize, "max-size", "the size up to which a message is read")
}

// workers gives how many messages are worked on at once.
func (d *decoding) workers(r check.Resolver) int {
	o := analyzeOptions{jobs: d.jobs}
	return o.workers(r)
}

// decoder makes what the flags ask for.
func (d *decoding) decoder(l *lookups) (*pipeline.Decoder, error) {
	if d.offline && (l.zone != "" || len(l.resolvers) > 0) {
		return nil, usagef("--offline asks nobody: leave out --zone and --resolver")
	}
	if d.jobs < 0 || d.jobs > maxJobs {
		return nil, usagef("--jobs must be from 1 to %d", maxJobs)
	}
	dec := &pipeline.Decoder{
		Parser:    &dsn.Parser{MaxSize: int64(d.maxSize)},
		Diagnoser: &diagnose.Diagnoser{Timeout: l.timeout},
		MaxSize:   int64(d.maxSize),
	}
	var err error
	if dec.Diagnoser.Catalog, err = loadCatalog(d.rules); err != nil {
		return nil, err
	}
	if d.offline {
		return dec, nil
	}
	dec.Parser.KeepReturned = maxReturned
	dec.Diagnoser.Resolver, err = l.resolver()
	return dec, err
}
